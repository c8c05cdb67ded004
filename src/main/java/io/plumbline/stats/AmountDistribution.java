package io.plumbline.stats;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.statistics.distribution.ContinuousDistribution;
import org.apache.commons.statistics.distribution.DiscreteDistribution;
import org.apache.commons.statistics.distribution.GammaDistribution;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.distribution.PoissonDistribution;

/**
 * Distribution of the amount won in a period, by seeded simulation:
 *
 * <pre>total = closed won + shock x (open deals + remainder + arrivals).</pre>
 *
 * <ul>
 *   <li>Each open deal is won or not, by itself, with its own probability.
 *   <li>The remainder stands for many deals too small to draw singly. It is gamma distributed with
 *       the given mean and variance: close to normal when many deals make it up, never negative
 *       when few do.
 *   <li>Arrivals are compound Poisson: a Poisson number of wins, each of a gamma distributed
 *       amount, whose sum given the number is again gamma (Tweedie); drawn without approximation.
 *   <li>The shock is what all deals of a period share: log-normal with mean 1 and the given
 *       standard deviation of its logarithm. It widens the distribution and leaves the mean alone.
 * </ul>
 *
 * <p>Amounts are in one currency, 0 or more. Immutable: each {@code with} method answers a changed
 * copy.
 */
public final class AmountDistribution {
  /** The most deals whose 2^n outcomes are enumerated. */
  public static final int MAX_EXACT_DEALS = 20;

  /** Relative rounding of summed amounts that still counts as reaching a target. */
  private static final double ROUNDING = 1e-9;

  private final double closedWon;
  private final List<Deal> deals;
  private final Remainder remainder;
  private final Arrivals arrivals;
  private final double shockSigma;

  private AmountDistribution(
      double closedWon,
      List<Deal> deals,
      Remainder remainder,
      Arrivals arrivals,
      double shockSigma) {
    this.closedWon = closedWon;
    this.deals = deals;
    this.remainder = remainder;
    this.arrivals = arrivals;
    this.shockSigma = shockSigma;
  }

  /**
   * An open deal that is drawn singly.
   *
   * @param amount what it brings if won, 0 or more
   * @param probability that it is won in the period, in [0, 1]
   */
  public record Deal(double amount, double probability) {

    /**
     * Refuses what is out of range.
     *
     * @throws IllegalArgumentException if the amount is negative or not finite, or the probability
     *     is not in [0, 1]
     */
    public Deal {
      Arguments.nonNegative("Deal amount", amount);
      Arguments.probability("Deal probability", probability);
    }

    /** Amount times probability. */
    public double mean() {
      return amount * probability;
    }

    /** amount^2 p (1 - p). */
    public double variance() {
      return amount * amount * probability * (1 - probability);
    }
  }

  /**
   * The open deals that are not drawn singly, as one sum.
   *
   * @param mean expected amount won, 0 or more; with 0, nothing comes of it
   * @param variance of the amount won, 0 or more
   */
  public record Remainder(double mean, double variance) {
    /** No such deals. */
    public static final Remainder NONE = new Remainder(0, 0);

    /**
     * Refuses what is out of range.
     *
     * @throws IllegalArgumentException if a value is negative or not finite, or there is variance
     *     around a mean of 0
     */
    public Remainder {
      Arguments.nonNegative("Remainder mean", mean);
      Arguments.nonNegative("Remainder variance", variance);
      if (mean == 0 && variance > 0) {
        throw new IllegalArgumentException(
            "Remainder has mean 0 and variance "
                + variance
                + ", but amounts that are never negative and 0 on average are always 0. Pass the"
                + " mean too.");
      }
    }

    /** The sum of the given deals, as a remainder. */
    public static Remainder of(List<Deal> deals) {
      double mean = 0;
      double variance = 0;
      for (Deal deal : sorted(deals)) {
        mean += deal.mean();
        variance += deal.variance();
      }
      return new Remainder(mean, variance);
    }
  }

  /**
   * Deals that do not exist yet, but will be created and won within the period.
   *
   * @param expectedCount expected number of such wins, 0 or more
   * @param meanAmount mean amount of one, 0 or more
   * @param amountVariance variance of the amount of one, 0 or more
   */
  public record Arrivals(double expectedCount, double meanAmount, double amountVariance) {
    /** No such deals. */
    public static final Arrivals NONE = new Arrivals(0, 0, 0);

