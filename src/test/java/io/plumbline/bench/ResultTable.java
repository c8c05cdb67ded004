package io.plumbline.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/** The results as text with aligned columns, and as CSV. */
final class ResultTable {

  private ResultTable() {}

  static String text(Results results) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(
        Stream.concat(
                Stream.of("input", "rows", "contestant", "outcome"),
                ResultColumn.ALL.stream().map(ResultColumn::heading))
            .toList());
    for (Result result : results.list()) {
      rows.add(
          Stream.concat(
                  Stream.of(
                      result.input().label(),
                      String.format(java.util.Locale.ROOT, "%,d", result.rows()),
                      result.contestant().label(),
                      result.outcome()),
                  ResultColumn.ALL.stream().map(column -> column.text(results, result)))
              .toList());
    }
    return rows.stream().map(row -> line(row, widths(rows))).collect(Collectors.joining());
  }

  static String csv(Results results) {
    StringBuilder out = new StringBuilder();
    try (CSVPrinter printer = new CSVPrinter(out, CSVFormat.RFC4180)) {
      printer.printRecord(
          Stream.concat(
              Stream.of("shape", "stage_rows", "contestant", "outcome"),
              ResultColumn.ALL.stream().map(ResultColumn::name)));
      for (Result result : results.list()) {
        printer.printRecord(
            Stream.concat(
                Stream.of(
                    result.input().shape().name().toLowerCase(java.util.Locale.ROOT),
                    result.rows(),
                    result.contestant().label(),
                    result.outcome()),
                ResultColumn.ALL.stream().map(column -> column.plain(results, result))));
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    return out.toString();
  }

  private static int[] widths(List<List<String>> rows) {
    int[] widths = new int[rows.get(0).size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    return widths;
  }

  /** Text to the left, numbers to the right. */
  private static String line(List<String> cells, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String padding = " ".repeat(widths[i] - cells.get(i).length());
      boolean isText = i == 0 || i == 2 || i == 3;
      line.append(isText ? cells.get(i) + padding : padding + cells.get(i)).append("  ");
    }
    return line.toString().stripTrailing() + "\n";
  }
}
