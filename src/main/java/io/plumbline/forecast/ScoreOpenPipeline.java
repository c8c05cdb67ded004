package io.plumbline.forecast;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_max;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.exists;
import static org.apache.spark.sql.functions.filter;
import static org.apache.spark.sql.functions.first;
import static org.apache.spark.sql.functions.get;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.isnan;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.round;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.unix_micros;
import static org.apache.spark.sql.functions.when;

import io.plumbline.config.Configuration;
import io.plumbline.config.Settings;
import io.plumbline.model.AsOf;
import io.plumbline.model.Outcome;
import io.plumbline.outlook.ForecastPeriod;
import io.plumbline.table.Tables;
import io.plumbline.table.Types;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;

/** Gives every open deal the confidence of the cell that it stands in. */
public final class ScoreOpenPipeline {

  private static final double MICROS_PER_DAY = 86_400_000_000.0;
  private static final String ATTRIBUTES = "attributes";

  private ScoreOpenPipeline() {}

  /**
   * One row per open opportunity that is not deleted. Starts no job; values do not depend on the
   * partitioning. Two shuffles, and a hash join each of the timing with the paces, and of the deals
   * with the stages and with the cells.
   *
   * <ul>
   *   <li>A deal stands in a cell by its latest visit to its stage that still goes on: the age from
   *       its entry, and the segments as of its entry. The segment columns are those of the visit,
   *       or of the opportunity where there is none.
   *   <li>Where the cell is not known or has no confidence, that of the stage and age band holds,
   *       or else that of the stage. Without such a visit, stage_age_days and age_band are null and
   *       that of the stage holds.
   *   <li>Without any of these, confidence, its limits, win_by_period_end and expected_amount are
   *       null. Limits that are not known are 0 and 1.
   *   <li>win_by_period_end is confidence x share of the wins that come by the last day of the
   *       fiscal quarter of the as-of date, from the timing of the stage and age band, or of the
   *       stage where the age band has none, at the pace of its size; null where there is no
   *       timing.
   *   <li>expected_amount is rounded half up; null without amount.
   *   <li>drivers are those of the cell, or say what is missing.
   * </ul>
   *
   * @param opportunity rows of {@link Tables#OPPORTUNITY}
   * @param stageVisit rows of {@link Tables#STAGE_VISIT}
   * @param stage rows of {@link Tables#STAGE}
   * @param stageConfidence rows of {@link Tables#STAGE_CONFIDENCE}, of one version, made with the
   *     same {@link Settings#SEGMENT_DIMENSIONS}
   * @param stageTiming rows of {@link Tables#STAGE_TIMING}
   * @param sizePace rows of {@link Tables#SIZE_PACE}
   * @return rows of {@link Tables#OPPORTUNITY_SCORE} without the stamp
   */
  public static Dataset<Row> score(
      Dataset<Row> opportunity,
      Dataset<Row> stageVisit,
      Dataset<Row> stage,
      Dataset<Row> stageConfidence,
      Dataset<Row> stageTiming,
      Dataset<Row> sizePace,
      AsOf asOf,
      Configuration configuration) {
    ForecastPeriod quarter = ForecastPeriod.quarterOf(asOf.date(), configuration);
    int daysLeft = Math.toIntExact(ChronoUnit.DAYS.between(asOf.date(), quarter.end()));
    Dataset<Row> deals = deals(opportunity, stageVisit, asOf);
    Dataset<Row> places = places(stage, stageConfidence, stageTiming, sizePace, daysLeft);
    Dataset<Row> cells = cells(stageConfidence);
    Column ofItsAge =
        get(filter(col("_parts"), part -> holds(part, col("stage_age_days"))), lit(0));
    Column ofTheStage =
        get(
            filter(
                col("_parts"),
                part ->
                    part.getField("age_band").isNull().and(part.getField("size_band").isNull())),
            lit(0));
    return deals
        .join(
            places,
            col("pipeline_id")
                .equalTo(col("_pipeline"))
                .and(col("stage_id").equalTo(col("_stage"))),
            "left")
        .join(cells, standsIn(configuration.value(Settings.SEGMENT_DIMENSIONS)), "left")
        .select(col("*"), ofItsAge.as("_of_its_age"), ofTheStage.as("_of_the_stage"))
        .select(
            col("*"),
            get(filter(col("_parts"), ScoreOpenPipeline::isOfItsAgeAndSize), lit(0))
                .as("_of_its_size"),
            get(filter(col("_parts"), ScoreOpenPipeline::isOfItsSize), lit(0))
                .as("_of_stage_and_size"))
        .select(
            col("*"),
            coalesce(
                    col("_cell.estimate"),
                    col("_of_its_age.estimate"),
                    col("_of_the_stage.estimate"))
                .as("_estimate"),
            coalesce(
                    col("_of_its_size.share"),
                    col("_of_its_age.share"),
                    col("_of_stage_and_size.share"),
                    col("_of_the_stage.share"))
                .as("_share_left"),
            coalesce(col("_cell.age_band"), col("_of_its_age.age_band")).as("age_band"))
        .select(col("*"), col("_estimate.*"))
        .select(
            col("*"),
            col("confidence").multiply(col("_share_left")).as("win_by_period_end"),
            lit(quarter.end()).as("period_end"),
            // Twelve decimals: the exact product fits, and is rounded once.
            col("confidence")
                .cast(DataTypes.createDecimalType(13, 12))
                .multiply(col("amount_base"))
                .as("expected_amount"),
            drivers().as("drivers"))
        .select(Tables.OPPORTUNITY_SCORE.selection());
  }

