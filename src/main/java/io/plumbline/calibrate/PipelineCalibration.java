package io.plumbline.calibrate;

import io.plumbline.calibrate.Published.Overridden;
import io.plumbline.stats.CompetingRiskCurve;
import io.plumbline.stats.Interval;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Everything that is known of one pipeline's confidences, from its deals. Pure. */
final class PipelineCalibration {

  private static final int[] HALF_LIVES = {4, 2, 1};

  /** So few closed deals cannot tell half-lives apart by more than a standard error. */
  private static final int DEALS_FOR_RECENCY = 300;

  private final List<Stage> stages;
  private final Paths paths;
  private final Optional<Published> published;
  private final CalibrationSettings settings;
  private final Calendar calendar;

  private PipelineCalibration(
      List<Stage> stages,
      Paths paths,
      Optional<Published> published,
      CalibrationSettings settings) {
    this.stages = stages;
    this.paths = paths;
    this.published = published;
    this.settings = settings;
    this.calendar = Calendar.of(paths, settings);
  }

  /** A row of the confidence table with what may happen with it. */
  record Decided(Line line, double reachedWinRate, double change, Decision decision) {}

  /** Everything that is known of the pipeline. */
  record Result(
      List<Decided> lines,
      List<ConfidenceTable.Effect> effects,
      List<Timings.Line> timings,
      List<SizePace.Line> paces,
      List<Drift.Line> drifts,
      MethodChoice choice,
      List<Proof.Metric> metrics,
      List<Proof.Reliability> reliability) {}

  /**
   * Calibrates.
   *
   * @param stages open stages in their order
   * @param fromCreation wins and losses by days since creation, for the timing of new business
   */
  static Result of(
      List<Stage> stages,
      Paths paths,
      CompetingRiskCurve fromCreation,
      Optional<Published> published,
      CalibrationSettings settings) {
    return new PipelineCalibration(stages, paths, published, settings).result(fromCreation);
  }

  /** The method that past dates choose, and nothing else. */
  static Method chosen(List<Stage> stages, Paths paths, CalibrationSettings settings) {
    PipelineCalibration calibration =
        new PipelineCalibration(stages, paths, Optional.empty(), settings);
    List<Method> candidates = calibration.candidates();
    return MethodChoice.chosen(calibration.proof(candidates), candidates);
  }

  private Result result(CompetingRiskCurve fromCreation) {
    List<Method> candidates = candidates();
    Proof models = proof(candidates);
    Method chosen = MethodChoice.chosen(models, candidates);
    Proof proof = models.withStageAverage(chosen);
    MethodChoice choice = MethodChoice.of(proof, candidates, chosen);
    Landmarks landmarks =
        Landmarks.of(paths, calendar.grid(settings.cutoff(), settings), settings.ageBands());
    ConfidenceModel model =
        ConfidenceModel.fit(landmarks, CalibrationSettings.BUCKETS, choice.chosen().form());
    List<Drift.Line> drifts =
        stages.stream().map(stage -> Drift.of(stage, paths, calendar, settings)).toList();
    Map<String, Double> reached = ReachedWinRates.at(settings.cutoff(), paths);
    if (!model.isKnown()) {
      return new Result(
          stages.stream().map(stage -> unknown(stage, reached, choice)).toList(),
          List.of(),
          List.of(),
          List.of(),
          drifts,
          choice,
          proof.metrics(),
          proof.reliability());
    }
    ConfidenceTable table = ConfidenceTable.of(model, settings);
    return new Result(
        decided(table, proof, choice, drifts, reached),
        table.effects(stages),
        Timings.of(model, fromCreation),
        SizePace.of(landmarks),
        drifts,
        choice,
        proof.metrics(),
        proof.reliability());
  }

