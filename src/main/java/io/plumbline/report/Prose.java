package io.plumbline.report;

import io.plumbline.report.ReportData.Counts;
import io.plumbline.report.ReportData.Decision;
import io.plumbline.report.ReportData.Metric;
import io.plumbline.report.ReportData.OpenPipeline;
import io.plumbline.report.ReportData.Pipeline;
import io.plumbline.report.ReportData.StageLine;
import io.plumbline.view.Figures;
import io.plumbline.view.MethodName;
import io.plumbline.view.Worth;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The page's sentences that depend on the data. Plain text, to be escaped where it is shown. */
final class Prose {

  private static final double SAME_COUNT = 0.005;

  private Prose() {}

  /**
   * What the open deals are worth by the CRM's percentages and by the calibrated confidences. With
   * several pipelines a side counts only where every pipeline with open deals has it.
   */
  static String worth(String currency, OpenPipeline open) {
    return worth(open).sentence(currency, "calibrated");
  }

  /** How much more or less the calibrated value is, such as −31.0%; a dash where either lacks. */
  static String worthChange(OpenPipeline open) {
    return worth(open).change();
  }

  private static Worth worth(OpenPipeline open) {
    return new Worth(open.deals(), open.amount(), open.byIncumbent(), open.byConfidence());
  }

  /** All pipelines' open deals together. */
  static OpenPipeline total(List<Pipeline> pipelines) {
    List<OpenPipeline> parts =
        pipelines.stream().map(Pipeline::openPipeline).filter(open -> open.deals() > 0).toList();

    return new OpenPipeline(
        parts.stream().mapToLong(OpenPipeline::deals).sum(),
        parts.stream().map(OpenPipeline::amount).reduce(BigDecimal.ZERO, BigDecimal::add),
        sum(parts.stream().map(OpenPipeline::byIncumbent).toList()),
        sum(parts.stream().map(OpenPipeline::byConfidence).toList()));
  }

  private static Optional<BigDecimal> sum(List<Optional<BigDecimal>> amounts) {
    if (amounts.isEmpty() || amounts.stream().anyMatch(Optional::isEmpty)) {
      return Optional.empty();
    }

    return Optional.of(
        amounts.stream().map(Optional::get).reduce(BigDecimal.ZERO, BigDecimal::add));
  }

  /** How many wins the usual win rate and the published method expected, and how many came. */
  static String test(Pipeline pipeline) {
    Optional<Metric> usual = metric(pipeline, MethodName.REACHED_WIN_RATE);
    Optional<Metric> published =
        metric(pipeline, pipeline.publishedMethod())
            .filter(metric -> !metric.method().equals(MethodName.REACHED_WIN_RATE));

    return test(testDates(pipeline.holdoutDates()), usual, published);
  }

  /**
   * The same over several pipelines, with the wins of those in which both methods were tested; the
   * sentence of the pipeline where there is one.
   */
  static String test(List<Pipeline> pipelines) {
    if (pipelines.size() == 1) {
      return test(pipelines.get(0));
    }

    List<Pipeline> tested = testedTwice(pipelines);
    String where =
        tested.size() == pipelines.size()
            ? "on past dates in all pipelines"
            : "on past dates in "
                + tested.size()
                + " of the "
                + Figures.count(pipelines.size())
                + " pipelines";

    return test(
        where,
        wins(tested, pipeline -> MethodName.REACHED_WIN_RATE),
        wins(tested, Pipeline::publishedMethod));
  }

  private static String test(String where, Optional<Metric> usual, Optional<Metric> published) {
    if (usual.isEmpty() && published.isEmpty()) {
      return "The confidences have not been tested on a past date, so treat them as unproven.";
    }

    List<String> sentences = new ArrayList<>();
    usual.ifPresent(
        metric ->
            sentences.add(
                "Tested "
                    + where
                    + ", the usual win rate expected "
                    + expectedAgainstActual(metric)
                    + "."));
    published.ifPresent(
        metric ->
            sentences.add(
                (usual.isPresent() ? "The" : "Tested " + where + ", the")
                    + " calibrated confidences expected "
                    + expectedAgainstActual(metric)
                    + "."));

    return String.join(" ", sentences);
  }

  private static List<Pipeline> testedTwice(List<Pipeline> pipelines) {
    return pipelines.stream()
        .filter(pipeline -> metric(pipeline, MethodName.REACHED_WIN_RATE).isPresent())
        .filter(pipeline -> metric(pipeline, pipeline.publishedMethod()).isPresent())
        .toList();
  }

  /** Expected and actual wins over pipelines; only those two numbers of it mean anything. */
  private static Optional<Metric> wins(
      List<Pipeline> pipelines, Function<Pipeline, String> method) {
    List<Metric> metrics =
        pipelines.stream()
            .map(pipeline -> metric(pipeline, method.apply(pipeline)).orElseThrow())
            .toList();

    if (metrics.isEmpty()) {
      return Optional.empty();
    }

    return Optional.of(
        new Metric(
            "total",
            Bounded.UNKNOWN,
            Bounded.UNKNOWN,
            Double.NaN,
            Double.NaN,
            Double.NaN,
            Bounded.UNKNOWN,
            Double.NaN,
            Bounded.UNKNOWN,
            Bounded.UNKNOWN,
            metrics.stream().mapToDouble(Metric::expectedWins).sum(),
            metrics.stream().mapToDouble(Metric::actualWins).sum(),
            Bounded.UNKNOWN,
            metrics.stream().mapToLong(Metric::n).sum()));
  }

