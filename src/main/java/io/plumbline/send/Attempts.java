package io.plumbline.send;

import java.util.Optional;

/**
 * Tries something until it has an outcome, or until the attempts are used up. Where nobody answers
 * at all, the run stops: a wrong address or a network that is down is no matter of one request.
 */
final class Attempts {

  private static final int MOST_SILENT = 3;

  private final Backoff backoff;
  private boolean isAnswered;
  private int silent;

  Attempts(Backoff backoff) {
    this.backoff = backoff;
  }

  /** One attempt, which finds out by itself how far earlier ones came. */
  @FunctionalInterface
  interface Once {
    Outcome run() throws TryAgainException;
  }

  /**
   * Runs it.
   *
   * @throws io.plumbline.error.PlumblineException {@code send.unavailable} where the first request
   *     of a run, or three in a row, had no answer to any attempt; and as {@link Backoff#pause}
   */
  Outcome run(String id, Once once) {
    for (int attempt = 1; ; attempt++) {
      try {
        Outcome outcome = once.run();
        answered();
        return outcome;
      } catch (TryAgainException again) {
        if (again.status().isPresent()) {
          answered();
        }
        if (!backoff.allows(attempt)) {
          if (again.status().isEmpty() && (!isAnswered || ++silent == MOST_SILENT)) {
            throw backoff.silent(again);
          }
          return Outcome.failed(
              new Failure(
                  id,
                  Optional.empty(),
                  again.status(),
                  again.getMessage() + " (attempt " + attempt + ", the last one)"));
        }
        backoff.pause(attempt, again);
      }
    }
  }

  private void answered() {
    isAnswered = true;
    silent = 0;
  }
}
