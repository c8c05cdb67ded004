package io.plumbline.forecast;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_compact;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.explode_outer;
import static org.apache.spark.sql.functions.filter;
import static org.apache.spark.sql.functions.first;
import static org.apache.spark.sql.functions.format_string;
import static org.apache.spark.sql.functions.get;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.isnan;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.max_by;
import static org.apache.spark.sql.functions.round;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.slice;
import static org.apache.spark.sql.functions.sort_array;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.transform;
import static org.apache.spark.sql.functions.unix_micros;
import static org.apache.spark.sql.functions.when;

import io.plumbline.config.Configuration;
import io.plumbline.model.AsOf;
import io.plumbline.model.Outcome;
import io.plumbline.table.Tables;
import io.plumbline.table.Types;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;

/** Gives every open deal the confidence of the narrowest cell that it stands in. */
public final class ScoreOpenPipeline {

  private static final double MICROS_PER_DAY = 86_400_000_000.0;
  private static final double DRIVER_THRESHOLD = 0.02;
  private static final int MOST_DRIVERS = 3;
  private static final String[] SPLITS = {"age_band", "customer_type", "size_band", "product"};

  private ScoreOpenPipeline() {}

  /**
   * One row per open opportunity that is not deleted. Starts no job; values do not depend on the
   * partitioning.
   *
   * <ul>
   *   <li>A deal takes the cell with the most segment columns of those that exist for its stage,
   *       age band, customer type, size band and product; cells without confidence are passed over.
   *   <li>Without a visit to its stage that is still going on, stage_age_days and age_band are
   *       null, and only cells that are not split by age apply.
   *   <li>Without any cell, confidence, its limits, win_by_period_end and expected_amount are null.
   *       Limits that are not known are 0 and 1.
   *   <li>win_by_period_end is confidence x share of the wins that come by the last day of the
   *       fiscal quarter of the as-of date, from the timing of the stage and age band, or of the
   *       stage where the age band has none; null where there is no timing.
   *   <li>expected_amount is rounded half up; null without amount.
   *   <li>drivers name the levels that move the confidence by more than two percentage points, the
   *       largest move first, three at most, or say what is missing.
   * </ul>
   *
   * @param opportunity rows of {@link Tables#OPPORTUNITY}
   * @param stageVisit rows of {@link Tables#STAGE_VISIT}
   * @param stage rows of {@link Tables#STAGE}
   * @param stageConfidence rows of {@link Tables#STAGE_CONFIDENCE}, of one version
   * @param stageTiming rows of {@link Tables#STAGE_TIMING}
   * @return rows of {@link Tables#OPPORTUNITY_SCORE} without the stamp
   */
  public static Dataset<Row> score(
      Dataset<Row> opportunity,
      Dataset<Row> stageVisit,
      Dataset<Row> stage,
      Dataset<Row> stageConfidence,
      Dataset<Row> stageTiming,
      AsOf asOf,
      Configuration configuration) {
    ForecastPeriod quarter = ForecastPeriod.quarterOf(asOf.date(), configuration);
    int daysLeft = Math.toIntExact(ChronoUnit.DAYS.between(asOf.date(), quarter.end()));
    Dataset<Row> placed =
        placed(
            open(opportunity),
            stageVisit,
            places(stage, stageConfidence, stageTiming, daysLeft),
            asOf);
    Column cells = col("_cells");
    Column cell = get(cells, size(cells).minus(1));
    return withCells(placed, stageConfidence)
        .select(col("_deal.*"), cells, cell.as("_cell"))
        .withColumn("confidence", col("_cell.confidence"))
        .withColumn("confidence_low", col("_cell.low"))
        .withColumn("confidence_high", col("_cell.high"))
        .withColumn("borrowed_from", col("_cell.borrowed_from"))
        .withColumn("borrowed_share", col("_cell.borrowed_share"))
        .withColumn("win_by_period_end", col("confidence").multiply(col("_share_left")))
        .withColumn("period_end", lit(quarter.end()))
        .withColumn(
            "expected_amount",
            // Twelve decimals: the exact product fits, and is rounded once.
            col("confidence")
                .cast(DataTypes.createDecimalType(13, 12))
                .multiply(col("amount_base")))
        .withColumn("drivers", drivers())
        .select(Tables.OPPORTUNITY_SCORE.selection());
  }

