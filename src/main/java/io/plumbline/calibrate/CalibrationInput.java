package io.plumbline.calibrate;

import static io.plumbline.frame.Rows.shaped;
import static io.plumbline.frame.Rows.wholeDays;
import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.call_function;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.floor;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.log2;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.unix_date;
import static org.apache.spark.sql.functions.unix_micros;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import io.plumbline.frame.Rows;
import io.plumbline.table.Types;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * What the calibration of a pipeline reads, as rows of one shape: its stages, the visits of its
 * deals, counts of deals by creation, and the versions that were published. One shuffle by
 * pipeline.
 */
final class CalibrationInput {

  static final String STAGE = "stage";
  static final String VISIT = "visit";
  static final String CREATED = "created";
  static final String PUBLISHED = "published";
  static final String DAY = "day";

  private static final String OTHER = "rest";

  /** Of the columns that a visit has no value for: one null instead of many in every visit. */
  private static final StructType REST =
      new StructType()
          .add("label", DataTypes.StringType)
          .add("category", DataTypes.StringType)
          .add("created", DataTypes.LongType)
          .add("probability", DataTypes.DoubleType)
          .add("override", DataTypes.DoubleType)
          .add("incumbent", DataTypes.DoubleType)
          .add("confidence", DataTypes.DoubleType)
          .add("day", DataTypes.IntegerType)
          .add("n", DataTypes.LongType)
          .add("recent", DataTypes.LongType)
          .add("oldest", DataTypes.IntegerType)
          .add("amount", DataTypes.createDecimalType(38, 2))
          .add("amount_squared", DataTypes.createDecimalType(38, 2));

  static final StructType SCHEMA =
      new StructType()
          .add("pipeline_id", DataTypes.StringType)
          .add("kind", DataTypes.StringType)
          .add("stage_id", DataTypes.StringType)
          .add("customer_type", DataTypes.StringType)
          .add("size_band", DataTypes.StringType)
          .add("product", DataTypes.StringType)
          .add("attributes", DataTypes.StringType)
          .add("deal", DataTypes.LongType)
          .add("number", DataTypes.IntegerType)
          .add("entered", DataTypes.LongType)
          .add("left", DataTypes.LongType)
          .add("closed", DataTypes.LongType)
          .add("outcome", DataTypes.StringType)
          .add("visit_amount", Types.AMOUNT)
          .add("deal_amount", Types.AMOUNT)
          .add("due_day", DataTypes.IntegerType)
          .add("owner_id", DataTypes.StringType)
          .add("team", DataTypes.StringType)
          .add(OTHER, REST);

  private static final long MICROS_PER_DAY = 86_400_000_000L;
  private static final long LARGE = 4;
  private static final int ARRIVAL_WINDOW_DAYS = 365;

  /** Four years, for trend and season. */
  private static final int REMEMBERED_DAYS = 1461;

  private CalibrationInput() {}

  /** A row of {@link #SCHEMA}, by name. */
  static final class Reader {
    private final Row row;
    private final StructType shape;

    Reader(Row row) {
      this(row, SCHEMA);
    }

    private Reader(Row row, StructType shape) {
      this.row = row;
      this.shape = shape;
    }

    /** Of a kind that is not a visit. */
    Reader rest() {
      return new Reader(row.getStruct(at(OTHER)), REST);
    }

    private int at(String column) {
      return shape.fieldIndex(column);
    }

    String text(String column) {
      return row.getString(at(column));
    }

    int integer(String column) {
      int position = at(column);
      return row.isNullAt(position) ? 0 : row.getInt(position);
    }

    /** {@link Paths#NEVER} where it is not known. */
    long time(String column) {
      int position = at(column);
      return row.isNullAt(position) ? Paths.NEVER : row.getLong(position);
    }

    long count() {
      return count("n");
    }

    /** 0 where it is not known. */
    long count(String column) {
      int position = at(column);
      return row.isNullAt(position) ? 0 : row.getLong(position);
    }

    /** {@link Paths#NO_DAY} where it is not known. */
    int day(String column) {
      int position = at(column);
      return row.isNullAt(position) ? Paths.NO_DAY : row.getInt(position);
    }

    double number(String column) {
      int position = at(column);
      return row.isNullAt(position) ? Double.NaN : row.getDouble(position);
    }

    /** {@link Paths#NO_AMOUNT} where it is not known. */
    long cents(String column) {
      BigDecimal amount = amount(column);
      return amount == null ? Paths.NO_AMOUNT : amount.movePointRight(2).longValueExact();
    }

    BigDecimal amount(String column) {
      return row.getDecimal(at(column));
    }
  }

