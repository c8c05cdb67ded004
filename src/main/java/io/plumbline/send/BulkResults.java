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

/**
 * The CSV results of a bulk job: {@code sf__Id}, {@code sf__Error} and the fields sent.
 *
 * @param failures the records that failed and those that were not looked at, as many as are listed
 * @param gone how many failed because they no longer exist, of all that were read
 */
record BulkResults(List<Failure> failures, long gone) {

  static final BulkResults NONE = new BulkResults(List.of(), 0);

  private static final CSVFormat FORMAT =
      CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get();

  /** A deal that was deleted, and one that was deleted for good or is of another org. */
  private static final List<String> GONE =
      List.of("ENTITY_IS_DELETED", "INVALID_CROSS_REFERENCE_KEY");

  static BulkResults of(
      String file, Answer failed, Answer unprocessed, UnaryOperator<String> safe) {
    List<Failure> failures = new ArrayList<>();
    long gone =
        read(file, failed, "no reason given", safe, failures)
            + read(file, unprocessed, "not processed by the job", safe, failures);
    return new BulkResults(List.copyOf(failures), gone);
  }

  /** Adds the failures up to the number that is listed; gives how many of all rows are gone. */
  private static long read(
      String file,
      Answer answer,
      String otherwise,
      UnaryOperator<String> safe,
      List<Failure> failures) {
    if (!answer.isSuccess()) {
      return 0;
    }
    long gone = 0;
    String text = new String(answer.body(), StandardCharsets.UTF_8);
    if (answer.body().length == BoundedBody.LIMIT) {
      // The last row may be cut; there are more failures than are listed in any case.
      text = text.substring(0, text.lastIndexOf('\n') + 1);
    }
    try (CSVParser rows = CSVParser.parse(text, FORMAT)) {
      for (CSVRecord row : rows) {
        String error = field(row, "sf__Error").orElse(otherwise);
        gone += GONE.stream().anyMatch(error::startsWith) ? 1 : 0;
        if (failures.size() < SendResult.LISTED) {
          failures.add(
              new Failure(
                  file,
                  field(row, "Id").or(() -> field(row, "sf__Id")),
                  OptionalInt.empty(),
                  safe.apply(error)));
        }
      }
    } catch (IOException | UncheckedIOException noCsv) {
      failures.add(
          new Failure(
              file,
              Optional.empty(),
              OptionalInt.of(answer.status()),
              safe.apply("the results of the job cannot be read: " + noCsv.getMessage())));
    }
    return gone;
  }

  private static Optional<String> field(CSVRecord row, String name) {
    return Optional.of(name).filter(row::isSet).map(row::get).filter(value -> !value.isEmpty());
  }
}