  /** "143 wins where 100 came, 43.0% too many". */
  private static String expectedAgainstActual(Metric metric) {
    String expected = Figures.amountOfDeals(metric.expectedWins());

    if (metric.actualWins() == 0) {
      return expected + " wins where none came";
    }

    double ratio = metric.expectedWins() / metric.actualWins() - 1;
    String verdict;

    if (Double.isNaN(ratio)) {
      verdict = "";
    } else if (Math.abs(ratio) < SAME_COUNT) {
      verdict = ", as good as equal";
    } else {
      verdict = ", " + Figures.percent(Math.abs(ratio)) + (ratio > 0 ? " too many" : " too few");
    }

    return expected
        + " wins where "
        + Figures.amountOfDeals(metric.actualWins())
        + " came"
        + verdict;
  }

  /** "on 31 March 2026, a date after the data they were made from". */
  static String testDates(List<LocalDate> dates) {
    return switch (dates.size()) {
      case 0 -> "on past data";
      case 1 -> "on " + Figures.longDate(dates.get(0));
      default ->
          "on "
              + dates.size()
              + " dates from "
              + Figures.longDate(dates.get(0))
              + " to "
              + Figures.longDate(dates.get(dates.size() - 1));
    };
  }

  /** Expected over actual wins of the usual win rate, such as 1.43; a dash where untested. */
  static String usualRatio(List<Pipeline> pipelines) {
    return ratio(pipelines, pipeline -> MethodName.REACHED_WIN_RATE);
  }

  /** Expected over actual wins of the published methods; a dash where untested. */
  static String publishedRatio(List<Pipeline> pipelines) {
    return ratio(pipelines, Pipeline::publishedMethod);
  }

  private static String ratio(List<Pipeline> pipelines, Function<Pipeline, String> method) {
    Optional<Metric> metric =
        pipelines.size() == 1
            ? metric(pipelines.get(0), method.apply(pipelines.get(0)))
            : wins(testedTwice(pipelines), method);

    return metric.map(Prose::winRatio).orElse(Figures.NONE);
  }

  /** Expected over actual wins with two decimals; a dash where none came. */
  static String winRatio(Metric metric) {
    return Figures.score(metric.expectedWins() / metric.actualWins(), 2);
  }

  private static Optional<Metric> metric(Pipeline pipeline, String method) {
    return pipeline.metrics().stream().filter(m -> m.method().equals(method)).findFirst();
  }

  /** "Accepted 12,345 + rejected 23 = read 12,368", or what is missing where it does not add up. */
  static String balance(Counts counts) {
    long accounted = counts.rowsAccounted();
    String sum =
        Figures.count(counts.rowsAccepted())
            + " rows accepted + "
            + Figures.count(counts.rowsRejected())
            + " rejected"
            + (counts.rowsExcluded() > 0
                ? " + " + Figures.count(counts.rowsExcluded()) + " excluded by the settings"
                : "")
            + " = "
            + Figures.count(accounted);

    if (accounted == counts.rowsRead()) {
      return sum + " read. Every row is accounted for.";
    }

    long missing = counts.rowsRead() - accounted;

    return sum
        + ", but "
        + Figures.count(counts.rowsRead())
        + " were read: "
        + Figures.count(Math.abs(missing))
        + (missing > 0 ? " rows are unaccounted for." : " rows were counted twice.")
        + " Do not rely on this report before that is explained.";
  }

  /** True where accepted and rejected rows add up to the rows read. */
  static boolean balances(Counts counts) {
    return counts.rowsAccounted() == counts.rowsRead();
  }

  /** "4 stages to publish, 1 for review, 1 on hold." over all pipelines. */
  static String decisions(List<Pipeline> pipelines) {
    Map<Decision, Long> counts = new EnumMap<>(Decision.class);
    for (Pipeline pipeline : pipelines) {
      for (StageLine stage : pipeline.stages()) {
        counts.merge(stage.decision(), 1L, Long::sum);
      }
    }

    if (counts.isEmpty()) {
      return "";
    }

    List<String> parts = new ArrayList<>();
    for (Map.Entry<Decision, Long> entry : counts.entrySet()) {
      String stages =
          Figures.count(entry.getValue()) + (entry.getValue() == 1 ? " stage" : " stages");
      parts.add(
          stages
              + switch (entry.getKey()) {
                case PUBLISH -> " to publish";
                case HOLD -> " on hold";
                case REVIEW -> " for review";
              });
    }

    return String.join(", ", parts) + ".";
  }

  /** What a decision asks of the reader. */
  static String decision(Decision decision) {
    return switch (decision) {
      case PUBLISH -> "Publish";
      case HOLD -> "Hold";
      case REVIEW -> "Review";
    };
  }
}
