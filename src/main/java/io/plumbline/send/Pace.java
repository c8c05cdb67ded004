package io.plumbline.send;

import java.time.Duration;

/**
 * How fast requests follow one another and how long is waited.
 *
 * @param requestsPerSecond at most, reads included; HubSpot allows 10 to a private app, Pipedrive
 *     some 10 to the smallest plan
 * @param timeout of one request, from its first byte to the last of the answer
 * @param uploadTimeout the same for a bulk file, of up to 100 MB
 * @param pollEvery pause between two looks at a Salesforce job
 * @param jobTimeout how long a Salesforce job is watched; a later run goes on watching it
 */
public record Pace(
    double requestsPerSecond,
    Duration timeout,
    Duration uploadTimeout,
    Duration pollEvery,
    Duration jobTimeout,
    Retries retries) {

  /** Five requests a second, half a minute each. */
  public static final Pace DEFAULT =
      new Pace(
          5,
          Duration.ofSeconds(30),
          Duration.ofMinutes(10),
          Duration.ofSeconds(5),
          Duration.ofHours(1),
          Retries.DEFAULT);

  /** Checks the ranges. */
  public Pace {
    if (!(requestsPerSecond > 0 && requestsPerSecond <= 1000)) {
      throw new IllegalArgumentException(
          "requestsPerSecond must be more than 0 and at most 1000, not " + requestsPerSecond + ".");
    }
    Durations.requirePositive("timeout", timeout);
    Durations.requirePositive("uploadTimeout", uploadTimeout);
    Durations.requirePositive("pollEvery", pollEvery);
    Durations.requirePositive("jobTimeout", jobTimeout);
  }
}
