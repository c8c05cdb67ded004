package io.plumbline.monitor;

import static io.plumbline.frame.Rows.shaped;
import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.datediff;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.month;
import static org.apache.spark.sql.functions.percentile;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.unix_micros;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.year;

import io.plumbline.frame.PerPipeline;
import io.plumbline.frame.Rows;
import io.plumbline.model.AsOf;
import io.plumbline.monitor.ClosedCount.Kind;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * Reduces closed deals to {@link ClosedCount}s.
 *
 * <p>What an owner stated is read at one look per deal, so that every deal counts once: at an age
 * that is the same for all deals of a pipeline, half the median life (creation to close) of its
 * closed deals. A look at a share of the deal's own life, or shortly before its close, would know
 * the outcome: winners stand in later stages by then. At a common age nothing is known but that the
 * deal was open. A deal that closed sooner has no look. What counts is what the CRM said on
 * entering the stage that the deal stood in then: the probability of that move, else the percentage
 * that the stage has today (former ones are not in an export); and the close date of that move.
 */
final class CountClosed {

  /** A stated date that is further off is a placeholder: one of them would outweigh all others. */
  static final int MOST_DAYS_OFF = 365;

  private static final double LOOK_SHARE_OF_MEDIAN_LIFE = 0.5;
  private static final long MICROS_PER_DAY = 86_400_000_000L;

  /** What tells cells apart and is added up in them; sums of decimals do not depend on order. */
  private static final SortedMap<String, String> CELL =
      new TreeMap<>(
          Map.of(
              "stage_id", "string",
              "customer_type", "string",
              "size_band", "string",
              "product", "string",
              "month", "int",
              "owner_id", "string",
              "stated", "decimal(12,6)",
              "gap", "decimal(12,6)",
              "gap_squared", "decimal(18,12)"));

  private CountClosed() {}

  /**
   * The counts of all pipelines; starts no job.
   *
   * @param opportunity rows of the opportunity table at the as-of date
   * @param visits rows of the stage visit table
   * @param stage rows of the stage table
   * @param pipelines how many there are, about
   */
  static Dataset<Row> count(
      Dataset<Row> opportunity,
      Dataset<Row> visits,
      Dataset<Row> stage,
      long pipelines,
      AsOf asOf) {
    Dataset<Row> closed =
        opportunity
            .where(col("is_deleted").equalTo(false).and(col("outcome").notEqual("open")))
            .select(
                col("opportunity_id").as("_deal"),
                col("pipeline_id").as("_pipeline"),
                col("owner_id"),
                unix_micros(col("created_at")).as("_created"),
                unix_micros(col("closed_at")).as("_closed"),
                datediff(col("closed_at"), col("created_at")).as("_life"),
                Rows.dayIn(asOf.zone(), col("closed_at")).as("_date"),
                when(col("outcome").equalTo("won"), 1).otherwise(0).as("_won"));
    Dataset<Row> looks =
        closed
            .groupBy(col("_pipeline").as("_look_pipeline"))
            .agg(
                percentile(col("_life"), lit(0.5))
                    .multiply(LOOK_SHARE_OF_MEDIAN_LIFE * MICROS_PER_DAY)
                    .cast("long")
                    .as("_look_age"));
    Dataset<Row> rows =
        visits
            .where(col("outcome").notEqual("open"))
            .select(
                col("opportunity_id"),
                col("pipeline_id"),
                col("stage_id"),
                col("stage_visit_number"),
                unix_micros(col("entered_at")).as("_entered"),
                unix_micros(col("left_at")).as("_left"),
                col("customer_type"),
                col("size_band"),
                col("product"),
                col("stated_probability").cast("decimal(9,6)").as("_stated"),
                col("expected_close_date"))
            .join(closed, col("opportunity_id").equalTo(col("_deal")))
            .join(
                PerPipeline.joinable(looks, pipelines),
                col("_pipeline").equalTo(col("_look_pipeline")));
    Dataset<Row> sums =
        rows.withColumn("_cell", explode(cells()))
            .where(col("_cell").isNotNull())
            .select(col("pipeline_id"), col("_cell.*"))
            .groupBy(
                "pipeline_id",
                "kind",
                "stage_id",
                "customer_type",
                "size_band",
                "product",
                "month",
                "owner_id")
            .agg(
                functions.count(lit(1)).as("n"),
                sum("won").as("won"),
                sum("stated").as("stated"),
                sum("gap").as("gap"),
                sum("gap_squared").as("gap_squared"));
    return shaped(sums, ClosedCount.SCHEMA, named(sums)).unionByName(stages(stage));
  }

  /** What a visit gives: a point of the chart, and what was stated where it holds the look. */
  private static Column cells() {
    Column look = col("_created").plus(col("_look_age"));
    Column holdsLook =
        col("owner_id")
            .isNotNull()
            .and(col("_entered").leq(look))
            .and(look.lt(coalesce(col("_left"), col("_closed"))))
            .and(look.lt(col("_closed")));
    Column overstated = col("_stated").minus(col("_won"));
    Column late =
        greatest(
            lit(-MOST_DAYS_OFF),
            least(lit(MOST_DAYS_OFF), datediff(col("_date"), col("expected_close_date"))));
    return array(
        when(
            col("stage_visit_number").equalTo(1),
            cell(
                Kind.CHART,
                Map.of(
                    "stage_id", col("stage_id"),
                    "customer_type", col("customer_type"),
                    "size_band", col("size_band"),
                    "product", col("product"),
                    "month", year(col("_date")).multiply(12).plus(month(col("_date"))).minus(1)))),
        when(
            holdsLook.and(col("_stated").isNotNull()),
            cell(
                Kind.STATED,
                Map.of(
                    "owner_id", col("owner_id"),
                    "stated", col("_stated"),
                    "gap", overstated,
                    "gap_squared", overstated.multiply(overstated)))),
        when(
            holdsLook.and(col("_stated").isNull()),
            cell(Kind.BY_STAGE, Map.of("owner_id", col("owner_id"), "stage_id", col("stage_id")))),
        when(
            holdsLook.and(col("expected_close_date").isNotNull()),
            cell(
                Kind.CLOSE_DATE,
                Map.of(
                    "owner_id", col("owner_id"),
                    "gap", late,
                    "gap_squared", late.multiply(late)))));
  }

  private static Column cell(Kind kind, Map<String, Column> values) {
    return struct(
        Stream.concat(
                Stream.of(lit(kind.name()).as("kind"), col("_won").cast("long").as("won")),
                CELL.entrySet().stream()
                    .map(
                        column ->
                            values
                                .getOrDefault(column.getKey(), lit(null))
                                .cast(column.getValue())
                                .as(column.getKey())))
            .toArray(Column[]::new));
  }

  private static Dataset<Row> stages(Dataset<Row> stage) {
    Map<String, Column> values =
        Map.of(
            "pipeline_id", col("pipeline_id"),
            "kind", lit(Kind.STAGE.name()),
            "stage_id", col("stage_id"),
            "label", col("stage_label"),
            "stage_order", col("stage_order"),
            "incumbent", col("incumbent"),
            "n", lit(1L));
    return shaped(stage.where(col("is_closed").equalTo(false)), ClosedCount.SCHEMA, values);
  }

  private static Map<String, Column> named(Dataset<Row> rows) {
    return Arrays.stream(rows.columns()).collect(Collectors.toMap(name -> name, name -> col(name)));
  }
}
