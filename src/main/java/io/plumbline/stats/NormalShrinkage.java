package io.plumbline.stats;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * Empirical-Bayes shrinkage of signed estimates with known standard errors: estimate_i is normal
 * around effect_i with standard deviation s_i, effect_i is normal around a common mean with
 * variance tau^2. What is noisy is drawn to the mean, what is well known stays.
 *
 * <p>tau^2 is that of Paule and Mandel: the value at which the squared distances from the mean,
 * each over its variance s_i^2 + tau^2, sum to their degrees of freedom; 0 where the estimates
 * differ by no more than chance. Unlike DerSimonian and Laird's it does not go low when standard
 * errors differ much, and it assumes no normality.
 *
 * <p>The posterior standard deviation is that around the posterior mean at this tau^2, averaged
 * over all tau^2 by their (restricted) likelihood under the uniform shrinkage prior of Daniels
 * (1999), <a href="https://doi.org/10.2307/3316112">doi:10.2307/3316112</a>. Taken at the one
 * estimate, it would make every effect certain where tau^2 = 0, and intervals too narrow everywhere
 * else. In simulation, 90 % intervals of 20 effects hold 85 to 99 %.
 *
 * <p>Paule and Mandel (1982), <a href="https://doi.org/10.6028/jres.087.022">
 * doi:10.6028/jres.087.022</a>; Veroniki et al. (2016), <a
 * href="https://doi.org/10.1002/jrsm.1164">doi:10.1002/jrsm.1164</a>; Efron and Morris (1975), <a
 * href="https://doi.org/10.1080/01621459.1975.10479864">doi:10.1080/01621459.1975.10479864</a>.
 *
 * @param mean the common mean, given or estimated; {@code NaN} when estimated from nothing
 * @param meanStandardError its standard error; 0 when given, {@code NaN} when estimated from
 *     nothing
 * @param betweenVariance tau^2, 0 or more
 * @param effects the shrunk effects, in the order of the estimates
 */
