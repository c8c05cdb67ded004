package io.plumbline.simulate;

import io.plumbline.simulate.PipelineModel.StageModel;
import java.io.IOException;

/** Writes {@code stages.csv}: the stages of both pipelines with their hand-set percentages. */
final class StageRows {

  private StageRows() {}

  static void write(CsvFile out) throws IOException {
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
            stage.forecastCategory());
        order++;
      }
      out.row(pipeline.id(), "won", "Closed won", order, 100, "true", "true", "closed");
      out.row(pipeline.id(), "lost", "Closed lost", order + 1, 0, "true", "false", "omitted");
    }
  }
}