  /**
   * One row per open deal with the visit that it stands in, if any. Deals and visits meet in one
   * shuffle of both, whatever their sizes.
   */
  private static Dataset<Row> deals(Dataset<Row> opportunity, Dataset<Row> stageVisit, AsOf asOf) {
    Dataset<Row> open =
        opportunity
            .where(
                col("outcome")
                    .equalTo(Outcome.OPEN.label())
                    .and(coalesce(col("is_deleted"), lit(false)).equalTo(false)))
            .select(
                col("opportunity_id"),
                struct(
                        "pipeline_id",
                        "stage_id",
                        "amount_base",
                        "owner_id",
                        "expected_close_date",
                        "customer_type",
                        "size_band",
                        "product")
                    .as("_deal"));
    Dataset<Row> goingOn =
        stageVisit
            .where(col("left_at").isNull())
            .select(
                col("opportunity_id"),
                struct(
                        "visit_number",
                        "stage_id",
                        "entered_at",
                        "amount_base",
                        "customer_type",
                        "size_band",
                        "product",
                        ATTRIBUTES)
                    .as("_visit"));
    Column toItsStage =
        filter(col("_visits"), visit -> visit.getField("stage_id").equalTo(col("_deal.stage_id")));
    long cutoff = ChronoUnit.MICROS.between(Instant.EPOCH, asOf.cutoff());
    Column age =
        lit(cutoff)
            .minus(unix_micros(col("_visit.entered_at")))
            .cast("double")
            .divide(MICROS_PER_DAY);
    return open.unionByName(goingOn, true)
        .groupBy("opportunity_id")
        .agg(first(col("_deal"), true).as("_deal"), collect_list("_visit").as("_visits"))
        .where(col("_deal").isNotNull())
        // Visits are ordered by their first field, the number.
        .select(col("opportunity_id"), col("_deal"), array_max(toItsStage).as("_visit"))
        .select(
            col("opportunity_id"),
            col("_deal.pipeline_id"),
            col("_deal.stage_id"),
            col("_deal.amount_base"),
            col("_visit.amount_base").as("amount_at_entry"),
            col("_deal.owner_id"),
            col("_deal.expected_close_date"),
            ofVisit("customer_type"),
            ofVisit("size_band"),
            ofVisit("product"),
            col("_visit." + ATTRIBUTES),
            when(age.isNotNull(), greatest(lit(0.0), age)).as("stage_age_days"));
  }

  private static Column ofVisit(String name) {
    return when(col("_visit").isNotNull(), col("_visit." + name))
        .otherwise(col("_deal." + name))
        .as(name);
  }

  /**
   * One row per pipeline and stage: what holds for all ages (age_band is null) and for each age
   * band, with the share of its wins that comes by the period's end, and that share for sizes that
   * have a pace; incumbent and usual win rate.
   */
  private static Dataset<Row> places(
      Dataset<Row> stage,
      Dataset<Row> confidence,
      Dataset<Row> timing,
      Dataset<Row> sizePace,
      int daysLeft) {
    Column pipeline = col("pipeline_id").as("_pipeline");
    Column stageId = col("stage_id").as("_stage");
    Dataset<Row> estimates =
        confidence
            .where(col("segment_level").isin("stage", "age_band"))
            .select(
                pipeline,
                stageId,
                col("age_band"),
                col("age_from_days").as("_from"),
                col("age_to_days").as("_to"),
                when(isKnown(), estimate()).as("_estimate"),
                when(col("segment_level").equalTo("stage"), col("reached_win_rate"))
                    .as("_reached"));
    Dataset<Row> incumbents = stage.select(pipeline, stageId, col("incumbent").as("_incumbent"));
    Dataset<Row> steps = timing.where(col("stage_id").isNotNull());
    Dataset<Row> shares =
        steps.select(pipeline, stageId, col("age_band"), shareBy(lit(daysLeft)).as("_share"));
    Dataset<Row> sharesBySize =
        steps
            .join(
                sizePace.select(
                    col("pipeline_id").as("_paced"),
                    col("size_band"),
                    round(col("pace").multiply(daysLeft)).cast("int").as("_days")),
                col("pipeline_id").equalTo(col("_paced")))
            .select(
                pipeline,
                stageId,
                col("age_band"),
                col("size_band"),
                shareBy(col("_days")).as("_share"));
    return estimates
        .unionByName(incumbents, true)
        .unionByName(shares, true)
        .unionByName(sharesBySize, true)
        // One shuffle for both groupings: the first is by more columns, which this one satisfies.
        .repartition(col("_pipeline"), col("_stage"))
        .groupBy("_pipeline", "_stage", "age_band", "size_band")
        .agg(
            max("_from").as("from"),
            max("_to").as("to"),
            first(col("_estimate"), true).as("estimate"),
            max("_share").as("share"),
            max("_reached").as("_reached"),
            max("_incumbent").as("_incumbent"))
        .groupBy("_pipeline", "_stage")
        .agg(
            collect_list(struct("age_band", "size_band", "from", "to", "estimate", "share"))
                .as("_parts"),
            max("_reached").as("reached_win_rate"),
            max("_incumbent").as("incumbent"));
  }