  /** The models that may be chosen, from the simplest. */
  private List<Method> candidates() {
    List<Method> candidates = new ArrayList<>(List.of(Method.STAGE, Method.STAGE_AGE));
    if (settings.halfLifeDays() > 0) {
      candidates.add(Method.withHalfLife(settings.halfLifeDays()));
      return candidates;
    }
    candidates.add(Method.STAGE_AGE_SEGMENT);
    if (paths.closedBy(settings.cutoff()) < DEALS_FOR_RECENCY) {
      return candidates;
    }
    for (int times : HALF_LIVES) {
      candidates.add(Method.withHalfLife(times * calendar.resolvedDays()));
    }
    return candidates;
  }

  private Proof proof(List<Method> candidates) {
    List<Method> methods = new ArrayList<>(List.of(Method.INCUMBENT));
    published.ifPresent(version -> methods.add(Method.PUBLISHED));
    methods.add(Method.REACHED);
    methods.addAll(candidates);
    if (published.map(version -> !version.overridden().isEmpty()).orElse(false)) {
      methods.addAll(List.of(Method.OVERRIDE, Method.OVERRIDDEN));
    }
    Proof proof = new Proof(methods, settings);
    for (int days : calendar.dates(settings.dates())) {
      addDate(proof, days);
    }
    return proof;
  }

  private void addDate(Proof proof, int days) {
    long at = settings.cutoff() - days * Landmarks.MICROS_PER_DAY;
    Landmarks landmarks = Landmarks.of(paths, calendar.grid(at, settings), settings.ageBands());
    if (landmarks.standing().size() == 0 || landmarks.rows().size() == 0) {
      return;
    }
    LocalDate date = settings.dayBefore(at);
    Map<String, Double> reached = ReachedWinRates.at(at, paths);
    double[] shares = new double[paths.stages().size()];
    Arrays.setAll(shares, s -> landmarks.followUp().shareOfWinsWithin(days, s));
    List<Method> methods = proof.methods();
    List<ConfidenceModel> models = new ArrayList<>();
    List<double[]> averages = new ArrayList<>();
    for (Method method : methods) {
      ConfidenceModel model =
          method.isModel()
              ? ConfidenceModel.fit(landmarks, CalibrationSettings.BUCKETS, method.form())
              : null;
      if (model != null && !model.isKnown()) {
        return;
      }
      models.add(model);
      averages.add(model == null ? null : model.stageAverages());
    }
    Map<String, Double> incumbents = new HashMap<>();
    stages.forEach(stage -> incumbents.put(stage.id(), stage.incumbentOn(date, published)));
    Landmarks.Rows standing = landmarks.standing();
    for (int r = 0; r < standing.size(); r++) {
      int visit = standing.visit(r);
      int deal = paths.deal(visit);
      String stage = paths.stages().get(paths.stage(visit));
      double share = shares[paths.stage(visit)];
      if (Double.isNaN(share) || !reached.containsKey(stage)) {
        continue;
      }
      double[] predicted = new double[methods.size()];
      double[] stageAverages = new double[predicted.length];
      for (int m = 0; m < predicted.length; m++) {
        double eventual =
            switch (methods.get(m).kind()) {
              case INCUMBENT -> incumbents.getOrDefault(stage, Double.NaN);
              case PUBLISHED -> published.orElseThrow().givenAt(date, stage);
              case OVERRIDE -> published.orElseThrow().overriddenAt(date, stage, Overridden::typed);
              case OVERRIDDEN ->
                  published.orElseThrow().overriddenAt(date, stage, Overridden::replaced);
              case REACHED -> reached.get(stage);
              default -> models.get(m).confidence(standing.cell(r));
            };
        predicted[m] = share * eventual;
        double[] ofStages = averages.get(m);
        stageAverages[m] = ofStages == null ? Double.NaN : share * ofStages[paths.stage(visit)];
      }
      byte outcome = paths.outcomeAt(deal, settings.cutoff());
      proof.add(
          new Proof.Entry(
              date.toString(),
              stage,
              segments(visit),
              paths.bucket(deal),
              outcome == Paths.WON,
              outcome == Paths.OPEN,
              predicted,
              stageAverages));
    }
  }

