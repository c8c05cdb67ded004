package io.plumbline.stats;

import static io.plumbline.stats.BetaBinomialPooling.MAX_STRENGTH;

import io.plumbline.stats.BetaBinomialPooling.Cell;
import java.util.List;

/**
 * How much more periods differ in their share won than chance alone lets them, as the intra-class
 * correlation rho of two outcomes of one period: with n outcomes, the wins have the variance n p (1
 * - p) (1 + (n - 1) rho). 0 is binomial; 1 is all or nothing.
 *
 * <p>Both estimates are 0 where nothing beyond chance is seen, which includes fewer than two
 * periods with outcomes, no wins at all and nothing but wins. Periods without outcomes are passed
 * over.
 */
public final class Overdispersion {
  private Overdispersion() {}

  /**
   * The correlation by maximum likelihood of the beta-binomial around the overall share won. Any
   * difference between periods counts, lasting shifts included; the order does not matter.
   *
   * <p>Same model and optimiser as {@link BetaBinomialPooling#strength}, with rho = 1 / (1 +
   * kappa). Hence rho is at most 2/3, and what lies below 1e-5 counts as 0.
   *
   * @param periods counts by period
   * @return rho in [0, 2/3]
   */
  public static double maximumLikelihood(List<BinomialCount> periods) {
    double rate = rate(periods);
    if (Double.isNaN(rate)) {
      return 0;
    }
    double strength =
        BetaBinomialPooling.strength(
            periods.stream().map(period -> new Cell(period.won(), period.n(), rate)).toList());
    return strength < MAX_STRENGTH ? 1 / (1 + strength) : 0;
  }

  /**
   * The correlation by the method of moments from differences of successive periods (von Neumann,
   * 1941, <a href="https://doi.org/10.1214/aoms/1177731677">doi:10.1214/aoms/1177731677</a>):
   * periods that differ count, a lasting shift hardly does, because it is in one difference only.
   *
   * <p>The squared difference of the shares of two periods is expected to be p (1 - p) ((1 - rho) a
   * + 2 rho) with a = 1/n_1 + 1/n_2. rho solves the sum of these equations over all neighbours,
   * each weighted by 1/a.
   *
   * @param periods counts by period, in order of time
   * @return rho in [0, 1]
   */
  public static double ofSuccessiveDifferences(List<BinomialCount> periods) {
    double rate = rate(periods);
    double variance = rate * (1 - rate);
    if (!(variance > 0)) {
      return 0;
    }
    double excess = 0;
    double scale = 0;
    BinomialCount before = null;
    for (BinomialCount period : periods) {
      if (period.n() == 0) {
        continue;
      }
      if (before != null) {
        double a = 1.0 / before.n() + 1.0 / period.n();
        double difference = period.rate() - before.rate();
        excess += difference * difference / variance / a - 1;
        scale += 2 / a - 1;
      }
      before = period;
    }
    // Periods of one outcome each have no scale: no two outcomes share a period.
    return scale > 0 ? Math.min(1, Math.max(0, excess / scale)) : 0;
  }

  private static double rate(List<BinomialCount> periods) {
    long won = 0;
    long n = 0;
    for (BinomialCount period : periods) {
      won += period.won();
      n += period.n();
    }
    return new BinomialCount(won, n).rate();
  }
}
