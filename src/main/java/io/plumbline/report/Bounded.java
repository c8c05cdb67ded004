package io.plumbline.report;

/**
 * A number with its interval.
 *
 * @param value the number, or NaN where it is not known
 * @param low the interval's lower end, or NaN
 * @param high the interval's upper end, or NaN
 */
public record Bounded(double value, double low, double high) {

  /** A number that nothing is known of. */
  public static final Bounded UNKNOWN = new Bounded(Double.NaN, Double.NaN, Double.NaN);

  /** True where both ends are known. */
  public boolean hasInterval() {
    return !Double.isNaN(low) && !Double.isNaN(high);
  }

  /** True where the interval lies on one side of zero; false where there is none. */
  public boolean excludesZero() {
    return low > 0 || high < 0;
  }
}
