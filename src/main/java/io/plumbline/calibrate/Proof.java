package io.plumbline.calibrate;

import io.plumbline.stats.Calibration;
import io.plumbline.stats.Murphy;
import io.plumbline.stats.ReliabilityBin;
import io.plumbline.stats.ScoredOutcomes;
import io.plumbline.table.CellCounts.Cell;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * Predictions of past dates against what became of the deals by the as-of date: won by then, or
 * not. Every method predicts the same deals, and each probability of winning eventually is taken
 * times the share of the wins of its stage that come within that time, so that deals still open
 * count too and none is left out for being slow.
 */
final class Proof {

  static final String INCUMBENT = "incumbent";
  static final String REACHED = "reached_win_rate";
  static final String STAGE_LANDMARK = "stage_landmark";
  static final String STAGE_AGE_SEGMENT = "stage_age_segment";
  static final String ALL = "all";

  private final CalibrationSettings settings;
  private final Map<String, Map<String, Slice>> byDateAndSlice = new TreeMap<>();
  private final List<Miss> misses = new ArrayList<>();

  Proof(CalibrationSettings settings) {
    this.settings = settings;
  }

  /** What one past date said of the wins to come by the as-of date, against the wins that came. */
  private record Miss(double expected, double actual) {}

  /** The predictions of all methods for one set of deals. */
  private static final class Slice {
    private final Map<String, ScoredOutcomes.Builder> methods = new TreeMap<>();
    private final Map<String, double[]> losses = new TreeMap<>();
    private long unresolved;

    void add(String method, double p, double won, double lost) {
      methods.computeIfAbsent(method, name -> ScoredOutcomes.builder()).addCounts(p, won, lost);
      double clipped = Math.min(1 - ScoredOutcomes.CLIP, Math.max(ScoredOutcomes.CLIP, p));
      double ifWon = -Math.log(clipped);
      double ifLost = -Math.log1p(-clipped);
      double[] sums = losses.computeIfAbsent(method, name -> new double[3]);
      sums[0] += won + lost;
      sums[1] += won * ifWon + lost * ifLost;
      sums[2] += won * ifWon * ifWon + lost * ifLost * ifLost;
    }

    double standardError(String method) {
      double[] sums = losses.get(method);
      double mean = sums[1] / sums[0];
      return Math.sqrt(Math.max(0, sums[2] / sums[0] - mean * mean) / sums[0]);
    }
  }

  /**
   * Adds a past date.
   *
   * @param date its name
   * @param days days from it to the as-of date
   * @param model fitted to what was known then
   * @param incumbents probability per stage that the CRM uses
   * @param reached won / (won + lost) per stage of those closed by then
   * @param standing the deals open then, by cell and outcome
   */
  void add(
      String date,
      int days,
      LandmarkModel model,
      Map<String, Double> incumbents,
      Map<String, Double> reached,
      List<Cell> standing) {
    double expected = 0;
    double actual = 0;
    List<Cell> ordered = standing.stream().sorted(Comparator.comparing(Cell::toString)).toList();
    boolean allHaveIncumbents =
        ordered.stream().allMatch(cell -> incumbents.get(cell.stageId()) != null);
    for (Cell cell : ordered) {
      Optional<Confidence> deepest = model.deepest(cell);
      Optional<Confidence> stage = model.stage(cell.stageId());
      Double naive = reached.get(cell.stageId());
      if (deepest.isEmpty() || stage.isEmpty() || naive == null) {
        continue;
      }
      double share = stage.get().curve().shareOfWinsBy(days - 1);
      if (Double.isNaN(share)) {
        continue;
      }
      double wins = cell.event().equals("won") ? cell.n() : 0;
      expected += cell.n() * deepest.get().mean() * share;
      actual += wins;
      for (String slice : List.of(ALL, cell.stageId())) {
        for (String name : List.of(date, ALL)) {
          Slice scores =
              byDateAndSlice
                  .computeIfAbsent(name, d -> new TreeMap<>())
                  .computeIfAbsent(slice, s -> new Slice());
          scores.unresolved += cell.event().equals("open") ? cell.n() : 0;
          if (allHaveIncumbents) {
            scores.add(INCUMBENT, share * incumbents.get(cell.stageId()), wins, cell.n() - wins);
          }
          scores.add(REACHED, share * naive, wins, cell.n() - wins);
          scores.add(STAGE_LANDMARK, share * stage.get().mean(), wins, cell.n() - wins);
          scores.add(STAGE_AGE_SEGMENT, share * deepest.get().mean(), wins, cell.n() - wins);
        }
      }
    }
    misses.add(new Miss(expected, actual));
  }

