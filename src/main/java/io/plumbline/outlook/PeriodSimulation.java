package io.plumbline.outlook;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.PoissonSamplerCache;
import org.apache.commons.rng.sampling.distribution.SharedStateDiscreteSampler;
import org.apache.commons.statistics.distribution.ContinuousDistribution;
import org.apache.commons.statistics.distribution.GammaDistribution;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * Simulated futures of one period, for all cells of a pipeline at once: what a deal brings in a
 * draw is added to every cell that it belongs to, so that the cells of a level add up to the
 * pipeline draw by draw, and the cost does not grow with the number of levels.
 *
 * <p>What all deals of a period share (a shock) moves the odds of winning and the rate of arrivals,
 * never an amount: a single large deal stays a jump. Open deals and arrivals have a shock each.
 *
 * <p>Each part has a random stream of its own: a change of one leaves the draws of the others
 * alone. Parts may be added in any order that is the same every time. Mutable.
 */
final class PeriodSimulation {

  private static final double RESOLUTION = 1L << 32;

  /** Larger numbers of arrivals seldom come twice. */
  private static final int REUSED_SAMPLERS = 256;

  private static final double LEAST_EXPECTED = 1e-9;
  private static final long LOW_BITS = 0xffffffffL;

  private final int draws;
  private final Part open;
  private final Part arriving;

  /**
   * Nothing in any cell.
   *
   * @param cells how many
   * @param draws how many futures
   * @param openShock what open deals share
   * @param newShock what arrivals share
   */
  PeriodSimulation(int cells, int draws, Shock openShock, Shock newShock) {
    this.draws = draws;
    this.open = new Part(cells, draws, openShock);
    this.arriving = new Part(cells, draws, newShock);
  }

  /**
   * A common shock.
   *
   * @param sigma standard deviation of the log odds of a deal, and of the logarithm of a rate; 0 is
   *     none
   * @param seed of its random numbers
   */
  record Shock(double sigma, long seed) {
    static final Shock NONE = new Shock(0, 0);

    /** Standard normal numbers, times sigma. */
    private double[] drawn(int draws) {
      double[] shocks = new double[draws];
      if (sigma > 0) {
        ContinuousDistribution.Sampler normal = normal(seed);
        Arrays.setAll(shocks, draw -> sigma * normal.sample());
      }
      return shocks;
    }
  }

  /** What the open deals, or the arrivals, bring by cell and draw. */
  private static final class Part {

    /** By cell and draw; null where nothing was added to a cell. */
    private final double[][] cents;

    private final int[][] wins;
    private final double sigma;
    private final double[] shocks;

    /** What an expected number is multiplied by in a draw: log-normal with mean 1. */
    private final double[] factors;

    Part(int cells, int draws, Shock shock) {
      cents = new double[cells][];
      wins = new int[cells][];
      sigma = shock.sigma();
      shocks = shock.drawn(draws);
      factors = new double[draws];
      Arrays.setAll(factors, draw -> Math.exp(shocks[draw] - sigma * sigma / 2));
    }

    /** Makes room for what is added to cells: of most cells, one part stays empty. */
    void begin(int... in) {
      for (int cell : in) {
        if (cents[cell] == null) {
          cents[cell] = new double[shocks.length];
          wins[cell] = new int[shocks.length];
        }
      }
    }

    void add(double amount, int number, int[] in, int draw) {
      for (int cell : in) {
        cents[cell][draw] += amount;
        wins[cell][draw] += number;
      }
    }
  }

  /** When a deal is won, by draw: where its random number of 32 bits lies in a range. */
  static final class Chances {
    private final long[] from;
    private final long[] to;

    private Chances(long[] from, long[] to) {
      this.from = from;
      this.to = to;
    }

    /** Whether from <= number < to, with one branch: neither difference is negative. */
    private boolean hold(long number, int draw) {
      return ((number - from[draw]) | (to[draw] - 1 - number)) >= 0;
    }
  }

  /**
   * The chances of deals that are won where their random number in [0, 1) lies in a range. With
   * ranges that follow one another, a deal is won in one period at most, and a quarter holds the
   * wins of its months, as far as their shocks are the same.
   *
   * @param from lower limit of the range, inclusive
   * @param to upper limit, exclusive
   */
  Chances chances(double from, double to) {
    return new Chances(shocked(from), shocked(to));
  }

  /** The mean over the draws stays what it is, up to the fourth power of the shock. */
  private long[] shocked(double probability) {
    long[] limits = new long[draws];
    if (open.sigma == 0 || probability <= 0 || probability >= 1) {
      Arrays.fill(limits, Math.round(probability * RESOLUTION));
      return limits;
    }
    double drift = open.sigma * open.sigma / 2 * (1 - 2 * probability);
    for (int draw = 0; draw < draws; draw++) {
      double odds = probability * Math.exp(open.shocks[draw] - drift);
      limits[draw] = Math.round(odds / (1 - probability + odds) * RESOLUTION);
    }
    return limits;
  }

