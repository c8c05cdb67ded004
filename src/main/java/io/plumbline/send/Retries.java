package io.plumbline.send;

import java.time.Duration;

/**
 * When a request is tried again: on 429, 500, 502, 503, 504, a timeout or a cut connection. The
 * n-th pause is drawn evenly from 0 to {@code firstPause} x 2^(n-1), at most {@code longestPause}
 * (full jitter); a {@code Retry-After} of the CRM is waited for where it is longer.
 *
 * @param attempts of one request, the first included; at least 1
 * @param inAll pauses of one run, over all requests; after that the run stops
 * @param longestRetryAfter the longest wait that the CRM may ask for; beyond it the run stops
 * @param seed of the drawn pauses
 */
public record Retries(
    int attempts,
    int inAll,
    Duration firstPause,
    Duration longestPause,
    Duration longestRetryAfter,
    long seed) {

  /** Six attempts over about a minute, two hundred pauses in all. */
  public static final Retries DEFAULT =
      new Retries(
          6, 200, Duration.ofSeconds(1), Duration.ofSeconds(60), Duration.ofMinutes(5), 20_260_101);

  /** Checks the ranges. */
  public Retries {
    if (attempts < 1 || inAll < 0) {
      throw new IllegalArgumentException(
          "There must be at least 1 attempt and no negative number of retries, not "
              + attempts
              + " and "
              + inAll
              + ".");
    }
    Durations.requireNotNegative("firstPause", firstPause);
    Durations.requireNotNegative("longestPause", longestPause);
    Durations.requireNotNegative("longestRetryAfter", longestRetryAfter);
  }
}
