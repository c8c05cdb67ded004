package io.plumbline.send;

/** Sees each request go by; what it throws ends the run there, as a kill would. */
@FunctionalInterface
interface Watch {

  Watch NONE = (moment, call) -> {};

  void at(Moment moment, Call call);

  /** Where a request stands. */
  enum Moment {
    /** On record, not yet sent. */
    READY,
    /** On its way; no answer yet. */
    SENT,
    /** The answer is there, and not yet on record. */
    ANSWERED
  }
}