  /**
   * Adds a deal.
   *
   * @param amount in cents
   * @param in the cells that it belongs to, each once
   */
  void addDeal(double amount, Chances chances, int[] in, long seed) {
    open.begin(in);
    SplittableRandom random = new SplittableRandom(seed);
    for (int draw = 0; draw < draws; draw += 2) {
      // Two numbers of 32 bits each.
      long bits = random.nextLong();
      if (chances.hold(bits >>> 32, draw)) {
        open.add(amount, 1, in, draw);
      }
      if (draw + 1 < draws && chances.hold(bits & LOW_BITS, draw + 1)) {
        open.add(amount, 1, in, draw + 1);
      }
    }
  }

  /**
   * Many deals as one sum.
   *
   * @param mean expected amount in cents; with 0, nothing is added
   * @param variance of the amount, in cents squared
   * @param wins expected number of wins
   * @param winsVariance of that number
   */
  record Sum(double mean, double variance, double wins, double winsVariance) {}

  /**
   * Adds many deals as one sum, gamma distributed: close to normal when many deals make it up,
   * never negative when few do. Their number is a rounded normal one.
   *
   * @param in the cells that the deals belong to, each once
   */
  void addSum(Sum sum, int[] in, long seed) {
    if (sum.mean() > 0 || sum.wins() > 0) {
      open.begin(in);
    }
    if (sum.mean() > 0) {
      ContinuousDistribution.Sampler amounts = gamma(sum.mean(), sum.variance(), stream(seed));
      for (int draw = 0; draw < draws; draw++) {
        open.add(amounts.sample() * open.factors[draw], 0, in, draw);
      }
    }
    if (sum.wins() > 0) {
      ContinuousDistribution.Sampler normal = normal(~seed);
      for (int draw = 0; draw < draws; draw++) {
        double factor = open.factors[draw];
        double number =
            sum.wins() * factor + Math.sqrt(sum.winsVariance() * factor) * normal.sample();
        open.add(0, (int) Math.max(0, Math.round(number)), in, draw);
      }
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
    arriving.begin(cell);
    UniformRandomProvider random = stream(seed);
    double[] expected = new double[draws];
    double least = Double.POSITIVE_INFINITY;
    double most = 0;
    for (int draw = 0; draw < draws; draw++) {
      expected[draw] = Math.max(LEAST_EXPECTED, expectedCount * arriving.factors[draw]);
      least = Math.min(least, expected[draw]);
      most = Math.max(most, expected[draw]);
    }
    PoissonSamplerCache counts = new PoissonSamplerCache(least, most);
    ContinuousDistribution.Sampler[] byCount = new ContinuousDistribution.Sampler[REUSED_SAMPLERS];
    SharedStateDiscreteSampler ofDraw = null;
    for (int draw = 0; draw < draws; draw++) {
      // Without a shock, all draws expect the same number.
      if (draw == 0 || expected[draw] != expected[draw - 1]) {
        ofDraw = counts.createSharedStateSampler(random, expected[draw]);
      }
      int count = ofDraw.sample();
      arriving.wins[cell][draw] += count;
      if (count >= REUSED_SAMPLERS) {
        arriving.cents[cell][draw] += gamma(count * mean, count * variance, random).sample();
      } else if (count > 0) {
        if (byCount[count] == null) {
          byCount[count] = gamma(count * mean, count * variance, random);
        }
        arriving.cents[cell][draw] += byCount[count].sample();
      }
    }
  }

  /** The amounts of a cell in cents, by draw. */
  double[] drawn(int cell) {
    double[] sum = new double[draws];
    for (Part part : List.of(open, arriving)) {
      double[] cents = part.cents[cell];
      for (int draw = 0; cents != null && draw < draws; draw++) {
        sum[draw] += cents[draw];
      }
    }
    return sum;
  }

  /**
   * What a cell brings: in all, from its open deals, and from arrivals. Where there is only one of
   * both, it is all.
   */
  record Brought(Futures all, Futures open, Futures arriving, Draws wins) {}

  /** The distribution of what a cell brings. */
  Brought brought(int cell) {
    Futures fromOpen = futures(open.cents[cell]);
    Futures fromArrivals = futures(arriving.cents[cell]);
    if (arriving.cents[cell] == null) {
      return new Brought(fromOpen, fromOpen, fromArrivals, numbers(open.wins[cell]));
    }
    if (open.cents[cell] == null) {
      return new Brought(fromArrivals, fromOpen, fromArrivals, numbers(arriving.wins[cell]));
    }
    int[] wins = new int[draws];
    Arrays.setAll(wins, draw -> open.wins[cell][draw] + arriving.wins[cell][draw]);
    return new Brought(new Futures(drawn(cell)), fromOpen, fromArrivals, numbers(wins));
  }

  /** One draw of nothing tells as much as many. */
  private static Futures futures(double[] cents) {
    return new Futures(cents == null ? new double[1] : cents.clone());
  }

  private static Draws numbers(int[] wins) {
    return Numbers.of(wins == null ? new int[1] : wins);
  }

  private static UniformRandomProvider stream(long seed) {
    return new SplittableRandom(seed)::nextLong;
  }

  private static ContinuousDistribution.Sampler normal(long seed) {
    return NormalDistribution.of(0, 1).createSampler(stream(seed));
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
