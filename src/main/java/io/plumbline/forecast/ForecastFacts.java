package io.plumbline.forecast;

import static io.plumbline.frame.Rows.shaped;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.plumbline.frame.Rows;
import io.plumbline.frame.Teams;
import io.plumbline.model.AsOf;
import io.plumbline.model.Outcome;
import io.plumbline.outlook.Arrival;
import io.plumbline.outlook.Category;
import io.plumbline.outlook.ForecastPeriod;
import io.plumbline.outlook.OpenDeal;
import io.plumbline.outlook.PipelineForecast;
import io.plumbline.outlook.PipelineForecast.Plan;
import io.plumbline.outlook.Placement;
import io.plumbline.outlook.Segment;
import io.plumbline.outlook.Segment.Level;
import io.plumbline.outlook.Spread;
import io.plumbline.table.Tables;
import io.plumbline.table.Types;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Everything that decides the forecast of a pipeline as rows of one shape, so that one shuffle by
 * pipeline brings them together. Columns that a kind of fact does not have are null.
 */
final class ForecastFacts {

  /** One row per fact. */
  static final StructType SCHEMA =
      new StructType()
          .add("pipeline_id", DataTypes.StringType)
          .add("kind", DataTypes.StringType)
          .add("opportunity_id", DataTypes.StringType)
          .add("stage_id", DataTypes.StringType)
          .add("age_band", DataTypes.StringType)
          .add("segment_level", DataTypes.StringType)
          .add("owner_id", DataTypes.StringType)
          .add("team", DataTypes.StringType)
          .add("customer_type", DataTypes.StringType)
          .add("size_band", DataTypes.StringType)
          .add("product", DataTypes.StringType)
          .add("category", DataTypes.StringType)
          .add("amount", Types.AMOUNT)
          .add("deals", DataTypes.LongType)
          .add("confidence", DataTypes.DoubleType)
          .add("incumbent", DataTypes.DoubleType)
          .add("reached_win_rate", DataTypes.DoubleType)
          .add("priced_at", DataTypes.StringType)
          .add("day", DataTypes.IntegerType)
          .add("share_of_wins", DataTypes.DoubleType)
          .add("factor", DataTypes.DoubleType)
          .add("from_date", DataTypes.DateType)
          .add("to_date", DataTypes.DateType)
          .add(
              "arrival",
              new StructType()
                  .add("created_per_day", DataTypes.DoubleType)
                  .add("by_month", DataTypes.createArrayType(DataTypes.DoubleType))
                  .add("win_probability", DataTypes.DoubleType)
                  .add("won_amount_variance", DataTypes.DoubleType))
          .add("spread", Tables.FORECAST_SPREAD.bodySchema());

  private static final String DEFAULT_PIPELINE = "default";

  private ForecastFacts() {}

  private enum Kind {
    OPEN,
    WON,
    TIMING,
    ARRIVAL,
    PACE,
    DRIFT,
    SPREAD,
    CATEGORY,
    TARGET
  }

  /** All facts; starts no job. */
  static Dataset<Row> all(
      Learned learned, Optional<Dataset<Row>> targets, Plan plan, Teams teams, AsOf asOf) {
    Dataset<Row> facts =
        open(learned.score(), teams)
            .unionByName(won(learned.opportunity(), plan, teams, asOf))
            .unionByName(timing(learned.stageTiming()))
            .unionByName(arrivals(learned.arrival()))
            .unionByName(paces(learned.sizePace()))
            .unionByName(drifts(learned.amountDrift()))
            .unionByName(spreads(learned.spread()))
            .unionByName(categories(learned.stage()));
    return targets.map(rows -> facts.unionByName(targets(rows))).orElse(facts);
  }

  private static Dataset<Row> open(Dataset<Row> score, Teams teams) {
    return of(
        Kind.OPEN,
        score.where(col("amount_base").isNotNull()),
        List.of(
            "pipeline_id",
            "opportunity_id",
            "stage_id",
            "age_band",
            "owner_id",
            "customer_type",
            "size_band",
            "product",
            "confidence",
            "incumbent",
            "reached_win_rate"),
        Map.of(
            "team",
            teams.of(col("owner_id")),
            "amount",
            col("amount_base"),
            "priced_at",
            when(col("amount_at_entry").equalTo(col("amount_base")), col("stage_id")),
            "to_date",
            col("expected_close_date")));
  }

