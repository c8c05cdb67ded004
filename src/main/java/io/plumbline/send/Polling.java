package io.plumbline.send;

import java.time.Duration;
import java.util.Optional;

/** Looks at something again and again until it has ended. */
final class Polling {

  private final Duration every;
  private final long looks;
  private final Pause pause;

  Polling(Pace pace, Pause pause) {
    this.every = pace.pollEvery();
    this.looks = Math.max(1, pace.jobTimeout().dividedBy(every));
    this.pause = pause;
  }

  /** One look; empty while it goes on. */
  @FunctionalInterface
  interface Look<T> {
    Optional<T> take() throws TryAgainException;
  }

  /** What the look found; empty where it has not ended in time. */
  <T> Optional<T> until(Look<T> look) throws TryAgainException {
    for (long i = 0; i < looks; i++) {
      Optional<T> found = look.take();
      if (found.isPresent()) {
        return found;
      }
      pause.of(every);
    }
    return Optional.empty();
  }
}
