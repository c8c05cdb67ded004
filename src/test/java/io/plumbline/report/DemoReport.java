package io.plumbline.report;

import io.plumbline.report.Movement.Scope;
import io.plumbline.report.Movement.Slipped;
import io.plumbline.report.Movement.Step;
import io.plumbline.report.Movement.Totals;
import io.plumbline.report.ReportData.Counts;
import io.plumbline.report.ReportData.Decision;
import io.plumbline.report.ReportData.Estimate;
import io.plumbline.report.ReportData.ForecastPeriod;
import io.plumbline.report.ReportData.Header;
import io.plumbline.report.ReportData.Metric;
import io.plumbline.report.ReportData.OpenPipeline;
import io.plumbline.report.ReportData.Pipeline;
import io.plumbline.report.ReportData.ReliabilityBin;
import io.plumbline.report.ReportData.Rule;
import io.plumbline.report.ReportData.StageExits;
import io.plumbline.report.ReportData.StageLine;
import io.plumbline.report.Segments.Confidence;
import io.plumbline.report.Segments.Effect;
import io.plumbline.report.Variation.Drift;
import io.plumbline.report.Variation.Month;
import io.plumbline.report.Variation.Series;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Reports for tests: one of a plausible company, and the odd ones out. */
final class DemoReport {

  static final double NONE = Double.NaN;

  private static final LocalDate AS_OF = LocalDate.of(2026, 9, 30);
  private static final Estimate NO_ESTIMATE = new Estimate(NONE, NONE, NONE, 0);

  private DemoReport() {}

  /** A company with one pipeline. */
  static ReportData company() {
    return new ReportData(header(), List.of(newBusiness()), List.of());
  }

  /** The same with a second pipeline and a forecast of the whole. */
  static ReportData twoPipelines() {
    return new ReportData(header(), List.of(newBusiness(), renewals()), forecast(1.34));
  }

  /** A CRM that was switched on yesterday: nothing closed, no percentages, no tests. */
  static ReportData nothingClosed() {
    StageLine stage =
        new StageLine(
            "s1",
            "Qualified",
            1,
            OptionalDouble.empty(),
            NO_ESTIMATE,
            NONE,
            NO_ESTIMATE,
            NONE,
            NONE,
            NONE,
            Decision.HOLD,
            List.of("no_evidence"),
            12,
            0,
            0,
            12,
            Optional.empty(),
            NONE,
            NONE,
            NONE);
    Pipeline pipeline =
        pipeline(
            new OpenPipeline(12, amount(240_000), Optional.empty(), Optional.empty()),
            List.of(stage));

    return new ReportData(
        header(new Counts(12, 0, 0, 12, 24, 24, 0, 0), List.of(), List.of()),
        List.of(pipeline),
        List.of());
  }

  /** A pipeline without any stage history. */
  static ReportData noHistory() {
    Pipeline pipeline =
        pipeline(
            new OpenPipeline(0, BigDecimal.ZERO, Optional.empty(), Optional.empty()), List.of());

    return new ReportData(
        header(new Counts(5, 3, 2, 0, 5, 5, 0, 0), List.of(), List.of()),
        List.of(pipeline),
        List.of());
  }

  /** The company with another name of its first stage. */
  static ReportData withStageLabel(String label) {
    Pipeline pipeline = newBusiness();
    List<StageLine> stages = new ArrayList<>(pipeline.stages());
    StageLine first = stages.get(0);
    stages.set(
        0,
        new StageLine(
            first.stageId(),
            label,
            first.order(),
            first.incumbent(),
            first.reachedWinRate(),
            first.entryWinProbability(),
            first.confidence(),
            first.effectiveN(),
            first.borrowedShare(),
            first.change(),
            first.decision(),
            List.of(label),
            first.entered(),
            first.won(),
            first.lost(),
            first.open(),
            first.exits(),
            first.nextStageRate(),
            first.medianDaysToWin(),
            first.medianDaysToLoss()));

    return new ReportData(
        header(),
        List.of(
            new Pipeline(
                label,
                label,
                pipeline.intervalLevel(),
                pipeline.openPipeline(),
                stages,
                pipeline.segments(),
                pipeline.publishedMethod(),
                pipeline.methods(),
                pipeline.holdoutDates(),
                pipeline.reliability(),
                pipeline.metrics(),
                pipeline.variation(),
                pipeline.owners(),
                pipeline.dealQuality(),
                pipeline.forecast(),
                pipeline.pastForecasts(),
                pipeline.movement())),
        List.of());
  }

