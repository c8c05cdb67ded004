package io.plumbline.app;

import io.plumbline.app.RunTables.Values;
import io.plumbline.report.ReportData.Decision;
import io.plumbline.report.ReportData.Estimate;
import io.plumbline.report.ReportData.ForecastPeriod;
import io.plumbline.report.ReportData.OpenPipeline;
import io.plumbline.report.ReportData.Pipeline;
import io.plumbline.report.ReportData.StageExits;
import io.plumbline.report.ReportData.StageLine;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;

/** What the tables of a run hold of one pipeline, collected row by row. */
final class PipelineRows {

  static final Part CONFIDENCE =
      new Part(
          PipelineRows::addConfidence,
          "status",
          "stage_id",
          "stage_label",
          "stage_order",
          "segment_level",
          "customer_type",
          "size_band",
          "product",
          "attributes",
          "age_band",
          "opportunities",
          "effective_n",
          "incumbent",
          "confidence",
          "confidence_low",
          "confidence_high",
          "interval_level",
          "borrowed_share",
          "change",
          "decision",
          "reasons",
          "leakage_risk",
          "method");

  static final Part EFFECT =
      new Part(
          (rows, row) -> rows.segments.addEffect(row),
          "stage_id",
          "dimension",
          "value",
          "opportunities",
          "points",
          "points_low",
          "points_high");

  static final Part CHART =
      new Part(
          (rows, row) -> rows.monitor.addMonth(row),
          "stage_id",
          "stage_label",
          "stage_order",
          "segment_level",
          "month",
          "is_partial",
          "closed",
          "won",
          "win_rate",
          "centre",
          "lower_limit",
          "upper_limit",
          "signal",
          "reason");

  static final Part DRIFT =
      new Part(
          (rows, row) -> rows.monitor.addDrift(row),
          "stage_id",
          "stage_order",
          "closed",
          "changed_on",
          "rate_before",
          "rate_after",
          "verdict",
          "reason");

  static final Part OWNER =
      new Part(
          (rows, row) -> rows.monitor.addOwner(row),
          "owner_id",
          "measure",
          "deals",
          "stated_probability",
          "won_share",
          "gap",
          "gap_shrunk",
          "gap_low",
          "gap_high",
          "relative_gap_shrunk",
          "relative_gap_low",
          "relative_gap_high",
          "verdict",
          "reason");

  static final Part QUALITY =
      new Part(
          (rows, row) -> rows.monitor.addQuality(row),
          "owner_id",
          "measure",
          "kind",
          "threshold",
          "deals",
          "failed",
          "median_days",
          "amount_base",
          "forecast_effect",
          "previous_as_of",
          "share_change");

  static final Part METHOD =
      new Part(
          (rows, row) -> rows.proof.addMethod(row),
          "complexity",
          "method",
          "opportunities",
          "log_loss",
          "difference_to_incumbent",
          "difference_to_incumbent_low",
          "difference_to_incumbent_high",
          "is_chosen",
          "reason");

  static final Part WIN_RATE =
      new Part(
          PipelineRows::addWinRate,
          "stage_id",
          "stage_label",
          "stage_order",
          "segment_level",
          "entered",
          "won",
          "lost",
          "open",
          "reached_win_rate",
          "reached_win_rate_low",
          "reached_win_rate_high",
          "entry_win_probability",
          "median_days_to_win",
          "median_days_to_loss",
          "next_stage_rate");

  static final Part RELIABILITY =
      new Part(
          (rows, row) -> rows.proof.addBin(row),
          "evaluated_as_of",
          "method",
          "slice",
          "predicted",
          "observed",
          "low",
          "high",
          "n");

  static final Part METRIC =
      new Part(
          (rows, row) -> rows.proof.addMetric(row),
          "evaluated_as_of",
          "method",
          "slice",
          "log_loss",
          "brier",
          "brier_low",
          "brier_high",
          "brier_reliability",
          "brier_resolution",
          "brier_uncertainty",
          "ece",
          "ece_low",
          "ece_high",
          "ece_sampling_floor",
          "slope",
          "slope_low",
          "slope_high",
          "intercept",
          "intercept_low",
          "intercept_high",
          "expected_wins",
          "actual_wins",
          "expected_over_actual",
          "expected_over_actual_low",
          "expected_over_actual_high",
          "n",
          "low",
          "high");

