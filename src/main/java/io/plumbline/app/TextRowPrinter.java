package io.plumbline.app;

import io.plumbline.lake.TableColumn;
import io.plumbline.lake.TableRow;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;

/**
 * Aligned columns for people. Widths come from the first {@value #SAMPLE} rows, so that memory
 * stays flat; a longer value further down pushes its line out. Numbers stand right; a column of
 * doubles within -1..1, as probabilities are, has four decimals, others have two.
 *
 * @param width the terminal's columns, at which lines are cut; empty leaves them whole
 */
record TextRowPrinter(Writer out, List<TableColumn> columns, OptionalInt width)
    implements RowPrinter {

  private static final int SAMPLE = 1000;
  private static final String GAP = "  ";

  @Override
  public void print(Iterator<TableRow> rows) throws IOException {
    List<TableRow> sample = new ArrayList<>();
    while (sample.size() < SAMPLE && rows.hasNext()) {
      sample.add(rows.next());
    }
    int[] decimals = decimals(sample);
    List<String> names = columns.stream().map(column -> printable(column.name())).toList();
    List<List<String>> cells = sample.stream().map(row -> cells(row, decimals)).toList();
    int[] widths = widths(names, cells);
    line(names, widths);
    List<String> rules = new ArrayList<>();
    for (int columnWidth : widths) {
      rules.add("-".repeat(columnWidth));
    }
    line(rules, widths);
    for (List<String> row : cells) {
      line(row, widths);
    }
    while (rows.hasNext()) {
      line(cells(rows.next(), decimals), widths);
    }
    out.flush();
  }

  private int[] decimals(List<TableRow> sample) {
    int[] decimals = new int[columns.size()];
    for (int i = 0; i < decimals.length; i++) {
      int position = i;
      boolean isShare =
          sample.stream()
              .map(row -> row.value(position))
              .filter(Double.class::isInstance)
              .map(Double.class::cast)
              .filter(Double::isFinite)
              .allMatch(value -> Math.abs(value) <= 1.0);
      decimals[i] = isShare ? 4 : 2;
    }
    return decimals;
  }

  private List<String> cells(TableRow row, int[] decimals) {
    List<String> cells = new ArrayList<>(decimals.length);
    for (int i = 0; i < decimals.length; i++) {
      Object value = row.value(i);
      if (value == null) {
        cells.add("");
      } else if (value instanceof Double number && Double.isFinite(number)) {
        cells.add(String.format(Locale.ROOT, "%." + decimals[i] + "f", number));
      } else {
        cells.add(printable(ValueText.of(value)));
      }
    }
    return cells;
  }

  private static int[] widths(List<String> names, List<List<String>> cells) {
    int[] widths = names.stream().mapToInt(TextRowPrinter::length).toArray();
    for (List<String> row : cells) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], length(row.get(i)));
      }
    }
    return widths;
  }

  private void line(List<String> cells, int[] widths) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String cell = cells.get(i);
      String padding = " ".repeat(Math.max(0, widths[i] - length(cell)));
      TableColumn.Type type = columns.get(i).type();
      line.append(i > 0 ? GAP : "");
      line.append(type.isNumber() ? padding + cell : cell + padding);
    }
    String text = line.toString().stripTrailing();
    if (width.isPresent() && length(text) > width.getAsInt()) {
      text = text.substring(0, text.offsetByCodePoints(0, width.getAsInt() - 1)) + "…";
    }
    out.write(text);
    out.write('\n');
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }

  /** Line breaks would break the table, and escape sequences could drive the terminal. */
  private static String printable(String text) {
    return text.replaceAll("[\\p{Cntrl}\\u0080-\\u009f\\u2028\\u2029]", " ");
  }
}
