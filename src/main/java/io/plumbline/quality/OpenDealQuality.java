package io.plumbline.quality;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.first;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.negate;
import static org.apache.spark.sql.functions.percentile;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.unix_micros;
import static org.apache.spark.sql.functions.when;

import io.plumbline.frame.Rows;
import io.plumbline.model.AsOf;
import io.plumbline.model.Outcome;
import io.plumbline.table.Tables;
import io.plumbline.table.Types;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.types.DataTypes;

/**
 * How well people keep the open deals: how fresh, how complete and how free of contradictions, by
 * pipeline and owner, and what that is worth in the forecast.
 */
public final class OpenDealQuality {

  /** Days without a sign of work after which a deal counts as untouched. */
  static final int MOST_DAYS = 30;

  /** How far a stated probability may lie from the percentage of its stage. */
  static final double MOST_OFF = 0.25;

  private static final String UNTOUCHED = "untouched";
  private static final String NO_OWNER = "no_owner";
  private static final String FRESHNESS = "freshness";
  private static final String COMPLETENESS = "completeness";
  private static final String CONTRADICTION = "contradiction";

  /** A probability as a decimal: the product with an amount is rounded once. */
  private static final org.apache.spark.sql.types.DecimalType SHARE =
      DataTypes.createDecimalType(13, 12);

  private OpenDealQuality() {}

  /**
   * A measure.
   *
   * @param fault whether a deal fails it; null is no
   * @param effect what the forecast would change by if the deal did not fail
   */
  private record Measure(
      String name, String kind, Optional<Double> threshold, Column fault, Column effect) {

    private static Measure leftOut(String name, String kind, Column fault) {
      return new Measure(name, kind, Optional.empty(), fault, negate(col("expected_amount")));
    }

    private Column ofDeal() {
      Column failed = coalesce(fault, lit(false));
      return struct(
          lit(name).as("measure"),
          lit(kind).as("kind"),
          lit(threshold.orElse(null)).cast("double").as("threshold"),
          failed.as("failed"),
          when(failed, col("amount_base")).as("amount_base"),
          when(failed, col("expected_amount")).as("expected_amount"),
          when(failed, effect).cast(Types.AMOUNT).as("forecast_effect"),
          (name.equals(UNTOUCHED) ? col("_days") : lit(null).cast("int")).as("_days"));
    }
  }

  /**
   * Rows of {@link Tables#DATA_QUALITY} without the stamp; starts no job. A pipeline or owner
   * without open deals has none.
   *
   * @param opportunity rows of {@link Tables#OPPORTUNITY}
   * @param visits rows of {@link Tables#STAGE_VISIT}
   * @param score rows of {@link Tables#OPPORTUNITY_SCORE} of the same deals
   * @param previous rows of {@link Tables#DATA_QUALITY} of an earlier date, as_of_date included
   */
  public static Dataset<Row> of(
      Dataset<Row> opportunity,
      Dataset<Row> visits,
      Dataset<Row> score,
      Optional<Dataset<Row>> previous,
      AsOf asOf) {
    Column[] measures = measures(asOf).stream().map(Measure::ofDeal).toArray(Column[]::new);
    Column nobody = lit(null).cast("string");
    Dataset<Row> sums =
        deals(opportunity, visits, score, asOf)
            .select(col("pipeline_id"), col("owner_id"), explode(array(measures)).as("_of"))
            .select("pipeline_id", "owner_id", "_of.*")
            // By day first: a median over days and their counts, not over deals.
            .groupBy("pipeline_id", "owner_id", "measure", "kind", "threshold", "_days")
            .agg(
                count(lit(1)).as("deals"),
                count_if(col("failed")).as("failed"),
                sum("amount_base").as("amount_base"),
                sum("expected_amount").as("expected_amount"),
                sum("forecast_effect").as("forecast_effect"))
            .withColumn(
                "owner_id",
                explode(
                    when(col("owner_id").isNotNull(), array(col("owner_id"), nobody))
                        .otherwise(array(nobody))))
            .where(col("owner_id").isNull().or(col("measure").notEqual(NO_OWNER)))
            .groupBy("pipeline_id", "owner_id", "measure", "kind", "threshold")
            .agg(
                sum("deals").as("deals"),
                sum("failed").as("failed"),
                coalesce(sum("amount_base"), lit(0)).as("amount_base"),
                coalesce(sum("expected_amount"), lit(0)).as("expected_amount"),
                coalesce(sum("forecast_effect"), lit(0)).as("forecast_effect"),
                percentile(col("_days"), lit(0.5), col("deals")).as("median_days"))
            .withColumn("share", col("failed").divide(col("deals")));
    return compared(sums, previous).select(Tables.DATA_QUALITY.selection());
  }

