package io.plumbline.stats;

/**
 * A two-sided interval around an estimate, in the unit of the estimate.
 *
 * @param low lower end, inclusive; {@code NaN} when unknown
 * @param high upper end, inclusive; {@code NaN} when unknown
 * @param level nominal coverage in (0, 1), for example 0.9; {@code NaN} when unknown
 */
public record Interval(double low, double high, double level) {

  /**
   * Refuses ends that are out of order or half known.
   *
   * @throws IllegalArgumentException if low exceeds high, or only one of them is {@code NaN}
   */
  public Interval {
    if (low > high || Double.isNaN(low) != Double.isNaN(high)) {
      throw new IllegalArgumentException(
          "Interval runs from "
              + low
              + " to "
              + high
              + ", but low must not exceed high and both ends are known or neither is. Swap them or"
              + " use Interval.unknown(level).");
    }
  }

  /** The interval of an estimate without evidence: both ends {@code NaN}. */
  public static Interval unknown(double level) {
    return new Interval(Double.NaN, Double.NaN, level);
  }

  /** Whether the ends are numbers. */
  public boolean isKnown() {
    return !Double.isNaN(low);
  }

  /** Whether the value lies between the ends, ends included; false when unknown. */
  public boolean contains(double value) {
    return value >= low && value <= high;
  }

  /** {@code high - low}; {@code NaN} when unknown. */
  public double width() {
    return high - low;
  }
}
