package io.plumbline.send;

import java.util.ArrayList;
import java.util.List;

/** Adds up a run. */
final class Tally {

  private final List<Failure> failures = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private long sent;
  private long skipped;
  private long failed;

  void add(Outcome outcome) {
    switch (outcome.kind()) {
      case SENT -> sent++;
      case SKIPPED -> skipped++;
      case FAILED -> {}
    }
    failed += outcome.failed();
    outcome.failures().stream().limit(SendResult.LISTED - failures.size()).forEach(failures::add);
  }

  void warn(String warning) {
    warnings.add(warning);
  }

  SendResult result(Target target) {
    return new SendResult(target, sent, skipped, failed, failures, warnings);
  }
}
