package io.plumbline.stats;

import static java.util.Objects.requireNonNull;

/**
 * A number with everything that is needed to judge it.
 *
 * @param value the estimate; {@code NaN} when there is no evidence, never 0 in its place
 * @param interval its interval; {@link Interval#unknown} when there is none
 * @param n the number of independent units behind it, possibly effective and thus fractional
 * @param method what produced it, for example {@code "aalen_johansen"}
 */
public record Estimate(double value, Interval interval, double n, String method) {

  /**
   * Refuses nulls and a negative or unknown n.
   *
   * @throws IllegalArgumentException if n is negative or {@code NaN}
   */
  public Estimate {
    requireNonNull(interval, "interval");
    requireNonNull(method, "method");
    if (!(n >= 0)) {
      throw new IllegalArgumentException(
          "Estimate by "
              + method
              + " has n = "
              + n
              + ", but n counts evidence and is 0 or more. Use Estimate.none(method) for no"
              + " evidence.");
    }
  }

  /** No evidence: value and interval {@code NaN}, n = 0. */
  public static Estimate none(String method) {
    return new Estimate(Double.NaN, Interval.unknown(Double.NaN), 0, method);
  }

  /** Whether there is a value at all. */
  public boolean isKnown() {
    return !Double.isNaN(value);
  }
}