  private static Dataset<Row> open(Dataset<Row> opportunity) {
    return opportunity
        .where(
            col("outcome")
                .equalTo(Outcome.OPEN.label())
                .and(coalesce(col("is_deleted"), lit(false)).equalTo(false)))
        .select(
            "opportunity_id",
            "pipeline_id",
            "stage_id",
            "amount_base",
            "customer_type",
            "size_band",
            "product");
  }

  /**
   * One row per pipeline and stage: its age bands, the sets of columns that its cells are split by,
   * how much of its wins comes by the period's end per age band, incumbent and usual win rate.
   */
  private static Dataset<Row> places(
      Dataset<Row> stage, Dataset<Row> confidence, Dataset<Row> timing, int daysLeft) {
    Column stageLevel = col("segment_level").equalTo("stage");
    Dataset<Row> cells =
        confidence.select(
            col("pipeline_id").as("_pipeline"),
            col("stage_id").as("_stage"),
            when(
                    col("segment_level").equalTo("age_band"),
                    struct(
                        col("age_from_days").as("from"),
                        col("age_to_days").as("to"),
                        col("age_band").as("label")))
                .as("_band"),
            split().as("_split"),
            when(stageLevel, col("reached_win_rate")).as("_reached"));
    Dataset<Row> incumbents =
        stage.select(
            col("pipeline_id").as("_pipeline"),
            col("stage_id").as("_stage"),
            col("incumbent").as("_incumbent"));
    Column inTime = col("day").leq(daysLeft).and(lit(daysLeft > 0));
    Dataset<Row> shares =
        timing
            .where(col("stage_id").isNotNull())
            .groupBy(
                col("pipeline_id").as("_pipeline"), col("stage_id").as("_stage"), col("age_band"))
            .agg(
                coalesce(
                        max_by(when(inTime, col("share_of_wins")), when(inTime, col("day"))),
                        lit(0.0))
                    .as("_share"))
            .select(
                col("_pipeline"),
                col("_stage"),
                struct(col("age_band").as("label"), col("_share").as("share")).as("_timing"));
    return cells
        .unionByName(incumbents, true)
        .unionByName(shares, true)
        .groupBy("_pipeline", "_stage")
        .agg(
            sort_array(collect_set("_band")).as("_bands"),
            sort_array(collect_set("_split")).as("_splits"),
            sort_array(collect_list("_timing")).as("_timings"),
            max("_reached").as("reached_win_rate"),
            max("_incumbent").as("incumbent"));
  }

  /** Which columns a cell is split by, as flags. */
  private static Column split() {
    return struct(
        Arrays.stream(SPLITS).map(name -> col(name).isNotNull().as(name)).toArray(Column[]::new));
  }

  /** One row per deal, with its age, its age band and what its stage has. */
  private static Dataset<Row> placed(
      Dataset<Row> open, Dataset<Row> visits, Dataset<Row> places, AsOf asOf) {
    Dataset<Row> standing =
        visits
            .where(col("left_at").isNull())
            .groupBy(col("opportunity_id").as("_visitor"), col("stage_id").as("_visited"))
            .agg(max_by(col("entered_at"), col("visit_number")).as("_entered_at"));
    long cutoff = ChronoUnit.MICROS.between(Instant.EPOCH, asOf.cutoff());
    Column age =
        lit(cutoff).minus(unix_micros(col("_entered_at"))).cast("double").divide(MICROS_PER_DAY);
    Column band =
        get(
            filter(
                col("_bands"),
                candidate ->
                    candidate
                        .getField("from")
                        .leq(col("stage_age_days"))
                        .and(
                            candidate
                                .getField("to")
                                .isNull()
                                .or(candidate.getField("to").gt(col("stage_age_days"))))),
            lit(0));
    Column ofBand =
        filter(col("_timings"), timing -> timing.getField("label").equalTo(col("age_band")));
    Column ofStage = filter(col("_timings"), timing -> timing.getField("label").isNull());
    return open.join(
            standing,
            col("opportunity_id")
                .equalTo(col("_visitor"))
                .and(col("stage_id").equalTo(col("_visited"))),
            "left")
        .join(
            places,
            col("pipeline_id")
                .equalTo(col("_pipeline"))
                .and(col("stage_id").equalTo(col("_stage"))),
            "left")
        .withColumn("stage_age_days", when(age.isNotNull(), greatest(lit(0.0), age)))
        .withColumn("age_band", band.getField("label"))
        .withColumn(
            "_share_left",
            coalesce(
                get(ofBand, lit(0)).getField("share"), get(ofStage, lit(0)).getField("share")));
  }

