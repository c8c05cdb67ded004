package io.plumbline.simulate;

import io.plumbline.simulate.TruthStudy.Cell;
import io.plumbline.simulate.TruthStudy.Truth;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** Writes the truth files that the canonical files must not tell. */
final class TruthRows {

  private TruthRows() {}

  /** Writes the eventual outcome and the true probability of every deal open at the cutoff. */
  static void writeDeals(
      List<Deal> open, long cutoff, ProcessBook processes, CsvFile outcomes, CsvFile probabilities)
      throws IOException {
    for (Deal deal : open) {
      outcomes.row(
          deal.id(),
          deal.isEventuallyWon() ? 1 : 0,
          deal.neverCloses() ? null : Timestamps.iso(deal.finallyClosedAt()));
      Segment segment = deal.segment();
      int stage = deal.stages()[deal.entryBefore(cutoff)];
      double age = deal.stageAgeDays(cutoff);
      probabilities.row(
          deal.id(),
          deal.pipeline().id(),
          deal.pipeline().stageId(stage),
          number(age),
          segment.customerType().label(),
          segment.size().label(),
          segment.product().label(),
          number(processes.of(deal.pipeline(), segment).winProbability(stage, age)));
    }
  }

  /** Writes the truth of the stages and of the segments within them. */
  static void writeCells(
      List<Truth> truths, List<Deal> open, long cutoff, CsvFile stages, CsvFile segments)
      throws IOException {
    for (Truth truth : truths) {
      Cell cell = truth.cell();
      PipelineModel pipeline = cell.pipeline();
      long standing =
          open.stream()
              .filter(
                  deal ->
                      cell.holds(
                          deal.pipeline(), deal.stages()[deal.entryBefore(cutoff)], deal.segment()))
              .count();
      if (cell.customerType() == null) {
        stages.row(
            pipeline.id(),
            pipeline.stageId(cell.stage()),
            cell.stage() + 1,
            number(truth.confidence()),
            number(truth.entryWinProbability()),
            standing,
            number(truth.expectedOpen()),
            number(truth.standardError()),
            number(truth.neverClosingShare()),
            number(pipeline.incumbentPercent(cell.stage()) / 100.0));
      } else {
        segments.row(
            pipeline.id(),
            pipeline.stageId(cell.stage()),
            cell.stage() + 1,
            cell.level(),
            cell.customerType().label(),
            cell.size() == null ? null : cell.size().label(),
            cell.product() == null ? null : cell.product().label(),
            number(truth.confidence()),
            number(truth.entryWinProbability()),
            standing,
            number(truth.expectedOpen()),
            number(truth.standardError()),
            number(truth.neverClosingShare()),
            cell.size() == null ? null : cell.size().from,
            cell.size() == null ? null : cell.size().to);
      }
    }
  }

  private static String number(double value) {
    return Double.isNaN(value) ? null : String.format(Locale.ROOT, "%.6f", value);
  }
}