public record NormalShrinkage(
    double mean, double meanStandardError, double betweenVariance, List<Effect> effects) {

  /** How far the grid of tau^2 reaches, as a logarithm of its ratio to a typical variance. */
  private static final double GRID_REACH = 12;

  private static final int GRID = 200;

  /** Takes the list as it is now. */
  public NormalShrinkage {
    effects = List.copyOf(effects);
  }

  /**
   * What was measured.
   *
   * @param value a signed estimate, in any unit
   * @param standardError of the estimate, above 0, same unit
   */
  public record Measured(double value, double standardError) {

    /**
     * Refuses what is unknown or certain.
     *
     * @throws IllegalArgumentException if the value is not finite, or the standard error not finite
     *     and above 0
     */
    public Measured {
      Arguments.finite("Value", value);
      Arguments.nonNegative("Standard error", standardError);
      if (standardError == 0) {
        throw new IllegalArgumentException(
            "Standard error of "
                + value
                + " is 0, but no estimate is certain. Leave out estimates whose standard error is"
                + " not known.");
      }
    }

    private double variance() {
      return standardError * standardError;
    }
  }

  /**
   * A shrunk effect.
   *
   * @param mean posterior mean, at the estimated tau^2
   * @param standardDeviation posterior standard deviation, tau^2 and mean being uncertain
   * @param borrowedShare how much of the mean comes from the common mean, in [0, 1]
   * @param interval equal-tailed posterior interval
   */
  public record Effect(
      double mean, double standardDeviation, double borrowedShare, Interval interval) {}

  /**
   * Shrinks to 0, for deviations that have no common direction.
   *
   * @param measured estimates in any order
   * @param level coverage of the intervals, in (0, 1)
   * @throws IllegalArgumentException if the level is not in (0, 1)
   */
  public static NormalShrinkage toZero(List<Measured> measured, double level) {
    return shrink(measured, Centre.ZERO, level);
  }

  /**
   * Shrinks to the common mean, which is estimated with the weights 1 / (s_i^2 + tau^2). A single
   * estimate is its own mean and stays as it is.
   *
   * @param measured estimates in any order
   * @param level coverage of the intervals, in (0, 1)
   * @throws IllegalArgumentException if the level is not in (0, 1)
   */
  public static NormalShrinkage toCommonMean(List<Measured> measured, double level) {
    return shrink(measured, Centre.ESTIMATED, level);
  }

  private static NormalShrinkage shrink(List<Measured> measured, Centre centre, double level) {
    Arguments.level(level);
    // A fixed order of summation makes the result independent of the order given.
    List<Measured> sorted =
        measured.stream()
            .sorted(
                Comparator.comparingDouble(Measured::value)
                    .thenComparingDouble(Measured::standardError))
            .toList();
    Posterior posterior = Posterior.at(pauleMandel(sorted, centre), sorted, centre);
    List<Weighted> others = others(posterior, sorted, centre);
    double z = NormalDistribution.of(0, 1).inverseSurvivalProbability((1 - level) / 2);
    List<Effect> effects =
        measured.stream()
            .map(
                one -> {
                  double mean = posterior.mean(one);
                  double variance = 0;
                  for (Weighted other : others) {
                    variance +=
                        other.weight
                            * (other.posterior.variance(one)
                                + square(other.posterior.mean(one) - mean));
                  }
                  double deviation = Math.sqrt(variance);
                  return new Effect(
                      mean,
                      deviation,
                      posterior.borrowedShare(one),
                      new Interval(mean - z * deviation, mean + z * deviation, level));
                })
            .toList();
    return new NormalShrinkage(
        posterior.centre, Math.sqrt(posterior.centreVariance), posterior.between, effects);
  }

  /** The effects under a grid of other tau^2, weights summing to 1. */
  private static List<Weighted> others(Posterior estimated, List<Measured> sorted, Centre centre) {
    double precision = 0;
    for (Measured one : sorted) {
      precision += 1 / one.variance();
    }
    double typical = sorted.size() / precision;
    double from = -GRID_REACH;
    double to = GRID_REACH + Math.max(0, Math.log(estimated.between / typical));
    List<Posterior> grid = new ArrayList<>();
    double[] logWeights = new double[sorted.isEmpty() ? 0 : GRID];
    for (int i = 0; i < logWeights.length; i++) {
      double logit = from + (to - from) * (i + 0.5) / GRID;
      Posterior at = Posterior.at(typical * Math.exp(logit), sorted, centre);
      grid.add(at);
      // With the typical share borrowed uniform, the logarithm of tau^2 over the typical variance
      // is logistic.
      logWeights[i] = at.logLikelihood - logit - 2 * Math.log1p(Math.exp(-logit));
    }
    double greatest = Arrays.stream(logWeights).max().orElse(0);
    double total = Arrays.stream(logWeights).map(log -> Math.exp(log - greatest)).sum();
    List<Weighted> weighted = new ArrayList<>();
    for (int i = 0; i < logWeights.length; i++) {
      weighted.add(new Weighted(grid.get(i), Math.exp(logWeights[i] - greatest) / total));
    }
    return weighted;
  }

  private static double pauleMandel(List<Measured> measured, Centre centre) {
    double freedom = measured.size() - centre.estimated;
    if (freedom < 1 || spread(measured, centre, 0) <= freedom) {
      return 0;
    }
    double low = 0;
    double high = 1;
    while (spread(measured, centre, high) > freedom) {
      high *= 2;
    }
    // Halves until no number lies between: the spread falls steadily with tau^2.
    for (double middle = high / 2; middle > low && middle < high; middle = low + (high - low) / 2) {
      if (spread(measured, centre, middle) > freedom) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return high;
  }

  /** Sum of the squared distances from the mean, each over its variance. */
  private static double spread(List<Measured> measured, Centre centre, double between) {
    double mean = centre.of(measured, between);
    double sum = 0;
    for (Measured one : measured) {
      sum += square(one.value - mean) / (one.variance() + between);
    }
    return sum;
  }

  private static double square(double x) {
    return x * x;
  }

  /**
   * What follows from one value of tau^2.
   *
   * @param between tau^2
   * @param centre what effects are drawn to
   * @param centreVariance its variance
   * @param logLikelihood of tau^2, restricted where the mean is estimated
   */
  private record Posterior(
      double between, double centre, double centreVariance, double logLikelihood) {

    static Posterior at(double between, List<Measured> measured, Centre centre) {
      double mean = centre.of(measured, between);
      double variance = centre.variance(measured, between);
      double logLikelihood = centre.estimated == 0 ? 0 : Math.log(variance) / 2;
      for (Measured one : measured) {
        double total = one.variance() + between;
        logLikelihood -= (Math.log(total) + square(one.value - mean) / total) / 2;
      }
      return new Posterior(between, mean, variance, logLikelihood);
    }

    double borrowedShare(Measured one) {
      return one.variance() / (one.variance() + between);
    }

    double mean(Measured one) {
      return centre + (1 - borrowedShare(one)) * (one.value - centre);
    }

    double variance(Measured one) {
      double borrowed = borrowedShare(one);
      return between * borrowed + borrowed * borrowed * centreVariance;
    }
  }

  private record Weighted(Posterior posterior, double weight) {}

  /** Where effects are drawn to. */
  private enum Centre {
    ZERO(0) {
      @Override
      double of(List<Measured> measured, double between) {
        return 0;
      }

      @Override
      double variance(List<Measured> measured, double between) {
        return 0;
      }
    },
    ESTIMATED(1) {
      @Override
      double of(List<Measured> measured, double between) {
        double sum = 0;
        for (Measured one : measured) {
          sum += one.value / (one.variance() + between);
        }
        return sum * variance(measured, between);
      }

      @Override
      double variance(List<Measured> measured, double between) {
        double weights = 0;
        for (Measured one : measured) {
          weights += 1 / (one.variance() + between);
        }
        return measured.isEmpty() ? Double.NaN : 1 / weights;
      }
    };

    /** Degrees of freedom that the mean costs. */
    private final int estimated;

    Centre(int estimated) {
      this.estimated = estimated;
    }

    abstract double of(List<Measured> measured, double between);

    abstract double variance(List<Measured> measured, double between);
  }
}