    /**
     * Refuses what is out of range.
     *
     * @throws IllegalArgumentException if a value is negative or not finite, or there is variance
     *     around a mean amount of 0
     */
    public Arrivals {
      Arguments.nonNegative("Expected count", expectedCount);
      Arguments.nonNegative("Mean amount", meanAmount);
      Arguments.nonNegative("Amount variance", amountVariance);
      if (meanAmount == 0 && amountVariance > 0) {
        throw new IllegalArgumentException(
            "Arrivals have mean amount 0 and variance "
                + amountVariance
                + ", but amounts that are never negative and 0 on average are always 0. Pass the"
                + " mean too.");
      }
    }

    /** Expected total amount. */
    public double mean() {
      return expectedCount * meanAmount;
    }

    /** Variance of the total amount: expectedCount (amountVariance + meanAmount^2). */
    public double variance() {
      return expectedCount * (amountVariance + meanAmount * meanAmount);
    }
  }

  /**
   * Expected amounts, exact and additive across segments.
   *
   * @param closedWon won already
   * @param deals open deals drawn singly
   * @param remainder open deals taken together
   * @param arrivals deals not yet created
   */
  public record Means(double closedWon, double deals, double remainder, double arrivals) {

    /** Their sum. */
    public double total() {
      return closedWon + deals + remainder + arrivals;
    }
  }

  /**
   * What is won already, with nothing yet to come.
   *
   * @throws IllegalArgumentException if the amount is negative or not finite
   */
  public static AmountDistribution closedWon(double amount) {
    return new AmountDistribution(
        Arguments.nonNegative("Closed won", amount), List.of(), Remainder.NONE, Arrivals.NONE, 0);
  }

  /** With these open deals in place of any before; their order does not matter. */
  public AmountDistribution withDeals(List<Deal> openDeals) {
    return new AmountDistribution(closedWon, sorted(openDeals), remainder, arrivals, shockSigma);
  }

  /** With this remainder in place of any before. */
  public AmountDistribution withRemainder(Remainder many) {
    return new AmountDistribution(
        closedWon, deals, requireNonNull(many, "remainder"), arrivals, shockSigma);
  }

  /** With these arrivals in place of any before. */
  public AmountDistribution withArrivals(Arrivals toCome) {
    return new AmountDistribution(
        closedWon, deals, remainder, requireNonNull(toCome, "arrivals"), shockSigma);
  }

  /**
   * With a shock common to the whole period; 0 is none.
   *
   * @param sigma standard deviation of the shock's logarithm, 0 or more
   * @throws IllegalArgumentException if sigma is negative or not finite
   */
  public AmountDistribution withPeriodShock(double sigma) {
    return new AmountDistribution(
        closedWon, deals, remainder, arrivals, Arguments.nonNegative("Shock sigma", sigma));
  }

  /** Exact expected amounts by part. */
  public Means means() {
    double open = 0;
    for (Deal deal : deals) {
      open += deal.mean();
    }
    return new Means(closedWon, open, remainder.mean, arrivals.mean());
  }

  /** Exact variance of the total: E[shock^2] E[X^2] - E[X]^2 for the uncertain part X. */
  public double variance() {
    double independent = remainder.variance + arrivals.variance();
    for (Deal deal : deals) {
      independent += deal.variance();
    }
    double uncertain = means().total() - closedWon;
    double shockSquare = Math.exp(shockSigma * shockSigma);
    return shockSquare * independent + (shockSquare - 1) * uncertain * uncertain;
  }

  /**
   * Draws totals. The same arguments give the same draws; each part has a random stream of its own,
   * so that a change of one part leaves the draws of the others alone.
   *
   * @param draws how many, 1 or more; 10,000 holds a tenth-percentile to about 1 % of coverage
   * @param seed any number
   * @throws IllegalArgumentException if draws is less than 1
   */
  public Simulated simulate(int draws, long seed) {
    Arguments.atLeast("Draws", draws, 1);
    double[] totals = new double[draws];
    SplittableRandom root = new SplittableRandom(seed);
    SplittableRandom dealRandom = root.split();
    UniformRandomProvider remainderRandom = root.split()::nextLong;
    UniformRandomProvider arrivalRandom = root.split()::nextLong;
    UniformRandomProvider shockRandom = root.split()::nextLong;
    addDeals(totals, dealRandom);
    addRemainder(totals, remainderRandom);
    addArrivals(totals, arrivalRandom);
    ContinuousDistribution.Sampler normal = NormalDistribution.of(0, 1).createSampler(shockRandom);
    for (int i = 0; i < draws; i++) {
      double shock = Math.exp(shockSigma * (normal.sample() - shockSigma / 2));
      totals[i] = closedWon + shock * totals[i];
    }
    Arrays.sort(totals);
    return new Simulated(totals, means());
  }

