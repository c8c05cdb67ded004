package io.plumbline.estimate;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_compact;
import static org.apache.spark.sql.functions.bit_or;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.datediff;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.percentile;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.round;
import static org.apache.spark.sql.functions.sequence;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.unix_micros;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import io.plumbline.config.Configuration;
import io.plumbline.config.Settings;
import io.plumbline.model.AgeGrid;
import io.plumbline.model.AsOf;
import io.plumbline.table.CellCounts;
import io.plumbline.table.CellCounts.Kind;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructField;

/**
 * Reduces visits and opportunities to {@link CellCounts}: landmarks are exploded late and
 * aggregated at once, the rest of the statistics works on counts whose number does not grow with
 * the deals.
 */
public final class CountCells {

  /**
   * Deals are counted by hash bucket of their id, so that resampling can leave out deals rather
   * than rows.
   */
  public static final int BUCKETS = 64;

  private static final int ARRIVAL_WINDOW_DAYS = 365;
  private static final int LONGEST_RESOLUTION_DAYS = 365;
  private static final int WIDEST_SPACING_DAYS = 30;
  private static final double CYCLE_PER_LANDMARK = 10;
  private static final long MICROS_PER_DAY = 86_400_000_000L;

  private CountCells() {}

  /**
   * The counts of all pipelines, one aggregation over three reads of the (persisted) visits; starts
   * no job.
   *
   * @param opportunity rows of the opportunity table at the as-of date
   * @param visits rows of the stage visit table
   * @param stage rows of the stage table
   */
  public static Dataset<Row> count(
      Dataset<Row> opportunity,
      Dataset<Row> visits,
      Dataset<Row> stage,
      AsOf asOf,
      Configuration configuration) {
    Column cutoff = lit(ChronoUnit.MICROS.between(java.time.Instant.EPOCH, asOf.cutoff()));
    Dataset<Row> present = opportunity.where(col("is_deleted").equalTo(false));
    Dataset<Row> calendar = calendar(present, configuration);
    Dataset<Row> known = visitsByOrigin(visits, calendar, cutoff, configuration);
    Dataset<Row> landmarks = landmarks(known, configuration);

    Column atAsOf = col("origin").equalTo(0);
    Column first = col("stage_visit_number").equalTo(1);
    Column stoodOpen = atAsOf.equalTo(false).and(coalesce(col("left"), cutoff).geq(col("at")));
    // Won or lost for the time being: the deal came back.
    Column reopened = col("exit").isin("won", "lost").and(col("exit").notEqual(col("outcome")));
    Column none = lit(null);
    // One explode for the three kinds that a visit gives at most one row of.
    Column ofVisit =
        array_compact(
            array(
                when(
                    first,
                    visitCell(
                        Kind.REACHED,
                        col("event"),
                        none,
                        none,
                        when(atAsOf, col("bucket")),
                        when(atAsOf, col("late_entry")),
                        when(atAsOf, days(col("end").minus(col("entered")))))),
                when(
                    atAsOf,
                    visitCell(
                        Kind.EXIT,
                        when(reopened, lit("reopened")).otherwise(col("exit")),
                        col("next_stage_id"),
                        none,
                        none,
                        none,
                        none)),
                when(
                    stoodOpen,
                    visitCell(
                        Kind.STANDING,
                        col("outcome"),
                        none,
                        ageBin(col("at").minus(col("entered"))),
                        none,
                        none,
                        days(coalesce(col("closed"), cutoff).minus(col("at")))))));
    Dataset<Row> single =
        complete(
                known
                    .withColumn("_cell", explode(ofVisit))
                    .select(
                        col("pipeline_id"),
                        col("origin"),
                        col("stage_id"),
                        col("customer_type"),
                        col("size_band"),
                        col("product"),
                        col("_cell.*")),
                Map.ofEntries(
                    named("pipeline_id"),
                    named("kind"),
                    named("origin"),
                    named("stage_id"),
                    named("next_stage_id"),
                    named("customer_type"),
                    named("size_band"),
                    named("product"),
                    named("age_bin"),
                    named("bucket"),
                    named("late_entry"),
                    named("day"),
                    named("event")))
            .drop("n");
    Dataset<Row> openThen =
        cells(
            landmarks,
            Kind.LANDMARK,
            Map.of(
                "origin", col("origin"),
                "event", col("event"),
                "bucket", col("bucket"),
                "age_bin", col("age_bin"),
                "day", days(col("end").minus(col("landmark")))));
    Dataset<Row> deals =
        cells(
            landmarks
                .groupBy(
                    "opportunity_id",
                    "origin",
                    "pipeline_id",
                    "stage_id",
                    "customer_type",
                    "size_band",
                    "product",
                    "event")
                .agg(bit_or(functions.expr("shiftleft(1L, age_bin)")).as("age_bins")),
            Kind.DEAL,
            Map.of("origin", col("origin"), "event", col("event"), "mask", col("age_bins")));
    return single
        .unionByName(openThen)
        .unionByName(deals)
        .unionByName(created(present, cutoff))
        .groupBy(keys())
        .agg(
            functions.count(lit(1)).as("n"),
            sum("amount").cast("decimal(38,2)").as("amount"),
            sum("amount_squared").cast("decimal(38,2)").as("amount_squared"))
        .unionByName(stages(stage))
        .unionByName(origins(calendar, configuration));
  }

