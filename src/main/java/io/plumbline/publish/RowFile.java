package io.plumbline.publish;

import io.plumbline.table.FormulaCells;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.QuoteMode;

/**
 * CSV files of one table (RFC 4180, UTF-8, header first), begun with the first row: a table without
 * rows is no file. Where a limit of bytes is set, the rows go on in a next file with its own
 * header.
 */
final class RowFile {

  /** How the lines end. */
  enum LineEnd {
    CRLF("\r\n"),
    LF("\n");

    private final String text;

    LineEnd(String text) {
      this.text = text;
    }
  }

  private static final CSVFormat FORMAT =
      CSVFormat.RFC4180.builder().setQuoteMode(QuoteMode.MINIMAL).get();

  private final PackageDraft draft;
  private final FileNames names;
  private final LineEnd lineEnd;
  private final long limit;
  private final List<String> header;
  private OutputStream file;
  private long bytes;
  private int count;

  private RowFile(
      PackageDraft draft, FileNames names, LineEnd lineEnd, long limit, List<String> header) {
    this.draft = draft;
    this.names = names;
    this.lineEnd = lineEnd;
    this.limit = limit;
    this.header = header;
  }

  /** The name of the first, second, ... file, from 1. */
  private interface FileNames {
    String of(int number);
  }

  /** One file with CRLF. */
  static RowFile of(PackageDraft draft, String name, List<String> header) {
    return new RowFile(draft, number -> name, LineEnd.CRLF, Long.MAX_VALUE, header);
  }

  /**
   * Files with LF, none of them longer than the limit: {@code prefix-00001.csv} and on.
   *
   * @param limit in bytes; a row that alone exceeds it is an error
   */
  static RowFile split(PackageDraft draft, String prefix, long limit, List<String> header) {
    return new RowFile(
        draft, number -> Numbered.of(prefix + "-", number) + ".csv", LineEnd.LF, limit, header);
  }

  /** Writes a row of one value for each column; null is an empty cell. */
  void row(Object... values) throws IOException {
    if (values.length != header.size()) {
      throw new IllegalArgumentException(
          "Cannot write " + values.length + " cells under the header " + header + ".");
    }
    byte[] line = line(values);
    if (file == null || bytes + line.length > limit) {
      next(line.length);
    }
    file.write(line);
    bytes += line.length;
  }

  /** Text for a person's spreadsheet, never run as a formula. */
  static String asText(String text) {
    return FormulaCells.AS_TEXT.marks(text) ? FormulaCells.MARK + text : text;
  }

  /** Whether there was any row. */
  boolean isBegun() {
    return count > 0;
  }

  private void next(int row) throws IOException {
    if (file != null) {
      file.close();
    }
    count++;
    byte[] line = line(header.toArray());
    if (line.length + (long) row > limit) {
      throw new IllegalArgumentException(
          "Cannot split " + names.of(count) + ": a row of " + row + " bytes is too long.");
    }
    file = draft.create(names.of(count));
    file.write(line);
    bytes = line.length;
  }

  /** A row as it is written, without its line end. */
  static String text(Object... values) {
    return FORMAT.format(Arrays.stream(values).map(value -> Objects.toString(value, "")).toArray());
  }

  private byte[] line(Object[] values) {
    return (text(values) + lineEnd.text).getBytes(StandardCharsets.UTF_8);
  }
}
