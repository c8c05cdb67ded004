package io.plumbline.forecast;

import java.util.SplittableRandom;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.statistics.distribution.ContinuousDistribution;
import org.apache.commons.statistics.distribution.DiscreteDistribution;
import org.apache.commons.statistics.distribution.GammaDistribution;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.distribution.PoissonDistribution;

/**
 * Simulated futures of one period, for all cells of a pipeline at once: what a deal brings in a
 * draw is added to every cell that it belongs to, so that the cells of a level add up to the
 * pipeline draw by draw, and the cost does not grow with the number of levels.
 *
 * <pre>amount of a cell = shock x (deals + sums of many deals + arrivals)</pre>
 *
 * <p>Each part has a random stream of its own: a change of one leaves the draws of the others
 * alone. Parts may be added in any order that is the same every time; the shock comes last.
 * Mutable.
 */
final class PeriodSimulation {

  private static final double RESOLUTION = 1L << 32;

  /** Larger numbers of arrivals seldom come twice. */
  private static final int REUSED_SAMPLERS = 256;

  private static final long LOW_BITS = 0xffffffffL;

  private final double[][] cents;
  private final int draws;

  /**
   * Nothing in any cell.
   *
   * @param cells how many
   * @param draws how many futures
   */
  PeriodSimulation(int cells, int draws) {
    this.cents = new double[cells][draws];
    this.draws = draws;
  }

  /**
   * Adds a deal that is won where its random number in [0, 1) lies in a range. The number is the
   * same for the same seed: with ranges that follow one another, a deal is won in one period at
   * most, and a quarter holds the wins of its months.
   *
   * @param amount in cents
   * @param from lower limit of the range, inclusive
   * @param to upper limit, exclusive; nothing is added unless it is larger
   * @param in the cells that it belongs to, each once
   */
  void addDeal(double amount, double from, double to, int[] in, long seed) {
    long lower = Math.round(from * RESOLUTION);
    long upper = Math.round(to * RESOLUTION);
    if (upper <= lower) {
      return;
    }
    SplittableRandom random = new SplittableRandom(seed);
    for (int draw = 0; draw < draws; draw += 2) {
      // Two numbers of 32 bits each.
      long bits = random.nextLong();
      if (isWithin(bits >>> 32, lower, upper)) {
        add(amount, in, draw);
      }
      if (isWithin(bits & LOW_BITS, lower, upper) && draw + 1 < draws) {
        add(amount, in, draw + 1);
      }
    }
  }

  /** Whether lower <= number < upper, with one branch: neither difference is negative. */
  private static boolean isWithin(long number, long lower, long upper) {
    return ((number - lower) | (upper - 1 - number)) >= 0;
  }

  private void add(double amount, int[] in, int draw) {
    for (int cell : in) {
      cents[cell][draw] += amount;
    }
  }

  /**
   * Adds many deals as one sum, gamma distributed: close to normal when many deals make it up,
   * never negative when few do.
   *
   * @param mean expected amount in cents; with 0, nothing is added
   * @param variance of the amount, in cents squared
   * @param in the cells that the deals belong to, each once
   */
  void addSum(double mean, double variance, int[] in, long seed) {
    if (mean <= 0) {
      return;
    }
    ContinuousDistribution.Sampler sampler = gamma(mean, variance, stream(seed));
    for (int draw = 0; draw < draws; draw++) {
      double amount = sampler.sample();
      add(amount, in, draw);
    }
  }

  /**
   * Adds wins of deals that do not exist yet to one cell: compound Poisson, each of a gamma
   * distributed amount, whose sum given the number is again gamma (Tweedie); drawn without
   * approximation.
   *
   * @param expectedCount expected number of wins; with 0, nothing is added
   * @param mean amount of one in cents
   * @param variance of the amount of one, in cents squared
   */
  void addArrivals(double expectedCount, double mean, double variance, int cell, long seed) {
    if (expectedCount <= 0 || mean <= 0) {
      return;
    }
    UniformRandomProvider random = stream(seed);
    DiscreteDistribution.Sampler counts =
        PoissonDistribution.of(expectedCount).createSampler(random);
    ContinuousDistribution.Sampler[] byCount = new ContinuousDistribution.Sampler[REUSED_SAMPLERS];
    for (int draw = 0; draw < draws; draw++) {
      int count = counts.sample();
      if (count >= REUSED_SAMPLERS) {
        cents[cell][draw] += gamma(count * mean, count * variance, random).sample();
      } else if (count > 0) {
        if (byCount[count] == null) {
          byCount[count] = gamma(count * mean, count * variance, random);
        }
        cents[cell][draw] += byCount[count].sample();
      }
    }
  }

  /**
   * Multiplies each draw of all cells by what all deals of a period share: log-normal with mean 1.
   * It widens the distribution and leaves the mean alone.
   *
   * @param sigma standard deviation of the logarithm; 0 is none
   */
  void shock(double sigma, long seed) {
    if (sigma == 0) {
      return;
    }
    ContinuousDistribution.Sampler normal = NormalDistribution.of(0, 1).createSampler(stream(seed));
    for (int draw = 0; draw < draws; draw++) {
      double shock = Math.exp(sigma * (normal.sample() - sigma / 2));
      for (double[] cell : cents) {
        cell[draw] *= shock;
      }
    }
  }

  /** The amounts of a cell in cents, by draw. */
  double[] drawn(int cell) {
    return cents[cell].clone();
  }

  /** The distribution of the amount of a cell. */
  Futures futures(int cell) {
    return new Futures(drawn(cell));
  }

  private static UniformRandomProvider stream(long seed) {
    return new SplittableRandom(seed)::nextLong;
  }

  private static ContinuousDistribution.Sampler gamma(
      double mean, double variance, UniformRandomProvider random) {
    double scale = variance / mean;
    double shape = mean / scale;
    return scale == 0 || !Double.isFinite(shape)
        ? () -> mean
        : GammaDistribution.of(shape, scale).createSampler(random);
  }
}