  /**
   * Won before the cutoff, from a year before the earliest period on: one fact per day and segment.
   */
  private static Dataset<Row> won(Dataset<Row> opportunity, Plan plan, Teams teams, AsOf asOf) {
    LocalDate since =
        plan.periods().stream()
            .map(ForecastPeriod::start)
            .min(LocalDate::compareTo)
            .orElse(plan.today())
            .minusYears(1);
    List<String> segment =
        List.of("pipeline_id", "owner_id", "customer_type", "size_band", "product");
    Dataset<Row> won =
        opportunity
            .where(
                col("outcome")
                    .equalTo(Outcome.WON.label())
                    .and(coalesce(col("is_deleted"), lit(false)).equalTo(false))
                    .and(col("amount_base").isNotNull())
                    .and(col("closed_at").geq(lit(since.atStartOfDay(asOf.zone()).toInstant())))
                    .and(col("closed_at").lt(lit(asOf.cutoff()))))
            .withColumn("_closed_on", Rows.dayIn(asOf.zone(), col("closed_at")))
            .groupBy(
                Stream.concat(segment.stream(), Stream.of("_closed_on"))
                    .map(name -> col(name))
                    .toArray(Column[]::new))
            .agg(sum("amount_base").as("_amount"), count(lit(1)).as("deals"));
    return of(
        Kind.WON,
        won,
        Stream.concat(segment.stream(), Stream.of("deals")).toList(),
        Map.of(
            "team",
            teams.of(col("owner_id")),
            "amount",
            col("_amount"),
            "from_date",
            col("_closed_on")));
  }

  private static Dataset<Row> timing(Dataset<Row> stageTiming) {
    return of(
        Kind.TIMING,
        stageTiming.where(col("share_of_wins").isNotNull()),
        List.of("pipeline_id", "stage_id", "age_band", "day", "share_of_wins"),
        Map.of());
  }

  /** Arrivals of the levels that are forecast. Earlier releases took all wins to have an amount. */
  private static Dataset<Row> arrivals(Dataset<Row> arrival) {
    Column priced = coalesce(col("priced_share"), lit(1.0));
    return of(
        Kind.ARRIVAL,
        arrival.where(
            col("segment_level")
                .isin(Arrays.stream(Level.values()).map(Level::label).toArray(Object[]::new))),
        List.of("pipeline_id", "segment_level", "customer_type", "size_band", "product"),
        Map.of(
            "amount",
            col("mean_won_amount"),
            "arrival",
            struct(
                col("created_per_day"),
                col("by_month"),
                col("win_probability").multiply(priced).as("win_probability"),
                col("won_amount_variance"))));
  }

  private static Dataset<Row> paces(Dataset<Row> pace) {
    return of(Kind.PACE, pace, List.of("pipeline_id", "size_band"), Map.of("factor", col("pace")));
  }

  private static Dataset<Row> drifts(Dataset<Row> drift) {
    return of(
        Kind.DRIFT, drift, List.of("pipeline_id", "stage_id"), Map.of("factor", col("applied")));
  }

  private static Dataset<Row> spreads(Dataset<Row> spread) {
    return of(
        Kind.SPREAD,
        spread,
        List.of("pipeline_id"),
        Map.of("spread", struct(Tables.FORECAST_SPREAD.selection())));
  }

  private static Dataset<Row> categories(Dataset<Row> stage) {
    return of(
        Kind.CATEGORY,
        stage.where(col("forecast_category").isNotNull()),
        List.of("pipeline_id", "stage_id"),
        Map.of("category", col("forecast_category")));
  }

