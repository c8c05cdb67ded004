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
    Optional<MethodLine> chosen =
        pipeline.methods().stream()
            .filter(line -> line.method().equals(pipeline.publishedMethod()))
            .findFirst();

    if (chosen.isEmpty()) {
      return "Treat the confidences as unproven: the method that they come from was not among"
          + " those tested.";
    }

    String name = MethodName.label(chosen.get().method());
    String because =
        " The confidences are \u201c" + name + "\u201d: " + chosen.get().reason() + ".";
    Bounded gain = chosen.get().toIncumbent();

    if (Double.isNaN(gain.value())) {
      return "There are no percentages in the CRM to beat, so judge the confidences by the table."
          + because;
    }

    if (gain.high() < 0) {
      return "Use the calibrated confidences: they predicted the past dates better than the"
          + " CRM\u2019s percentages, by more than chance."
          + because;
    }

    if (gain.value() < 0) {
      return "Look twice before using the calibrated confidences: they predicted the past dates"
          + " better than the CRM\u2019s percentages, but that may be chance."
          + because;
    }

    return "Keep the CRM\u2019s percentages: on the past dates they predicted "
        + (gain.low() > 0 ? "better, by more than chance." : "no worse.")
        + because;
  }
}