  private static List<Measure> measures(AsOf asOf) {
    Column usual = col("confidence").cast(SHARE).multiply(col("_usual_amount"));
    Column asTheStage =
        col("incumbent").minus(col("stated_probability")).cast(SHARE).multiply(col("amount_base"));
    return List.of(
        new Measure(
            UNTOUCHED,
            FRESHNESS,
            Optional.of((double) MOST_DAYS),
            col("_days").gt(MOST_DAYS),
            negate(col("expected_amount"))),
        new Measure("no_amount", COMPLETENESS, Optional.empty(), col("amount").isNull(), usual),
        Measure.leftOut("no_close_date", COMPLETENESS, col("expected_close_date").isNull()),
        Measure.leftOut("no_product", COMPLETENESS, col("product").equalTo("unknown")),
        Measure.leftOut(NO_OWNER, COMPLETENESS, col("owner_id").isNull()),
        Measure.leftOut("no_next_step", COMPLETENESS, col("next_step_due_at").isNull()),
        Measure.leftOut(
            "close_date_passed",
            CONTRADICTION,
            col("expected_close_date").lt(lit(java.sql.Date.valueOf(asOf.date())))),
        Measure.leftOut("closed_stage", CONTRADICTION, col("_exit").isin("won", "lost")),
        new Measure(
            "probability_off",
            CONTRADICTION,
            Optional.of(MOST_OFF),
            abs(col("stated_probability").minus(col("incumbent"))).gt(MOST_OFF),
            asTheStage),
        new Measure(
            "zero_amount", CONTRADICTION, Optional.empty(), col("amount").equalTo(0), usual),
        Measure.leftOut(
            "entered_before_created", CONTRADICTION, col("_entered_at").lt(col("created_at"))));
  }

  /** One row per open deal. All three tables meet in one shuffle. */
  private static Dataset<Row> deals(
      Dataset<Row> opportunity, Dataset<Row> visits, Dataset<Row> score, AsOf asOf) {
    Column isOpen = col("outcome").equalTo(Outcome.OPEN.label());
    Dataset<Row> open =
        opportunity
            .where(isOpen.and(col("is_deleted").equalTo(false)))
            .select(
                col("opportunity_id"),
                struct(
                        "pipeline_id",
                        "owner_id",
                        "amount",
                        "product",
                        "created_at",
                        "expected_close_date",
                        "next_step_due_at",
                        "stated_probability",
                        "last_touched_at")
                    .as("_deal"));
    Dataset<Row> scored =
        score.select(
            col("opportunity_id"),
            struct("stage_id", "amount_base", "confidence", "expected_amount", "incumbent")
                .as("_score"));
    Dataset<Row> stood =
        visits
            .where(isOpen)
            .select(
                col("opportunity_id"),
                col("entered_at").as("_entered_at"),
                struct("visit_number", "exit").as("_visit"));
    Column cutoff = lit(ChronoUnit.MICROS.between(Instant.EPOCH, asOf.cutoff()));
    Column ofOthers = when(col("amount_base").gt(0), col("amount_base"));
    return open.unionByName(scored, true)
        .unionByName(stood, true)
        .groupBy("opportunity_id")
        .agg(
            first(col("_deal"), true).as("_deal"),
            first(col("_score"), true).as("_score"),
            min("_entered_at").as("_entered_at"),
            // Visits are ordered by their first field, the number.
            max("_visit").as("_visit"))
        .where(col("_deal").isNotNull())
        .select(col("_deal.*"), col("_score.*"), col("_entered_at"), col("_visit.exit").as("_exit"))
        .withColumn("_days", Rows.wholeDays(cutoff.minus(unix_micros(col("last_touched_at")))))
        .withColumn(
            "_usual_amount", avg(ofOthers).over(Window.partitionBy("pipeline_id", "stage_id")));
  }

  private static Dataset<Row> compared(Dataset<Row> sums, Optional<Dataset<Row>> previous) {
    if (previous.isEmpty()) {
      return sums.withColumn("previous_as_of", lit(null).cast("date"))
          .withColumn("previous_share", lit(null).cast("double"))
          .withColumn("share_change", lit(null).cast("double"));
    }
    Dataset<Row> before =
        previous
            .get()
            .select(
                col("pipeline_id").as("_pipeline"),
                col("owner_id").as("_owner"),
                col("measure").as("_measure"),
                col("threshold").as("_threshold"),
                col("share").as("previous_share"),
                col("as_of_date").as("previous_as_of"));
    return sums.join(
            before,
            col("pipeline_id")
                .equalTo(col("_pipeline"))
                .and(col("owner_id").eqNullSafe(col("_owner")))
                .and(col("measure").equalTo(col("_measure")))
                .and(col("threshold").eqNullSafe(col("_threshold"))),
            "left")
        .withColumn("share_change", col("share").minus(col("previous_share")));
  }
}
