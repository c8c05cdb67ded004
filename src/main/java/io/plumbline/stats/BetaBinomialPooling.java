package io.plumbline.stats;

import java.util.Comparator;
import java.util.List;
import org.apache.commons.numbers.gamma.LogBeta;

/**
 * Empirical-Bayes pooling of proportions: a cell is drawn towards its parent, and how strongly is
 * read off how much the cells differ beyond chance.
 *
 * <p>Model: a cell's rate is Beta(kappa m, kappa (1 - m)) around the mean m of its parent, its wins
 * are binomial. kappa is the prior's strength in units of observations: the larger, the more is
 * borrowed. It maximises the product of the beta-binomial likelihoods of the cells.
 *
 * <p>Casella (1985), <a href="https://doi.org/10.1080/00031305.1985.10479400">
 * doi:10.1080/00031305.1985.10479400</a>; Griffiths (1973), <a
 * href="https://doi.org/10.2307/2529131">doi:10.2307/2529131</a>.
 */
public final class BetaBinomialPooling {
  /** The weakest strength that is considered: half an observation. */
  public static final double MIN_STRENGTH = 0.5;

  /** The greatest strength that is considered: in effect, cells equal their parent. */
  public static final double MAX_STRENGTH = 1e5;

  private static final int GRID = 64;
  private static final int REFINEMENTS = 60;
  private static final double GOLDEN = (Math.sqrt(5) - 1) / 2;

  /** Differences of the log likelihood below this are rounding. */
  private static final double FLAT = 1e-9;

  /** Tolerated excess of wins over observations, relative: rounding of summed weights. */
  private static final double ROUNDING = 1e-9;

  private BetaBinomialPooling() {}

  /**
   * Counts of one cell and the mean that it is drawn to.
   *
   * @param won wins, 0..n, possibly fractional
   * @param n observations, 0 or more, possibly effective and thus fractional
   * @param parentMean the parent's rate, in [0, 1]
   */
  public record Cell(double won, double n, double parentMean) {

    /**
     * Refuses counts and means that are out of range.
     *
     * @throws IllegalArgumentException if a count is negative or not finite, won exceeds n, or the
     *     mean is not in [0, 1]
     */
    public Cell {
      won = counted(won, n);
      Arguments.probability("Parent mean", parentMean);
    }

    /** With one observation or none the likelihood is the same for every strength. */
    private boolean isInformative() {
      return n > 1 && parentMean > 0 && parentMean < 1;
    }

    private double logLikelihood(double strength) {
      double alpha = strength * parentMean;
      double beta = strength * (1 - parentMean);
      return LogBeta.value(won + alpha, n - won + beta) - LogBeta.value(alpha, beta);
    }
  }

  /**
   * A pooled cell.
   *
   * @param mean posterior mean
   * @param borrowedShare how much of the mean comes from the parent, in [0, 1]
   * @param interval equal-tailed posterior interval
   */
  public record Pooled(double mean, double borrowedShare, Interval interval) {}

  /**
   * The strength kappa that maximises the marginal likelihood within [{@value #MIN_STRENGTH},
   * {@value #MAX_STRENGTH}]: the best of a logarithmic grid, refined by golden section; where the
   * likelihood is flat, the greatest. The order of the cells does not matter.
   *
   * <p>A cell with one observation or none, or with a parent mean of exactly 0 or 1, says nothing
   * of the strength and is left out. With fewer than two cells left there is no sign that cells
   * differ, and the answer is {@value #MAX_STRENGTH}: the parent is believed.
   *
   * @param cells sibling cells of one level
   * @return kappa, in units of observations
   */
  public static double strength(List<Cell> cells) {
    // A fixed order of summation makes the result independent of the order given.
    List<Cell> informative =
        cells.stream()
            .filter(Cell::isInformative)
            .sorted(
                Comparator.comparingDouble(Cell::parentMean)
                    .thenComparingDouble(Cell::n)
                    .thenComparingDouble(Cell::won))
            .toList();
    // All won, or all lost: that is no difference between the cells either.
    if (informative.size() < 2
        || informative.stream().allMatch(cell -> cell.won() == cell.n())
        || informative.stream().allMatch(cell -> cell.won() == 0)) {
      return MAX_STRENGTH;
    }
    double from = Math.log(MIN_STRENGTH);
    double step = (Math.log(MAX_STRENGTH) - from) / GRID;
    double[] likelihoods = new double[GRID + 1];
    double greatest = Double.NEGATIVE_INFINITY;
    for (int i = 0; i <= GRID; i++) {
      likelihoods[i] = logLikelihood(informative, from + i * step);
      greatest = Math.max(greatest, likelihoods[i]);
    }
    int best = GRID;
    while (likelihoods[best] < greatest - FLAT) {
      best--;
    }
    if (best == GRID) {
      return MAX_STRENGTH;
    }
    double maximum =
        goldenSection(informative, from + Math.max(0, best - 1) * step, from + (best + 1) * step);
    return Math.min(MAX_STRENGTH, Math.max(MIN_STRENGTH, Math.exp(maximum)));
  }

