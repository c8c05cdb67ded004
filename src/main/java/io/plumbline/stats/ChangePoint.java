package io.plumbline.stats;

import java.util.List;
import java.util.OptionalInt;

/**
 * Whether, and where, the share won of successive periods changed: the cumulative sum of residuals
 * from the overall share, compared with a Brownian bridge.
 *
 * <pre>S_k = sum over t &lt;= k of w_t (rate_t - p) / sqrt(W p (1 - p)),
 * w_t = n_t / (1 + (n_t - 1) rho), W = sum of w_t, p = sum of w_t rate_t / W</pre>
 *
 * <p>The statistic is the greatest |S_k|, its p-value the Kolmogorov distribution's. w_t is the
 * period's evidence in independent outcomes; with rho = 0 it is n_t, and with equal n the divisor
 * is the usual n p (1 - p) phi with the overdispersion phi = 1 + (n - 1) rho &gt;= 1. One phi for
 * periods of unequal n is not enough: a large period then weighs more than it knows, and a stable
 * share is found to have changed several times too often.
 *
 * <p>rho is {@link Overdispersion#ofSuccessiveDifferences}. Measured against the overall share,
 * dispersion would contain the very shift that is tested and hide it; a shift enters one successive
 * difference only. The price is that few periods seldom tell a shift from overdispersion: with two
 * no change is ever significant, and of three or four only a great one.
 *
 * <p>In simulation at 5 %, a stable share is found changed in 0 to 7 % of series of equal n (seldom
 * where n or the number of periods is small and rho is 0), and in up to about 10 % where n differs
 * by orders of magnitude and rho is not 0.
 *
 * <p>Ploberger and Kraemer (1992), <a href="https://doi.org/10.2307/2951597">
 * doi:10.2307/2951597</a>; Brown, Durbin and Evans (1975), <a
 * href="https://doi.org/10.1111/j.2517-6161.1975.tb01532.x">
 * doi:10.1111/j.2517-6161.1975.tb01532.x</a>.
 *
 * @param start index of the first period with outcomes of the new regime, where |S| peaks (the
 *     first such peak), however insignificant; empty when nothing can be tested
 * @param rateBefore share won before {@code start}; {@code NaN} when nothing can be tested
 * @param rateAfter share won from {@code start} on; {@code NaN} when nothing can be tested
 * @param correlation rho, in [0, 1]
 * @param statistic the greatest |S_k|; {@code NaN} when nothing can be tested
 * @param pValue probability of so great a statistic without a change; {@code NaN} when nothing can
 *     be tested
 */
public record ChangePoint(
    OptionalInt start,
    double rateBefore,
    double rateAfter,
    double correlation,
    double statistic,
    double pValue) {

  private static final ChangePoint NOTHING_TO_TEST =
      new ChangePoint(OptionalInt.empty(), Double.NaN, Double.NaN, 0, Double.NaN, Double.NaN);

  /**
   * Tests a series. Nothing can be tested with fewer than two periods that have outcomes, with no
   * win at all, and with nothing but wins: there is no change to be seen then, and the p-value is
   * {@code NaN}. Periods without outcomes change nothing but the indices.
   *
   * @param periods counts by period, in order of time
   */
  public static ChangePoint of(List<BinomialCount> periods) {
    // Asked of the counts, not of the weighted mean, which may miss 0 and 1 by rounding.
    if (isConstant(periods)) {
      return NOTHING_TO_TEST;
    }
    double correlation = Overdispersion.ofSuccessiveDifferences(periods);
    double evidence = 0;
    double wins = 0;
    for (BinomialCount period : periods) {
      if (period.n() > 0) {
        evidence += weight(period, correlation);
        wins += weight(period, correlation) * period.rate();
      }
    }
    double mean = wins / evidence;
    double sum = 0;
    double greatest = -1;
    int start = -1;
    boolean some = false;
    for (int i = 0; i < periods.size(); i++) {
      BinomialCount period = periods.get(i);
      if (period.n() == 0) {
        continue;
      }
      if (some && Math.abs(sum) > greatest) {
        greatest = Math.abs(sum);
        start = i;
      }
      sum += weight(period, correlation) * (period.rate() - mean);
      some = true;
    }
    if (start < 0) {
      return NOTHING_TO_TEST;
    }
    double statistic = greatest / Math.sqrt(evidence * mean * (1 - mean));
    return new ChangePoint(
        OptionalInt.of(start),
        rate(periods.subList(0, start)),
        rate(periods.subList(start, periods.size())),
        correlation,
        statistic,
        KolmogorovDistribution.survival(statistic));
  }

  private static double weight(BinomialCount period, double correlation) {
    return period.n() / (1 + (period.n() - 1) * correlation);
  }

  private static boolean isConstant(List<BinomialCount> periods) {
    return periods.stream().allMatch(period -> period.won() == 0)
        || periods.stream().allMatch(period -> period.won() == period.n());
  }

  private static double rate(List<BinomialCount> periods) {
    return new BinomialCount(
            periods.stream().mapToLong(BinomialCount::won).sum(),
            periods.stream().mapToLong(BinomialCount::n).sum())
        .rate();
  }
}
