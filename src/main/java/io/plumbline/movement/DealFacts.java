package io.plumbline.movement;

import static io.plumbline.frame.Rows.shaped;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.plumbline.model.AsOf;
import io.plumbline.movement.State.Standing;
import io.plumbline.table.Types;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Everything that is known of the deals as rows of one shape, so that one shuffle by deal brings it
 * together. Columns that a kind of fact does not have are null.
 */
final class DealFacts {

  /** One row per fact. */
  static final StructType SCHEMA =
      new StructType()
          .add("opportunity_id", DataTypes.StringType)
          .add("kind", DataTypes.StringType)
          .add("from_date", DataTypes.DateType)
          .add("pipeline_id", DataTypes.StringType)
          .add("owner_id", DataTypes.StringType)
          .add("customer_type", DataTypes.StringType)
          .add("size_band", DataTypes.StringType)
          .add("product", DataTypes.StringType)
          .add("stage_id", DataTypes.StringType)
          .add("outcome", DataTypes.StringType)
          .add("is_deleted", DataTypes.BooleanType)
          .add("begin_at", DataTypes.TimestampType)
          .add("end_at", DataTypes.TimestampType)
          .add("amount_base", Types.AMOUNT)
          .add("amount", Types.AMOUNT)
          .add("expected_close_date", DataTypes.DateType)
          .add("visit_number", DataTypes.IntegerType)
          .add("field", DataTypes.StringType)
          .add("value", DataTypes.StringType);

  private static final List<String> OF_DEAL =
      List.of(
          "opportunity_id",
          "pipeline_id",
          "owner_id",
          "customer_type",
          "size_band",
          "product",
          "stage_id",
          "outcome",
          "is_deleted",
          "amount_base",
          "amount",
          "expected_close_date");

  private DealFacts() {}

  private enum Kind {
    NOW,
    THEN,
    VISIT,
    CHANGE
  }

  /** The deals at the as-of date: rows of {@code opportunity}. */
  static Dataset<Row> now(Dataset<Row> opportunity) {
    return of(
        Kind.NOW,
        opportunity,
        OF_DEAL,
        Map.of("begin_at", col("created_at"), "end_at", col("closed_at")));
  }

  /** The same, as an earlier run has said it. */
  static Dataset<Row> then(LocalDate from, Dataset<Row> opportunity) {
    return of(
        Kind.THEN,
        opportunity,
        OF_DEAL,
        Map.of(
            "from_date",
            lit(Date.valueOf(from)),
            "begin_at",
            col("created_at"),
            "end_at",
            col("closed_at")));
  }

  /** Rows of {@code stage_visit}. */
  static Dataset<Row> visits(Dataset<Row> visits) {
    return of(
        Kind.VISIT,
        visits,
        List.of(
            "opportunity_id",
            "customer_type",
            "size_band",
            "product",
            "stage_id",
            "amount_base",
            "expected_close_date",
            "visit_number"),
        Map.of(
            "outcome", col("exit"),
            "begin_at", col("entered_at"),
            "end_at", col("left_at")));
  }

  /**
   * Rows of opportunity_id, field, value and changed_at, as far as they were there at the as-of
   * date: an export of a later day holds later ones.
   */
  static Dataset<Row> changes(Dataset<Row> fieldHistory, AsOf asOf) {
    return of(
        Kind.CHANGE,
        fieldHistory.where(
            col("field")
                .isin("owner_id", "amount", "expected_close_date")
                .and(col("value").isNotNull())
                .and(col("changed_at").lt(lit(Timestamp.from(asOf.cutoff()))))),
        List.of("opportunity_id", "field", "value"),
        Map.of(
            "begin_at", col("changed_at"),
            "amount", col("value").try_cast(Types.AMOUNT),
            "expected_close_date", col("value").try_cast(DataTypes.DateType)));
  }

  private static Dataset<Row> of(
      Kind kind, Dataset<Row> rows, List<String> same, Map<String, Column> computed) {
    Map<String, Column> values = new HashMap<>(computed);
    same.forEach(name -> values.put(name, col(name)));
    values.put("kind", lit(kind.name()));
    values.computeIfPresent("is_deleted", (name, value) -> coalesce(value, lit(false)));
    return shaped(rows, SCHEMA, values);
  }

  /** Adds the fact of a row to what is known of its deal. */
  static void add(Row row, DealHistory history, Map<LocalDate, State> recorded, ZoneId zone) {
    switch (Kind.valueOf(row.getAs("kind"))) {
      case NOW ->
          history.add(
              new DealHistory.Now(state(row, zone), time(row, "end_at"), row.getAs("amount")));
      case THEN -> recorded.put(date(row, "from_date"), state(row, zone));
      case VISIT ->
          history.add(
              new DealHistory.Visit(
                  row.<Integer>getAs("visit_number"),
                  time(row, "begin_at"),
                  time(row, "end_at"),
                  standing(row),
                  row.getAs("stage_id"),
                  row.getAs("amount_base"),
                  date(row, "expected_close_date"),
                  row.getAs("customer_type"),
                  row.getAs("size_band"),
                  row.getAs("product")));
      case CHANGE ->
          history.add(
              new DealHistory.Change(
                  row.getAs("field"),
                  time(row, "begin_at"),
                  row.getAs("value"),
                  row.getAs("amount"),
                  date(row, "expected_close_date")));
    }
  }

  private static State state(Row row, ZoneId zone) {
    Instant closedAt = time(row, "end_at");
    return new State(
        row.<Boolean>getAs("is_deleted") ? Standing.REMOVED : standing(row),
        time(row, "begin_at"),
        closedAt == null ? null : closedAt.atZone(zone).toLocalDate(),
        new Cell(
            row.getAs("pipeline_id"),
            row.getAs("owner_id"),
            row.getAs("customer_type"),
            row.getAs("size_band"),
            row.getAs("product")),
        row.getAs("stage_id"),
        row.getAs("amount_base"),
        date(row, "expected_close_date"));
  }

  /** A visit that ended with a move has closed nothing. */
  private static Standing standing(Row row) {
    String outcome = row.<String>getAs("outcome").toUpperCase(Locale.ROOT);
    return outcome.equals("MOVED") ? Standing.OPEN : Standing.valueOf(outcome);
  }

  private static Instant time(Row row, String column) {
    Timestamp time = row.getAs(column);
    return time == null ? null : time.toInstant();
  }

  private static LocalDate date(Row row, String column) {
    Date date = row.getAs(column);
    return date == null ? null : date.toLocalDate();
  }
}
