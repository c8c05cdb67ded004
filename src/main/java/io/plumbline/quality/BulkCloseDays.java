package io.plumbline.quality;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.filter;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.percentile;
import static org.apache.spark.sql.functions.struct;

import io.plumbline.frame.Rows;
import io.plumbline.model.AsOf;
import io.plumbline.table.CanonicalFile;
import io.plumbline.table.Staged;
import java.sql.Timestamp;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Days on which a pipeline lost so many deals that somebody tidied up rather than lost them: at
 * least {@value #LEAST}, and more than {@value #TIMES} times the median over its days with losses.
 * Only what was lost up to the as-of date counts.
 */
final class BulkCloseDays {

  private static final int LEAST = 20;
  private static final int TIMES = 10;

  private final Dataset<Row> rows;
  private final AsOf asOf;

  private BulkCloseDays(Dataset<Row> rows, AsOf asOf) {
    this.rows = rows;
    this.asOf = asOf;
  }

  /** Starts no job. */
  static BulkCloseDays of(Dataset<Row> opportunities, AsOf asOf) {
    Dataset<Row> days =
        opportunities
            .where(isLoss(asOf))
            .groupBy(col("pipeline_id"), day(asOf).as("day"))
            .agg(
                count(lit(1)).as("losses"),
                min(CheckRows.key(CanonicalFile.OPPORTUNITIES)).as("sample"));
    Dataset<Row> bulk =
        days.groupBy("pipeline_id")
            .agg(
                percentile(col("losses"), lit(0.5)).as("usual"),
                collect_list(struct("day", "losses", "sample")).as("days"))
            .select(
                col("pipeline_id"),
                col("usual"),
                explode(
                        filter(
                            col("days"),
                            one ->
                                one.getField("losses")
                                    .geq(LEAST)
                                    .and(one.getField("losses").gt(col("usual").multiply(TIMES)))))
                    .as("bulk"))
            .select("pipeline_id", "usual", "bulk.day", "bulk.losses", "bulk.sample");
    return new BulkCloseDays(bulk, asOf);
  }

  /**
   * The days: pipeline_id, usual (the median of losses on a day), day, losses, sample (the smallest
   * key).
   */
  Dataset<Row> rows() {
    return rows;
  }

  /** Sets the losses of these days aside. */
  Dataset<Row> exclude(Dataset<Row> opportunities) {
    Dataset<Row> days =
        broadcast(
            rows.select(
                col("pipeline_id").as("_bulk_pipeline"),
                col("day").as("_bulk_day"),
                col("losses").as("_bulk_losses")));
    Column reason =
        concat(
            lit("lost on "),
            col("_bulk_day").cast("string"),
            lit(", one of "),
            col("_bulk_losses").cast("string"),
            lit(" losses in bulk (source.bulk_close)."));
    return CheckRows.reject(
            opportunities.join(
                days,
                isLoss(asOf)
                    .and(col("pipeline_id").equalTo(col("_bulk_pipeline")))
                    .and(day(asOf).equalTo(col("_bulk_day"))),
                "left"),
            CanonicalFile.OPPORTUNITIES,
            col("_bulk_day").isNotNull(),
            Rule.EXCLUDED,
            reason)
        .drop("_bulk_pipeline", "_bulk_day", "_bulk_losses");
  }

  private static Column isLoss(AsOf asOf) {
    return col(Staged.RULE)
        .isNull()
        .and(col("status").equalTo("lost"))
        .and(col("closed_at").lt(lit(Timestamp.from(asOf.cutoff()))))
        .and(coalesce(col("is_deleted"), lit(false)).equalTo(false));
  }

  private static Column day(AsOf asOf) {
    return Rows.dayIn(asOf.zone(), col("closed_at"));
  }
}
