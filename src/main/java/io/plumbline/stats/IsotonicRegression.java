package io.plumbline.stats;

import java.util.Arrays;

/**
 * Weighted least-squares fit of a non-decreasing sequence, by pooling adjacent violators.
 *
 * <p>Best and Chakravarti (1990), <a href="https://doi.org/10.1007/BF01580873">
 * doi:10.1007/BF01580873</a>; de Leeuw, Hornik and Mair (2009), <a
 * href="https://doi.org/10.18637/jss.v032.i05">doi:10.18637/jss.v032.i05</a>.
 */
public final class IsotonicRegression {
  private IsotonicRegression() {}

  /**
   * Fits in linear time.
   *
   * <p>A position with weight 0 takes no part, whatever its value ({@code NaN} included), and
   * receives the fit of the nearest weighted position before it, else of the first one after it.
   * With no weight at all, every fit is {@code NaN}.
   *
   * @param y values in their order
   * @param weight weight of each, 0 or more
   * @return the fitted values, non-decreasing, in a new array
   * @throws IllegalArgumentException if the lengths differ, a weight is negative or not finite, or
   *     a weighted value is not finite
   */
  public static double[] fit(double[] y, double[] weight) {
    Arguments.sameLength("y", y.length, "weight", weight.length);
    double[] mean = new double[y.length];
    double[] total = new double[y.length];
    int[] start = new int[y.length + 1];
    int blocks = 0;
    for (int i = 0; i < y.length; i++) {
      if (Arguments.nonNegative("Weight", weight[i]) == 0) {
        continue;
      }
      mean[blocks] = Arguments.finite("Value", y[i]);
      total[blocks] = weight[i];
      start[blocks] = blocks == 0 ? 0 : i;
      blocks++;
      while (blocks > 1 && mean[blocks - 2] >= mean[blocks - 1]) {
        double sum = total[blocks - 2] + total[blocks - 1];
        mean[blocks - 2] += (mean[blocks - 1] - mean[blocks - 2]) * (total[blocks - 1] / sum);
        total[blocks - 2] = sum;
        blocks--;
      }
    }
    double[] fitted = new double[y.length];
    start[blocks] = y.length;
    for (int block = 0; block < blocks; block++) {
      Arrays.fill(fitted, start[block], start[block + 1], mean[block]);
    }
    if (blocks == 0) {
      Arrays.fill(fitted, Double.NaN);
    }
    return fitted;
  }
}
