package io.plumbline.app;

import io.plumbline.error.Errors;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** The truth files of a simulation: what its export cannot know. */
final class DemoTruth {

  private static final CSVFormat FORMAT =
      CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get();

  private final Map<Stage, Double> stages = new HashMap<>();
  private final Map<String, Double> deals = new HashMap<>();

  private record Stage(String pipeline, String stage) {}

  private DemoTruth() {}

  /**
   * Reads the files of a simulated export.
   *
   * @throws io.plumbline.error.PlumblineException {@code input.unreadable}
   */
  static DemoTruth read(Path folder) {
    DemoTruth truth = new DemoTruth();
    forEach(
        folder.resolve("truth_stage.csv"),
        row ->
            put(
                truth.stages,
                new Stage(row.get("pipeline_id"), row.get("stage_id")),
                row.get("true_confidence")));
    forEach(
        folder.resolve("truth_deal.csv"),
        row -> put(truth.deals, row.get("opportunity_id"), row.get("true_confidence")));
    return truth;
  }

  /** Chance of the deals that stand in a stage to be won, those that never close included. */
  OptionalDouble ofStage(String pipeline, String stage) {
    return value(stages.get(new Stage(pipeline, stage)));
  }

  /** Chance of an open deal to be won. */
  OptionalDouble ofDeal(String opportunity) {
    return value(deals.get(opportunity));
  }

  private static OptionalDouble value(Double known) {
    return known == null ? OptionalDouble.empty() : OptionalDouble.of(known);
  }

  private static <K> void put(Map<K, Double> map, K key, String text) {
    if (!text.isEmpty()) {
      map.put(key, Double.valueOf(text));
    }
  }

  private static void forEach(Path file, Consumer<CSVRecord> action) {
    try (Reader text = Files.newBufferedReader(file, StandardCharsets.UTF_8);
        CSVParser rows = CSVParser.parse(text, FORMAT)) {
      rows.forEach(action);
    } catch (IOException failure) {
      throw Errors.inputUnreadable(file.toString(), failure);
    }
  }
}
