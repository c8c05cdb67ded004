package io.plumbline.report;

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
import io.plumbline.report.ReportData.Segment;
import io.plumbline.report.ReportData.StageExits;
import io.plumbline.report.ReportData.StageLine;
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
            List.of("no_closed_deals"),
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
        header(new Counts(12, 0, 0, 12, 24, 24, 0), List.of(), List.of()),
        List.of(pipeline),
        List.of());
  }

  /** A pipeline without any stage history. */
  static ReportData noHistory() {
    Pipeline pipeline =
        pipeline(
            new OpenPipeline(0, BigDecimal.ZERO, Optional.empty(), Optional.empty()), List.of());

    return new ReportData(
        header(new Counts(5, 3, 2, 0, 5, 5, 0), List.of(), List.of()),
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
                pipeline.segmentsOmitted(),
                pipeline.publishedMethod(),
                pipeline.holdoutDates(),
                pipeline.reliability(),
                pipeline.metrics(),
                pipeline.forecast())),
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

  /** The company with that many segments, of which the last have the most deals. */
  static ReportData withSegments(int size) {
    Pipeline pipeline = newBusiness();
    List<Segment> segments = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      segments.add(
          new Segment(
              "product",
              "discovery",
              "new",
              "small",
              "product-" + i,
              "",
              new Estimate(0.2, 0.1, 0.3, i),
              OptionalDouble.empty(),
              0.5,
              Decision.PUBLISH));
    }

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
                7,
                pipeline.publishedMethod(),
                pipeline.holdoutDates(),
                pipeline.reliability(),
                pipeline.metrics(),
                pipeline.forecast())),
        List.of());
  }

  static Header header() {
    return header(
        new Counts(9_412, 2_133, 6_405, 874, 71_906, 71_848, 58),
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
        List.of(),
        0,
        "stage_age_segment",
        List.of(),
        List.of(),
        List.of(),
        List.of());
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
                List.of("moves_more_than_10_points"),
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
                List.of("moves_more_than_10_points", "long-sitting proposals pull it down"),
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
                List.of("moves_more_than_10_points"),
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
        146,
        "stage_age_segment",
        List.of(LocalDate.of(2026, 1, 31), LocalDate.of(2026, 2, 28), LocalDate.of(2026, 3, 31)),
        reliability(),
        List.of(
            new Metric(
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
            new Metric(
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
            new Metric(
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
            new Metric(
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
        forecast(1));
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
        List.of(),
        0,
        "stage_landmark",
        List.of(LocalDate.of(2026, 3, 31)),
        List.of(
            new ReliabilityBin("incumbent", 0.8, 0.85, 0.79, 0.9, 130),
            new ReliabilityBin("incumbent", 0.85, 0.92, 0.84, 0.97, 71),
            new ReliabilityBin("stage_landmark", 0.842, 0.85, 0.79, 0.9, 130),
            new ReliabilityBin("stage_landmark", 0.911, 0.92, 0.84, 0.97, 71)),
        List.of(
            new Metric(
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
            new Metric(
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
            new Metric(
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
        forecast(0.4));
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

  private static List<Segment> segments() {
    List<Segment> segments = new ArrayList<>();
    List<String> stages =
        List.of("discovery", "qualified", "demo", "proposal", "negotiation", "verbal");
    List<String> ages = List.of("under 2 weeks", "2 to 6 weeks", "over 6 weeks");
    List<String> customers = List.of("new", "existing");
    double[] base = {0.148, 0.214, 0.262, 0.405, 0.648, 0.861};
    double[] crm = {0.1, 0.25, 0.4, 0.6, 0.8, 0.9};

    for (int s = 0; s < stages.size(); s++) {
      for (int a = 0; a < ages.size(); a++) {
        for (int c = 0; c < customers.size(); c++) {
          double value = Math.min(0.97, base[s] * (1.25 - 0.3 * a) * (0.94 + 0.14 * c));
          long n = 900 / (s + 1) / (a + 1) / (c + 1);
          double half = 1.645 * Math.sqrt(value * (1 - value) / n);
          segments.add(
              new Segment(
                  "customer_type",
                  stages.get(s),
                  customers.get(c),
                  "",
                  "",
                  ages.get(a),
                  new Estimate(value, Math.max(0, value - half), Math.min(1, value + half), n),
                  OptionalDouble.of(crm[s]),
                  20.0 / (20 + n),
                  n < 60
                      ? Decision.HOLD
                      : value < crm[s] - 0.15 ? Decision.REVIEW : Decision.PUBLISH));
        }
      }
    }

    return segments;
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
