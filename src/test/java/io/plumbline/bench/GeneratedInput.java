package io.plumbline.bench;

import static io.plumbline.bench.GeneratedDeals.opportunityId;
import static io.plumbline.bench.GeneratedDeals.pipelineId;
import static io.plumbline.bench.GeneratedDeals.stage;
import static io.plumbline.bench.GeneratedDeals.stageId;
import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.shiftrightunsigned;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.timestamp_micros;
import static org.apache.spark.sql.functions.when;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The canonical files of a made-up CRM. The rows hang on the specification alone, not on the number
 * of partitions; none of the three frames has a shuffle.
 */
final class GeneratedInput {

  private static final int SLOT_BITS = 3;
  private static final long MICROS_PER_DAY = 86_400_000_000L;

  private final SparkSession spark;
  private final InputSpec spec;
  private final GeneratedDeals deals;

  /** Through a session of its own in the same application: others keep their settings. */
  GeneratedInput(SparkSession spark, InputSpec spec) {
    this.spark = spark.newSession();
    // Spark's default are the 12 bytes that no other engine writes any more.
    this.spark.conf().set("spark.sql.parquet.outputTimestampType", "TIMESTAMP_MICROS");
    // A condition that is pushed down takes all that it is made of with it, to be worked out twice.
    this.spark
        .conf()
        .set(
            "spark.sql.optimizer.excludedRules",
            "org.apache.spark.sql.catalyst.optimizer.PushDownPredicates");
    this.spec = spec;
    this.deals = new GeneratedDeals(spec);
  }

  /** One row per deal, in the order of the ids. */
  Dataset<Row> opportunities(int partitions) {
    Column cutoff = lit(InputSpec.cutoffMicros());
    Dataset<Row> closed =
        deals
            .describe(spark.range(0, spec.deals(), 1, partitions).withColumnRenamed("id", "deal"))
            .withColumn("closed", GeneratedDeals.entered(col("visits")))
            .withColumn("is_closed", col("closed").lt(cutoff));
    Column deal = col("deal");
    Column outcome = when(col("is_won"), lit("won")).otherwise(lit("lost"));
    return closed.select(
        opportunityId(deal).as("opportunity_id"),
        pipelineId(col("pipeline")).as("pipeline_id"),
        concat(lit("A"), deals.number("account", deal, Math.max(1, spec.deals() / 3)))
            .as("account_id"),
        concat(lit("O"), col("pipeline"), lit("-"), deals.number("owner", deal, 8)).as("owner_id"),
        concat(lit("Deal "), deal).as("name"),
        deals.amount(deal).as("amount"),
        lit("EUR").as("currency"),
        one("product", deal, "core", "plus", "service", "hardware").as("product"),
        when(col("is_existing"), lit("existing")).otherwise(lit("new")).as("customer_type"),
        timestamp_micros(col(GeneratedDeals.begin(0))).as("created_at"),
        expectedClose().as("expected_close_date"),
        timestamp_micros(when(col("is_closed"), col("closed"))).as("closed_at"),
        when(col("is_closed"), outcome).otherwise(lit("open")).as("status"),
        one("source", deal, "web", "partner", "outbound").as("source"),
        when(col("is_closed"), outcome).otherwise(stageId(stage(current()))).as("stage_id"));
  }

  /** One row per move, that into the closed stage included, in random order. */
  Dataset<Row> stageHistory(int partitions) {
    RowOrder order = RowOrder.over(spec.deals() << SLOT_BITS);
    Dataset<Row> slots =
        spark
            .range(0, order.size(), 1, partitions)
            .select(order.at(col("id")).as("slot"))
            .select(
                shiftrightunsigned(col("slot"), SLOT_BITS).as("deal"),
                col("slot").bitwiseAND((1L << SLOT_BITS) - 1).cast("int").as("visit"))
            .where(col("deal").lt(spec.deals()));
    Column visit = col("visit");
    return deals
        .describe(slots)
        .where(visit.leq(col("visits")))
        .withColumn("entered", GeneratedDeals.entered(visit))
        .where(col("entered").lt(InputSpec.cutoffMicros()))
        .select(
            opportunityId(col("deal")).as("opportunity_id"),
            when(visit.lt(col("visits")), stageId(stage(visit)))
                .when(col("is_won"), lit("won"))
                .otherwise(lit("lost"))
                .as("stage_id"),
            timestamp_micros(col("entered")).as("entered_at"),
            visit.plus(1).as("sequence"),
            deals.amount(col("deal")).as("amount"),
            expectedClose().as("expected_close_date"));
  }

  /** The stages of every pipeline: five open ones, won and lost, with percentages by hand. */
  Dataset<Row> stages() {
    int open = GeneratedDeals.openStages();
    List<Column> list = new ArrayList<>();
    for (int number = 1; number <= open; number++) {
      list.add(stageRow("stage-" + number, number, 100 * number / (open + 1), "open"));
    }
    list.add(stageRow("won", open + 1, 100, "won"));
    list.add(stageRow("lost", open + 2, 0, "lost"));
    return spark
        .range(0, spec.pipelines(), 1, 1)
        .select(
            pipelineId(col("id")).as("pipeline_id"),
            explode(array(list.toArray(Column[]::new))).as("stage"))
        .select("pipeline_id", "stage.*");
  }

  private static Column stageRow(String id, int order, int percent, String kind) {
    return struct(
        lit(id).as("stage_id"),
        lit(id).as("label"),
        lit(order).as("stage_order"),
        lit((double) percent).as("probability"),
        lit(!kind.equals("open")).as("is_closed"),
        lit(kind.equals("won")).as("is_won"));
  }

  /** The visit that the deal is in at the end of the as-of date. */
  private static Column current() {
    Column visit = lit(0);
    for (int later = 1; later < GeneratedDeals.MOST_VISITS; later++) {
      Column isThere =
          col("visits")
              .gt(later)
              .and(col(GeneratedDeals.begin(later)).lt(InputSpec.cutoffMicros()));
      visit = visit.plus(when(isThere, 1).otherwise(0));
    }
    return visit;
  }

  private static Column expectedClose() {
    return timestamp_micros(col(GeneratedDeals.begin(0)).plus(90 * MICROS_PER_DAY)).cast("date");
  }

  private Column one(String what, Column deal, String... values) {
    Column[] literals = new Column[values.length];
    for (int i = 0; i < values.length; i++) {
      literals[i] = lit(values[i]);
    }
    return element_at(array(literals), deals.number(what, deal, values.length).plus(1).cast("int"));
  }
}