  /**
   * The exact probability that closed won plus open deals reach the target, by enumeration of all
   * 2^n outcomes; without remainder, arrivals and shock.
   *
   * @param closedWon constant part
   * @param deals at most {@value #MAX_EXACT_DEALS}
   * @param target amount to reach or exceed
   * @throws IllegalArgumentException if there are more deals than that
   */
  public static double exactProbabilityAtLeast(double closedWon, List<Deal> deals, double target) {
    if (deals.size() > MAX_EXACT_DEALS) {
      throw new IllegalArgumentException(
          "There are "
              + deals.size()
              + " deals, but each one doubles the outcomes to enumerate, so that "
              + MAX_EXACT_DEALS
              + " is the most. Simulate instead.");
    }
    return probabilityAtLeast(sorted(deals), 0, closedWon, reached(target));
  }

  private static double probabilityAtLeast(
      List<Deal> deals, int index, double amount, double target) {
    if (index == deals.size()) {
      return amount >= target ? 1 : 0;
    }
    Deal deal = deals.get(index);
    return deal.probability * probabilityAtLeast(deals, index + 1, amount + deal.amount, target)
        + (1 - deal.probability) * probabilityAtLeast(deals, index + 1, amount, target);
  }

  private void addDeals(double[] totals, SplittableRandom random) {
    int size = deals.size();
    double[] amounts = deals.stream().mapToDouble(Deal::amount).toArray();
    double[] probabilities = deals.stream().mapToDouble(Deal::probability).toArray();
    for (int draw = 0; draw < totals.length; draw++) {
      double sum = 0;
      for (int i = 0; i < size; i++) {
        if (random.nextDouble() < probabilities[i]) {
          sum += amounts[i];
        }
      }
      totals[draw] += sum;
    }
  }

  private void addRemainder(double[] totals, UniformRandomProvider random) {
    if (remainder.mean == 0) {
      return;
    }
    ContinuousDistribution.Sampler sampler =
        sumOfAmounts(1, remainder.mean, remainder.variance, random);
    for (int i = 0; i < totals.length; i++) {
      totals[i] += sampler.sample();
    }
  }

  private void addArrivals(double[] totals, UniformRandomProvider random) {
    if (arrivals.mean() == 0) {
      return;
    }
    DiscreteDistribution.Sampler counts =
        PoissonDistribution.of(arrivals.expectedCount).createSampler(random);
    for (int i = 0; i < totals.length; i++) {
      int count = counts.sample();
      if (count > 0) {
        totals[i] +=
            sumOfAmounts(count, arrivals.meanAmount, arrivals.amountVariance, random).sample();
      }
    }
  }

  /** The sum of independent gamma amounts, which is gamma with that many times the shape. */
  private static ContinuousDistribution.Sampler sumOfAmounts(
      int count, double mean, double variance, UniformRandomProvider random) {
    double scale = variance / mean;
    double shape = count * mean / scale;
    if (scale == 0 || !Double.isFinite(shape)) {
      return () -> count * mean;
    }
    return GammaDistribution.of(shape, scale).createSampler(random);
  }

  private static double reached(double target) {
    return target - ROUNDING * Math.abs(target);
  }

  private static List<Deal> sorted(List<Deal> deals) {
    return deals.stream()
        .sorted(Comparator.comparingDouble(Deal::amount).thenComparingDouble(Deal::probability))
        .toList();
  }

  /** Simulated totals of a period. Immutable. */
  public static final class Simulated {
    private final double[] sorted;
    private final Means means;

    private Simulated(double[] sorted, Means means) {
      this.sorted = sorted;
      this.means = means;
    }

    /** The exact expected total, not the mean of the draws: it adds up across segments. */
    public double mean() {
      return means.total();
    }

    /** The exact expected amounts by part. */
    public Means means() {
      return means;
    }

    /** The mean of the draws, which differs from {@link #mean()} by simulation error. */
    public double simulatedMean() {
      return Arrays.stream(sorted).sum() / sorted.length;
    }

    /** The number of draws. */
    public int draws() {
      return sorted.length;
    }

    /**
     * The smallest drawn total at or below which at least the share q of the draws lies.
     *
     * @throws IllegalArgumentException if q is not in [0, 1]
     */
    public double quantile(double q) {
      Arguments.probability("q", q);
      int rank = (int) Math.ceil(q * sorted.length * (1 - 1e-12));
      return sorted[Math.max(1, rank) - 1];
    }

    /**
     * The share of draws that reach the target (1e-9 relative for rounding).
     *
     * @throws IllegalArgumentException if the target is not finite
     */
    public double probabilityAtLeast(double target) {
      double wanted = reached(Arguments.finite("Target", target));
      int low = 0;
      int high = sorted.length;
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (sorted[middle] >= wanted) {
          high = middle;
        } else {
          low = middle + 1;
        }
      }
      return (sorted.length - low) / (double) sorted.length;
    }
  }
}
