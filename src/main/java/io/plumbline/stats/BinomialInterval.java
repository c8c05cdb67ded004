package io.plumbline.stats;

import org.apache.commons.statistics.distribution.BetaDistribution;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * Intervals for a binomial proportion, by method.
 *
 * <p>Counts may be real-valued (effective counts). With no trials nothing is known, so that every
 * method returns [0, 1]. With no success the lower end is exactly 0, with no failure the upper end
 * is exactly 1, for every method.
 */
public enum BinomialInterval {
  /**
   * Score interval: the proportions that a two-sided z test does not reject. Mean coverage close to
   * nominal for all n; the default for reliability bins.
   *
   * <p>Wilson (1927), <a href="https://doi.org/10.1080/01621459.1927.10502953">
   * doi:10.1080/01621459.1927.10502953</a>.
   */
  WILSON {
    @Override
    Interval inside(double successes, double trials, double level) {
      double z = NormalDistribution.of(0, 1).inverseSurvivalProbability((1 - level) / 2);
      double z2 = z * z;
      double centre = (successes + z2 / 2) / (trials + z2);
      double half =
          z / (trials + z2) * Math.sqrt(successes / trials * (trials - successes) + z2 / 4);
      return new Interval(Math.max(0, centre - half), Math.min(1, centre + half), level);
    }
  },

  /**
   * Equal-tailed posterior interval under the prior Beta(1/2, 1/2), with the ends at 0 and n
   * successes moved to 0 and 1 as Brown, Cai and DasGupta recommend (statsmodels leaves them).
   *
   * <p>Brown, Cai and DasGupta (2001), <a href="https://doi.org/10.1214/ss/1009213286">
   * doi:10.1214/ss/1009213286</a>, section 4.1.2.
   */
  JEFFREYS {
    @Override
    Interval inside(double successes, double trials, double level) {
      return BetaQuantiles.equalTailed(successes + 0.5, trials - successes + 0.5, level);
    }
  },

  /**
   * Inverts the exact binomial test; coverage never below nominal, therefore wide.
   *
   * <p>Clopper and Pearson (1934), <a href="https://doi.org/10.1093/biomet/26.4.404">
   * doi:10.1093/biomet/26.4.404</a>.
   */
  CLOPPER_PEARSON {
    @Override
    Interval inside(double successes, double trials, double level) {
      double tail = (1 - level) / 2;
      double failures = trials - successes;
      double low =
          successes > 0
              ? BetaDistribution.of(successes, failures + 1).inverseCumulativeProbability(tail)
              : 0;
      double high =
          failures > 0
              ? BetaDistribution.of(successes + 1, failures).inverseSurvivalProbability(tail)
              : 1;
      return new Interval(low, high, level);
    }
  };

  /** Tolerated excess of successes over trials, relative: rounding of summed weights. */
  private static final double ROUNDING = 1e-9;

  abstract Interval inside(double successes, double trials, double level);

  /**
   * The interval for a proportion.
   *
   * @param successes 0 or more, at most {@code trials} (an excess by rounding, up to 1e-9 relative,
   *     counts as equal)
   * @param trials 0 or more; 0 gives [0, 1]
   * @param level nominal coverage in (0, 1)
   * @return an interval within [0, 1]
   * @throws IllegalArgumentException if a count is negative or not finite, successes exceed trials,
   *     or the level is not in (0, 1)
   */
  public Interval of(double successes, double trials, double level) {
    Arguments.nonNegative("Successes", successes);
    Arguments.nonNegative("Trials", trials);
    Arguments.level(level);
    if (successes > trials * (1 + ROUNDING)) {
      throw new IllegalArgumentException(
          "Successes are "
              + successes
              + " of "
              + trials
              + " trials, but there cannot be more successes than trials. Count both over the same"
              + " units.");
    }
    if (trials == 0) {
      return new Interval(0, 1, level);
    }
    double counted = Math.min(successes, trials);
    Interval interval = inside(counted, trials, level);
    return new Interval(
        counted == 0 ? 0 : interval.low(), counted == trials ? 1 : interval.high(), level);
  }
}