  static final Part FORECAST =
      new Part(
          PipelineRows::addForecast,
          "period_kind",
          "period_start",
          "period_end",
          "segment_level",
          "closed_won",
          "open_expected",
          "new_business",
          "expected",
          "p10",
          "p50",
          "p90",
          "target",
          "probability_of_target");

  static final Part ACCURACY =
      new Part(
          (rows, row) -> rows.records.add(row),
          "snapshot_date",
          "period_kind",
          "period_start",
          "lead_days",
          "segment_level",
          "method",
          "forecast",
          "actual",
          "absolute_percentage_error",
          "p10",
          "inside_p10_p90");

  static final Part MOVEMENT =
      new Part((rows, row) -> rows.movement.add(row), MovementRows.COLUMNS);

  static final Part MOVED_DEAL =
      new Part((rows, row) -> rows.movement.addDeal(row), MovementRows.DEAL_COLUMNS);

  static final Part STAGE = new Part(PipelineRows::addStage, "stage_id", "incumbent");

  static final Part SCORE =
      new Part(PipelineRows::addScore, "amount_base", "incumbent", "expected_amount");

  static final Part VISIT = new Part(PipelineRows::addVisit, "stage_id", "exit", "outcome");

  static final Part PLAN =
      new Part(
          PipelineRows::addPlan,
          "outcome",
          "is_deleted",
          "stage_id",
          "amount_base",
          "expected_close_date");

  /** What the confidences come from where no row says it. */
  private static final String USUAL_METHOD = "stage_age_segment";

  private static final Estimate UNKNOWN = new Estimate(Double.NaN, Double.NaN, Double.NaN, 0);

  private final String id;
  private final OpenDeals.Total open;
  private final Map<String, Values> confidences = new TreeMap<>();
  private final Map<String, Values> winRates = new TreeMap<>();
  private final SegmentRows segments = new SegmentRows();
  private final ProofRows proof = new ProofRows();
  private final MonitorRows monitor = new MonitorRows();
  private final ForecastRecords records = new ForecastRecords();
  private final MovementRows movement;
  private final List<Values> periods = new ArrayList<>();
  private final Map<String, Double> incumbents = new HashMap<>();
  private final Map<String, long[]> exits = new HashMap<>();
  private final Map<LocalDate, Plan> plans = new TreeMap<>();
  private Optional<BigDecimal> byIncumbent = Optional.empty();
  private Optional<BigDecimal> byConfidence = Optional.empty();

  /**
   * Of a pipeline without rows yet.
   *
   * @param beforeQuarter the day before the fiscal quarter of the as-of date
   */
  PipelineRows(String id, OpenDeals.Total open, LocalDate beforeQuarter) {
    this.id = id;
    this.open = open;
    this.movement = new MovementRows(beforeQuarter);
  }

  /**
   * A part of the page that comes from one table.
   *
   * @param add takes a row
   * @param columns what it reads, pipeline_id included
   */
  record Part(BiConsumer<PipelineRows, Values> add, List<String> columns) {

    private Part(BiConsumer<PipelineRows, Values> add, String... columns) {
      this(add, withPipeline(columns));
    }

    private static List<String> withPipeline(String... columns) {
      List<String> all = new ArrayList<>(List.of("pipeline_id"));
      all.addAll(List.of(columns));
      return all;
    }
  }

  /**
   * The open deals that the CRM expects to close on a day.
   *
   * @param amount unweighted
   * @param weighted times the percentage of the stage, where it has one
   */
  private record Plan(BigDecimal amount, BigDecimal weighted) {
    private Plan plus(Plan other) {
      return new Plan(amount.add(other.amount), weighted.add(other.weighted));
    }
  }

  boolean hasForecast() {
    return !periods.isEmpty();
  }

  private void addConfidence(Values row) {
    if (row.text("segment_level").equals("stage")) {
      confidences.put(row.text("stage_id"), row);
    } else {
      segments.addConfidence(row);
    }
  }

  private void addWinRate(Values row) {
    if (row.text("segment_level").equals("stage")) {
      winRates.put(row.text("stage_id"), row);
    }
  }

