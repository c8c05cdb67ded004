package io.plumbline.estimate;

import static io.plumbline.frame.Rows.shaped;
import static io.plumbline.frame.Rows.wholeDays;
import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.unix_micros;
import static org.apache.spark.sql.functions.when;

import io.plumbline.config.Configuration;
import io.plumbline.config.Settings;
import io.plumbline.estimate.CellCounts.Kind;
import io.plumbline.model.AsOf;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructField;

/**
 * Reduces visits to {@link CellCounts} in one aggregation: the rest of the statistics works on
 * counts whose number does not grow with the deals.
 */
final class CountCells {

  private CountCells() {}

  /**
   * The counts of all pipelines; starts no job.
   *
   * @param visits rows of the stage visit table
   * @param stage rows of the stage table
   */
  static Dataset<Row> count(
      Dataset<Row> visits, Dataset<Row> stage, AsOf asOf, Configuration configuration) {
    ZoneId zone = configuration.value(Settings.TIME_ZONE);
    Column cutoff = lit(micros(asOf.cutoff()));
    Column entered = unix_micros(col("entered_at"));
    Column end = coalesce(unix_micros(col("closed_at")), cutoff);
    Column lateEntry =
        configuration
            .value(Settings.HISTORY_OBSERVED_FROM)
            .map(date -> lit(micros(date.atStartOfDay(zone).toInstant())))
            .map(from -> greatest(lit(0), wholeDays(from.minus(entered))))
            .orElse(lit(0));
    // Won or lost for the time being: the deal came back.
    Column isReopened = col("exit").isin("won", "lost").and(col("exit").notEqual(col("outcome")));
    Column none = lit(null);
    Column reached =
        when(
            col("stage_visit_number").equalTo(1),
            cell(Kind.REACHED, col("outcome"), none, lateEntry, wholeDays(end.minus(entered))));
    Column exit =
        cell(
            Kind.EXIT,
            when(isReopened, lit("reopened")).otherwise(col("exit")),
            col("next_stage_id"),
            none,
            none);
    Dataset<Row> cells =
        visits
            .select(
                col("pipeline_id"),
                col("stage_id"),
                col("customer_type"),
                col("size_band"),
                col("product"),
                explode(array(reached, exit)).as("_cell"))
            .where(col("_cell").isNotNull())
            .select("pipeline_id", "stage_id", "customer_type", "size_band", "product", "_cell.*");
    Column[] keys =
        Arrays.stream(CellCounts.SCHEMA.fields())
            .map(StructField::name)
            .filter(name -> !name.equals("n"))
            .map(name -> col(name))
            .toArray(Column[]::new);
    return shaped(
            cells,
            CellCounts.SCHEMA,
            Map.ofEntries(
                named("pipeline_id"),
                named("kind"),
                named("stage_id"),
                named("next_stage_id"),
                named("customer_type"),
                named("size_band"),
                named("product"),
                named("late_entry"),
                named("day"),
                named("event")))
        .drop("n")
        .groupBy(keys)
        .agg(functions.count(lit(1)).as("n"))
        .unionByName(stages(stage));
  }

  private static long micros(Instant time) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, time);
  }

  private static Map.Entry<String, Column> named(String column) {
    return Map.entry(column, col(column));
  }

  private static Column cell(Kind kind, Column event, Column next, Column lateEntry, Column day) {
    return struct(
        lit(kind.name()).as("kind"),
        event.as("event"),
        next.cast("string").as("next_stage_id"),
        lateEntry.cast("int").as("late_entry"),
        day.cast("int").as("day"));
  }

  private static Dataset<Row> stages(Dataset<Row> stage) {
    return shaped(
        stage.where(col("is_closed").equalTo(false)),
        CellCounts.SCHEMA,
        Map.of(
            "pipeline_id", col("pipeline_id"),
            "kind", lit(Kind.STAGE.name()),
            "stage_id", col("stage_id"),
            "label", col("stage_label"),
            "stage_order", col("stage_order"),
            "n", lit(1L)));
  }
}
