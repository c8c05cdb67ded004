package io.plumbline.app;

import static io.plumbline.app.RunFixture.amount;
import static io.plumbline.app.RunFixture.ledger;
import static io.plumbline.app.RunFixture.row;
import static io.plumbline.app.RunFixture.stamp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.plumbline.config.Configuration;
import io.plumbline.lake.Location;
import io.plumbline.lake.Stamp;
import io.plumbline.report.Bounded;
import io.plumbline.report.DealQuality;
import io.plumbline.report.MethodLine;
import io.plumbline.report.OwnerGap;
import io.plumbline.report.ReportData;
import io.plumbline.report.ReportData.Decision;
import io.plumbline.report.ReportData.ForecastPeriod;
import io.plumbline.report.ReportData.Metric;
import io.plumbline.report.ReportData.Pipeline;
import io.plumbline.report.ReportData.Rule;
import io.plumbline.report.ReportData.StageExits;
import io.plumbline.report.ReportData.StageLine;
import io.plumbline.report.Segments;
import io.plumbline.report.Variation;
import io.plumbline.table.Tables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportStepTest {

  private static final Stamp RUN = stamp("run-1");

  @TempDir Path workspace;

  private RunFixture fixture;

  /** Writes the page in a process of its own. */
  static final class Launcher {
    private Launcher() {}

    public static void main(String[] arguments) {
      JobRequest request = RunFixture.request(Path.of(arguments[0]), Configuration.defaults());
      System.out.println(write(request, stamp("run-1")));
    }
  }

  @BeforeEach
  void start() {
    fixture = new RunFixture(workspace);
  }

  @Test
  void countsDealsOfTheRunOnlyAndLeavesDeletedOnesOut() {
    writeDeals();

    ReportData.Counts counts = read().header().counts();

    assertThat(counts).isEqualTo(new ReportData.Counts(5, 1, 1, 3, 120, 117, 3, 0));
    assertThat(read().header().currency()).isEqualTo("EUR");
    assertThat(read().header().source()).isEqualTo("from opportunities, stage_history");
    assertThat(read().header().notes()).containsExactly("The order was inferred.");
  }

  @Test
  void addsUpTheOpenDealsByPercentageAndByConfidence() {
    writeDeals();
    fixture.append(
        Tables.OPPORTUNITY_SCORE,
        RUN,
        score("o3", "0.5", 0.5, "250.00"),
        row("opportunity_id", "o4", "pipeline_id", "sales", "incumbent", 0.1),
        score("o5", "0.5", 0.25, "100.10"));

    Pipeline sales = read().pipelines().get(0);

    assertThat(sales.openPipeline().deals()).isEqualTo(3);
    assertThat(sales.openPipeline().amount()).isEqualByComparingTo("1500.40");
    // 1000 x 0.5 + 500.40 x 0.25; the deal without amount counts nothing.
    assertThat(sales.openPipeline().byIncumbent().orElseThrow()).isEqualByComparingTo("625.10");
    assertThat(sales.openPipeline().byConfidence().orElseThrow()).isEqualByComparingTo("350.10");
  }

  private static Map<String, Object> score(
      String id, String share, double incumbent, String expected) {
    return row(
        "opportunity_id",
        id,
        "pipeline_id",
        "sales",
        "amount_base",
        id.equals("o3") ? amount("1000") : amount("500.40"),
        "incumbent",
        incumbent,
        "confidence",
        Double.valueOf(share),
        "expected_amount",
        amount(expected));
  }

  @Test
  void joinsTheConfidenceOfAStageWithItsWinRateAndExits() {
    writeDeals();
    writeConfidences();
    fixture.append(
        Tables.STAGE_WIN_RATE,
        RUN,
        row(
            "pipeline_id",
            "sales",
            "stage_id",
            "demo",
            "stage_label",
            "Demo",
            "stage_order",
            1,
            "segment_level",
            "stage",
            "entered",
            10L,
            "won",
            3L,
            "lost",
            4L,
            "open",
            3L,
            "reached_win_rate",
            0.43,
            "reached_win_rate_low",
            0.2,
            "reached_win_rate_high",
            0.7,
            "entry_win_probability",
            0.4,
            "median_days_to_win",
            30.0,
            "next_stage_rate",
            0.6),
        row("pipeline_id", "sales", "stage_id", "demo", "segment_level", "product", "entered", 1L));
    fixture.append(
        Tables.STAGE_VISIT,
        RUN,
        visit("demo", "won", "won"),
        visit("demo", "lost", "lost"),
        visit("demo", "lost", "lost"),
        visit("demo", "open", "open"),
        visit("demo", "moved", "won"),
        visit("demo", "lost", "won"),
        visit("offer", "won", "won"));

    StageLine demo = read().pipelines().get(0).stages().get(0);

    assertThat(demo.label()).isEqualTo("Demo");
    assertThat(demo.incumbent()).hasValue(0.5);
    assertThat(demo.confidence()).isEqualTo(new ReportData.Estimate(0.31, 0.2, 0.4, 44));
    assertThat(demo.reachedWinRate()).isEqualTo(new ReportData.Estimate(0.43, 0.2, 0.7, 7));
    assertThat(demo.entryWinProbability()).isEqualTo(0.4);
    assertThat(demo.decision()).isEqualTo(Decision.REVIEW);
    assertThat(demo.reasons()).containsExactly("change_above_limit");
    assertThat(demo.entered()).isEqualTo(10);
    assertThat(demo.exits())
        .as("10 entered; a loss that was reopened and won elsewhere moved on")
        .contains(new StageExits(6, 1, 2, 1));
    assertThat(demo.medianDaysToLoss()).isNaN();
  }

  private static Map<String, Object> visit(String stage, String exit, String outcome) {
    return row("pipeline_id", "sales", "stage_id", stage, "exit", exit, "outcome", outcome);
  }

  @Test
  void saysThatAStageWithoutAnyConfidenceIsHeld() {
    writeDeals();
    fixture.append(
        Tables.STAGE_WIN_RATE,
        RUN,
        row(
            "pipeline_id",
            "sales",
            "stage_id",
            "demo",
            "stage_order",
            1,
            "segment_level",
            "stage",
            "entered",
            2L,
            "open",
            2L));

    StageLine demo = read().pipelines().get(0).stages().get(0);

    assertThat(demo.label()).isEqualTo("demo");
    assertThat(demo.incumbent()).isEmpty();
    assertThat(demo.confidence().value()).isNaN();
    assertThat(demo.reachedWinRate().value()).as("no evidence is not zero").isNaN();
    assertThat(demo.decision()).isEqualTo(Decision.HOLD);
    assertThat(demo.exits()).as("no visits to count").isEmpty();
  }

  @Test
  void keepsWhatIsBelowTheStagesAndCountsTheCells() {
    writeDeals();
    writeConfidences();
    fixture.append(
        Tables.SEGMENT_EFFECT,
        RUN,
        row(
            "pipeline_id",
            "sales",
            "stage_id",
            "demo",
            "stage_order",
            1,
            "dimension",
            "size_band",
            "value",
            "0-50",
            "opportunities",
            12L,
            "points",
            0.04,
            "points_low",
            0.01,
            "points_high",
            0.07));

    ReportData data = read();
    Segments segments = data.pipelines().get(0).segments();

    assertThat(segments.confidences())
        .extracting(Segments.Confidence::dimension, Segments.Confidence::value)
        .containsExactlyInAnyOrder(
            tuple("age_band", "0-5"),
            tuple("age_band", "5-40"),
            tuple("customer_type", "new"),
            tuple("region", "north; east"));
    assertThat(segments.cells()).isEqualTo(1);
    assertThat(segments.effects())
        .containsExactly(
            new Segments.Effect("demo", "size_band", "0-50", 12, new Bounded(0.04, 0.01, 0.07)));
    assertThat(data.pipelines().get(0).intervalLevel()).isEqualTo(0.8);
    assertThat(data.header().decisionSummary())
        .startsWith(
            "The new table has 6 rows, finer ones included: 1 to publish, 1 to review, 4 on hold.")
        .endsWith("(plumbline review diff).");
  }

  @Test
  void comparesTheMethodsFromTheSimplestAndNamesTheChosenOne() {
    writeDeals();
    fixture.append(
        Tables.METHOD_CHOICE,
        RUN,
        method(2, "stage_landmark", -0.5, true),
        method(1, "incumbent", 0.0, false));
    fixture.append(
        Tables.CALIBRATION_METRIC,
        RUN,
        metric("all", "stage_landmark", "all", 0.5),
        metric("all", "incumbent", "all", 0.6));

    Pipeline sales = read().pipelines().get(0);

    assertThat(sales.publishedMethod()).isEqualTo("stage_landmark");
    assertThat(sales.methods())
        .containsExactly(
            new MethodLine("incumbent", 99, 0.6, new Bounded(0, -0.25, 0.25), "why"),
            new MethodLine("stage_landmark", 99, 0.6, new Bounded(-0.5, -0.75, -0.25), "why"));
    assertThat(sales.metrics())
        .extracting(Metric::method)
        .containsExactly("incumbent", "stage_landmark");
  }

  @Test
  void showsTheMethodThatTheConfidencesComeFromWhateverALaterComparisonChose() {
    writeDeals();
    Map<String, Object> stage = confidence("stage", null, null, null, "publish");
    stage.put("method", "stage_age");
    fixture.append(Tables.STAGE_CONFIDENCE, RUN, stage);
    fixture.append(Tables.METHOD_CHOICE, RUN, method(3, "stage_landmark", -0.5, true));

    assertThat(read().pipelines().get(0).publishedMethod()).isEqualTo("stage_age");
  }

  private static Map<String, Object> method(
      int complexity, String name, double difference, boolean isChosen) {
    return row(
        "pipeline_id",
        "sales",
        "complexity",
        complexity,
        "method",
        name,
        "opportunities",
        99L,
        "log_loss",
        0.6,
        "difference_to_incumbent",
        difference,
        "difference_to_incumbent_low",
        difference - 0.25,
        "difference_to_incumbent_high",
        difference + 0.25,
        "is_chosen",
        isChosen,
        "reason",
        "why");
  }

  @Test
  void keepsTheMonthsOfTheStagesAndCountsTheSignalsOfTheirSegments() {
    writeDeals();
    fixture.append(
        Tables.CONTROL_CHART,
        RUN,
        month("2026-06-01", "stage", "run_below"),
        month("2026-05-01", "stage", "none"),
        month("2026-06-01", "product", "none"),
        month("2026-06-01", "product", "above_limits"),
        month("2025-07-01", "product", "below_limits"),
        month("2025-06-01", "product", "below_limits"));
    fixture.append(
        Tables.STAGE_DRIFT,
        RUN,
        row(
            "pipeline_id",
            "sales",
            "stage_id",
            "demo",
            "stage_order",
            1,
            "closed",
            77L,
            "changed_on",
            LocalDate.of(2026, 2, 2),
            "rate_before",
            0.5,
            "rate_after",
            0.3,
            "verdict",
            "drift",
            "reason",
            "it fell"));

    Variation variation = read().pipelines().get(0).variation();

    assertThat(variation.series()).extracting(Variation.Series::label).containsExactly("Demo");
    assertThat(variation.series().get(0).months())
        .extracting(Variation.Month::month, Variation.Month::signal, Variation.Month::winRate)
        .containsExactly(
            tuple(LocalDate.of(2026, 5, 1), "none", 0.25),
            tuple(LocalDate.of(2026, 6, 1), "run_below", 0.25));
    assertThat(variation.segmentSignals()).as("July 2025 to June 2026").isEqualTo(2);
    assertThat(variation.drifts())
        .containsExactly(
            new Variation.Drift(
                "demo", 77, Optional.of(LocalDate.of(2026, 2, 2)), 0.5, 0.3, "drift", "it fell"));
  }

  private static Map<String, Object> month(String day, String level, String signal) {
    return row(
        "pipeline_id",
        "sales",
        "stage_id",
        "demo",
        "stage_label",
        "Demo",
        "stage_order",
        1,
        "segment_level",
        level,
        "product",
        level.equals("product") ? "p" : null,
        "month",
        LocalDate.parse(day),
        "is_partial",
        false,
        "closed",
        8L,
        "won",
        2L,
        "win_rate",
        0.25,
        "signal",
        signal,
        "reason",
        "why");
  }

  @Test
  void keepsWhatOwnersPromise() {
    writeDeals();
    fixture.append(
        Tables.OWNER_BIAS,
        RUN,
        row(
            "pipeline_id",
            "sales",
            "owner_id",
            "ada",
            "measure",
            "probability",
            "deals",
            40L,
            "stated_probability",
            0.5,
            "won_share",
            0.3,
            "gap",
            0.2,
            "gap_shrunk",
            0.15,
            "gap_low",
            0.05,
            "gap_high",
            0.25,
            "verdict",
            "no_clear_bias",
            "reason",
            "alone"));

    assertThat(read().pipelines().get(0).owners())
        .as("one owner has no others to differ from")
        .containsExactly(
            new OwnerGap(
                "ada",
                "probability",
                40,
                0.5,
                0.3,
                0.2,
                new Bounded(0.15, 0.05, 0.25),
                Bounded.UNKNOWN,
                "no_clear_bias",
                "alone"));
  }

  @Test
  void keepsHowTheOpenDealsAreKeptAndWhatOnlyTodaysExportSays() {
    writeDeals();
    fixture.append(
        Tables.DATA_QUALITY,
        RUN,
        row(
            "pipeline_id",
            "sales",
            "owner_id",
            "ada",
            "measure",
            "untouched",
            "kind",
            "freshness",
            "threshold",
            30.0,
            "deals",
            4L,
            "failed",
            1L,
            "median_days",
            12.5,
            "amount_base",
            amount("100"),
            "forecast_effect",
            amount("-40"),
            "previous_as_of",
            LocalDate.of(2026, 5, 31),
            "share_change",
            0.05));
    fixture.append(
        Tables.STAGE_CONFIDENCE,
        RUN,
        row(
            "pipeline_id",
            "sales",
            "segment_level",
            "cell",
            "decision",
            "hold",
            "status",
            "proposed",
            "leakage_risk",
            List.of("product")));

    assertThat(read().pipelines().get(0).dealQuality())
        .containsExactly(
            new DealQuality(
                "ada",
                "untouched",
                "freshness",
                30,
                4,
                1,
                12.5,
                amount("100"),
                amount("-40"),
                Optional.of(LocalDate.of(2026, 5, 31)),
                0.05));
    assertThat(read().pipelines().get(0).segments().onlyToday()).containsExactly("product");
  }

  @Test
  void keepsTheScoresOfAllDatesTogetherAndNamesTheDates() {
    writeDeals();
    fixture.append(
        Tables.CALIBRATION_METRIC,
        RUN,
        metric("2026-03-31", "incumbent", "all", 0.7),
        metric("2026-01-31", "incumbent", "all", 0.7),
        metric("all", "stage_age_segment", "all", 0.5),
        metric("all", "incumbent", "all", 0.6),
        metric("all", "incumbent", "demo", 0.9));
    fixture.append(
        Tables.RELIABILITY,
        RUN,
        bin("all", "incumbent", "all", 0.8),
        bin("all", "incumbent", "all", 0.2),
        bin("2026-01-31", "incumbent", "all", 0.4),
        bin("all", "incumbent", "demo", 0.4));

    Pipeline sales = read().pipelines().get(0);

    assertThat(sales.metrics())
        .extracting(Metric::method, metric -> metric.logLoss().value())
        .containsExactly(tuple("incumbent", 0.6), tuple("stage_age_segment", 0.5));
    assertThat(sales.metrics().get(0).slope()).isEqualTo(Bounded.UNKNOWN);
    assertThat(sales.holdoutDates())
        .containsExactly(LocalDate.of(2026, 1, 31), LocalDate.of(2026, 3, 31));
    assertThat(sales.reliability()).extracting(bin -> bin.predicted()).containsExactly(0.2, 0.8);
    assertThat(sales.publishedMethod()).isEqualTo("stage_age_segment");
  }

  private static Map<String, Object> metric(
      String date, String method, String slice, double logLoss) {
    return row(
        "pipeline_id",
        "sales",
        "evaluated_as_of",
        date,
        "method",
        method,
        "slice",
        slice,
        "log_loss",
        logLoss,
        "n",
        9L);
  }

  private static Map<String, Object> bin(
      String date, String method, String slice, double predicted) {
    return row(
        "pipeline_id",
        "sales",
        "evaluated_as_of",
        date,
        "method",
        method,
        "slice",
        slice,
        "predicted",
        predicted,
        "n",
        3L);
  }

  @Test
  void setsTheForecastBesideWhatTheCrmExpectsByItsCloseDates() {
    writeDeals();
    fixture.append(
        Tables.STAGE,
        RUN,
        row("pipeline_id", "sales", "stage_id", "demo", "incumbent", 0.5, "is_closed", false));
    fixture.append(
        Tables.FORECAST_SNAPSHOT,
        RUN,
        period("quarter", "2026-08-01", "2026-10-31", "pipeline", "300"),
        period("quarter", "2026-07-01", "2026-09-30", "pipeline", "200"),
        period("quarter", "2026-04-01", "2026-06-30", "pipeline", "100"),
        period("month", "2026-08-01", "2026-08-31", "pipeline", "80"),
        period("month", "2026-07-01", "2026-07-31", "pipeline", "70"),
        period("quarter", "2026-07-01", "2026-09-30", "product", "9"));

    List<ForecastPeriod> forecast = read().pipelines().get(0).forecast();

    assertThat(forecast)
        .extracting(ForecastPeriod::label)
        .as("without the quarter that ended on the as-of date")
        .containsExactly("2026-07", "2026-08", "2026-Q3", "2026-08 to 2026-10");
    assertThat(forecast.get(0).openAmount())
        .as("o3 is expected in July, o5 in August, o4 has neither date nor amount")
        .isEqualByComparingTo("1000");
    assertThat(forecast.get(0).weightedIncumbent().orElseThrow()).isEqualByComparingTo("500");
    assertThat(forecast.get(2).openAmount()).isEqualByComparingTo("1500.40");
    assertThat(forecast.get(0).weightedConfidence()).isEqualByComparingTo("60");
    assertThat(forecast.get(0).expected()).isEqualByComparingTo("70");
    assertThat(forecast.get(0).target()).isEmpty();
    assertThat(forecast.get(0).probabilityOfTarget()).isEqualTo(OptionalDouble.empty());
  }

  private static Map<String, Object> period(
      String kind, String start, String end, String level, String expected) {
    return row(
        "pipeline_id",
        "sales",
        "period_kind",
        kind,
        "period_start",
        LocalDate.parse(start),
        "period_end",
        LocalDate.parse(end),
        "segment_level",
        level,
        "closed_won",
        amount("0"),
        "open_expected",
        amount("60"),
        "new_business",
        amount("10"),
        "expected",
        amount(expected),
        "p10",
        amount("1"),
        "p50",
        amount("2"),
        "p90",
        amount("3"));
  }

  @Test
  void listsRulesThatFoundSomethingFirst() {
    writeDeals();
    fixture.append(
        Tables.QUALITY_RESULT,
        RUN,
        rule("bad_status", "reject", 0L, null),
        rule("unknown_stage", "warn", 7L, "o9"),
        rule("duplicate_key", "reject", 9L, null),
        rule("currency_eur", "info", 99L, null));

    assertThat(read().header().rules())
        .containsExactly(
            new Rule("opportunities: duplicate key", "reject row", 9, "Look."),
            new Rule("opportunities: unknown stage", "warn", 7, "Look. (for example o9)"),
            new Rule("opportunities: bad status", "reject row", 0, "Look."));
  }

  private static Map<String, Object> rule(String name, String severity, long failed, String key) {
    return row(
        "source",
        "opportunities",
        "rule",
        name,
        "severity",
        severity,
        "rows_checked",
        100L,
        "rows_failed",
        failed,
        "sample_key",
        key,
        "hint",
        "Look.");
  }

  @Test
  void showsTheLargestPipelinesAndSaysHowManyThereAre() {
    for (int i = 0; i < 40; i++) {
      fixture.append(
          Tables.OPPORTUNITY, RUN, deal("o" + i, "pipe-" + i, "open", String.valueOf(i), null));
    }

    ReportData data = read();

    assertThat(data.pipelines()).hasSize(30);
    assertThat(data.pipelines().get(0).id()).isEqualTo("pipe-39");
    assertThat(data.pipelines().get(29).id()).isEqualTo("pipe-10");
    assertThat(data.header().counts().open()).isEqualTo(40);
    assertThat(data.header().notes()).singleElement().asString().startsWith("Of 40 pipelines");
  }

  @Test
  void readsTheVersionsThatTheRunReportNames() {
    writeDeals();
    fixture.append(Tables.OPPORTUNITY, RUN, deal("late", "sales", "open", "9000", null));

    assertThat(read().header().counts().open())
        .as("a run that is still writing is not shown")
        .isEqualTo(3);
  }

  @Test
  void writesOneFileWhateverIsMissing() throws IOException {
    fixture.append(Tables.OPPORTUNITY, RUN, deal("o1", "sales_eu", "open", "10", null));

    Path written =
        write(RunFixture.request(workspace, Configuration.defaults()), RUN).local().orElseThrow();

    assertThat(written).isAbsolute().isEqualTo(workspace.resolve("report.html").toAbsolutePath());
    assertThat(Files.readString(written))
        .contains("Sales eu", "source not recorded", "run-1")
        .endsWith("</html>\n");
    try (var files = Files.list(workspace)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .as("nothing half-written is left")
          .containsExactlyInAnyOrder("report.html", "tables");
    }
  }

  @Test
  void writesWhereTheSettingSaysAndReplacesTheOldPage() throws IOException {
    writeDeals();
    Path target = workspace.resolve("web/page.html");
    Files.createDirectories(target.getParent());
    Files.writeString(target, "old");
    Configuration configuration =
        Configuration.load(Optional.empty(), Map.of("report.file", target.toString()));

    assertThat(write(RunFixture.request(workspace, configuration), RUN).local()).contains(target);

    assertThat(Files.readString(target)).startsWith("<!DOCTYPE html>");
  }

  @Test
  void saysWhereThePageCannotBeWritten() throws IOException {
    writeDeals();
    Path file = Files.writeString(workspace.resolve("file"), "");
    Configuration configuration =
        Configuration.load(
            Optional.empty(), Map.of("report.file", file.resolve("page.html").toString()));

    assertThatThrownBy(() -> write(RunFixture.request(workspace, configuration), RUN))
        .hasMessageContaining("Cannot write " + file.resolve("page.html"));
  }

  @Test
  void needsNoSparkClass() throws Exception {
    writeDeals();
    writeConfidences();
    Path out = workspace.resolve("out.txt");
    Path classes = workspace.resolve("classes.log");

    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xlog:class+load=info:file=" + classes,
                "-cp",
                System.getProperty("java.class.path"),
                Launcher.class.getName(),
                workspace.toString())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();

    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(Files.readString(out))
        .isEqualTo(workspace.resolve("report.html").toAbsolutePath() + System.lineSeparator());
    assertThat(Files.readString(classes))
        .contains("io.plumbline.app.ReportStep")
        .doesNotContain(" org.apache.spark.", " scala.");
  }

  /** Two closed and three open deals of the run, one deleted, one of another run. */
  private void writeDeals() {
    Map<String, Object> deleted = deal("o6", "sales", "open", "7", null);
    deleted.put("is_deleted", true);
    fixture.append(
        Tables.OPPORTUNITY,
        RUN,
        deal("o1", "sales", "won", "10", null),
        deal("o2", "sales", "lost", "10", null),
        deal("o3", "sales", "open", "1000", "2026-07-15"),
        deal("o4", "sales", "open", null, null),
        deal("o5", "sales", "open", "500.40", "2026-08-31"),
        deleted);
    fixture.append(Tables.OPPORTUNITY, stamp("run-0"), deal("older", "sales", "open", "77", null));
    fixture.append(
        Tables.RUN_REPORT, RUN, ledger(Map.of("opportunity", 2L), "The order was inferred."));
  }

  private static Map<String, Object> deal(
      String id, String pipeline, String outcome, String amount, String expected) {
    return row(
        "opportunity_id",
        id,
        "pipeline_id",
        pipeline,
        "outcome",
        outcome,
        "amount_base",
        amount == null ? null : amount(amount),
        "currency",
        id.equals("o1") ? "USD" : "EUR",
        "stage_id",
        "demo",
        "expected_close_date",
        expected == null ? null : LocalDate.parse(expected),
        "is_deleted",
        false);
  }

  private void writeConfidences() {
    fixture.append(
        Tables.STAGE_CONFIDENCE,
        RUN,
        confidence("cell", "0-5", "new", "region=north; east", "hold"),
        confidence("region", null, null, "region=north; east", "hold"),
        confidence("customer_type", null, "new", null, "hold"),
        confidence("age_band", "5-40", null, null, "hold"),
        confidence("age_band", "0-5", null, null, "publish"),
        confidence("stage", null, null, null, "review"));
  }

  private static Map<String, Object> confidence(
      String level, String ageBand, String customerType, String attributes, String decision) {
    return row(
        "status",
        "proposed",
        "pipeline_id",
        "sales",
        "stage_id",
        "demo",
        "stage_label",
        "Demo",
        "stage_order",
        1,
        "segment_level",
        level,
        "age_band",
        ageBand,
        "customer_type",
        customerType,
        "attributes",
        attributes,
        "opportunities",
        44L,
        "effective_n",
        30.5,
        "incumbent",
        0.5,
        "confidence",
        0.31,
        "confidence_low",
        0.2,
        "confidence_high",
        0.4,
        "interval_level",
        0.8,
        "borrowed_share",
        0.1,
        "change",
        -0.19,
        "decision",
        decision,
        "reasons",
        decision.equals("review") ? List.of("change_above_limit") : List.of());
  }

  private ReportData read() {
    JobRequest request = RunFixture.request(workspace, Configuration.defaults());
    return ReportSource.of(request, RUN, RunTables.of(request.workspace(), RUN)).read();
  }

  private static Location write(JobRequest request, Stamp stamp) {
    return ReportStep.write(request, stamp, RunTables.of(request.workspace(), stamp));
  }
}