  /**
   * Starts no job.
   *
   * @param opportunity rows of the table, each with the team of its owner where forecasts of past
   *     dates are kept
   * @param visits the same
   */
  static Dataset<Row> of(
      Dataset<Row> opportunity,
      Dataset<Row> visits,
      Dataset<Row> stage,
      Optional<Dataset<Row>> published,
      long deals,
      CalibrationSettings settings) {
    Dataset<Row> travelling =
        deals < LARGE * settings.maxDeals() ? visits : thinned(visits, settings.maxDeals());
    Dataset<Row> rows =
        visits(travelling, settings)
            .unionByName(stages(stage))
            .unionByName(created(opportunity, settings))
            .unionByName(days(opportunity, settings));
    return published.map(version -> rows.unionByName(published(version))).orElse(rows);
  }

  /**
   * Leaves out, before they travel, visits that {@link Sample} would drop: of a pipeline with many
   * times the deals that a model takes, it keeps those whose hash begins with so many zeros that at
   * least twice as many as it takes are left. Pipelines of that size are few, whatever the number
   * of pipelines.
   */
  private static Dataset<Row> thinned(Dataset<Row> visits, int most) {
    Column halvings = floor(log2(col("_deals").divide(2.0 * most))).cast("int");
    Dataset<Row> large =
        visits
            .where(col("visit_number").equalTo(1))
            .groupBy(col("pipeline_id").as("_large"))
            .agg(count(lit(1)).as("_deals"))
            .where(col("_deals").geq(LARGE * most))
            .select(col("_large"), lit(Long.SIZE).minus(halvings).as("_bits"));
    return visits
        .join(broadcast(large), col("pipeline_id").equalTo(col("_large")), "left")
        .where(
            col("_bits")
                .isNull()
                .or(
                    call_function(
                            "shiftrightunsigned", xxhash64(col("opportunity_id")), col("_bits"))
                        .equalTo(0)));
  }

  private static Dataset<Row> visits(Dataset<Row> visits, CalibrationSettings settings) {
    return complete(
        visits,
        VISIT,
        Map.ofEntries(
            Map.entry("pipeline_id", col("pipeline_id")),
            Map.entry("stage_id", col("stage_id")),
            Map.entry("customer_type", col("customer_type")),
            Map.entry("size_band", col("size_band")),
            Map.entry("product", col("product")),
            Map.entry("attributes", col("attributes")),
            Map.entry("deal", xxhash64(col("opportunity_id"))),
            Map.entry("number", col("visit_number")),
            Map.entry("entered", unix_micros(col("entered_at"))),
            Map.entry("left", unix_micros(col("left_at"))),
            Map.entry("closed", unix_micros(col("closed_at"))),
            Map.entry("outcome", col("outcome")),
            Map.entry("visit_amount", col("amount_base")),
            Map.entry("deal_amount", col("deal_amount_base")),
            Map.entry("due_day", unix_date(col("expected_close_date"))),
            Map.entry("owner_id", bySegment(settings, "owner_id")),
            Map.entry("team", bySegment(settings, "team"))));
  }

  private static Dataset<Row> stages(Dataset<Row> stage) {
    return complete(
        stage.where(col("is_closed").equalTo(false)),
        STAGE,
        Map.of(
            "pipeline_id", col("pipeline_id"),
            "stage_id", col("stage_id"),
            "label", col("stage_label"),
            "number", col("stage_order"),
            "category", col("forecast_category"),
            "probability", col("incumbent")));
  }

  /**
   * What the CRM was given: what was released, else the percentage that it had. A table without
   * these columns was written before versions were reviewed; of such a version, the confidences
   * were given, and no person replaced any.
   */
  private static Dataset<Row> published(Dataset<Row> version) {
    Set<String> columns = Set.of(version.columns());
    boolean isReviewed =
        columns.containsAll(List.of("released_confidence", "incumbent", "mark", "override"));
    return complete(
        version.where(col("segment_level").equalTo(ConfidenceTable.STAGE)),
        PUBLISHED,
        Map.of(
            "pipeline_id", col("pipeline_id"),
            "stage_id", col("stage_id"),
            "label", col("as_of_date").cast("string"),
            "probability",
                isReviewed
                    ? coalesce(col("released_confidence"), col("incumbent"))
                    : col("confidence"),
            "override",
                isReviewed ? when(col("mark").equalTo("override"), col("override")) : lit(null),
            "incumbent", columns.contains("incumbent") ? col("incumbent") : lit(null),
            "confidence", col("confidence")));
  }

