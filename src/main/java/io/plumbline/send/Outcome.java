package io.plumbline.send;

import java.util.List;

/**
 * What became of one request.
 *
 * @param failures those that are told one by one
 * @param failed how many there are in all
 * @param gone how many of them are of records that no longer exist in the CRM
 */
record Outcome(Kind kind, List<Failure> failures, long failed, long gone) {

  static final Outcome SENT = new Outcome(Kind.SENT, List.of(), 0, 0);
  static final Outcome SKIPPED = new Outcome(Kind.SKIPPED, List.of(), 0, 0);

  /** How a request is counted. */
  enum Kind {
    SENT,
    SKIPPED,
    FAILED
  }

  static Outcome failed(Failure failure) {
    return new Outcome(Kind.FAILED, List.of(failure), 1, 0);
  }

  /** Of a request whose only record no longer exists. */
  static Outcome gone(Failure failure) {
    return new Outcome(Kind.FAILED, List.of(failure), 1, 1);
  }

  Outcome with(List<Failure> told, long all, long missing) {
    return new Outcome(kind, told, all, missing);
  }
}