  /** The share never falls from day to day: the largest in time is the last in time. */
  private static Column shareBy(Column days) {
    return when(col("day").leq(days).and(days.gt(0)), col("share_of_wins")).otherwise(lit(0.0));
  }

  private static Column isOfItsAgeAndSize(Column part) {
    return part.getField("age_band")
        .equalTo(col("_of_its_age.age_band"))
        .and(part.getField("size_band").equalTo(col("size_band")));
  }

  private static Column isOfItsSize(Column part) {
    return part.getField("age_band")
        .isNull()
        .and(part.getField("size_band").equalTo(col("size_band")));
  }

  /** One row per cell with a confidence; keys are unique among the cells of a version. */
  private static Dataset<Row> cells(Dataset<Row> confidence) {
    return confidence
        .where(col("segment_level").equalTo("cell").and(isKnown()))
        .select(
            struct(
                    col("pipeline_id"),
                    col("stage_id"),
                    col("customer_type"),
                    col("size_band"),
                    col("product"),
                    col(ATTRIBUTES),
                    col("age_band"),
                    col("age_from_days").as("from"),
                    col("age_to_days").as("to"),
                    estimate().as("estimate"))
                .as("_cell"));
  }

  /**
   * Whether a deal stands in a cell. A dimension that is not configured is null in every cell and
   * asked for as null; so are attributes where all dimensions have a column of their own.
   */
  private static Column standsIn(List<String> dimensions) {
    Column same =
        col("pipeline_id")
            .equalTo(col("_cell.pipeline_id"))
            .and(col("stage_id").equalTo(col("_cell.stage_id")))
            .and(holds(col("_cell"), col("stage_age_days")));
    for (String name : Tables.SEGMENT_COLUMNS) {
      same = same.and(asked(dimensions.contains(name), name).eqNullSafe(col("_cell." + name)));
    }
    return same.and(
        asked(!Tables.SEGMENT_COLUMNS.containsAll(dimensions), ATTRIBUTES)
            .eqNullSafe(col("_cell." + ATTRIBUTES)));
  }

  private static Column asked(boolean isSplitBy, String name) {
    return isSplitBy ? col(name) : lit(null).cast(DataTypes.StringType);
  }

  /** Whether an age in days lies in [from, to); null or false where the age is not known. */
  private static Column holds(Column band, Column age) {
    return band.getField("from")
        .leq(age)
        .and(band.getField("to").isNull().or(band.getField("to").gt(age)));
  }

  private static Column isKnown() {
    return col("confidence").isNotNull().and(isnan(col("confidence")).equalTo(false));
  }

  private static Column estimate() {
    return struct(
        col("confidence"),
        least(coalesce(col("confidence_low"), lit(0.0)), col("confidence")).as("confidence_low"),
        greatest(coalesce(col("confidence_high"), lit(1.0)), col("confidence"))
            .as("confidence_high"),
        col("borrowed_from"),
        col("borrowed_share"),
        col("decision"),
        col("drivers").as("_drivers"));
  }

  private static Column drivers() {
    return when(col("stage_id").isNull(), array(lit("stage not known, so no confidence")))
        .when(col("confidence").isNull(), array(lit("no confidence for this stage yet")))
        .when(
            col("stage_age_days")
                .isNull()
                .and(exists(col("_parts"), part -> part.getField("from").isNotNull())),
            array(lit("entry into the stage not known: confidence of the stage at any age")))
        .otherwise(coalesce(col("_drivers"), array().cast(Types.TEXTS)));
  }
}
