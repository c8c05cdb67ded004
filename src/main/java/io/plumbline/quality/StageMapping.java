package io.plumbline.quality;

import static org.apache.spark.sql.functions.asc_nulls_last;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lag;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max_by;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import io.plumbline.config.Configuration;
import io.plumbline.config.Settings;
import io.plumbline.frame.MoveOrder;
import io.plumbline.frame.Rows;
import io.plumbline.model.StageAlias;
import io.plumbline.table.CanonicalFile;
import io.plumbline.table.Staged;
import java.sql.Date;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/**
 * What the ids of stages count as, by the setting source.stages. A line for the pipeline goes
 * before one for all; of its lines the latest that is not after the day of the entry holds, and the
 * one without a date before all of them. What holds today is the latest one.
 */
final class StageMapping {

  /** The id as the export has it, beside the one that it counts as. */
  private static final String OWN = "_own_stage";

  private static final String PLACE = "_place";

  private final List<StageAlias> aliases;
  private final ZoneId zone;

  StageMapping(Configuration configuration) {
    this.aliases =
        configuration.value(Settings.SOURCE_STAGES).entrySet().stream()
            .map(entry -> StageAlias.of(entry.getKey(), entry.getValue()))
            .toList();
    this.zone = configuration.value(Settings.TIME_ZONE);
  }

  /**
   * The list of stages is of today. Where it has the stage that another counts as, the other is set
   * aside; else the other takes its place, the first one if there are many.
   */
  Dataset<Row> ofStages(Dataset<Row> stages) {
    if (aliases.isEmpty()) {
      return stages;
    }
    Dataset<Row> mapped = mapped(stages, col("pipeline_id"), lit(null).cast("date"));
    Column renamed = col("stage_id").notEqual(col(OWN));
    WindowSpec same =
        Window.partitionBy(col("pipeline_id"), col("stage_id"), col(Staged.RULE).isNull())
            .orderBy(renamed, asc_nulls_last("stage_order"), col(OWN));
    return CheckRows.reject(
            mapped.withColumn(PLACE, row_number().over(same)),
            CanonicalFile.STAGES,
            col(Staged.RULE).isNull().and(renamed).and(col(PLACE).gt(1)),
            Rule.EXCLUDED,
            concat(
                lit("stage '"),
                col(OWN),
                lit("' counts as '"),
                col("stage_id"),
                lit("' (source.stages).")))
        .drop(OWN, PLACE);
  }

  /** An open deal stands in a stage of today, and a closed one in what it was when it closed. */
  Dataset<Row> ofOpportunities(Dataset<Row> opportunities) {
    if (aliases.isEmpty()) {
      return opportunities;
    }
    Column closed = when(col("status").isin("won", "lost"), day("closed_at"));
    return mapped(opportunities, col("pipeline_id"), closed).drop(OWN);
  }

  /**
   * Moves, by the day of their entry.
   *
   * @param opportunities with their pipelines
   */
  Dataset<Row> ofMoves(Dataset<Row> moves, Dataset<Row> opportunities) {
    if (aliases.isEmpty()) {
      return moves;
    }
    if (aliases.stream().allMatch(alias -> alias.pipeline().isEmpty())) {
      return mapped(moves, lit(null).cast("string"), day("entered_at"));
    }
    Dataset<Row> pipelines =
        opportunities
            .groupBy(col("opportunity_id").as("_mapped_deal"))
            .agg(
                max_by(
                        col("pipeline_id"),
                        struct(col("closed_at"), col("created_at"), col("pipeline_id")))
                    .as("_mapped_pipeline"));
    return mapped(
            moves.join(pipelines, col("opportunity_id").equalTo(col("_mapped_deal")), "left"),
            col("_mapped_pipeline"),
            day("entered_at"))
        .drop("_mapped_deal", "_mapped_pipeline");
  }

  /** Whether the stage of a move is named by the settings, so that no list needs to have it. */
  Column isNamed() {
    return aliases.isEmpty() ? lit(false) : col("stage_id").notEqual(col(OWN));
  }

  /** The stage of a move as the export has it. */
  Column ownStage() {
    return col(aliases.isEmpty() ? "stage_id" : OWN);
  }

  /** Sets moves aside that lead from a stage to one that counts as the same, and change nothing. */
  Dataset<Row> withoutMovesInside(Dataset<Row> moves) {
    if (aliases.isEmpty()) {
      return moves;
    }
    WindowSpec order =
        Window.partitionBy(col("opportunity_id"), col(Staged.RULE).isNull())
            .orderBy(
                Stream.concat(Stream.of(MoveOrder.columns()), Stream.of(col(OWN)))
                    .toArray(Column[]::new));
    Column state = struct(col("amount"), col("expected_close_date"), col("probability"));
    Column before =
        lag(struct(col("stage_id"), col(OWN).as("own"), state.as("state")), 1).over(order);
    return CheckRows.reject(
            moves.withColumn(PLACE, before),
            CanonicalFile.STAGE_HISTORY,
            col(Staged.RULE)
                .isNull()
                .and(col(PLACE + ".stage_id").equalTo(col("stage_id")))
                .and(col(PLACE + ".own").notEqual(col(OWN)))
                .and(col(PLACE + ".state").eqNullSafe(state)),
            Rule.EXCLUDED,
            concat(
                lit("stages '"),
                col(PLACE + ".own"),
                lit("' and '"),
                col(OWN),
                lit("' both count as '"),
                col("stage_id"),
                lit("' (source.stages).")))
        .drop(OWN, PLACE);
  }

  private Dataset<Row> mapped(Dataset<Row> rows, Column pipeline, Column day) {
    Column stage = col(OWN);
    Column target = lit(null).cast("string");
    Map<String, List<StageAlias>> ofStage =
        aliases.stream()
            .collect(
                Collectors.groupingBy(
                    alias -> alias.pipeline().map(name -> name + " > ").orElse("") + alias.stage(),
                    TreeMap::new,
                    Collectors.toList()));
    // Those of all pipelines first, so that those of a pipeline are asked before them.
    List<List<StageAlias>> groups =
        ofStage.values().stream()
            .sorted(Comparator.comparing(group -> group.get(0).pipeline().isPresent()))
            .toList();
    for (List<StageAlias> group : groups) {
      Column here = stage.equalTo(group.get(0).stage());
      Optional<String> only = group.get(0).pipeline();
      Column holds = only.isPresent() ? here.and(pipeline.equalTo(only.get())) : here;
      target = when(holds, ofDay(group, stage, day)).otherwise(target);
    }
    return rows.withColumn(OWN, col("stage_id"))
        .withColumn("stage_id", coalesce(target, col("stage_id")));
  }

  /** Of the lines for a stage, the one that holds on the day; a null day is today. */
  private static Column ofDay(List<StageAlias> group, Column stage, Column day) {
    Column target =
        group.stream()
            .filter(alias -> alias.from().isEmpty())
            .findFirst()
            .map(alias -> lit(alias.target()))
            .orElse(stage);
    for (StageAlias alias :
        group.stream()
            .filter(dated -> dated.from().isPresent())
            .sorted(Comparator.comparing(dated -> dated.from().orElse(LocalDate.MIN)))
            .toList()) {
      Column since = day.isNull().or(day.geq(lit(Date.valueOf(alias.from().orElseThrow()))));
      target = when(since, lit(alias.target())).otherwise(target);
    }
    return target;
  }

  private Column day(String time) {
    return Rows.dayIn(zone, col(time));
  }
}
