package io.plumbline.send;

import io.plumbline.error.Errors;
import io.plumbline.error.PlumblineException;
import java.net.URI;
import java.time.Duration;
import java.util.SplittableRandom;

/** The pauses between attempts, and their number in one run. */
final class Backoff {

  private final URI base;
  private final Retries retries;
  private final Pause pause;
  private final SplittableRandom random;
  private int used;

  Backoff(URI base, Retries retries, Pause pause) {
    this.base = base;
    this.retries = retries;
    this.pause = pause;
    this.random = new SplittableRandom(retries.seed());
  }

  /**
   * Whether there may be another attempt after so many.
   *
   * @param attempt from 1
   */
  boolean allows(int attempt) {
    return attempt < retries.attempts();
  }

  /**
   * Waits before the attempt after this one.
   *
   * @param attempt from 1
   * @throws io.plumbline.error.PlumblineException {@code send.unavailable} where the run has paused
   *     too often, or the CRM asks for too long a wait
   */
  void pause(int attempt, TryAgainException why) {
    if (used == retries.inAll()) {
      throw Errors.crmUnavailable(
          Address.origin(base),
          used + " retries in one run were not enough; the last reason was: " + why.getMessage());
    }
    used++;
    Duration asked = why.asked().orElse(Duration.ZERO);
    if (asked.compareTo(retries.longestRetryAfter()) > 0) {
      throw Errors.crmUnavailable(
          Address.origin(base),
          "it asks to wait longer than " + retries.longestRetryAfter().toSeconds() + " s");
    }
    Duration drawn = drawn(attempt);
    pause.of(asked.compareTo(drawn) > 0 ? asked : drawn);
  }

  /** That nobody answers. */
  PlumblineException silent(TryAgainException why) {
    return Errors.crmUnavailable(
        Address.origin(base), "nobody answers; the last reason was: " + why.getMessage());
  }

  private Duration drawn(int attempt) {
    double longest =
        Math.min(
            retries.longestPause().toMillis(),
            retries.firstPause().toMillis() * Math.pow(2, attempt - 1));
    return Duration.ofMillis((long) (random.nextDouble() * longest));
  }
}
