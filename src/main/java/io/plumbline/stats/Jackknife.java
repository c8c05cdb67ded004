package io.plumbline.stats;

/**
 * Delete-a-group jackknife: uncertainty of an estimate whose rows are not independent, from
 * repeating it without each of G groups of independent units.
 *
 * <p>Kott (2001), The delete-a-group jackknife, Journal of Official Statistics 17, 521-526.
 */
public final class Jackknife {
  private Jackknife() {}

  /**
   * (G - 1) / G times the sum of squared deviations of the leave-one-group-out estimates from their
   * mean.
   *
   * <p>A {@code NaN} says that there is no estimate without that group. It is left out and G falls
   * by one. The answer is {@code NaN} when fewer than two values remain, and also when a group was
   * left out and the others all agree: the estimate then rests on that group alone, and a variance
   * of 0 would be false certainty.
   *
   * @param leaveOneOut the estimate without group 1, without group 2, ...
   * @return the variance of the estimate from all groups, 0 or more, or {@code NaN}
   */
  public static double variance(double[] leaveOneOut) {
    int groups = 0;
    double sum = 0;
    for (double value : leaveOneOut) {
      if (!Double.isNaN(value)) {
        groups++;
        sum += value;
      }
    }
    if (groups < 2) {
      return Double.NaN;
    }
    double mean = sum / groups;
    double squares = 0;
    double least = Double.POSITIVE_INFINITY;
    double greatest = Double.NEGATIVE_INFINITY;
    for (double value : leaveOneOut) {
      if (!Double.isNaN(value)) {
        squares += (value - mean) * (value - mean);
        least = Math.min(least, value);
        greatest = Math.max(greatest, value);
      }
    }
    if (least == greatest) {
      return groups < leaveOneOut.length ? Double.NaN : 0;
    }
    return (groups - 1.0) / groups * squares;
  }

  /**
   * The number of independent observations whose proportion would have this variance: p (1 - p) /
   * variance.
   *
   * <p>{@code NaN} when p is unknown, 0 or 1, or the variance is unknown or not positive: no spread
   * was seen to measure by, which is no proof of certainty. Count distinct deals there instead.
   *
   * @param p a proportion, or {@code NaN}
   * @param variance the variance of p as an estimate, or {@code NaN}
   */
  public static double effectiveN(double p, double variance) {
    return p > 0 && p < 1 && variance > 0 ? p * (1 - p) / variance : Double.NaN;
  }
}
