package io.plumbline.send;

import java.util.Optional;

/** Tries something until it has an outcome, or until the attempts are used up. */
final class Attempts {

  private final Backoff backoff;

  Attempts(Backoff backoff) {
    this.backoff = backoff;
  }

  /** One attempt, which finds out by itself how far earlier ones came. */
  @FunctionalInterface
  interface Once {
    Outcome run() throws TryAgainException;
  }

  Outcome run(String id, Once once) {
    for (int attempt = 1; ; attempt++) {
      try {
        return once.run();
      } catch (TryAgainException again) {
        if (!backoff.allows(attempt)) {
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
}
