package io.plumbline.send;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Adds up a run. */
final class Tally {

  private final List<Failure> failures = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private long sent;
  private long skipped;
  private long failed;
  private long gone;

  void add(Outcome outcome) {
    switch (outcome.kind()) {
      case SENT -> sent++;
      case SKIPPED -> skipped++;
      case FAILED -> {}
    }
    failed += outcome.failed();
    gone += outcome.gone();
    outcome.failures().stream().limit(SendResult.LISTED - failures.size()).forEach(failures::add);
  }

  void warn(String warning) {
    warnings.add(warning);
  }

  SendResult result(Target target) {
    if (gone > 0) {
      warnings.add(
          String.format(
              Locale.ROOT,
              "%,d of the records no longer exist in the CRM and are left out: deleted or merged"
                  + " since the export. Where these are many, see whether it is the CRM that the"
                  + " export came from.",
              gone));
    }
    return new SendResult(target, sent, skipped, failed, gone, failures, warnings);
  }
}