  /** A pipeline with a measured stage in a CRM that has no percentages. */
  static ReportData withoutIncumbents() {
    StageLine stage = newBusiness().stages().get(0);
    Pipeline pipeline =
        pipeline(
            new OpenPipeline(10, amount(100_000), Optional.empty(), Optional.of(amount(14_800))),
            List.of(
                new StageLine(
                    stage.stageId(),
                    stage.label(),
                    1,
                    OptionalDouble.empty(),
                    stage.reachedWinRate(),
                    stage.entryWinProbability(),
                    stage.confidence(),
                    stage.effectiveN(),
                    stage.borrowedShare(),
                    NONE,
                    Decision.PUBLISH,
                    List.of(),
                    stage.entered(),
                    stage.won(),
                    stage.lost(),
                    stage.open(),
                    Optional.empty(),
                    NONE,
                    NONE,
                    NONE)));

    return new ReportData(header(), List.of(pipeline), List.of());
  }

  /** The company with other counts. */
  static ReportData withCounts(Counts counts) {
    return new ReportData(header(counts, List.of(), List.of()), List.of(newBusiness()), List.of());
  }

  /**
   * The company with that many products, each a segment of the first stage; the last have the most
   * deals.
   */
  static ReportData withProducts(int size) {
    List<Confidence> confidences = new ArrayList<>();
    List<Effect> effects = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      String product = "product-" + i;
      effects.add(new Effect("discovery", "product", product, i, new Bounded(0.01, -0.02, 0.04)));
      confidences.add(
          new Confidence(
              "discovery",
              "product",
              product,
              new Estimate(0.2, 0.1, 0.3, i),
              OptionalDouble.empty(),
              0.5,
              Decision.PUBLISH));
    }