  /**
   * Deals by the days from creation to the outcome, and amounts of the won; those created before
   * the export is complete by the days to their entry, too.
   */
  private static Dataset<Row> created(Dataset<Row> opportunity, CalibrationSettings settings) {
    Column cutoff = lit(settings.cutoff());
    Column observedFrom = lit(settings.observedFrom());
    Column created = unix_micros(col("created_at"));
    Column end = coalesce(unix_micros(col("closed_at")), cutoff);
    Column isLate = created.lt(observedFrom);
    Column age = least(wholeDays(cutoff.minus(created)), lit(ARRIVAL_WINDOW_DAYS));
    Column exit = struct(col("outcome").as("outcome"), wholeDays(end.minus(created)).as("day"));
    Column entry =
        when(
            isLate,
            struct(
                lit(Arrivals.ENTERED).as("outcome"),
                wholeDays(observedFrom.minus(created)).as("day")));
    Column wonAmount = when(col("outcome").equalTo("won"), col("amount_base"));
    Dataset<Row> counted =
        opportunity
            .where(col("is_deleted").equalTo(false).and(end.geq(observedFrom)))
            .select(
                col("pipeline_id"),
                col("customer_type"),
                col("size_band"),
                col("product"),
                col("amount_base"),
                age.as("_age"),
                isLate.as("_is_late"),
                explode(settings.isComplete() ? array(exit) : array(exit, entry)).as("_event"))
            .where(col("_event").isNotNull())
            .select("*", "_event.*")
            .groupBy("pipeline_id", "customer_type", "size_band", "product", "outcome", "day")
            .agg(
                count(lit(1)).as("n"),
                count_if(col("_age").lt(ARRIVAL_WINDOW_DAYS).and(not(col("_is_late"))))
                    .as("recent"),
                max("_age").as("oldest"),
                count(wonAmount).cast("int").as("number"),
                sum(wonAmount.cast("decimal(38,2)")).as("amount"),
                sum(wonAmount.multiply(wonAmount).cast("decimal(38,2)")).as("amount_squared"));
    return complete(counted, CREATED);
  }

  /**
   * Deals created, since the export is complete, and deals won by calendar day, and what the won
   * brought.
   */
  private static Dataset<Row> days(Dataset<Row> opportunity, CalibrationSettings settings) {
    long earliest = settings.cutoff() - REMEMBERED_DAYS * MICROS_PER_DAY;
    Column isWon = col("outcome").equalTo("won").and(col("amount_base").isNotNull());
    Column isComplete = unix_micros(col("created_at")).geq(lit(settings.observedFrom()));
    Column event =
        explode(
            array(
                struct(
                    when(isComplete, col("created_at")).as("at"),
                    lit(1L).as("created"),
                    lit(0L).as("won")),
                struct(
                    when(isWon, col("closed_at")).as("at"),
                    lit(0L).as("created"),
                    lit(1L).as("won"))));
    Dataset<Row> counted =
        opportunity
            .where(col("is_deleted").equalTo(false))
            .select(
                col("pipeline_id"),
                bySegment(settings, "owner_id"),
                bySegment(settings, "team"),
                bySegment(settings, "customer_type"),
                bySegment(settings, "size_band"),
                bySegment(settings, "product"),
                col("amount_base"),
                event.as("_event"))
            .where(unix_micros(col("_event.at")).geq(earliest))
            .withColumn("day", unix_date(Rows.dayIn(settings.zone(), col("_event.at"))))
            .groupBy(
                "pipeline_id", "owner_id", "team", "customer_type", "size_band", "product", "day")
            .agg(
                sum("_event.created").as("created"),
                sum("_event.won").as("n"),
                sum(when(col("_event.won").equalTo(1), col("amount_base")).cast("decimal(38,2)"))
                    .as("amount"));
    return complete(counted, DAY);
  }

  /** A column of a segment, or null where forecasts of past dates are of whole pipelines. */
  private static Column bySegment(CalibrationSettings settings, String name) {
    return settings.isBySegment() ? col(name) : lit(null).cast("string").as(name);
  }

  /** Rows whose columns are called as those that they become. */
  private static Dataset<Row> complete(Dataset<Row> rows, String kind) {
    Map<String, Column> values = new HashMap<>();
    for (String name : rows.columns()) {
      values.put(name, col(name));
    }
    return complete(rows, kind, values);
  }

  private static Dataset<Row> complete(Dataset<Row> rows, String kind, Map<String, Column> values) {
    Map<String, Column> all = new HashMap<>(values);
    all.put("kind", lit(kind));
    if (!kind.equals(VISIT)) {
      all.put(
          OTHER,
          struct(
              Arrays.stream(REST.fields())
                  .map(
                      field ->
                          values
                              .getOrDefault(field.name(), lit(null))
                              .cast(field.dataType())
                              .as(field.name()))
                  .toArray(Column[]::new)));
    }
    return shaped(rows, SCHEMA, all);
  }
}
