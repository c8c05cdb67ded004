package io.plumbline.stats;

/**
 * Control limits of a share won (p chart): what n outcomes may show while the mean stays as it is.
 * Exact, from the beta-binomial distribution, so that they hold for small n and near 0 and 1, where
 * the usual limits of three standard deviations do not, and allow for periods that differ beyond
 * chance.
 *
 * <p>Laney (2002), Improved control charts for attributes, <a
 * href="https://doi.org/10.1081/QEN-120003555">doi:10.1081/QEN-120003555</a>, on charts that allow
 * for overdispersion; Griffiths (1973), <a href="https://doi.org/10.2307/2529131">
 * doi:10.2307/2529131</a>, on the distribution.
 */
public final class ControlLimits {
  /** The most outcomes; every number of wins is weighed, 8 bytes each. */
  public static final int MAX_N = 10_000_000;

  /** Summed probabilities that exceed a tail by rounding, relative, are within it. */
  private static final double ROUNDING = 1e-9;

  private ControlLimits() {}

  /**
   * The narrowest shares [low, high] with P(share &lt; low) and P(share &gt; high) at most (1 -
   * level) / 2 each. Both are numbers of wins divided by n, and lie themselves within the limits.
   *
   * @param n outcomes, 0..{@value #MAX_N}; 0 gives the unknown interval
   * @param mean the share expected, in [0, 1]
   * @param correlation intra-class correlation rho, in [0, 1); 0 is the binomial
   * @param level probability to stay within, in (0, 1); 0.9973 is the usual three sigma
   * @throws IllegalArgumentException if an argument is outside its range
   */
  public static Interval of(long n, double mean, double correlation, double level) {
    Arguments.probability("Mean", mean);
    Arguments.level(level);
    if (!(correlation >= 0 && correlation < 1)) {
      throw new IllegalArgumentException(
          "Intra-class correlation is "
              + correlation
              + ", but limits need one of at least 0 and less than 1. Pass an estimate of"
              + " Overdispersion, or 0 for none.");
    }
    if (n < 0 || n > MAX_N) {
      throw new IllegalArgumentException(
          "n is "
              + n
              + ", but limits are computed for 0 to "
              + MAX_N
              + " outcomes. Count one period at a time.");
    }
    if (n == 0) {
      return Interval.unknown(level);
    }
    double[] weights = weights((int) n, mean, correlation / (1 - correlation));
    double total = 0;
    for (double weight : weights) {
      total += weight;
    }
    double tail = (1 - level) / 2 * total * (1 + ROUNDING);
    int low = 0;
    for (double below = weights[0]; below <= tail; below += weights[low]) {
      low++;
    }
    int high = (int) n;
    for (double above = weights[high]; above <= tail; above += weights[high]) {
      high--;
    }
    // Where half the probability lies on either side, each tail reaches past the other.
    return new Interval(Math.min(low, high) / (double) n, Math.max(low, high) / (double) n, level);
  }

  /**
   * Probabilities of 0..n wins up to a common factor, by the ratio of neighbours from the mean
   * outwards: no factorials to overflow, and every rounding is relative.
   */
  private static double[] weights(int n, double mean, double dispersion) {
    double[] weights = new double[n + 1];
    int centre = (int) Math.min(n, Math.floor(n * mean));
    weights[centre] = 1;
    for (int x = centre; x < n && weights[x] > 0; x++) {
      weights[x + 1] = weights[x] * winOdds(n, mean, dispersion, x);
    }
    for (int x = centre; x > 0 && weights[x] > 0; x--) {
      // The distribution of losses is the same with 1 - mean.
      weights[x - 1] = weights[x] * winOdds(n, 1 - mean, dispersion, n - x);
    }
    return weights;
  }

  /** P(x + 1 wins) / P(x wins). */
  private static double winOdds(int n, double mean, double dispersion, int x) {
    return (n - x) / (x + 1.0) * (mean + x * dispersion) / (1 - mean + (n - x - 1) * dispersion);
  }
}