  private void addForecast(Values row) {
    if (row.text("segment_level").equals("pipeline")
        && !row.text("period_kind").equals("days")
        && row.amount("expected").isPresent()
        && row.amount("p10").isPresent()) {
      periods.add(row);
    }
  }

  private void addStage(Values row) {
    row.optionalNumber("incumbent")
        .ifPresent(incumbent -> incumbents.put(row.text("stage_id"), incumbent));
  }

  private void addScore(Values row) {
    BigDecimal amount = row.amount("amount_base").orElse(BigDecimal.ZERO);
    OptionalDouble incumbent = row.optionalNumber("incumbent");
    if (incumbent.isPresent()) {
      byIncumbent = plus(byIncumbent, share(amount, incumbent.getAsDouble()));
    }
    if (row.amount("expected_amount").isPresent()) {
      byConfidence = plus(byConfidence, row.amount("expected_amount").get());
    }
  }

  private static Optional<BigDecimal> plus(Optional<BigDecimal> sum, BigDecimal more) {
    return Optional.of(sum.orElse(BigDecimal.ZERO).add(more));
  }

  private static BigDecimal share(BigDecimal amount, double probability) {
    return amount.multiply(BigDecimal.valueOf(probability));
  }

  /** Only what ended the deal for good: a loss that was reopened is not where it was lost. */
  private void addVisit(Values row) {
    if (row.text("exit").equals(row.text("outcome"))) {
      long[] counts = exits.computeIfAbsent(row.text("stage_id"), stage -> new long[3]);
      switch (row.text("exit")) {
        case "won" -> counts[0]++;
        case "lost" -> counts[1]++;
        default -> counts[2]++;
      }
    }
  }

  private void addPlan(Values row) {
    if (row.text("outcome").equals("open")
        && !row.isTrue("is_deleted")
        && row.date("expected_close_date").isPresent()) {
      BigDecimal amount = row.amount("amount_base").orElse(BigDecimal.ZERO);
      Plan plan =
          new Plan(amount, share(amount, incumbents.getOrDefault(row.text("stage_id"), 0.0)));
      plans.merge(row.date("expected_close_date").get(), plan, Plan::plus);
    }
  }

  /**
   * The pipeline as the page shows it.
   *
   * @param asOf the as-of date
   * @param usualLevel the interval level where no row says it
   */
  Pipeline pipeline(LocalDate asOf, double usualLevel) {
    double level =
        confidences.values().stream()
            .mapToDouble(row -> row.number("interval_level"))
            .filter(Double::isFinite)
            .findFirst()
            .orElse(usualLevel);
    return new Pipeline(
        id,
        PipelineLabel.of(id),
        level,
        new OpenPipeline(open.deals(), open.amount(), byIncumbent, byConfidence),
        stages(),
        segments.segments(),
        method(),
        proof.methods(),
        proof.dates(),
        proof.reliability(),
        proof.metrics(),
        monitor.variation(asOf),
        monitor.owners(),
        monitor.quality(),
        forecast(asOf),
        records.records(),
        movement.movement());
  }

  /** What the rows say counts: a backtest may have compared the methods anew since. */
  private String method() {
    return confidences.values().stream()
        .map(row -> row.text("method"))
        .filter(method -> !method.isEmpty())
        .findFirst()
        .or(proof::chosen)
        .orElse(USUAL_METHOD);
  }

  private List<StageLine> stages() {
    SortedSet<String> ids = new TreeSet<>(confidences.keySet());
    ids.addAll(winRates.keySet());
    return ids.stream()
        .map(this::stage)
        .sorted(Comparator.comparingInt(StageLine::order).thenComparing(StageLine::stageId))
        .toList();
  }

