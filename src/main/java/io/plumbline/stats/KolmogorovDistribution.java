package io.plumbline.stats;

/**
 * The distribution of the greatest absolute value of a Brownian bridge, which is the limit of the
 * Kolmogorov-Smirnov statistic and of a cumulative sum of residuals.
 *
 * <p>Kolmogorov (1933); both series in Feller (1948), <a
 * href="https://doi.org/10.1214/aoms/1177730243">doi:10.1214/aoms/1177730243</a>.
 */
final class KolmogorovDistribution {
  /** Where the series for small and for large x both settle within a few terms. */
  private static final double CROSSOVER = 1;

  /** With these many terms the rest of either series is below double precision. */
  private static final int TERMS = 6;

  private KolmogorovDistribution() {}

  /**
   * P(sup |bridge| &gt; x).
   *
   * @param x 0 or more; {@code NaN} gives {@code NaN}
   */
  static double survival(double x) {
    if (x <= 0) {
      return 1;
    }
    return x < CROSSOVER ? 1 - small(x) : large(x);
  }

  /** The distribution function by the theta series that settles fast for small x. */
  private static double small(double x) {
    double sum = 0;
    for (int k = 1; k <= TERMS; k++) {
      double odd = (2 * k - 1) * Math.PI / x;
      sum += Math.exp(-odd * odd / 8);
    }
    return Math.sqrt(2 * Math.PI) / x * sum;
  }

  private static double large(double x) {
    double sum = 0;
    for (int k = TERMS; k >= 1; k--) {
      double term = Math.exp(-2.0 * k * k * x * x);
      sum += k % 2 == 1 ? term : -term;
    }
    return 2 * sum;
  }
}
