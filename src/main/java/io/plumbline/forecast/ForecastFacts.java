package io.plumbline.forecast;

import static io.plumbline.frame.Rows.shaped;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.from_utc_timestamp;
import static org.apache.spark.sql.functions.lit;

import io.plumbline.forecast.PipelineForecast.Plan;
import io.plumbline.forecast.Segment.Level;
import io.plumbline.model.AsOf;
import io.plumbline.model.Outcome;
import io.plumbline.table.Types;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
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
          .add("customer_type", DataTypes.StringType)
          .add("size_band", DataTypes.StringType)
          .add("product", DataTypes.StringType)
          .add("amount", Types.AMOUNT)
          .add("confidence", DataTypes.DoubleType)
          .add("incumbent", DataTypes.DoubleType)
          .add("day", DataTypes.IntegerType)
          .add("share_of_wins", DataTypes.DoubleType)
          .add("created_per_day", DataTypes.DoubleType)
          .add("win_probability", DataTypes.DoubleType)
          .add("won_amount_variance", DataTypes.DoubleType)
          .add("period_shock", DataTypes.DoubleType)
          .add("from_date", DataTypes.DateType)
          .add("to_date", DataTypes.DateType);

  private static final String DEFAULT_PIPELINE = "default";

  private ForecastFacts() {}

  private enum Kind {
    OPEN,
    WON,
    TIMING,
    ARRIVAL,
    TARGET
  }

  /** All facts; starts no job. */
  static Dataset<Row> all(
      Dataset<Row> opportunity,
      Dataset<Row> score,
      Dataset<Row> stageTiming,
      Dataset<Row> arrival,
      Optional<Dataset<Row>> targets,
      Plan plan,
      AsOf asOf) {
    Dataset<Row> facts =
        open(score)
            .unionByName(won(opportunity, plan, asOf))
            .unionByName(timing(stageTiming))
            .unionByName(arrivals(arrival));
    return targets.map(rows -> facts.unionByName(targets(rows))).orElse(facts);
  }

  private static Dataset<Row> open(Dataset<Row> score) {
    return of(
        Kind.OPEN,
        score.where(col("amount_base").isNotNull()),
        List.of(
            "pipeline_id",
            "opportunity_id",
            "stage_id",
            "age_band",
            "customer_type",
            "size_band",
            "product",
            "confidence",
            "incumbent"),
        Map.of("amount", col("amount_base")));
  }

  /** Won before the cutoff, on or after the first day of the earliest period. */
  private static Dataset<Row> won(Dataset<Row> opportunity, Plan plan, AsOf asOf) {
    LocalDate since =
        plan.periods().stream()
            .map(ForecastPeriod::start)
            .min(LocalDate::compareTo)
            .orElse(plan.today());
    Column closedOn = from_utc_timestamp(col("closed_at"), asOf.zone().getId());
    return of(
        Kind.WON,
        opportunity.where(
            col("outcome")
                .equalTo(Outcome.WON.label())
                .and(coalesce(col("is_deleted"), lit(false)).equalTo(false))
                .and(col("amount_base").isNotNull())
                .and(col("closed_at").geq(lit(since.atStartOfDay(asOf.zone()).toInstant())))
                .and(col("closed_at").lt(lit(asOf.cutoff())))),
        List.of("pipeline_id", "customer_type", "size_band", "product"),
        Map.of("amount", col("amount_base"), "from_date", closedOn));
  }

  private static Dataset<Row> timing(Dataset<Row> stageTiming) {
    return of(
        Kind.TIMING,
        stageTiming.where(col("share_of_wins").isNotNull()),
        List.of("pipeline_id", "stage_id", "age_band", "day", "share_of_wins"),
        Map.of());
  }

  /** Arrivals of the levels that are forecast. */
  private static Dataset<Row> arrivals(Dataset<Row> arrival) {
    return of(
        Kind.ARRIVAL,
        arrival.where(
            col("segment_level")
                .isin(Arrays.stream(Level.values()).map(Level::label).toArray(Object[]::new))),
        List.of(
            "pipeline_id",
            "segment_level",
            "customer_type",
            "size_band",
            "product",
            "created_per_day",
            "win_probability",
            "won_amount_variance",
            "period_shock"),
        Map.of("amount", col("mean_won_amount")));
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
        new Segment(text(row, "customer_type"), text(row, "size_band"), text(row, "product"));
    switch (Kind.valueOf(text(row, "kind"))) {
      case OPEN ->
          forecast.addOpen(
              new OpenDeal(
                  text(row, "opportunity_id"),
                  segment,
                  new Placement(
                      text(row, "stage_id"),
                      text(row, "age_band"),
                      number(row, "confidence"),
                      number(row, "incumbent")),
                  cents(row)));
      case WON -> forecast.addWon(date(row, "from_date"), segment, cents(row));
      case TIMING ->
          forecast.addTiming(
              text(row, "stage_id"),
              text(row, "age_band"),
              row.<Integer>getAs("day"),
              number(row, "share_of_wins"));
      case ARRIVAL ->
          forecast.addArrival(
              Level.valueOf(text(row, "segment_level").toUpperCase(Locale.ROOT)),
              segment,
              new Arrival(
                  number(row, "created_per_day"),
                  number(row, "win_probability"),
                  Optional.ofNullable(row.<BigDecimal>getAs("amount"))
                      .map(BigDecimal::doubleValue)
                      .orElse(Double.NaN),
                  number(row, "won_amount_variance"),
                  optional(row, "period_shock")));
      case TARGET -> forecast.addTarget(date(row, "from_date"), date(row, "to_date"), cents(row));
    }
  }

  private static String text(Row row, String column) {
    return row.getAs(column);
  }

  private static double number(Row row, String column) {
    return optional(row, column).orElse(Double.NaN);
  }

  private static OptionalDouble optional(Row row, String column) {
    Double value = row.getAs(column);
    return value == null || value.isNaN() ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  private static LocalDate date(Row row, String column) {
    return row.<java.sql.Date>getAs(column).toLocalDate();
  }

  private static long cents(Row row) {
    return row.<BigDecimal>getAs("amount").movePointRight(2).longValueExact();
  }
}
