package io.plumbline.calibrate;

import io.plumbline.stats.CompetingRiskCurve;
import io.plumbline.table.CellCounts.Cell;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * Confidences, their timing, their proof and their decisions for one pipeline, from its counts.
 * Pure.
 */
final class PipelineCalibration {

  private static final int LONGEST_TIMING_DAYS = 1100;
  private static final int DAILY_TIMING_DAYS = 60;
  private static final long FEWEST_WINS_FOR_TIMING = 10;

  private final CalibrationSettings settings;
  private final List<Cell> stages = new ArrayList<>();
  private final Map<Integer, Integer> originDays = new TreeMap<>();
  private final Map<Integer, List<Cell>> landmarks = new TreeMap<>();
  private final Map<Integer, List<Cell>> deals = new TreeMap<>();
  private final Map<Integer, List<Cell>> standing = new TreeMap<>();
  private final Map<Integer, List<Cell>> reached = new TreeMap<>();
  private final List<Cell> created = new ArrayList<>();

  private PipelineCalibration(CalibrationSettings settings) {
    this.settings = settings;
  }

  /**
   * A row of the confidence table.
   *
   * @param stage the stage with its label, order and incumbent
   * @param cell its confidence; mean NaN where nothing is known
   * @param bandLabel age band in days, or null
   * @param ageFrom lower limit in days; NaN on the stage level
   * @param ageTo upper limit in days; NaN on the stage level and without limit
   * @param reachedWinRate of the stage; NaN without closed deals
   * @param borrowedFrom the parent in words
   * @param change confidence - incumbent; NaN without an incumbent
   */
  record Line(
      Cell stage,
      Confidence cell,
      String bandLabel,
      double ageFrom,
      double ageTo,
      double reachedWinRate,
      String borrowedFrom,
      double change,
      Decision decision) {}

  /** A row of the timing table; stage null for the time from creation, band null for all ages. */
  record Timing(String stageId, String ageBand, int day, double shareOfWins) {}

  /** Everything that is known of the pipeline. */
  record Result(
      List<Line> lines,
      List<Timing> timings,
      List<Arrivals.Line> arrivals,
      double periodShock,
      List<Proof.Metric> metrics,
      List<Proof.Reliability> reliability) {}

  static Result of(Iterable<Cell> cells, LocalDate asOf, CalibrationSettings settings) {
    PipelineCalibration calibration = new PipelineCalibration(settings);
    for (Cell cell : cells) {
      switch (cell.kind()) {
        case STAGE -> calibration.stages.add(cell);
        case ORIGIN -> calibration.originDays.put(cell.origin(), cell.day());
        case LANDMARK -> at(calibration.landmarks, cell);
        case DEAL -> at(calibration.deals, cell);
        case STANDING -> at(calibration.standing, cell);
        case REACHED -> at(calibration.reached, cell);
        case CREATED -> calibration.created.add(cell);
        case EXIT -> {}
      }
    }
    calibration.stages.sort(Comparator.comparing(Cell::stageOrder).thenComparing(Cell::stageId));
    return calibration.result(asOf);
  }

  private static void at(Map<Integer, List<Cell>> byOrigin, Cell cell) {
    byOrigin.computeIfAbsent(cell.origin(), origin -> new ArrayList<>()).add(cell);
  }

  private Result result(LocalDate asOf) {
    LandmarkModel model = model(0);
    Proof proof = proof(asOf);
    Arrivals arrivals = Arrivals.of(created, settings.dimensions());
    return new Result(
        lines(model, proof),
        timings(model, arrivals),
        arrivals.lines(),
        proof.periodShock(),
        proof.metrics(),
        proof.reliability());
  }

  private LandmarkModel model(int origin) {
    return LandmarkModel.fit(
        landmarks.getOrDefault(origin, List.of()), deals.getOrDefault(origin, List.of()), settings);
  }

  private Proof proof(LocalDate asOf) {
    Proof proof = new Proof(settings);
    Map<String, Double> incumbents = new LinkedHashMap<>();
    stages.forEach(stage -> incumbents.put(stage.stageId(), stage.number()));
    originDays.forEach(
        (origin, days) -> {
          if (origin > 0 && standing.containsKey(origin) && landmarks.containsKey(origin)) {
            proof.add(
                asOf.minusDays(days).toString(),
                days,
                model(origin),
                incumbents,
                reachedWinRates(origin),
                standing.get(origin));
          }
        });
    return proof;
  }

  private Map<String, Double> reachedWinRates(int origin) {
    Map<String, long[]> counts = new TreeMap<>();
    for (Cell cell : reached.getOrDefault(origin, List.of())) {
      long[] wonAndClosed = counts.computeIfAbsent(cell.stageId(), stage -> new long[2]);
      wonAndClosed[0] += cell.event().equals("won") ? cell.n() : 0;
      wonAndClosed[1] += cell.event().equals("open") ? 0 : cell.n();
    }
    Map<String, Double> rates = new TreeMap<>();
    counts.forEach(
        (stage, n) -> {
          if (n[1] > 0) {
            rates.put(stage, (double) n[0] / n[1]);
          }
        });
    return rates;
  }