  private static Map.Entry<String, Column> named(String column) {
    return Map.entry(column, col(column));
  }

  private static Column visitCell(
      Kind kind,
      Column event,
      Column next,
      Column ageBin,
      Column bucket,
      Column lateEntry,
      Column day) {
    return struct(
        lit(kind.name()).as("kind"),
        event.as("event"),
        next.cast("string").as("next_stage_id"),
        ageBin.cast("int").as("age_bin"),
        bucket.cast("int").as("bucket"),
        lateEntry.cast("int").as("late_entry"),
        day.cast("int").as("day"));
  }

  /** Per pipeline: the spacing of landmarks and the days until nine deals of ten are resolved. */
  private static Dataset<Row> calendar(Dataset<Row> opportunity, Configuration configuration) {
    int spacing = configuration.value(Settings.LANDMARK_SPACING_DAYS);
    Column cycle =
        when(col("closed_at").isNotNull(), datediff(col("closed_at"), col("created_at")));
    Column fitted =
        greatest(
            lit(1),
            least(
                lit(WIDEST_SPACING_DAYS),
                coalesce(round(col("_median").divide(CYCLE_PER_LANDMARK)), lit(1))));
    Column resolved =
        greatest(
            lit(1), least(lit(LONGEST_RESOLUTION_DAYS), coalesce(round(col("_most")), lit(1))));
    return opportunity
        .groupBy(col("pipeline_id").as("_calendar"))
        .agg(percentile(cycle, lit(0.5)).as("_median"), percentile(cycle, lit(0.9)).as("_most"))
        .select(
            col("_calendar"),
            (spacing > 0 ? lit(spacing) : fitted).cast("long").as("_spacing"),
            resolved.cast("long").as("_resolved"));
  }

  /**
   * Days before the as-of date of an origin: 0, then far enough back that most deals have been
   * resolved since.
   */
  private static Column originDays() {
    Column gap = greatest(lit(1L), round(col("_resolved").divide(3)).cast("long"));
    return when(col("origin").equalTo(0), lit(0L))
        .otherwise(col("_resolved").plus(gap.multiply(col("origin").minus(1))));
  }

  private static Dataset<Row> visitsByOrigin(
      Dataset<Row> visits, Dataset<Row> calendar, Column cutoff, Configuration configuration) {
    Column closedThen = col("closed").lt(col("at"));
    Column observedFrom =
        configuration
            .value(Settings.HISTORY_OBSERVED_FROM)
            .map(
                date ->
                    lit(
                        ChronoUnit.MICROS.between(
                            java.time.Instant.EPOCH,
                            date.atStartOfDay(configuration.value(Settings.TIME_ZONE))
                                .toInstant())))
            .orElse(lit(null).cast("long"));
    return visits
        .select(
            col("opportunity_id"),
            col("pipeline_id"),
            col("stage_id"),
            col("next_stage_id"),
            col("stage_visit_number"),
            col("exit"),
            col("outcome"),
            col("customer_type"),
            col("size_band"),
            col("product"),
            unix_micros(col("entered_at")).as("entered"),
            unix_micros(col("left_at")).as("left"),
            unix_micros(col("closed_at")).as("closed"),
            pmod(xxhash64(col("opportunity_id")), lit((long) BUCKETS)).cast("int").as("bucket"),
            observedFrom.as("observed_from"))
        .join(broadcast(calendar), col("pipeline_id").equalTo(col("_calendar")))
        .withColumn(
            "origin",
            explode(sequence(lit(0), lit(configuration.value(Settings.CALIBRATE_HOLDOUT_DATES)))))
        .withColumn("at", cutoff.minus(originDays().multiply(MICROS_PER_DAY)))
        .where(col("entered").lt(col("at")))
        .withColumns(
            Map.of(
                "event", when(closedThen, col("outcome")).otherwise(lit("open")),
                "end", when(closedThen, col("closed")).otherwise(col("at")),
                "late_entry",
                    greatest(
                        lit(0),
                        coalesce(days(col("observed_from").minus(col("entered"))), lit(0)))));
  }

