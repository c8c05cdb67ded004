package io.plumbline.stats;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Probability forecasts of a binary outcome with what happened, weighted, and the scores that say
 * how good the forecasts were. Immutable; every score is independent of the order of the input, and
 * of whether equal forecasts came singly or as merged counts.
 *
 * <p>Weights are counts, possibly fractional: weight 2 is two equal observations. Observations are
 * taken for independent; where one deal is scored at several dates, scores stay right but what
 * judges their spread ({@link #spiegelhalterZ()}, {@link #eceSamplingFloor}, bin intervals) is too
 * sure of itself.
 *
 * <p>Without any weight, every score is {@code NaN}; sums are 0 and lists empty.
 */
public final class ScoredOutcomes {
  /** Logarithms see predictions no nearer to 0 and 1 than this. */
  public static final double CLIP = 1e-4;

  private final double[] predicted;
  private final double[] won;
  private final double[] lost;
  private final double n;

  private ScoredOutcomes(double[] predicted, double[] won, double[] lost) {
    this.predicted = predicted;
    this.won = won;
    this.lost = lost;
    double sum = 0;
    for (int i = 0; i < predicted.length; i++) {
      sum += won[i] + lost[i];
    }
    this.n = sum;
  }

  /** A builder without observations. */
  public static Builder builder() {
    return new Builder();
  }

  /** Collects observations in any order. Not safe for concurrent use. */
  public static final class Builder {
    private final List<Observation> observations = new ArrayList<>();

    /** Nothing collected yet. */
    public Builder() {}

    /**
     * Adds an observation; weight 0 adds nothing.
     *
     * @param p predicted probability in [0, 1]
     * @param won what happened
     * @param weight how many such observations, 0 or more
     * @return this builder
     * @throws IllegalArgumentException if p is not in [0, 1] or the weight is negative or not
     *     finite
     */
    public Builder add(double p, boolean won, double weight) {
      return addCounts(p, won ? weight : 0, won ? 0 : weight);
    }

    /**
     * Adds observations that share one prediction.
     *
     * @param p predicted probability in [0, 1]
     * @param won weight of those won, 0 or more
     * @param lost weight of those lost, 0 or more
     * @return this builder
     * @throws IllegalArgumentException if an argument is outside its range
     */
    public Builder addCounts(double p, double won, double lost) {
      Arguments.probability("Prediction", p);
      Arguments.nonNegative("Weight won", won);
      Arguments.nonNegative("Weight lost", lost);
      if (won > 0 || lost > 0) {
        // Adding 0.0 turns -0.0 into 0.0, which would otherwise sort apart.
        observations.add(new Observation(p + 0.0, won, lost));
      }
      return this;
    }

    /** The observations so far. */
    public ScoredOutcomes build() {
      Observation[] sorted = observations.toArray(new Observation[0]);
      Arrays.sort(sorted);
      double[] predicted = new double[sorted.length];
      double[] won = new double[sorted.length];
      double[] lost = new double[sorted.length];
      int size = 0;
      for (Observation observation : sorted) {
        if (size == 0 || predicted[size - 1] != observation.predicted) {
          predicted[size++] = observation.predicted;
        }
        won[size - 1] += observation.won;
        lost[size - 1] += observation.lost;
      }
      return new ScoredOutcomes(
          Arrays.copyOf(predicted, size), Arrays.copyOf(won, size), Arrays.copyOf(lost, size));
    }
  }

  private record Observation(double predicted, double won, double lost)
      implements Comparable<Observation> {
    @Override
    public int compareTo(Observation other) {
      int order = Double.compare(predicted, other.predicted);
      order = order != 0 ? order : Double.compare(won, other.won);
      return order != 0 ? order : Double.compare(lost, other.lost);
    }
  }

  /** Total weight. */
  public double n() {
    return n;
  }

  /** Sum of the predictions: how many wins were forecast. */
  public double expectedWins() {
    double sum = 0;
    for (int i = 0; i < predicted.length; i++) {
      sum += (won[i] + lost[i]) * predicted[i];
    }
    return sum;
  }

  /** How many wins there were. */
  public double actualWins() {
    return Arrays.stream(won).sum();
  }

  /**
   * Mean negative log likelihood, in nats, of predictions clipped to [{@value #CLIP}, 1 - {@value
   * #CLIP}]; 0.693 is a coin. The clip bounds what one certain error can cost at 9.21.
   */
  public double logLoss() {
    double sum = 0;
    for (int i = 0; i < predicted.length; i++) {
      double p = clipped(predicted[i]);
      sum -= won[i] * Math.log(p) + lost[i] * Math.log1p(-p);
    }
    return sum / n;
  }

  /** Mean squared distance of prediction and outcome, in [0, 1]. */
  public double brier() {
    double sum = 0;
    for (int i = 0; i < predicted.length; i++) {
      double p = predicted[i];
      sum += won[i] * (1 - p) * (1 - p) + lost[i] * p * p;
    }
    return sum / n;
  }

  /**
   * Murphy's parts over distinct predictions; they add up to {@link #brier()} exactly. Meant for
   * tables with few distinct predictions: where each is distinct, reliability and resolution are
   * mostly noise, and {@link #murphy(int)} is the one to read.
   */
  public Murphy murphy() {
    List<Bin> groups = new ArrayList<>();
    for (int i = 0; i < predicted.length; i++) {
      Bin group = new Bin();
      group.add(predicted[i], won[i], lost[i]);
      groups.add(group);
    }
    return murphy(groups);
  }

  /**
   * Murphy's parts over equal-count bins, as in {@link #reliability}. The resolution is the
   * generalised one, which takes in what varies within bins, so that the parts still add up to
   * {@link #brier()}: Stephenson, Coelho and Jolliffe (2008), <a
   * href="https://doi.org/10.1175/2007WAF2006116.1">doi:10.1175/2007WAF2006116.1</a>.
   *
   * @param bins 1 or more
   */
  public Murphy murphy(int bins) {
    return murphy(bins(bins));
  }

  private Murphy murphy(List<Bin> groups) {
    double rate = actualWins() / n;
    double reliability = 0;
    double resolution = 0;
    for (Bin group : groups) {
      double distance = group.predicted() - group.observed();
      double lift = group.observed() - rate;
      reliability += group.n * distance * distance;
      resolution += group.n * lift * lift - group.withinVariance() + 2 * group.withinCovariance();
    }
    return new Murphy(reliability / n, resolution / n, rate * (1 - rate));
  }

  /**
   * Expected calibration error: weighted mean over equal-count bins of |predicted - observed|.
   * Never below 0, thus above 0 by chance alone; compare it with {@link #eceSamplingFloor}.
   *
   * <p>Naeini, Cooper and Hauskrecht (2015), AAAI-15, 2901-2907.
   *
   * @param bins 1 or more; binning as in {@link #reliability}
   */
  public double ece(int bins) {
    double sum = 0;
    for (Bin bin : bins(bins)) {
      sum += bin.n * Math.abs(bin.predicted() - bin.observed());
    }
    return sum / n;
  }

  /**
   * The expected calibration error that a perfectly calibrated forecast with these predictions and
   * this n would show: sum over bins of sqrt(2 / pi) sqrt(sum of p (1 - p)) / n, the mean absolute
   * value of a normal with the binomial variance of the bin.
   *
   * @param bins as for {@link #ece}
   */
  public double eceSamplingFloor(int bins) {
    double sum = 0;
    for (Bin bin : bins(bins)) {
      sum += Math.sqrt(2 / Math.PI * bin.outcomeVariance);
    }
    return sum / n;
  }

  /**
   * Cox's slope and intercept, with predictions clipped as for {@link #logLoss()}.
   *
   * <p>All {@code NaN} without both a win and a loss. Slope and intercept are {@code NaN} when the
   * likelihood has no maximum: one distinct prediction only, or predictions that separate won from
   * lost.
   */
  public Calibration coxCalibration() {
    double[] scores = new double[predicted.length];
    for (int i = 0; i < scores.length; i++) {
      double p = clipped(predicted[i]);
      scores[i] = Math.log(p) - Math.log1p(-p);
    }
    return new LogisticRecalibration(scores, won, lost).fit();
  }

  /**
   * Spiegelhalter's z: the Brier score's distance from its expectation under perfect calibration,
   * in standard errors; beyond +-1.96 calibration is rejected at 5 %. {@code NaN} when the
   * predictions leave no variance (all in {0, 0.5, 1}).
   *
   * <p>Spiegelhalter (1986), <a href="https://doi.org/10.1002/sim.4780050506">
   * doi:10.1002/sim.4780050506</a>.
   */
  public double spiegelhalterZ() {
    double sum = 0;
    double variance = 0;
    for (int i = 0; i < predicted.length; i++) {
      double p = predicted[i];
      double factor = 1 - 2 * p;
      sum += (won[i] * (1 - p) - lost[i] * p) * factor;
      variance += (won[i] + lost[i]) * factor * factor * p * (1 - p);
    }
    return variance > 0 ? sum / Math.sqrt(variance) : Double.NaN;
  }

  /**
   * The reliability diagram over equal-count bins, ascending. Equal predictions stay together, in
   * the bin where the middle of their weight falls; a bin that receives none does not exist, so
   * that there may be fewer than asked for.
   *
   * @param bins the most bins wanted, 1 or more
   * @param level coverage of each bin's {@link BinomialInterval#WILSON} interval, in (0, 1)
   */
  public List<ReliabilityBin> reliability(int bins, double level) {
    Arguments.level(level);
    return bins(bins).stream()
        .map(
            bin ->
                new ReliabilityBin(
                    bin.predicted(),
                    bin.observed(),
                    BinomialInterval.WILSON.of(bin.won, bin.n, level),
                    bin.n,
                    bin.from,
                    bin.to))
        .toList();
  }

  private List<Bin> bins(int count) {
    Arguments.atLeast("Bins", count, 1);
    List<Bin> bins = new ArrayList<>();
    double below = 0;
    int current = -1;
    for (int i = 0; i < predicted.length; i++) {
      double weight = won[i] + lost[i];
      int index = Math.min(count - 1, (int) (count * ((below + weight / 2) / n)));
      if (index != current) {
        bins.add(new Bin());
        current = index;
      }
      bins.get(bins.size() - 1).add(predicted[i], won[i], lost[i]);
      below += weight;
    }
    return bins;
  }

  private static double clipped(double p) {
    return Math.min(1 - CLIP, Math.max(CLIP, p));
  }

  /** Sums over neighbouring predictions. */
  private static final class Bin {
    private double n;
    private double won;
    private double from = Double.NaN;
    private double to;
    private double outcomeVariance;
    private double sum;
    private double squares;
    private double products;

    private void add(double p, double wonWeight, double lostWeight) {
      double weight = wonWeight + lostWeight;
      if (n == 0) {
        from = p;
      }
      to = p;
      n += weight;
      won += wonWeight;
      outcomeVariance += weight * p * (1 - p);
      // Distances from the first prediction, lest the variance within drown in rounding.
      double offset = p - from;
      sum += weight * offset;
      squares += weight * offset * offset;
      products += wonWeight * offset;
    }

    private double predicted() {
      return from + sum / n;
    }

    private double observed() {
      return won / n;
    }

    /** Sum of squared distances of the predictions from the bin's mean. */
    private double withinVariance() {
      return Math.max(0, squares - sum * sum / n);
    }

    /** Sum of products of those distances with the outcomes' distances. */
    private double withinCovariance() {
      return products - sum * won / n;
    }
  }
}
