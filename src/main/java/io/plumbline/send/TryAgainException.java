package io.plumbline.send;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * No usable answer: it was late, cut off, unreadable, or said to come back later. The message is
 * for people.
 */
final class TryAgainException extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient Optional<Duration> wait;
  private final transient OptionalInt status;

  private TryAgainException(
      String reason, Optional<Duration> wait, OptionalInt status, Throwable origin) {
    super(reason, origin);
    this.wait = wait;
    this.status = status;
  }

  static TryAgainException noAnswer(String reason, Throwable origin) {
    return new TryAgainException(reason, Optional.empty(), OptionalInt.empty(), origin);
  }

  static TryAgainException unreadable(Answer answer) {
    return new TryAgainException(
        "the answer with status " + answer.status() + " cannot be understood",
        Optional.empty(),
        OptionalInt.of(answer.status()),
        null);
  }

  static TryAgainException later(Answer answer, String message, Duration longest) {
    return new TryAgainException(
        message, answer.wait(longest), OptionalInt.of(answer.status()), null);
  }

  /** How long the CRM asks to wait. */
  Optional<Duration> asked() {
    return wait;
  }

  OptionalInt status() {
    return status;
  }
}
