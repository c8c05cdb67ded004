package io.plumbline.send;

import java.util.List;

/**
 * What became of one request.
 *
 * @param failures those that are told one by one
 * @param failed how many there are in all
 */
record Outcome(Kind kind, List<Failure> failures, long failed) {

  static final Outcome SENT = new Outcome(Kind.SENT, List.of(), 0);
  static final Outcome SKIPPED = new Outcome(Kind.SKIPPED, List.of(), 0);

  /** How a request is counted. */
  enum Kind {
    SENT,
    SKIPPED,
    FAILED
  }

  static Outcome failed(Failure failure) {
    return new Outcome(Kind.FAILED, List.of(failure), 1);
  }

  Outcome with(List<Failure> told, long all) {
    return new Outcome(kind, told, all);
  }
}
