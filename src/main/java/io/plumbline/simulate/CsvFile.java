package io.plumbline.simulate;

import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/** Writes one RFC 4180 file: header first, LF between records, UTF-8 without byte-order mark. */
final class CsvFile implements Closeable {

  private static final CSVFormat FORMAT =
      CSVFormat.RFC4180.builder().setRecordSeparator("\n").get();

  private final ExportFile file;
  private final CSVPrinter printer;
  private long rows;

  CsvFile(Path folder, ExportFile file) throws IOException {
    this.file = file;
    this.printer =
        new CSVPrinter(
            Files.newBufferedWriter(folder.resolve(file.name()), StandardCharsets.UTF_8), FORMAT);
    printer.printRecord(file.columns());
  }

  /** Writes one record; null is an empty field. */
  void row(Object... values) throws IOException {
    if (values.length != file.columns().size()) {
      throw new IllegalArgumentException(
          "Cannot write a row of "
              + values.length
              + " fields to "
              + file.name()
              + ": its header has "
              + file.columns().size()
              + "; give one value per column.");
    }

    printer.printRecord(values);
    rows++;
  }

  /** Writes the first fields of a record only, as a broken export would. */
  void rowCutShort(int fields, Object... values) throws IOException {
    printer.printRecord(Arrays.copyOf(values, fields));
    rows++;
  }

  ExportFile file() {
    return file;
  }

  /** Records written so far, header not counted: also the number of the last record, from 1. */
  long rows() {
    return rows;
  }

  @Override
  public void close() throws IOException {
    printer.close();
  }
}
