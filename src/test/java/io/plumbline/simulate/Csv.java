package io.plumbline.simulate;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** Reads an exported file back. */
final class Csv {

  private static final CSVFormat FORMAT =
      CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get();

  private Csv() {}

  static List<CSVRecord> rows(Path folder, String file) {
    try (CSVParser parser = parser(folder, file)) {
      return parser.getRecords();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<String> header(Path folder, String file) {
    try (CSVParser parser = parser(folder, file)) {
      return parser.getHeaderNames();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static CSVParser parser(Path folder, String file) throws IOException {
    Reader reader = Files.newBufferedReader(folder.resolve(file), StandardCharsets.UTF_8);
    return CSVParser.builder().setReader(reader).setFormat(FORMAT).get();
  }
}