  /** One row per visit and landmark that it stood open at: at - k x spacing, k = 1, 2, ... */
  private static Dataset<Row> landmarks(Dataset<Row> known, Configuration configuration) {
    Column spacing = col("_spacing").multiply(MICROS_PER_DAY);
    Column left = least(coalesce(col("left"), col("at")), col("at"));
    Column earliest = greatest(col("entered"), coalesce(col("observed_from"), col("entered")));
    Column firstK = whole(col("at").minus(left), spacing).plus(1);
    Column lastK =
        least(
            lit((long) configuration.value(Settings.LANDMARK_MAX_COUNT)),
            whole(col("at").minus(earliest), spacing));
    return known
        .where(firstK.leq(lastK))
        .withColumn("_k", explode(sequence(firstK, lastK)))
        .withColumn("landmark", col("at").minus(col("_k").multiply(spacing)))
        .withColumn("age_bin", ageBin(col("landmark").minus(col("entered"))));
  }

  private static Dataset<Row> created(Dataset<Row> opportunity, Column cutoff) {
    Column created = unix_micros(col("created_at"));
    Column closed = unix_micros(col("closed_at"));
    Column wonAmount = when(col("outcome").equalTo("won"), col("amount_base"));
    return cells(
        opportunity.withColumn("stage_id", lit(null).cast("string")),
        Kind.CREATED,
        Map.of(
            "event", col("outcome"),
            "day", days(coalesce(closed, cutoff).minus(created)),
            "mask",
                when(days(cutoff.minus(created)).lt(ARRIVAL_WINDOW_DAYS), lit(1L))
                    .otherwise(lit(0L)),
            "age_bin", least(days(cutoff.minus(created)), lit(ARRIVAL_WINDOW_DAYS)),
            "amount", wonAmount.cast("decimal(38,2)"),
            "amount_squared", wonAmount.multiply(wonAmount).cast("decimal(38,2)")));
  }

  private static Dataset<Row> stages(Dataset<Row> stage) {
    return complete(
        stage.where(col("is_closed").equalTo(false)),
        Map.of(
            "pipeline_id", col("pipeline_id"),
            "kind", lit(Kind.STAGE.name()),
            "stage_id", col("stage_id"),
            "label", col("stage_label"),
            "stage_order", col("stage_order"),
            "number", col("incumbent"),
            "n", lit(1L)));
  }

  private static Dataset<Row> origins(Dataset<Row> calendar, Configuration configuration) {
    return complete(
        calendar.withColumn(
            "origin",
            explode(sequence(lit(0), lit(configuration.value(Settings.CALIBRATE_HOLDOUT_DATES))))),
        Map.of(
            "pipeline_id", col("_calendar"),
            "kind", lit(Kind.ORIGIN.name()),
            "origin", col("origin"),
            "day", originDays().cast("int"),
            "n", col("_spacing")));
  }

  private static Dataset<Row> cells(Dataset<Row> rows, Kind kind, Map<String, Column> values) {
    Map<String, Column> all = new java.util.HashMap<>(values);
    all.put("kind", lit(kind.name()));
    for (String column :
        new String[] {"pipeline_id", "stage_id", "customer_type", "size_band", "product"}) {
      all.put(column, col(column));
    }
    return complete(rows, all).drop("n");
  }

  private static Dataset<Row> complete(Dataset<Row> rows, Map<String, Column> values) {
    return rows.select(
        Arrays.stream(CellCounts.SCHEMA.fields())
            .map(
                field ->
                    values
                        .getOrDefault(field.name(), lit(null))
                        .cast(field.dataType())
                        .as(field.name()))
            .toArray(Column[]::new));
  }

  private static Column[] keys() {
    return Arrays.stream(CellCounts.SCHEMA.fields())
        .map(StructField::name)
        .filter(name -> !name.equals("n") && !name.startsWith("amount"))
        .map(name -> col(name))
        .toArray(Column[]::new);
  }

  private static Column days(Column micros) {
    return whole(micros, lit(MICROS_PER_DAY)).cast("int");
  }

  private static Column whole(Column dividend, Column divisor) {
    return dividend.minus(pmod(dividend, divisor)).divide(divisor).cast("long");
  }

  private static Column ageBin(Column micros) {
    Column bin = lit(0);
    for (double edge : AgeGrid.lowerEdges()) {
      bin = bin.plus(micros.geq(lit(Math.round(edge * MICROS_PER_DAY))).cast("int"));
    }
    return bin;
  }
}
