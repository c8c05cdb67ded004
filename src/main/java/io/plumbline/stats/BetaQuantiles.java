package io.plumbline.stats;

import org.apache.commons.statistics.distribution.BetaDistribution;

/** Equal-tailed intervals of a beta distribution. */
final class BetaQuantiles {
  private BetaQuantiles() {}

  static Interval equalTailed(double alpha, double beta, double level) {
    BetaDistribution distribution = BetaDistribution.of(alpha, beta);
    double tail = (1 - level) / 2;
    double low = distribution.inverseCumulativeProbability(tail);
    double high = distribution.inverseSurvivalProbability(tail);
    return new Interval(Math.min(low, high), Math.max(low, high), level);
  }
}