  /** A row of the metric table. */
  record Metric(
      String date,
      String method,
      String slice,
      double logLoss,
      double brier,
      Murphy murphy,
      double ece,
      double eceFloor,
      Calibration cox,
      double spiegelhalterZ,
      double expectedWins,
      double actualWins,
      double low,
      double high,
      long n,
      long unresolved) {}

  /** A row of the reliability table. */
  record Reliability(String date, String method, String slice, int number, ReliabilityBin bin) {}

  List<Metric> metrics() {
    double z =
        NormalDistribution.of(0, 1)
            .inverseCumulativeProbability(0.5 + settings.intervalLevel() / 2);
    List<Metric> metrics = new ArrayList<>();
    byDateAndSlice.forEach(
        (date, slices) ->
            slices.forEach(
                (slice, scores) ->
                    scores.methods.forEach(
                        (method, builder) -> {
                          ScoredOutcomes outcomes = builder.build();
                          double loss = outcomes.logLoss();
                          double error = z * scores.standardError(method);
                          metrics.add(
                              new Metric(
                                  date,
                                  method,
                                  slice,
                                  loss,
                                  outcomes.brier(),
                                  outcomes.murphy(settings.reliabilityBins()),
                                  outcomes.ece(settings.reliabilityBins()),
                                  outcomes.eceSamplingFloor(settings.reliabilityBins()),
                                  outcomes.coxCalibration(),
                                  outcomes.spiegelhalterZ(),
                                  outcomes.expectedWins(),
                                  outcomes.actualWins(),
                                  loss - error,
                                  loss + error,
                                  Math.round(outcomes.n()),
                                  scores.unresolved));
                        })));
    return metrics;
  }

  List<Reliability> reliability() {
    List<Reliability> rows = new ArrayList<>();
    byDateAndSlice.forEach(
        (date, slices) ->
            slices.forEach(
                (slice, scores) ->
                    scores.methods.forEach(
                        (method, builder) -> {
                          int number = 1;
                          for (ReliabilityBin bin :
                              builder
                                  .build()
                                  .reliability(
                                      settings.reliabilityBins(), settings.intervalLevel())) {
                            rows.add(new Reliability(date, method, slice, number++, bin));
                          }
                        })));
    return rows;
  }

  /**
   * Log loss of a method over all past dates; empty without resolved deals or without the method.
   */
  OptionalDouble logLoss(String method) {
    Slice all = byDateAndSlice.getOrDefault(ALL, Map.of()).get(ALL);
    return all == null || !all.methods.containsKey(method)
        ? OptionalDouble.empty()
        : OptionalDouble.of(all.methods.get(method).build().logLoss());
  }

  /**
   * Standard deviation of the log of actual over expected wins, beyond what chance explains, drawn
   * to a prior where the past dates are few: the common shock to all deals of a period.
   */
  double periodShock() {
    double prior = 0.15;
    double priorWeight = 2;
    double sum = priorWeight * prior * prior;
    double weight = priorWeight;
    for (Miss miss : misses) {
      if (miss.expected() >= 1 && miss.actual() >= 1) {
        double error = Math.log(miss.actual() / miss.expected());
        sum += Math.max(0, error * error - 1 / miss.expected());
        weight++;
      }
    }
    return Math.sqrt(sum / weight);
  }
}
