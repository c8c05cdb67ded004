package io.plumbline.send;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** Reads the CSV results of a bulk job: {@code sf__Id}, {@code sf__Error} and the fields sent. */
final class BulkResults {

  private static final CSVFormat FORMAT =
      CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get();

  private BulkResults() {}

  /** The records that failed and those that were not looked at, as many as are listed. */
  static List<Failure> failures(
      String file, Answer failed, Answer unprocessed, UnaryOperator<String> safe) {
    List<Failure> failures = new ArrayList<>();
    read(file, failed, "no reason given", safe, failures);
    read(file, unprocessed, "not processed by the job", safe, failures);
    return failures;
  }

  private static void read(
      String file,
      Answer answer,
      String otherwise,
      UnaryOperator<String> safe,
      List<Failure> failures) {
    if (!answer.isSuccess()) {
      return;
    }
    String text = new String(answer.body(), StandardCharsets.UTF_8);
    if (answer.body().length == BoundedBody.LIMIT) {
      // The last row may be cut; there are more failures than are listed in any case.
      text = text.substring(0, text.lastIndexOf('\n') + 1);
    }
    try (CSVParser rows = CSVParser.parse(text, FORMAT)) {
      for (CSVRecord row : rows) {
        if (failures.size() == SendResult.LISTED) {
          return;
        }
        failures.add(
            new Failure(
                file,
                field(row, "Id").or(() -> field(row, "sf__Id")),
                OptionalInt.empty(),
                safe.apply(field(row, "sf__Error").orElse(otherwise))));
      }
    } catch (IOException | UncheckedIOException noCsv) {
      failures.add(
          new Failure(
              file,
              Optional.empty(),
              OptionalInt.of(answer.status()),
              safe.apply("the results of the job cannot be read: " + noCsv.getMessage())));
    }
  }

  private static Optional<String> field(CSVRecord row, String name) {
    return Optional.of(name).filter(row::isSet).map(row::get).filter(value -> !value.isEmpty());
  }
}