  private List<String> segments(int visit) {
    List<String> segments = new ArrayList<>();
    for (int d = 0; d < paths.dimensions().size(); d++) {
      Dimension dimension = paths.dimensions().get(d);
      if (dimension.levels().size() > 1) {
        segments.add(dimension.name() + "=" + dimension.levels().get(paths.code(d, visit)));
      }
    }
    return segments;
  }

  private List<Decided> decided(
      ConfidenceTable table,
      Proof proof,
      MethodChoice choice,
      List<Drift.Line> drifts,
      Map<String, Double> reached) {
    List<Line> lines = table.lines(stages);
    Map<String, Line> ofStage = new LinkedHashMap<>();
    lines.stream().filter(Line::isStage).forEach(line -> ofStage.put(line.stage().id(), line));
    Map<String, Decision.OfStage> known = new HashMap<>();
    double highest = Double.NaN;
    String before = null;
    for (int s = 0; s < stages.size(); s++) {
      Stage stage = stages.get(s);
      Line line = ofStage.get(stage.id());
      if (line == null) {
        continue;
      }
      known.put(
          stage.id(),
          new Decision.OfStage(
              proof.difference(choice.chosen(), Method.INCUMBENT, stage.id()).shareWorse(),
              proof.difference(Method.STAGE_AVERAGE, Method.INCUMBENT, stage.id()).shareWorse(),
              line.confidence() < highest,
              before == null ? Double.NaN : table.shareHigher(before, stage.id()),
              skippedShare(stage),
              drifts.get(s).isDrift()));
      if (!(line.confidence() <= highest)) {
        highest = line.confidence();
      }
      before = stage.id();
    }
    List<Decided> decided = new ArrayList<>();
    for (Stage stage : stages) {
      if (!ofStage.containsKey(stage.id())) {
        decided.add(unknown(stage, reached, choice));
      }
      for (Line line : lines) {
        if (line.stage().equals(stage)) {
          decided.add(
              new Decided(
                  line,
                  reached.getOrDefault(stage.id(), Double.NaN),
                  line.confidence() - stage.incumbent(),
                  Decision.of(line, choice.version(), known.get(stage.id()), settings)));
        }
      }
    }
    return decided;
  }

  /** Of the closed deals that stood in a later stage, those that never stood in this one. */
  private double skippedShare(Stage stage) {
    Map<String, Integer> order = new HashMap<>();
    stages.forEach(s -> order.put(s.id(), s.order()));
    int code = paths.stages().indexOf(stage.id());
    long past = 0;
    long skipped = 0;
    boolean isLater = false;
    boolean isHere = false;
    for (int v = 0; v < paths.visits(); v++) {
      int own = paths.stage(v);
      isHere |= own == code;
      isLater |= order.getOrDefault(paths.stages().get(own), 0) > stage.order();
      boolean isLast = v + 1 == paths.visits() || paths.deal(v + 1) != paths.deal(v);
      if (isLast) {
        boolean isClosed = paths.outcomeAt(paths.deal(v), settings.cutoff()) != Paths.OPEN;
        past += isClosed && isLater ? 1 : 0;
        skipped += isClosed && isLater && !isHere ? 1 : 0;
        isLater = false;
        isHere = false;
      }
    }
    return past == 0 ? 0 : (double) skipped / past;
  }

  private Decided unknown(Stage stage, Map<String, Double> reached, MethodChoice choice) {
    Line line =
        new Line(
            stage,
            ConfidenceTable.STAGE,
            null,
            null,
            null,
            null,
            null,
            Double.NaN,
            Double.NaN,
            0,
            0,
            0,
            0,
            Double.NaN,
            Interval.unknown(settings.intervalLevel()),
            Double.NaN,
            1,
            "pipeline",
            List.of());
    return new Decided(
        line,
        reached.getOrDefault(stage.id(), Double.NaN),
        Double.NaN,
        Decision.of(
            line,
            choice.version(),
            new Decision.OfStage(Double.NaN, Double.NaN, false, Double.NaN, 0, false),
            settings));
  }
}