  private List<Line> lines(LandmarkModel model, Proof proof) {
    Map<String, Double> naive = reachedWinRates(0);
    OptionalDouble ours = proof.logLoss(Proof.STAGE_AGE_SEGMENT);
    OptionalDouble theirs = proof.logLoss(Proof.INCUMBENT);
    boolean worse =
        ours.isPresent() && theirs.isPresent() && ours.getAsDouble() > theirs.getAsDouble();
    Map<String, List<Confidence>> byStage = new LinkedHashMap<>();
    model
        .confidences()
        .forEach(
            cell ->
                byStage
                    .computeIfAbsent(cell.key().stageId(), stage -> new ArrayList<>())
                    .add(cell));
    List<Line> lines = new ArrayList<>();
    double highestBefore = Double.NaN;
    for (Cell stage : stages) {
      List<Confidence> cells = byStage.getOrDefault(stage.stageId(), List.of());
      if (cells.isEmpty()) {
        lines.add(withoutEvidence(stage, naive.getOrDefault(stage.stageId(), Double.NaN)));
      }
      for (Confidence cell : cells) {
        boolean stageLevel = cell.key().band() == null;
        boolean reversed = stageLevel && cell.mean() < highestBefore;
        Decision.Evidence evidence =
            new Decision.Evidence(
                cell.resolved(),
                cell.mean(),
                stage.number() == null ? Double.NaN : stage.number(),
                reversed,
                worse);
        lines.add(line(model, stage, cell, naive, Decision.of(evidence, settings)));
        if (stageLevel && !(cell.mean() <= highestBefore)) {
          highestBefore = cell.mean();
        }
      }
    }
    return lines;
  }

  private Line line(
      LandmarkModel model,
      Cell stage,
      Confidence cell,
      Map<String, Double> naive,
      Decision decision) {
    Integer band = cell.key().band();
    AgeBands bands = model.bands(stage.stageId()).orElse(null);
    double to = band == null ? Double.NaN : bands.to(band);
    String parent =
        cell.parent() == null
            ? "pipeline"
            : cell.parent()
                .describe(cell.parent().band() == null ? null : bands.label(cell.parent().band()));
    return new Line(
        stage,
        cell,
        band == null ? null : bands.label(band),
        band == null ? Double.NaN : bands.from(band),
        Double.isInfinite(to) ? Double.NaN : to,
        naive.getOrDefault(stage.stageId(), Double.NaN),
        parent,
        stage.number() == null ? Double.NaN : cell.mean() - stage.number(),
        decision);
  }

  private Line withoutEvidence(Cell stage, double reachedWinRate) {
    Confidence none =
        new Confidence(
            CellKey.stage(stage.stageId()),
            LandmarkModel.STAGE,
            null,
            0,
            0,
            0,
            0,
            Double.NaN,
            Double.NaN,
            io.plumbline.stats.Interval.unknown(settings.intervalLevel()),
            1,
            new io.plumbline.stats.CompetingRiskCounts().curve());
    return new Line(
        stage,
        none,
        null,
        Double.NaN,
        Double.NaN,
        reachedWinRate,
        null,
        Double.NaN,
        Decision.withoutEvidence());
  }

  private static List<Timing> timings(LandmarkModel model, Arrivals arrivals) {
    List<Timing> timings = new ArrayList<>();
    add(timings, null, null, arrivals.curve());
    for (Confidence cell : model.confidences()) {
      boolean stageLevel = cell.level().equals(LandmarkModel.STAGE);
      if (stageLevel || cell.level().equals(LandmarkModel.AGE_BAND)) {
        Optional<Confidence> stage = model.stage(cell.key().stageId());
        CompetingRiskCurve own =
            cell.won() >= FEWEST_WINS_FOR_TIMING || stage.isEmpty()
                ? cell.curve()
                : stage.get().curve();
        String label =
            stageLevel
                ? null
                : model.bands(cell.key().stageId()).orElseThrow().label(cell.key().band());
        add(timings, cell.key().stageId(), label, own);
      }
    }
    return timings;
  }

  private static void add(
      List<Timing> timings, String stageId, String ageBand, CompetingRiskCurve curve) {
    if (curve.lastTime().isEmpty()
        || Double.isNaN(curve.shareOfWinsBy(curve.lastTime().getAsInt()))) {
      return;
    }
    int last = Math.min(curve.lastTime().getAsInt(), LONGEST_TIMING_DAYS);
    double before = -1;
    for (int day = 0; day <= last; day++) {
      double share = Math.min(1, curve.shareOfWinsBy(day));
      boolean wanted = day <= DAILY_TIMING_DAYS || day % 7 == 0 || day == last;
      if (wanted && share != before) {
        // Counted days are whole days gone by: what happened within the first has come by the end
        // of day 1.
        timings.add(new Timing(stageId, ageBand, day + 1, share));
        before = share;
      }
    }
  }
}