  /**
   * Draws one cell to its parent, the parent's mean taken as known.
   *
   * @see #pool(double, double, double, double, double, double)
   */
  public static Pooled pool(double won, double n, double parentMean, double kappa, double level) {
    return pool(won, n, parentMean, 0, kappa, level);
  }

  /**
   * Draws one cell to its parent: mean (won + kappa parentMean) / (n + kappa), with the interval of
   * the posterior beta. A parent known only with a variance adds borrowedShare^2 parentVariance to
   * the posterior variance, and the interval is that of the beta with this mean and variance.
   *
   * <p>Edges: with n = 0 the cell equals its parent and borrows all. Where the posterior puts all
   * mass on 0 or 1 (kappa or the parent mean leaves no room), the interval is {@link
   * BinomialInterval#JEFFREYS} on the posterior counts; a variance too great for any beta gives [0,
   * 1].
   *
   * @param won wins, 0..n
   * @param n observations, 0 or more
   * @param parentMean the parent's rate, in [0, 1]
   * @param parentVariance variance of the parent's rate as an estimate, 0 or more
   * @param kappa strength, 0 or more
   * @param level coverage of the interval, in (0, 1)
   * @throws IllegalArgumentException if an argument is outside its range
   */
  public static Pooled pool(
      double won, double n, double parentMean, double parentVariance, double kappa, double level) {
    double wins = counted(won, n);
    Arguments.probability("Parent mean", parentMean);
    Arguments.nonNegative("Parent variance", parentVariance);
    Arguments.nonNegative("Strength", kappa);
    Arguments.level(level);
    if (n + kappa == 0) {
      return new Pooled(parentMean, 1, new Interval(0, 1, level));
    }
    double alpha = wins + kappa * parentMean;
    double total = n + kappa;
    double mean = Math.min(1, alpha / total);
    double borrowedShare = kappa / total;
    Interval interval = interval(mean, total, borrowedShare, parentVariance, level);
    // Where the beta is all but a point at an end, its quantiles lie on one side of its mean.
    return new Pooled(
        mean,
        borrowedShare,
        new Interval(
            Math.min(interval.low(), mean), Math.max(interval.high(), mean), interval.level()));
  }

  private static Interval interval(
      double mean, double total, double borrowedShare, double parentVariance, double level) {
    double spread = mean * (1 - mean);
    if (spread == 0) {
      return BinomialInterval.JEFFREYS.of(mean * total, total, level);
    }
    double added = borrowedShare * borrowedShare * parentVariance;
    if (added == 0) {
      return BetaQuantiles.equalTailed(mean * total, (1 - mean) * total, level);
    }
    double matched = spread / (spread / (total + 1) + added) - 1;
    return matched > 0
        ? BetaQuantiles.equalTailed(mean * matched, (1 - mean) * matched, level)
        : new Interval(0, 1, level);
  }

  private static double goldenSection(List<Cell> cells, double from, double to) {
    double low = from;
    double high = to;
    double left = high - GOLDEN * (high - low);
    double right = low + GOLDEN * (high - low);
    double atLeft = logLikelihood(cells, left);
    double atRight = logLikelihood(cells, right);
    for (int i = 0; i < REFINEMENTS && high - low > 1e-7; i++) {
      if (atLeft > atRight) {
        high = right;
        right = left;
        atRight = atLeft;
        left = high - GOLDEN * (high - low);
        atLeft = logLikelihood(cells, left);
      } else {
        low = left;
        left = right;
        atLeft = atRight;
        right = low + GOLDEN * (high - low);
        atRight = logLikelihood(cells, right);
      }
    }
    return (low + high) / 2;
  }

  private static double logLikelihood(List<Cell> cells, double logStrength) {
    double strength = Math.exp(logStrength);
    double sum = 0;
    for (Cell cell : cells) {
      sum += cell.logLikelihood(strength);
    }
    return sum;
  }

  /** The wins, an excess over n by rounding taken off. */
  private static double counted(double won, double n) {
    Arguments.nonNegative("Won", won);
    Arguments.nonNegative("n", n);
    if (won > n * (1 + ROUNDING)) {
      throw new IllegalArgumentException(
          "Won is "
              + won
              + " of n = "
              + n
              + ", but there cannot be more wins than observations. Count both over the same"
              + " deals.");
    }
    return Math.min(won, n);
  }
}
