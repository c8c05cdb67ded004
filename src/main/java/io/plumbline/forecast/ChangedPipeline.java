package io.plumbline.forecast;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.plumbline.config.Configuration;
import io.plumbline.forecast.WhatIf.DealChange;
import io.plumbline.forecast.WhatIf.Place;
import io.plumbline.forecast.WhatIf.StageChange;
import io.plumbline.forecast.WhatIf.Terms;
import io.plumbline.model.AsOf;
import io.plumbline.model.Outcome;
import io.plumbline.table.Types;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Predicate;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The open pipeline with changes. They come from a file that a person wrote: each is a row of a
 * small frame that every executor gets whole.
 */
final class ChangedPipeline {

  private static final StructType TERMS =
      new StructType()
          .add("amount", Types.AMOUNT)
          .add("amount_times", DataTypes.createDecimalType(18, 9))
          .add("confidence", DataTypes.DoubleType)
          .add("confidence_times", DataTypes.DoubleType);
  private static final StructType DEALS =
      new StructType()
          .add("opportunity_id", DataTypes.StringType)
          .add("move_to", DataTypes.StringType)
          .add("_terms", TERMS);
  private static final StructType STAGES =
      new StructType()
          .add("pipeline_id", DataTypes.StringType)
          .add("stage_id", DataTypes.StringType)
          .add("_terms", TERMS);

  private final Learned learned;
  private final WhatIf whatIf;
  private final SparkSession spark;
  private final AsOf asOf;

  private ChangedPipeline(Learned learned, WhatIf whatIf, AsOf asOf) {
    this.learned = learned;
    this.whatIf = whatIf;
    this.spark = learned.score().sparkSession();
    this.asOf = asOf;
  }

  /** What is known with the changes; starts no job. */
  static Learned of(
      Learned learned, Standing standing, WhatIf whatIf, AsOf asOf, Configuration configuration) {
    ChangedPipeline changed = new ChangedPipeline(learned, whatIf, asOf);
    return learned.with(
        changed.opportunity(), changed.onTerms(changed.placed(standing, configuration)));
  }

  /** Open deals where they are now. */
  private Dataset<Row> placed(Standing standing, Configuration configuration) {
    Dataset<Row> unmoved =
        learned
            .score()
            .join(
                broadcast(
                    named(deals(change -> !(change.place() instanceof Place.Unchanged)), "_of")),
                same("opportunity_id"),
                "left_anti");
    Dataset<Row> moves = broadcast(deals(change -> change.place() instanceof Place.Moved));
    Dataset<Row> moved =
        ScoreOpenPipeline.score(
            moved(learned.opportunity(), moves),
            moved(standing.stageVisit().where(col("left_at").isNull()), moves)
                .withColumn("entered_at", lit(asOf.cutoff()))
                .withColumn("amount_base", col("deal_amount_base")),
            learned.stage(),
            standing.stageConfidence(),
            learned.stageTiming(),
            learned.sizePace(),
            asOf,
            configuration);
    return unmoved.unionByName(moved);
  }

  private static Dataset<Row> moved(Dataset<Row> rows, Dataset<Row> moves) {
    return rows.join(moves.drop("_terms"), "opportunity_id")
        .withColumn("stage_id", col("move_to"))
        .drop("move_to");
  }

  private Dataset<Row> onTerms(Dataset<Row> open) {
    Dataset<Row> known =
        open.join(
                broadcast(
                    named(deals(change -> !change.terms().equals(Terms.UNCHANGED)), "_of_deal")),
                same("opportunity_id"),
                "left")
            .join(
                broadcast(named(stages(change -> change.pipelineId().isPresent()), "_of_its")),
                same("pipeline_id").and(same("stage_id")),
                "left")
            .drop("_pipeline_id", "_stage_id")
            .join(
                broadcast(named(stages(change -> change.pipelineId().isEmpty()), "_of_any")),
                same("stage_id"),
                "left");
    Column ofStage = coalesce(col("_of_its"), col("_of_any"));
    Column amount =
        coalesce(col("_of_deal.amount"), times("_of_deal"), times("_of_stage"), col("amount_base"));
    return known
        .withColumn("_of_stage", ofStage)
        // What has not changed since the entry has not by what is supposed here.
        .withColumn(
            "amount_at_entry",
            when(col("amount_at_entry").equalTo(col("amount_base")), amount)
                .otherwise(col("amount_at_entry")))
        .withColumn("amount_base", amount)
        .withColumn(
            "confidence",
            coalesce(
                col("_of_deal.confidence"),
                likelier("_of_deal"),
                col("_of_stage.confidence"),
                likelier("_of_stage"),
                col("confidence")));
  }

  /** Null where there is no factor. */
  private static Column times(String terms) {
    return col("amount_base").multiply(col(terms + ".amount_times")).cast(Types.AMOUNT);
  }

  private static Column likelier(String terms) {
    Column factor = col(terms + ".confidence_times");
    // least() passes over a null.
    return when(factor.isNotNull(), least(lit(1.0), col("confidence").multiply(factor)));
  }

  private Dataset<Row> opportunity() {
    Dataset<Row> won = named(deals(change -> change.place() instanceof Place.Won), "_won");
    Column isWon = col("_opportunity_id").isNotNull();
    return learned
        .opportunity()
        .join(broadcast(won), same("opportunity_id"), "left")
        .withColumn("amount_base", coalesce(col("_won.amount"), times("_won"), col("amount_base")))
        .withColumn("outcome", when(isWon, lit(Outcome.WON.label())).otherwise(col("outcome")))
        .withColumn(
            "closed_at",
            when(isWon, lit(asOf.cutoff().minus(1, ChronoUnit.MICROS))).otherwise(col("closed_at")))
        .drop("_won", "_opportunity_id", "_move_to");
  }

  /** Keys with an underscore, so that they are not those of the rows that are changed. */
  private static Dataset<Row> named(Dataset<Row> changes, String terms) {
    Dataset<Row> named = changes.withColumnRenamed("_terms", terms);
    for (String key : List.of("opportunity_id", "move_to", "pipeline_id", "stage_id")) {
      named = named.withColumnRenamed(key, "_" + key);
    }
    return named;
  }

  private static Column same(String key) {
    return col(key).equalTo(col("_" + key));
  }

  private Dataset<Row> deals(Predicate<DealChange> which) {
    return spark.createDataFrame(
        whatIf.deals().stream()
            .filter(which)
            .map(
                change ->
                    RowFactory.create(
                        change.opportunityId(),
                        change.place() instanceof Place.Moved moved ? moved.stageId() : null,
                        row(change.terms())))
            .toList(),
        DEALS);
  }

  private Dataset<Row> stages(Predicate<StageChange> which) {
    return spark.createDataFrame(
        whatIf.stages().stream()
            .filter(which)
            .map(
                change ->
                    RowFactory.create(
                        change.pipelineId().orElse(null), change.stageId(), row(change.terms())))
            .toList(),
        STAGES);
  }

  private static Row row(Terms terms) {
    return RowFactory.create(
        terms.amount().orElse(null),
        terms.amountTimes().orElse(null),
        terms.confidence().orElse(null),
        terms.confidenceTimes().orElse(null));
  }
}
