package io.plumbline.stats;

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
   * @param mean posterior mean
   * @param standardDeviation posterior standard deviation
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

  /**
   * The posterior variance is the conditional tau^2 s^2 / (tau^2 + s^2), plus what the mean is
   * uncertain by, plus what tau^2 is uncertain by to first order (Kass and Steffey, 1989, <a
   * href="https://doi.org/10.1080/01621459.1989.10478825">doi:10.1080/01621459.1989.10478825</a>)
   * with var(tau^2) = 2 / sum of (s_i^2 + tau^2)^-2. Without the last, tau^2 = 0 would make every
   * effect certain.
   */
  private static NormalShrinkage shrink(List<Measured> measured, Centre centre, double level) {
    Arguments.level(level);
    // A fixed order of summation makes the result independent of the order given.
    List<Measured> sorted =
        measured.stream()
            .sorted(
                Comparator.comparingDouble(Measured::value)
                    .thenComparingDouble(Measured::standardError))
            .toList();
    double between = pauleMandel(sorted, centre);
    double mean = centre.of(sorted, between);
    double meanVariance = centre.variance(sorted, between);
    double squaredWeights = 0;
    for (Measured one : sorted) {
      squaredWeights += square(1 / (one.variance() + between));
    }
    double betweenUncertainty = 2 / squaredWeights;
    double z = NormalDistribution.of(0, 1).inverseSurvivalProbability((1 - level) / 2);
    List<Effect> effects =
        measured.stream()
            .map(
                one -> {
                  double total = one.variance() + between;
                  double borrowed = one.variance() / total;
                  double distance = one.value - mean;
                  double variance =
                      between * borrowed
                          + borrowed * borrowed * meanVariance
                          + square(borrowed / total * distance) * betweenUncertainty;
                  double effect = mean + (1 - borrowed) * distance;
                  double deviation = Math.sqrt(variance);
                  return new Effect(
                      effect,
                      deviation,
                      borrowed,
                      new Interval(effect - z * deviation, effect + z * deviation, level));
                })
            .toList();
    return new NormalShrinkage(mean, Math.sqrt(meanVariance), between, effects);
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
