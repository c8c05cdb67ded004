package io.plumbline.report;

import io.plumbline.report.ReportData.Metric;
import io.plumbline.report.ReportData.Pipeline;
import io.plumbline.view.MethodName;
import java.util.List;
import java.util.Optional;

/** Which method a pipeline's confidences come from, beside those it was tested against. */
final class MethodSection {

  private MethodSection() {}

  /**
   * What the section shows.
   *
   * @param finding what to do, in a sentence or two
   * @param rows one per method, from the simplest; empty where nothing was tested
   */
  public record View(String finding, List<Row> rows) {}

  /**
   * A method.
   *
   * @param line how it compares
   * @param label its name for readers
   * @param isChosen the confidences come from it
   * @param ratio wins expected per win that came
   * @param ece calibration error
   * @param eceSamplingFloor what a perfect method would show by chance
   */
  public record Row(
      MethodLine line,
      String label,
      boolean isChosen,
      Bounded ratio,
      Bounded ece,
      double eceSamplingFloor) {}

  static View of(Pipeline pipeline) {
    if (pipeline.methods().stream().allMatch(line -> Double.isNaN(line.logLoss()))) {
      return new View("", List.of());
    }

    return new View(
        finding(pipeline), pipeline.methods().stream().map(line -> row(pipeline, line)).toList());
  }

  private static Row row(Pipeline pipeline, MethodLine line) {
    Optional<Metric> metric =
        pipeline.metrics().stream().filter(m -> m.method().equals(line.method())).findFirst();

    return new Row(
        line,
        MethodName.label(line.method()),
        line.method().equals(pipeline.publishedMethod()),
        metric.map(Metric::expectedOverActual).orElse(Bounded.UNKNOWN),
        metric.map(Metric::ece).orElse(Bounded.UNKNOWN),
        metric.map(Metric::eceSamplingFloor).orElse(Double.NaN));
  }

  private static String finding(Pipeline pipeline) {
    Optional<MethodLine> chosen = line(pipeline, pipeline.publishedMethod());

    if (chosen.isEmpty()) {
      return "Treat the confidences as unproven: the method that they come from was not among"
          + " those tested.";
    }

    String name = MethodName.label(chosen.get().method());
    String because =
        " The confidences are \u201c" + name + "\u201d: " + chosen.get().reason() + ".";
    Bounded byDeal = chosen.get().toIncumbent();
    Bounded byStage =
        line(pipeline, MethodName.STAGE_AVERAGE).map(MethodLine::toIncumbent).orElse(byDeal);
    // What a CRM is given is one number per stage; both must hold.
    Bounded gain = Verdict.of(byStage).compareTo(Verdict.of(byDeal)) > 0 ? byStage : byDeal;
    boolean isOfStages = Verdict.of(gain) != Verdict.of(byDeal);

    if (Double.isNaN(gain.value())) {
      return "There are no percentages in the CRM to beat, so judge the confidences by the table."
          + because;
    }

    if (Verdict.of(gain) == Verdict.CLEARLY_BETTER) {
      return "Use the calibrated confidences: they predicted the past dates better than the"
          + " CRM\u2019s percentages, by more than chance."
          + because;
    }

    if (Verdict.of(gain) == Verdict.BETTER) {
      return "Look twice before using the calibrated confidences: they predicted the past dates"
          + " better than the CRM\u2019s percentages, but "
          + (isOfStages ? "as one number per stage that may be chance." : "that may be chance.")
          + because;
    }

    String than = isOfStages ? " than one calibrated number per stage" : "";

    return "Keep the CRM\u2019s percentages: on the past dates they predicted "
        + (gain.low() > 0 ? "better" + than + ", by more than chance." : "no worse" + than + ".")
        + because;
  }

  private static Optional<MethodLine> line(Pipeline pipeline, String method) {
    return pipeline.methods().stream().filter(line -> line.method().equals(method)).findFirst();
  }

  /** How a method compares with the CRM's percentages, from the best. */
  private enum Verdict {
    CLEARLY_BETTER,
    BETTER,
    NOT_BETTER;

    static Verdict of(Bounded gain) {
      return gain.high() < 0 ? CLEARLY_BETTER : gain.value() < 0 ? BETTER : NOT_BETTER;
    }
  }
}