  private StageLine stage(String stageId) {
    Optional<Values> confidence = Optional.ofNullable(confidences.get(stageId));
    Optional<Values> rate = Optional.ofNullable(winRates.get(stageId));
    Values named = confidence.or(() -> rate).orElseThrow();
    return new StageLine(
        stageId,
        named.text("stage_label").isEmpty() ? stageId : named.text("stage_label"),
        Math.toIntExact(named.count("stage_order")),
        confidence.map(row -> row.optionalNumber("incumbent")).orElse(OptionalDouble.empty()),
        rate.map(
                row ->
                    new Estimate(
                        row.number("reached_win_rate"),
                        row.number("reached_win_rate_low"),
                        row.number("reached_win_rate_high"),
                        row.count("won") + row.count("lost")))
            .orElse(UNKNOWN),
        number(rate, "entry_win_probability"),
        confidence.map(PipelineRows::estimate).orElse(UNKNOWN),
        number(confidence, "effective_n"),
        number(confidence, "borrowed_share"),
        number(confidence, "change"),
        confidence.map(row -> Decision.of(row.text("decision"))).orElse(Decision.HOLD),
        confidence.map(row -> row.texts("reasons")).orElse(List.of("no_evidence")),
        count(rate, "entered"),
        count(rate, "won"),
        count(rate, "lost"),
        count(rate, "open"),
        rate.flatMap(row -> exits(stageId, row.count("entered"))),
        number(rate, "next_stage_rate"),
        number(rate, "median_days_to_win"),
        number(rate, "median_days_to_loss"));
  }

  private static double number(Optional<Values> row, String column) {
    return row.map(values -> values.number(column)).orElse(Double.NaN);
  }

  private static long count(Optional<Values> row, String column) {
    return row.map(values -> values.count(column)).orElse(0L);
  }

  private static Estimate estimate(Values row) {
    return new Estimate(
        row.number("confidence"),
        row.number("confidence_low"),
        row.number("confidence_high"),
        row.count("opportunities"));
  }

  /**
   * Won, lost and standing here are counted from the visits; all others that entered went on, the
   * few that went back among them. Empty where there are no visits to count.
   */
  private Optional<StageExits> exits(String stageId, long entered) {
    long[] counts = exits.getOrDefault(stageId, new long[3]);
    long movedOn = entered - counts[0] - counts[1] - counts[2];
    return exits.isEmpty() || movedOn < 0
        ? Optional.empty()
        : Optional.of(new StageExits(movedOn, counts[0], counts[1], counts[2]));
  }

  /** Months, then quarters; what ended by the as-of date is no forecast. */
  private List<ForecastPeriod> forecast(LocalDate asOf) {
    return periods.stream()
        .filter(row -> row.date("period_end").orElseThrow().isAfter(asOf))
        .sorted(
            Comparator.<Values, String>comparing(row -> row.text("period_kind"))
                .thenComparing(row -> row.date("period_start").orElseThrow()))
        .map(this::period)
        .toList();
  }

  private ForecastPeriod period(Values row) {
    LocalDate start = row.date("period_start").orElseThrow();
    LocalDate end = row.date("period_end").orElseThrow();
    Plan due =
        plans.entrySet().stream()
            .filter(day -> !day.getKey().isBefore(start) && !day.getKey().isAfter(end))
            .map(Map.Entry::getValue)
            .reduce(new Plan(BigDecimal.ZERO, BigDecimal.ZERO), Plan::plus);
    return new ForecastPeriod(
        label(row.text("period_kind"), start, end),
        start,
        end,
        row.amount("closed_won").orElse(BigDecimal.ZERO),
        // Without any planned date, what is due when is not known: the whole is shown.
        plans.isEmpty() ? open.amount() : due.amount(),
        incumbents.isEmpty() || plans.isEmpty() ? Optional.empty() : Optional.of(due.weighted()),
        row.amount("open_expected").orElse(BigDecimal.ZERO),
        row.amount("new_business").orElse(BigDecimal.ZERO),
        row.amount("expected").orElseThrow(),
        row.amount("p10").orElseThrow(),
        row.amount("p50").orElseThrow(),
        row.amount("p90").orElseThrow(),
        row.amount("target"),
        row.optionalNumber("probability_of_target"));
  }

  /** 2026-07, 2026-Q3, or the months of a quarter that does not start with one of the calendar. */
  private static String label(String kind, LocalDate start, LocalDate end) {
    String month = start.toString().substring(0, 7);
    if (!kind.equals("quarter")) {
      return month;
    }
    return start.getMonthValue() % 3 == 1
        ? String.format(Locale.ROOT, "%d-Q%d", start.getYear(), start.getMonthValue() / 3 + 1)
        : month + " to " + end.toString().substring(0, 7);
  }
}
