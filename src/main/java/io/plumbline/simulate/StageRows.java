package io.plumbline.simulate;

import io.plumbline.simulate.PipelineModel.StageModel;
import java.io.IOException;
import java.time.LocalDate;

/** Writes {@code stages.csv}: the stages of both pipelines with their hand-set percentages. */
final class StageRows {

  private static final String ADMINISTRATOR = "crm-admin";

  private StageRows() {}

  /**
   * Writes the file.
   *
   * @param from the day on which somebody set the stages up, and has not touched them since
   */
  static void write(CsvFile out, LocalDate from) throws IOException {
    String setUpAt = Timestamps.iso(Timestamps.startOf(from));
    for (PipelineModel pipeline : PipelineModel.ALL) {
      int order = 1;
      for (StageModel stage : pipeline.stages()) {
        out.row(
            pipeline.id(),
            stage.id(),
            stage.label(),
            order,
            stage.incumbentPercent(),
            "false",
            "false",
            stage.forecastCategory(),
            ADMINISTRATOR,
            setUpAt);
        order++;
      }
      out.row(
          pipeline.id(),
          "won",
          "Closed won",
          order,
          100,
          "true",
          "true",
          "closed",
          ADMINISTRATOR,
          setUpAt);
      out.row(
          pipeline.id(),
          "lost",
          "Closed lost",
          order + 1,
          0,
          "true",
          "false",
          "omitted",
          ADMINISTRATOR,
          setUpAt);
    }
  }
}