  /**
   * One row per deal with its cells, the widest first. A deal asks for one cell per set of split
   * columns that its stage knows, a handful; keys are unique among the cells of a version, so that
   * every question has at most one answer.
   */
  private static Dataset<Row> withCells(Dataset<Row> placed, Dataset<Row> confidence) {
    Column deal =
        struct(Arrays.stream(placed.columns()).map(name -> col(name)).toArray(Column[]::new));
    Dataset<Row> questions =
        placed.select(deal.as("_deal"), explode_outer(col("_splits")).as("_split"));
    Column depth = lit(0);
    for (String name : SPLITS) {
      depth = depth.plus(col(name).isNotNull().cast("int"));
    }
    Column known = col("confidence").isNotNull().and(isnan(col("confidence")).equalTo(false));
    Dataset<Row> answers =
        confidence
            .where(known)
            .select(
                col("pipeline_id"),
                col("stage_id"),
                split().as("_of"),
                col("age_band"),
                col("customer_type"),
                col("size_band"),
                col("product"),
                struct(
                        depth.as("depth"),
                        col("confidence"),
                        least(coalesce(col("confidence_low"), lit(0.0)), col("confidence"))
                            .as("low"),
                        greatest(coalesce(col("confidence_high"), lit(1.0)), col("confidence"))
                            .as("high"),
                        col("borrowed_from"),
                        col("borrowed_share"),
                        label().as("label"))
                    .as("_cell"));
    Column same =
        col("_deal.pipeline_id")
            .equalTo(answers.col("pipeline_id"))
            .and(col("_deal.stage_id").equalTo(answers.col("stage_id")))
            .and(col("_split").equalTo(answers.col("_of")));
    for (String name : SPLITS) {
      Column asked = when(col("_split." + name), col("_deal." + name));
      same = same.and(asked.eqNullSafe(answers.col(name)));
    }
    return questions
        .join(answers, same, "left")
        .groupBy(col("_deal.opportunity_id").as("_id"))
        .agg(first(col("_deal")).as("_deal"), sort_array(collect_list(col("_cell"))).as("_cells"));
  }

  /** What the narrowest split of a cell is, as people say it. */
  private static Column label() {
    return when(col("segment_level").equalTo("product"), concat(lit("product "), col("product")))
        .when(col("segment_level").equalTo("size_band"), concat(lit("size "), col("size_band")))
        .when(
            col("segment_level").equalTo("customer_type"),
            when(
                    col("customer_type").isin("new", "existing"),
                    concat(col("customer_type"), lit(" customer")))
                .otherwise(concat(lit("customer type "), col("customer_type"))))
        .when(
            col("segment_level").equalTo("age_band"),
            concat(lit("age "), col("age_band"), lit(" days")))
        .otherwise(lit("stage"));
  }

  private static Column drivers() {
    Column cells = col("_cells");
    Column moves =
        transform(
            slice(cells, lit(2), size(cells)),
            (cell, i) -> {
              Column before = get(cells, i).getField("confidence");
              Column now = cell.getField("confidence");
              return struct(
                  abs(now.minus(before)).as("move"),
                  format_string("%s: %.2f instead of %.2f", cell.getField("label"), now, before)
                      .as("text"));
            });
    Column large = filter(moves, move -> round(move.getField("move"), 9).gt(DRIVER_THRESHOLD));
    Column texts =
        transform(
            slice(sort_array(large, false), lit(1), lit(MOST_DRIVERS)),
            move -> move.getField("text"));
    Column missing =
        when(col("stage_id").isNull(), lit("stage not known, so no confidence"))
            .when(col("confidence").isNull(), lit("no confidence for this stage yet"))
            .when(
                col("stage_age_days").isNull().and(size(col("_bands")).gt(0)),
                lit("entry into the stage not known: confidence of the stage at any age"));
    return slice(concat(array_compact(array(missing)), texts), lit(1), lit(MOST_DRIVERS))
        .cast(Types.TEXTS);
  }
}
