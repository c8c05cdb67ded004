package io.plumbline.review;

import io.plumbline.view.PlainText;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** The cells of a review sheet: texts, numbers, or nothing, which is null. */
final class SheetRows {

  /** Stands before a version, so that no spreadsheet takes one such as 2026-03-31 for a date. */
  static final String VERSION_WORD = "version ";

  private SheetRows() {}

  /** A row of cells in the order of the columns, for each row of the table. */
  static List<List<Object>> of(ProposedTable table) {
    List<List<Object>> rows = new ArrayList<>();

    for (ProposedPipeline pipeline : table.pipelines()) {
      RowWords words = new RowWords(pipeline);
      for (ProposedRow row : pipeline.rows()) {
        Map<SheetColumn, Object> cells = new EnumMap<>(SheetColumn.class);
        cells.put(SheetColumn.PIPELINE, text(pipeline.label()));
        cells.put(SheetColumn.STAGE, text(row.stageLabel()));
        cells.put(SheetColumn.LEVEL, text(row.key().level()));
        cells.put(SheetColumn.SEGMENT, text(words.segment(row.key())));
        putNumbers(cells, row);
        row.mark().ifPresent(mark -> putMark(cells, mark));
        cells.put(SheetColumn.ROW, SheetText.guarded(row.key().text()));
        cells.put(SheetColumn.VERSION, text(VERSION_WORD + table.version()));
        rows.add(inOrder(cells));
      }
    }

    return rows;
  }

  private static void putNumbers(Map<SheetColumn, Object> cells, ProposedRow row) {
    cells.put(SheetColumn.DEALS, row.deals());
    cells.put(SheetColumn.CRM_NOW, percent(row.incumbent()));
    cells.put(SheetColumn.PROPOSED, percent(row.confidence()));
    cells.put(SheetColumn.LOW, percent(row.low()));
    cells.put(SheetColumn.HIGH, percent(row.high()));
    cells.put(SheetColumn.CHANGE, percent(row.change()));
    cells.put(SheetColumn.DECISION, row.decision().label());
    cells.put(SheetColumn.REASONS, text(RowWords.reasons(row)));
    cells.put(SheetColumn.OPEN_AMOUNT, row.openDeals().amount());
    cells.put(SheetColumn.WEIGHTED_NOW, amount(row.openDeals().weightedIncumbent()));
    cells.put(SheetColumn.WEIGHTED_PROPOSED, amount(row.openDeals().weightedConfidence()));
  }

  private static void putMark(Map<SheetColumn, Object> cells, Mark mark) {
    cells.put(SheetColumn.MARK, mark.kind().label());
    if (mark.override().isPresent()) {
      cells.put(SheetColumn.OVERRIDE, exactPercent(mark.override().getAsDouble()));
    }
    if (!mark.note().isBlank()) {
      cells.put(SheetColumn.NOTE, SheetText.guarded(SheetText.plain(mark.note())));
    }
  }

  private static List<Object> inOrder(Map<SheetColumn, Object> cells) {
    List<Object> row = new ArrayList<>();
    for (SheetColumn column : SheetColumn.values()) {
      row.add(cells.get(column));
    }

    return row;
  }

  private static String text(String text) {
    return SheetText.guarded(SheetText.plain(PlainText.oneLine(text)));
  }

  private static Object percent(OptionalDouble fraction) {
    return fraction.isEmpty()
        ? null
        : BigDecimal.valueOf(fraction.getAsDouble())
            .movePointRight(2)
            .setScale(2, RoundingMode.HALF_UP);
  }

  /**
   * All digits, so that a number that a person typed comes back as it was; with a percent sign
   * where it would be taken for a slip without one.
   */
  private static Object exactPercent(double fraction) {
    BigDecimal percent = BigDecimal.valueOf(fraction).movePointRight(2).stripTrailingZeros();

    if (looksLikeFraction(percent)) {
      return percent.toPlainString() + "%";
    }

    return percent.scale() < 0 ? percent.setScale(0) : percent;
  }

  /** Whether a percentage is so small that somebody may have typed 0.15 for 15 percent. */
  static boolean looksLikeFraction(BigDecimal percent) {
    return percent.signum() > 0 && percent.compareTo(BigDecimal.ONE) < 0;
  }

  private static Object amount(Optional<BigDecimal> amount) {
    return amount.orElse(null);
  }
}