    return with(new Segments(effects, confidences, 0, List.of()), Variation.NONE, List.of());
  }

  /** The company with other segments, another history and other owners. */
  static ReportData with(Segments segments, Variation variation, List<OwnerGap> owners) {
    return with(segments, variation, owners, movement());
  }

  /** The company with another movement. */
  static ReportData withMovement(Movement movement) {
    return with(Segments.NONE, Variation.NONE, List.of(), movement);
  }

  private static ReportData with(
      Segments segments, Variation variation, List<OwnerGap> owners, Movement movement) {
    Pipeline pipeline = newBusiness();

    return new ReportData(
        header(),
        List.of(
            new Pipeline(
                pipeline.id(),
                pipeline.label(),
                pipeline.intervalLevel(),
                pipeline.openPipeline(),
                pipeline.stages(),
                segments,
                pipeline.publishedMethod(),
                pipeline.methods(),
                pipeline.holdoutDates(),
                pipeline.reliability(),
                pipeline.metrics(),
                variation,
                owners,
                pipeline.dealQuality(),
                pipeline.forecast(),
                pipeline.pastForecasts(),
                movement)),
        List.of());
  }

  static Header header() {
    return header(
        new Counts(9_412, 2_133, 6_405, 874, 71_906, 71_848, 58, 0),
        List.of(
            new Rule(
                "left_before_entered",
                "reject_row",
                31,
                "A stage cannot be left before it is entered, for example deal 006-88412."),
            new Rule(
                "unknown_currency", "reject_row", 27, "No rate to EUR in fx_rates: XTS, 27 deals."),
            new Rule("close_date_in_past", "warn", 112, "Open deals whose close date has passed."),
            new Rule("duplicate_opportunity_id", "stop_run", 0, "One row per deal.")),
        List.of(
            "The stage order was inferred from the moves: the export had no stages file.",
            "112 open deals have a close date in the past; they are forecast from their age in the"
                + " stage, not from that date."));
  }

  private static Header header(Counts counts, List<Rule> rules, List<String> notes) {
    return new Header(
        "Northfold Instruments",
        AS_OF,
        "2026-09-30-7c1e",
        "Salesforce export of 30 September 2026",
        "EUR",
        counts,
        rules,
        notes,
        rules.isEmpty() ? "" : "The new table beats the CRM’s percentages and awaits approval.");
  }

  private static Pipeline pipeline(OpenPipeline open, List<StageLine> stages) {
    return new Pipeline(
        "default",
        "Sales",
        0.9,
        open,
        stages,
        Segments.NONE,
        "stage_age_segment",
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        Variation.NONE,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        Movement.NONE);
  }

  private static Pipeline newBusiness() {
    return new Pipeline(
        "new_business",
        "New business",
        0.9,
        new OpenPipeline(
            874,
            amount(18_642_300),
            Optional.of(amount(6_214_870)),
            Optional.of(amount(4_302_115))),
        List.of(
            stage(
                1,
                "discovery",
                "Discovery",
                0.10,
                0.231,
                0.148,
                9_412,
                2_133,
                6_405,
                3_120,
                0.02,
                Decision.PUBLISH,
                List.of(),
                new StageExits(6_480, 12, 2_609, 311),
                0.198),
            stage(
                2,
                "qualified",
                "Qualified",
                0.25,
                0.336,
                0.214,
                6_480,
                2_121,
                3_796,
                2_204,
                0.03,
                Decision.PUBLISH,
                List.of(),
                new StageExits(4_690, 21, 1_571, 198),
                0.301),
            stage(
                3,
                "demo",
                "Demo and trial",
                0.40,
                0.449,
                0.262,
                4_690,
                2_100,
                2_225,
                1_611,
                0.05,
                Decision.REVIEW,
                List.of("change_above_limit"),
                new StageExits(3_610, 64, 861, 155),
                0.41),
            stage(
                4,
                "proposal",
                "Proposal sent",
                0.60,
                0.577,
                0.405,
                3_610,
                2_036,
                1_364,
                1_178,
                0.06,
                Decision.REVIEW,
                List.of("change_above_limit", "long-sitting proposals pull it down"),
                new StageExits(2_385, 310, 792, 123),
                0.527),
            stage(
                5,
                "negotiation",
                "Negotiation",
                0.80,
                0.743,
                0.648,
                2_385,
                1_726,
                572,
                702,
                0.09,
                Decision.REVIEW,
                List.of("change_above_limit"),
                new StageExits(1_020, 851, 448, 66),
                0.701),
            stage(
                6,
                "verbal",
                "Verbal agreement",
                0.90,
                0.892,
                0.861,
                1_020,
                875,
                124,
                214,
                0.31,
                Decision.HOLD,
                List.of("difference is within the interval"),
                new StageExits(0, 875, 124, 21),
                0.874)),
        segments(),
        "stage_age_segment",
        methods(),
        List.of(LocalDate.of(2026, 1, 31), LocalDate.of(2026, 2, 28), LocalDate.of(2026, 3, 31)),
        reliability(),
        List.of(
            metric(
                "incumbent",
                0.611,
                0.2127,
                0.0268,
                0.0224,
                0.2083,
                0.138,
                0.71,
                -0.79,
                402.6,
                281,
                1_214,
                0.588,
                0.634),
            metric(
                "reached_win_rate",
                0.628,
                0.2186,
                0.0306,
                0.0203,
                0.2083,
                0.147,
                0.83,
                -0.84,
                401.8,
                281,
                1_214,
                0.606,
                0.651),
            metric(
                "stage_landmark",
                0.566,
                0.1921,
                0.0019,
                0.0181,
                0.2083,
                0.032,
                0.95,
                -0.07,
                297.9,
                281,
                1_214,
                0.541,
                0.59),
            metric(
                "stage_age_segment",
                0.528,
                0.1764,
                0.0011,
                0.033,
                0.2083,
                0.018,
                1.02,
                -0.05,
                295.0,
                281,
                1_214,
                0.502,
                0.555)),
        variation(),
        owners(),
        dealQuality(),
        forecast(1),
        pastForecasts(),
        movement());
  }

  private static List<ForecastRecord> pastForecasts() {
    return List.of(
        record("confidence", 30, 1.02, 0.09, OptionalDouble.of(0.81)),
        record("incumbent", 30, 1.61, 0.64, OptionalDouble.empty()),
        record("last_period", 30, 0.97, 0.31, OptionalDouble.empty()));
  }

  private static ForecastRecord record(
      String method, int days, double inAll, double error, OptionalDouble inside) {
    return new ForecastRecord(
        method, days, 26, OptionalDouble.of(inAll), OptionalDouble.of(error), inside);
  }

  /** 18.2 m + 2.9 m + 1.1 m + 0.4 m - 0.6 m - 1.3 m - 2.1 m - 1.4 m = 17.2 m. */
  private static Movement movement() {
    return new Movement(
        Optional.of(
            new Totals(
                LocalDate.of(2026, 6, 30),
                Scope.QUARTER,
                "rebuilt",
                step("opening", 18_200_000, 802),
                List.of(
                    step("new", 2_900_000, 131),
                    step("pulled_in", 1_100_000, 38),
                    step("amount_up", 400_000, 22),
                    step("amount_down", -600_000, 31),
                    step("pushed_out", -1_300_000, 55),
                    step("lost", -2_100_000, 120),
                    step("won", -1_400_000, 61)),
                step("closing", 17_200_000, 735),
                4)),
        List.of(
            slipped("006-71220", "mia", "proposal", 240_000, "2026-08-31", "2026-12-15", 4, 260),
            slipped("006-80013", "ben", "demo", 95_000, "2026-07-15", "2026-10-01", 2, 108)),
        3);
  }

  private static Step step(String part, long amount, long deals) {
    return new Step(part, amount(amount), deals);
  }

  private static Slipped slipped(
      String deal,
      String owner,
      String stage,
      long amount,
      String before,
      String after,
      long times,
      long days) {
    return new Slipped(
        deal,
        owner,
        stage,
        amount(amount),
        LocalDate.parse(before),
        LocalDate.parse(after),
        times,
        days);
  }

  private static Pipeline renewals() {
    return new Pipeline(
        "renewals",
        "Renewals",
        0.9,
        new OpenPipeline(
            206, amount(5_120_000), Optional.of(amount(4_096_000)), Optional.of(amount(4_321_700))),
        List.of(
            stage(
                1,
                "due",
                "Due within 90 days",
                0.80,
                0.861,
                0.842,
                1_204,
                921,
                149,
                610,
                0.05,
                Decision.PUBLISH,
                List.of(),
                new StageExits(960, 0, 110, 134),
                0.85),
            stage(
                2,
                "terms",
                "Terms sent",
                0.85,
                0.934,
                0.911,
                960,
                921,
                39,
                402,
                0.12,
                Decision.PUBLISH,
                List.of(),
                new StageExits(0, 848, 39, 73),
                0.92)),
        Segments.NONE,
        "stage_landmark",
        List.of(),
        List.of(LocalDate.of(2026, 3, 31)),
        List.of(
            new ReliabilityBin("incumbent", 0.8, 0.85, 0.79, 0.9, 130),
            new ReliabilityBin("incumbent", 0.85, 0.92, 0.84, 0.97, 71),
            new ReliabilityBin("stage_landmark", 0.842, 0.85, 0.79, 0.9, 130),
            new ReliabilityBin("stage_landmark", 0.911, 0.92, 0.84, 0.97, 71)),
        List.of(
            metric(
                "incumbent",
                0.402,
                0.118,
                0.004,
                0.002,
                0.116,
                0.056,
                NONE,
                0.41,
                164.4,
                176,
                201,
                0.36,
                0.45),
            metric(
                "reached_win_rate",
                0.4,
                0.117,
                0.003,
                0.002,
                0.116,
                0.02,
                NONE,
                -0.21,
                181.2,
                176,
                201,
                0.358,
                0.448),
            metric(
                "stage_landmark",
                0.391,
                0.115,
                0.001,
                0.002,
                0.116,
                0.009,
                NONE,
                0.06,
                174.1,
                176,
                201,
                0.35,
                0.44)),
        Variation.NONE,
        List.of(),
        List.of(),
        forecast(0.4),
        List.of(),
        Movement.NONE);
  }

  private static StageLine stage(
      int order,
      String id,
      String label,
      double incumbent,
      double reached,
      double confidence,
      long entered,
      long won,
      long lost,
      long n,
      double borrowed,
      Decision decision,
      List<String> reasons,
      StageExits exits,
      double entryWinProbability) {
    double half = 1.645 * Math.sqrt(confidence * (1 - confidence) / (n * 0.3));
    double reachedHalf = 1.645 * Math.sqrt(reached * (1 - reached) / (won + lost));

    return new StageLine(
        id,
        label,
        order,
        OptionalDouble.of(incumbent),
        new Estimate(reached, reached - reachedHalf, reached + reachedHalf, won + lost),
        entryWinProbability,
        new Estimate(confidence, confidence - half, confidence + half, n),
        n * 0.82,
        borrowed,
        confidence - incumbent,
        decision,
        reasons,
        entered,
        won,
        lost,
        entered - won - lost,
        Optional.of(exits),
        (double) exits.movedOn() / entered,
        118 - 17 * order,
        74 + 9.5 * order);
  }

  /** Half of the interval of a ratio is a tenth, of an error a fiftieth. */
  private static Metric metric(
      String method,
      double logLoss,
      double brier,
      double reliability,
      double resolution,
      double uncertainty,
      double ece,
      double slope,
      double intercept,
      double expectedWins,
      double actualWins,
      long n,
      double low,
      double high) {
    double ratio = expectedWins / actualWins;

    return new Metric(
        method,
        new Bounded(logLoss, low, high),
        new Bounded(brier, brier - 0.01, brier + 0.01),
        reliability,
        resolution,
        uncertainty,
        new Bounded(ece, Math.max(0, ece - 0.02), ece + 0.02),
        0.014,
        new Bounded(slope, slope - 0.1, slope + 0.1),
        new Bounded(intercept, NONE, NONE),
        expectedWins,
        actualWins,
        new Bounded(ratio, ratio - 0.1, ratio + 0.1),
        n);
  }

  private static List<MethodLine> methods() {
    return List.of(
        new MethodLine(
            "incumbent",
            1_214,
            0.611,
            new Bounded(0, 0, 0),
            "for comparison: +0.0830 from the best, standard error 0.0120"),
        new MethodLine(
            "reached_win_rate",
            1_214,
            0.628,
            new Bounded(0.017, 0.003, 0.031),
            "for comparison: +0.1000 from the best, standard error 0.0130"),
        new MethodLine(
            "stage_landmark",
            1_214,
            0.566,
            new Bounded(-0.045, -0.066, -0.024),
            "+0.0380 from the best, standard error 0.0090"),
        new MethodLine(
            "stage_age_segment",
            1_214,
            0.528,
            new Bounded(-0.083, -0.107, -0.059),
            "the best, and none simpler comes within one standard error"),
        new MethodLine(
            "stage_age_segment_half_life_365_days",
            1_214,
            0.529,
            new Bounded(-0.082, -0.106, -0.058),
            "+0.0010 from the best, standard error 0.0012"));
  }

  private static Segments segments() {
    List<String> stages =
        List.of("discovery", "qualified", "demo", "proposal", "negotiation", "verbal");
    List<String> sizes = List.of("100000+", "9000-20000", "0-9000", "20000-100000");
    double[] ofSize = {-0.09, 0.01, 0.04, -0.02};
    List<String> ages = List.of("0-14", "14-42", "42+");
    double[] base = {0.148, 0.214, 0.262, 0.405, 0.648, 0.861};
    double[] crm = {0.1, 0.25, 0.4, 0.6, 0.8, 0.9};
    List<Effect> effects = new ArrayList<>();
    List<Confidence> confidences = new ArrayList<>();

    for (int s = 0; s < stages.size(); s++) {
      String stage = stages.get(s);
      // Beyond chance in the first four stages.
      effects.add(effect(stage, "customer_type", "existing", 0.06, 0.02 + 0.012 * s, 400 - 50 * s));
      effects.add(effect(stage, "customer_type", "new", -0.02, 0.03, 900 - 90 * s));
      for (int i = 0; i < sizes.size(); i++) {
        // The largest are beyond chance in the first four stages, all others nowhere.
        effects.add(
            effect(stage, "size_band", sizes.get(i), ofSize[i], 0.055 + 0.01 * s, 300 - 40 * s));
        confidences.add(
            confidence(
                stage, "size_band", sizes.get(i), base[s] * (1 + ofSize[i]), crm[s], 220 - 20 * s));
      }
      for (String product : List.of("support", "platform")) {
        if (s < 5 || product.equals("platform")) {
          effects.add(effect(stage, "product", product, 0.001, 0.05, 1 + 100 * (5 - s)));
        }
      }
      for (int a = 0; a < ages.size(); a++) {
        confidences.add(
            confidence(
                stage,
                "age_band",
                ages.get(a),
                Math.min(0.97, base[s] * (1.25 - 0.3 * a)),
                crm[s],
                900 / (s + 1) / (a + 1)));
      }
      confidences.add(
          confidence(stage, "customer_type", "existing", base[s] * 1.08, crm[s], 400 - 50 * s));
      confidences.add(
          confidence(stage, "customer_type", "new", base[s] * 0.94, crm[s], 900 - 90 * s));
    }
    effects.add(effect("demo", "previous_stage", "qualified", 0.002, 0.01, 500));
    effects.add(effect("demo", "previous_stage", "none", -0.03, 0.05, 60));
    effects.add(effect("demo", "previous_stage", "demo", 0.05, 0.09, 14));

    return new Segments(effects, confidences, 1_812, List.of("product"));
  }

  static Effect effect(
      String stage, String dimension, String value, double points, double half, long deals) {
    return new Effect(
        stage, dimension, value, deals, new Bounded(points, points - half, points + half));
  }

  private static Confidence confidence(
      String stage, String dimension, String value, double confidence, double crm, long n) {
    double half = 1.645 * Math.sqrt(confidence * (1 - confidence) / n);

    return new Confidence(
        stage,
        dimension,
        value,
        new Estimate(confidence, Math.max(0, confidence - half), Math.min(1, confidence + half), n),
        OptionalDouble.of(crm),
        20.0 / (20 + n),
        n < 60 ? Decision.HOLD : confidence < crm - 0.15 ? Decision.REVIEW : Decision.PUBLISH);
  }

  /** Forty months of two stages: one outlier, a run of three months, and one change. */
  private static Variation variation() {
    List<Series> series = new ArrayList<>();
    List<String> ids = List.of("demo", "proposal");
    List<String> labels = List.of("Demo and trial", "Proposal sent");
    for (int s = 0; s < ids.size(); s++) {
      List<Month> months = new ArrayList<>();
      for (int m = 0; m < 40; m++) {
        months.add(month(s, m));
      }
      series.add(new Series(ids.get(s), labels.get(s), months));
    }

    return new Variation(
        series,
        List.of(
            new Drift(
                "demo",
                2_225,
                Optional.of(LocalDate.of(2026, 3, 2)),
                0.462,
                0.381,
                "drift",
                "46 % won before 2026-03-02, 38 % since: more than chance explains (p = 0.011)."),
            new Drift(
                "proposal",
                1_364,
                Optional.of(LocalDate.of(2025, 1, 6)),
                0.58,
                0.57,
                "stable",
                "no change beyond chance over 90 periods of 14 days (p = 0.61)"),
            new Drift("verbal", 9, Optional.empty(), NONE, NONE, "too_few_deals", "9 are too few")),
        5);
  }

  private static Month month(int stage, int number) {
    LocalDate first = LocalDate.of(2023, 6, 1).plusMonths(number);
    long closed = number == 3 ? 0 : 60 + 7 * (number % 5);
    double usual = stage == 0 ? 0.45 : 0.58;
    boolean isOutlier = stage == 0 && number == 30;
    boolean isRun = stage == 1 && number >= 36 && number < 39;
    long won = Math.round(closed * (usual + 0.05 * (number % 3 - 1) + (isOutlier ? -0.3 : 0)));
    boolean isJudged = number >= 8;

    return new Month(
        first,
        number == 39,
        closed,
        won,
        closed == 0 ? NONE : (double) won / closed,
        isJudged ? usual : NONE,
        isJudged ? usual - 0.19 : NONE,
        isJudged ? usual + 0.19 : NONE,
        isOutlier ? "below_limits" : isRun ? "run_above" : isJudged ? "none" : "too_few_months",
        "month " + number + " of " + (stage == 0 ? "demo" : "proposal"));
  }

  private static List<OwnerGap> owners() {
    return List.of(
        owner("zoe", "probability", 12, 0.1, "too_few_deals"),
        owner("mia", "close_date", 88, 24.4, "happy_ears"),
        owner("ben", "probability", 240, 0.12, "happy_ears"),
        owner("ada", "probability", 310, -0.08, "sandbagging"),
        owner("mia", "probability", 101, 0.02, "no_clear_bias"));
  }

  static OwnerGap owner(String id, String measure, long deals, double gap, String verdict) {
    boolean isProbability = measure.equals("probability");
    double half = isProbability ? 0.05 : 6;

    return new OwnerGap(
        id,
        measure,
        deals,
        isProbability ? 0.4 + gap : NONE,
        isProbability ? 0.4 : NONE,
        gap,
        new Bounded(0.9 * gap, 0.9 * gap - half, 0.9 * gap + half),
        new Bounded(0.8 * gap, 0.8 * gap - half, 0.8 * gap + half),
        verdict,
        "why " + id + " is so");
  }

  private static List<DealQuality> dealQuality() {
    return List.of(
        quality("", "untouched", "freshness", 30, 874, 212, 17, -812_400, 0.031),
        quality("", "no_amount", "completeness", NONE, 874, 35, NONE, 169_200, -0.004),
        quality("", "no_next_step", "completeness", NONE, 874, 874, NONE, -4_302_115, 0),
        quality("", "close_date_passed", "contradiction", NONE, 874, 131, NONE, -640_000, 0.012),
        quality("", "zero_amount", "contradiction", NONE, 874, 0, NONE, 0, 0),
        quality("", "probability_off", "contradiction", 0.25, 874, 9, NONE, -12_345, 0.001),
        quality("mia", "untouched", "freshness", 30, 210, 96, 34, -410_000, 0.085),
        quality("ben", "untouched", "freshness", 30, 302, 88, 12, -390_000, NONE),
        quality("ada", "untouched", "freshness", 30, 188, 0, 3, 0, -0.02));
  }

  static DealQuality quality(
      String owner,
      String measure,
      String kind,
      double threshold,
      long deals,
      long failed,
      double medianDays,
      double effect,
      double change) {
    return new DealQuality(
        owner,
        measure,
        kind,
        threshold,
        deals,
        failed,
        medianDays,
        amount(20_000.0 * failed),
        amount(effect),
        Optional.of(LocalDate.of(2026, 8, 31)),
        change);
  }

  private static List<ReliabilityBin> reliability() {
    List<ReliabilityBin> bins = new ArrayList<>();
    bin(bins, "incumbent", 0.10, 0.139, 311);
    bin(bins, "incumbent", 0.25, 0.196, 268);
    bin(bins, "incumbent", 0.40, 0.249, 244);
    bin(bins, "incumbent", 0.60, 0.388, 201);
    bin(bins, "incumbent", 0.80, 0.622, 127);
    bin(bins, "incumbent", 0.90, 0.857, 63);
    bin(bins, "reached_win_rate", 0.231, 0.139, 311);
    bin(bins, "reached_win_rate", 0.336, 0.196, 268);
    bin(bins, "reached_win_rate", 0.449, 0.249, 244);
    bin(bins, "reached_win_rate", 0.577, 0.388, 201);
    bin(bins, "reached_win_rate", 0.743, 0.622, 127);
    bin(bins, "reached_win_rate", 0.892, 0.857, 63);
    bin(bins, "stage_landmark", 0.148, 0.139, 311);
    bin(bins, "stage_landmark", 0.214, 0.196, 268);
    bin(bins, "stage_landmark", 0.262, 0.249, 244);
    bin(bins, "stage_landmark", 0.405, 0.388, 201);
    bin(bins, "stage_landmark", 0.648, 0.622, 127);
    bin(bins, "stage_landmark", 0.861, 0.857, 63);
    bin(bins, "stage_age_segment", 0.061, 0.058, 171);
    bin(bins, "stage_age_segment", 0.138, 0.121, 249);
    bin(bins, "stage_age_segment", 0.221, 0.219, 262);
    bin(bins, "stage_age_segment", 0.334, 0.298, 188);
    bin(bins, "stage_age_segment", 0.452, 0.469, 143);
    bin(bins, "stage_age_segment", 0.618, 0.589, 107);
    bin(bins, "stage_age_segment", 0.771, 0.789, 57);
    bin(bins, "stage_age_segment", 0.902, 0.892, 37);
    bins.add(new ReliabilityBin("stage_age_segment", 0.97, NONE, NONE, NONE, 0));

    return bins;
  }

  private static void bin(
      List<ReliabilityBin> bins, String method, double predicted, double observed, long n) {
    double half = 1.645 * Math.sqrt(observed * (1 - observed) / n);
    bins.add(
        new ReliabilityBin(
            method,
            predicted,
            observed,
            Math.max(0, observed - half),
            Math.min(1, observed + half),
            n));
  }

  private static List<ForecastPeriod> forecast(double scale) {
    List<ForecastPeriod> periods = new ArrayList<>();
    periods.add(period(scale, "2026-10", 10, 10, 186, 3_420, 1_260, 742, 38, 0.22, 1_050, 0.39));
    periods.add(period(scale, "2026-11", 11, 11, 0, 3_910, 1_395, 803, 149, 0.26, 1_050, 0.36));
    periods.add(period(scale, "2026-12", 12, 12, 0, 5_205, 1_918, 1_004, 287, 0.28, 1_400, 0.41));
    periods.add(
        period(scale, "2026-Q4", 10, 12, 186, 12_535, 4_573, 2_549, 474, 0.17, 3_500, 0.32));

    return periods;
  }

  private static ForecastPeriod period(
      double scale,
      String label,
      int firstMonth,
      int lastMonth,
      double closedWon,
      double open,
      double incumbent,
      double confidence,
      double newBusiness,
      double spread,
      double target,
      double probability) {
    double expected = closedWon + confidence + newBusiness;
    LocalDate lastStart = LocalDate.of(2026, lastMonth, 1);

    return new ForecastPeriod(
        label,
        LocalDate.of(2026, firstMonth, 1),
        lastStart.plusMonths(1).minusDays(1),
        amount(1_000 * scale * closedWon),
        amount(1_000 * scale * open),
        Optional.of(amount(1_000 * scale * incumbent)),
        amount(1_000 * scale * confidence),
        amount(1_000 * scale * newBusiness),
        amount(1_000 * scale * expected),
        amount(1_000 * scale * expected * (1 - spread)),
        amount(1_000 * scale * expected * 0.985),
        amount(1_000 * scale * expected * (1 + 1.1 * spread)),
        Optional.of(amount(1_000 * scale * target)),
        OptionalDouble.of(probability));
  }

  private static BigDecimal amount(double value) {
    return BigDecimal.valueOf(Math.round(value * 100), 2);
  }
}