  /** Targets of whole pipelines: rows of an owner or a segment are parts of one, not another. */
  private static Dataset<Row> targets(Dataset<Row> targets) {
    Dataset<Row> whole = targets;
    for (String part : List.of("owner_id", "segment")) {
      if (Arrays.asList(targets.columns()).contains(part)) {
        whole = whole.where(col(part).isNull());
      }
    }
    return of(
        Kind.TARGET,
        whole,
        List.of("amount"),
        Map.of(
            "pipeline_id", coalesce(col("pipeline_id"), lit(DEFAULT_PIPELINE)),
            "from_date", col("period_start"),
            "to_date", col("period_end")));
  }

  /** The declared shape: some columns as they are, some computed, the others null. */
  private static Dataset<Row> of(
      Kind kind, Dataset<Row> rows, List<String> same, Map<String, Column> computed) {
    Map<String, Column> values = new HashMap<>(computed);
    same.forEach(name -> values.put(name, col(name)));
    values.put("kind", lit(kind.name()));
    return shaped(rows, SCHEMA, values);
  }

  /** Adds the fact of a row to the forecast of its pipeline. */
  static void add(Row row, PipelineForecast forecast) {
    Segment segment =
        new Segment(
            text(row, "customer_type"),
            text(row, "size_band"),
            text(row, "product"),
            text(row, "owner_id"),
            text(row, "team"));
    switch (Kind.valueOf(text(row, "kind"))) {
      case OPEN ->
          forecast.addOpen(
              new OpenDeal(
                  text(row, "opportunity_id"),
                  segment,
                  new Placement(
                      text(row, "stage_id"),
                      text(row, "age_band"),
                      text(row, "size_band"),
                      number(row, "confidence"),
                      number(row, "incumbent"),
                      number(row, "reached_win_rate"),
                      text(row, "priced_at")),
                  cents(row),
                  Optional.ofNullable(date(row, "to_date"))));
      case WON ->
          forecast.addWon(date(row, "from_date"), segment, row.<Long>getAs("deals"), cents(row));
      case TIMING ->
          forecast.addTiming(
              text(row, "stage_id"),
              text(row, "age_band"),
              row.<Integer>getAs("day"),
              number(row, "share_of_wins"));
      case ARRIVAL -> {
        Row arrival = row.getAs("arrival");
        List<Double> byMonth = arrival.isNullAt(1) ? List.of() : arrival.getList(1);
        forecast.addArrival(
            Level.valueOf(text(row, "segment_level").toUpperCase(Locale.ROOT)),
            segment,
            new Arrival(
                number(arrival, "created_per_day"),
                byMonth,
                number(arrival, "win_probability"),
                Optional.ofNullable(row.<BigDecimal>getAs("amount"))
                    .map(BigDecimal::doubleValue)
                    .orElse(Double.NaN),
                number(arrival, "won_amount_variance")));
      }
      case PACE -> forecast.addPace(text(row, "size_band"), number(row, "factor"));
      case DRIFT -> forecast.addDrift(text(row, "stage_id"), number(row, "factor"));
      case SPREAD -> forecast.addSpread(spread(row.getAs("spread")));
      case CATEGORY ->
          Category.of(text(row, "category"))
              .ifPresent(category -> forecast.addCategory(text(row, "stage_id"), category));
      case TARGET -> forecast.addTarget(date(row, "from_date"), date(row, "to_date"), cents(row));
    }
  }

  private static Spread spread(Row row) {
    return new Spread(
        row.<Integer>getAs("from_day"),
        row.<Integer>getAs("to_day"),
        number(row, "open_shock"),
        number(row, "new_shock"),
        number(row, "width_factor"),
        row.<Integer>getAs("forecasts"),
        number(row, "coverage_needed"),
        number(row, "coverage_safe"));
  }

  private static String text(Row row, String column) {
    return row.getAs(column);
  }

  private static double number(Row row, String column) {
    Double value = row.getAs(column);
    return value == null ? Double.NaN : value;
  }

  private static LocalDate date(Row row, String column) {
    java.sql.Date value = row.getAs(column);
    return value == null ? null : value.toLocalDate();
  }

  private static long cents(Row row) {
    return row.<BigDecimal>getAs("amount").movePointRight(2).longValueExact();
  }
}
