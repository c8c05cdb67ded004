package io.plumbline.calibrate;

import io.plumbline.outlook.Category;
import io.plumbline.outlook.ForecastPeriod;
import io.plumbline.outlook.Segment;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
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
 * @param published the version in use, with those before it
 * @param sampledShare share of the deals that the paths hold
 * @param categories forecast category by stage
 * @param days what was created and won by day, the earliest first
 * @param isBySegment whether days tell segments apart
 */
record PipelineInput(
    List<Stage> stages,
    Paths paths,
    List<Arrivals.Created> created,
    Optional<Published> published,
    double sampledShare,
    Map<String, Category> categories,
    List<Day> days,
    boolean isBySegment) {

  /**
   * What happened on a day.
   *
   * @param created deals created
   * @param won deals with an amount won
   * @param cents what these brought, in hundredths of the base currency
   */
  record Day(LocalDate date, Segment segment, long created, long won, long cents) {}

  /** Hundredths of the sample to hundredths of the whole. */
  long whole(long cents) {
    return sampledShare == 1 ? cents : Math.round(cents / sampledShare);
  }

  /** Deals created by day, from the first to a date; empty without any. */
  long[] created(LocalDate to) {
    List<Day> known =
        days.stream().filter(day -> day.created() > 0 && !day.date().isAfter(to)).toList();
    if (known.isEmpty()) {
      return new long[0];
    }
    LocalDate first = known.get(0).date();
    long[] counts = new long[(int) ChronoUnit.DAYS.between(first, to) + 1];
    known.forEach(day -> counts[(int) ChronoUnit.DAYS.between(first, day.date())] += day.created());
    return counts;
  }

  /** What was won in a period, in hundredths. */
  long wonCents(ForecastPeriod period) {
    return days.stream()
        .filter(day -> period.contains(day.date()))
        .mapToLong(Day::cents)
        .reduce(0, Math::addExact);
  }

  /** Reads rows of {@link CalibrationInput}, in any order. */
  static PipelineInput read(Iterator<Row> rows, CalibrationSettings settings) {
    List<Stage> stages = new ArrayList<>();
    Sample sample = new Sample(settings.maxDeals());
    List<Arrivals.Created> created = new ArrayList<>();
    SortedMap<LocalDate, Published> published = new TreeMap<>();
    Map<String, Category> categories = new TreeMap<>();
    List<Day> days = new ArrayList<>();
    while (rows.hasNext()) {
      CalibrationInput.Reader row = new CalibrationInput.Reader(rows.next());
      switch (row.text("kind")) {
        case CalibrationInput.STAGE -> {
          stages.add(
              new Stage(
                  row.text("stage_id"),
                  row.rest().text("label"),
                  row.integer("number"),
                  row.rest().number("probability")));
          Category.of(row.rest().text("category"))
              .ifPresent(category -> categories.put(row.text("stage_id"), category));
        }
        case CalibrationInput.DAY -> days.add(day(row));
        case CalibrationInput.VISIT -> sample.add(visit(row, settings.dimensions()));
        case CalibrationInput.CREATED ->
            created.add(
                new Arrivals.Created(
                    row.text("customer_type"),
                    row.text("size_band"),
                    row.text("product"),
                    row.text("outcome"),
                    row.rest().integer("day"),
                    row.rest().count(),
                    row.rest().count("recent"),
                    row.rest().integer("oldest"),
                    row.integer("number"),
                    row.rest().amount("amount"),
                    row.rest().amount("amount_squared")));
        default ->
            read(
                row,
                published.computeIfAbsent(
                    LocalDate.parse(row.rest().text("label")),
                    date ->
                        new Published(
                            date,
                            new HashMap<>(),
                            new HashMap<>(),
                            new HashMap<>(),
                            Optional.empty())));
      }
    }
    days.sort(Comparator.comparing(Day::date).thenComparing(Day::segment));
    stages.sort(Comparator.comparingInt(Stage::order).thenComparing(Stage::id));
    return new PipelineInput(
        stages,
        Paths.of(sample.visits(), settings.dimensions(), CalibrationSettings.BUCKETS),
        created,
        inUse(published),
        sample.share(),
        categories,
        List.copyOf(days),
        settings.isBySegment());
  }

  /** The latest, each with the one before. */
  private static Optional<Published> inUse(SortedMap<LocalDate, Published> versions) {
    Optional<Published> latest = Optional.empty();
    for (Published version : versions.values()) {
      latest = Optional.of(version.after(latest));
    }
    return latest;
  }

  private static Day day(CalibrationInput.Reader row) {
    return new Day(
        LocalDate.ofEpochDay(row.rest().integer("day")),
        new Segment(
            row.text("customer_type"),
            row.text("size_band"),
            row.text("product"),
            row.text("owner_id"),
            row.text("team")),
        row.rest().count("created"),
        row.rest().count(),
        Math.max(0, row.rest().cents("amount")));
  }

  /** What was typed where the version knew nothing has nothing to be compared with. */
  private static void read(CalibrationInput.Reader row, Published version) {
    String stage = row.text("stage_id");
    version.byStage().put(stage, row.rest().number("probability"));
    version.incumbents().put(stage, row.rest().number("incumbent"));
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
        values,
        new Paths.Sale(
            row.cents("deal_amount"), row.day("due_day"), row.text("owner_id"), row.text("team")));
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
