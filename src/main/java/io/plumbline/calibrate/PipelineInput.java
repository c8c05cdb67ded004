package io.plumbline.calibrate;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.Row;

/**
 * The rows of one pipeline, sorted out.
 *
 * @param sampledShare share of the deals that the paths hold
 */
record PipelineInput(
    List<Stage> stages,
    Paths paths,
    List<Arrivals.Created> created,
    Optional<Published> published,
    double sampledShare) {

  /** Reads rows of {@link CalibrationInput}, in any order. */
  static PipelineInput read(Iterator<Row> rows, CalibrationSettings settings) {
    List<Stage> stages = new ArrayList<>();
    Sample sample = new Sample(settings.maxDeals());
    List<Arrivals.Created> created = new ArrayList<>();
    SortedMap<LocalDate, Published> published = new TreeMap<>();
    while (rows.hasNext()) {
      CalibrationInput.Reader row = new CalibrationInput.Reader(rows.next());
      switch (row.text("kind")) {
        case CalibrationInput.STAGE ->
            stages.add(
                new Stage(
                    row.text("stage_id"),
                    row.rest().text("label"),
                    row.integer("number"),
                    row.rest().number("probability")));
        case CalibrationInput.VISIT -> sample.add(visit(row, settings.dimensions()));
        case CalibrationInput.CREATED ->
            created.add(
                new Arrivals.Created(
                    row.text("customer_type"),
                    row.text("size_band"),
                    row.text("product"),
                    row.text("outcome"),
                    row.rest().integer("day"),
                    row.rest().integer("age"),
                    row.rest().count(),
                    row.integer("number"),
                    row.rest().amount("amount"),
                    row.rest().amount("amount_squared")));
        default ->
            read(
                row,
                published.computeIfAbsent(
                    LocalDate.parse(row.rest().text("label")),
                    date -> new Published(date, new HashMap<>(), new HashMap<>())));
      }
    }
    stages.sort(Comparator.comparingInt(Stage::order).thenComparing(Stage::id));
    return new PipelineInput(
        stages,
        Paths.of(sample.visits(), settings.dimensions(), CalibrationSettings.BUCKETS),
        created,
        published.isEmpty() ? Optional.empty() : Optional.of(published.get(published.lastKey())),
        sample.share());
  }

  /** What was typed where the version knew nothing has nothing to be compared with. */
  private static void read(CalibrationInput.Reader row, Published version) {
    String stage = row.text("stage_id");
    version.byStage().put(stage, row.rest().number("probability"));
    double typed = row.rest().number("override");
    double replaced = row.rest().number("confidence");
    if (!Double.isNaN(typed) && !Double.isNaN(replaced)) {
      version.overridden().put(stage, new Published.Overridden(typed, replaced));
    }
  }

  private static Paths.Visit visit(CalibrationInput.Reader row, List<String> dimensions) {
    Map<String, String> attributes = attributes(row.text("attributes"));
    List<String> values = new ArrayList<>();
    for (String dimension : dimensions) {
      values.add(
          switch (dimension) {
            case Dimension.CUSTOMER_TYPE, Dimension.SIZE_BAND, Dimension.PRODUCT ->
                row.text(dimension);
            default -> attributes.get(dimension);
          });
    }
    return new Paths.Visit(
        row.time("deal"),
        row.integer("number"),
        row.text("stage_id"),
        row.time("entered"),
        row.time("left"),
        row.time("closed"),
        switch (row.text("outcome")) {
          case "won" -> Paths.WON;
          case "lost" -> Paths.LOST;
          default -> Paths.OPEN;
        },
        row.cents("visit_amount"),
        values);
  }

  /** Reads {@code previous_stage=Demo; region=EMEA}. */
  private static Map<String, String> attributes(String text) {
    Map<String, String> attributes = new HashMap<>();
    if (text != null) {
      for (String part : text.split("; ", -1)) {
        int equals = part.indexOf('=');
        attributes.put(part.substring(0, equals), part.substring(equals + 1));
      }
    }
    return attributes;
  }
}
