package io.plumbline.quality;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.lag;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.map_entries;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;
import static org.apache.spark.sql.functions.translate;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import io.plumbline.config.Configuration;
import io.plumbline.config.Settings;
import io.plumbline.frame.Fault;
import io.plumbline.frame.MoveOrder;
import io.plumbline.frame.Persisted;
import io.plumbline.model.AsOf;
import io.plumbline.table.CanonicalField;
import io.plumbline.table.CanonicalFile;
import io.plumbline.table.Staged;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/**
 * The rules that need more than one value of a row, or more than one row. Rows are never dropped: a
 * row that breaks a rule keeps its place with the rule's name, so that accepted + rejected +
 * excluded = read. The first broken rule counts.
 */
public final class CheckRows {

  private static final String DEFAULT_PIPELINE = "default";
  private static final String RANK = "_rank";

  private CheckRows() {}

  /**
   * Checks all files against each other.
   *
   * @param staged the files that are there; opportunities must be
   * @param sources the tables of the CRM that they were made of, by name; they are only counted
   * @param asOf losses after it make no clean-up day
   */
  public static Checked check(
      Map<CanonicalFile, Dataset<Row>> staged,
      Map<String, Dataset<Row>> sources,
      AsOf asOf,
      Configuration configuration) {
    Map<CanonicalFile, Dataset<Row>> checked = new EnumMap<>(CanonicalFile.class);
    staged.forEach(
        (file, rows) -> {
          switch (file) {
            case OPPORTUNITIES, STAGE_HISTORY, STAGES -> {}
            case FX_RATES ->
                checked.put(file, uniqueByKey(file, withVerdict(file, rows, rateNotPositive())));
            default -> checked.put(file, uniqueByKey(file, rows));
          }
        });
    StageMapping mapping = new StageMapping(configuration);
    Dataset<Row> stages = staged.get(CanonicalFile.STAGES);
    if (stages != null) {
      stages = mapping.ofStages(uniqueStages(stages));
      checked.put(CanonicalFile.STAGES, stages);
    }
    Dataset<Row> deals =
        mapping.ofOpportunities(
            staged
                .get(CanonicalFile.OPPORTUNITIES)
                .withColumn("pipeline_id", coalesce(col("pipeline_id"), lit(DEFAULT_PIPELINE))));
    Dataset<Row> history = staged.get(CanonicalFile.STAGE_HISTORY);
    if (history != null) {
      history = mapping.ofMoves(history, deals.where(soundOrExcluded()));
    }
    List<Persisted> persisted = new ArrayList<>();
    Dataset<Row> opportunities = kept(opportunities(deals, history, stages), persisted);
    BulkCloseDays bulk = BulkCloseDays.of(opportunities, asOf);
    if (configuration.value(Settings.SOURCE_BULK_CLOSE).equals("exclude")) {
      opportunities = kept(bulk.exclude(opportunities), persisted);
    }
    checked.put(CanonicalFile.OPPORTUNITIES, opportunities);
    if (history != null) {
      Dataset<Row> moves =
          mapping.withoutMovesInside(history(history, opportunities, stages, mapping));
      checked.put(CanonicalFile.STAGE_HISTORY, kept(moves, persisted));
    }
    return new Checked(checked, sources, bulk.rows(), persisted);
  }

  private static Dataset<Row> kept(Dataset<Row> rows, List<Persisted> persisted) {
    Persisted kept = Persisted.of(rows);
    persisted.add(kept);
    return kept.rows();
  }

  private static Dataset<Row> opportunities(
      Dataset<Row> staged, Dataset<Row> history, Dataset<Row> stages) {
    Dataset<Row> rows =
        history != null && stages != null ? withClosingMove(staged, history, stages) : staged;
    Column closed = col("status").isin("won", "lost");
    Dataset<Row> verdicts =
        withVerdict(
            CanonicalFile.OPPORTUNITIES,
            rows,
            negativeAmount(),
            new Fault(
                closed.and(col("closed_at").isNull()),
                Rule.CLOSED_WITHOUT_TIME.label(),
                concat(lit("status is "), col("status"), lit(" and closed_at is empty."))),
            ofTimes(
                closed.and(col("closed_at").lt(col("created_at"))),
                Rule.CLOSED_BEFORE_CREATED,
                "closed_at",
                "before",
                "created_at"));
    return latestOf(
        CanonicalFile.OPPORTUNITIES,
        verdicts,
        List.of("opportunity_id"),
        col("closed_at").desc_nulls_last(),
        col("created_at").desc_nulls_last());
  }

  /** closed_at from the last move into a closed stage, where the export leaves it empty. */
  private static Dataset<Row> withClosingMove(
      Dataset<Row> rows, Dataset<Row> history, Dataset<Row> stages) {
    Dataset<Row> closedStages =
        stages
            .where(col(Staged.RULE).isNull().and(col("is_closed")))
            .select(col("stage_id").as("closed_stage"))
            .distinct();
    Dataset<Row> closings =
        history
            .where(col(Staged.RULE).isNull())
            .join(closedStages, col("stage_id").equalTo(col("closed_stage")), "left_semi")
            .groupBy(col("opportunity_id").as("closing_opportunity"))
            .agg(max("entered_at").as("_closing_move"));
    return rows.join(closings, col("opportunity_id").equalTo(col("closing_opportunity")), "left")
        .withColumn(
            "closed_at",
            coalesce(
                col("closed_at"), when(col("status").isin("won", "lost"), col("_closing_move"))))
        .drop("closing_opportunity", "_closing_move");
  }

  private static Dataset<Row> history(
      Dataset<Row> staged, Dataset<Row> opportunities, Dataset<Row> stages, StageMapping mapping) {
    Dataset<Row> known =
        opportunities
            .where(soundOrExcluded())
            .select(
                col("opportunity_id").as("known_opportunity"),
                col("pipeline_id"),
                col("status"),
                col("closed_at"),
                col("created_at"),
                col(Staged.RULE).isNotNull().as("_excluded"));
    // A left join to one row per opportunity: the duplicates were rejected above.
    Dataset<Row> rows =
        staged.join(known, col("opportunity_id").equalTo(col("known_opportunity")), "left");
    Column unknownStage = lit(false);
    Column closedStage = lit(false);
    if (stages != null) {
      Dataset<Row> list =
          stages
              .where(col(Staged.RULE).isNull())
              .select(
                  col("pipeline_id").as("stage_pipeline"),
                  col("stage_id").as("known_stage"),
                  coalesce(col("is_closed"), lit(false)).as("stage_is_closed"),
                  coalesce(col("is_won"), lit(false)).as("stage_is_won"),
                  col("stage_order").as(Staged.STAGE_ORDER));
      rows = withStage(rows, list);
      unknownStage = col("known_stage").isNull().and(not(mapping.isNamed()));
      closedStage = col("stage_is_closed");
    } else {
      rows =
          rows.withColumns(
              Map.of(
                  "stage_is_closed",
                  lit(false),
                  "stage_is_won",
                  lit(false),
                  Staged.STAGE_ORDER,
                  lit(null).cast("bigint")));
    }
    Dataset<Row> verdicts =
        withVerdict(
            CanonicalFile.STAGE_HISTORY,
            rows,
            new Fault(
                col("_excluded"),
                Rule.EXCLUDED.label(),
                concat(lit("opportunity '"), col("opportunity_id"), lit("' is excluded."))),
            negativeAmount(),
            new Fault(
                col("known_opportunity").isNull(),
                Rule.UNKNOWN_OPPORTUNITY.label(),
                concat(
                    lit("opportunity '"),
                    col("opportunity_id"),
                    lit("' is not among the accepted opportunities."))),
            new Fault(
                unknownStage,
                Rule.UNKNOWN_STAGE.label(),
                concat(
                    lit("stage '"),
                    col("stage_id"),
                    lit("' is not in the stages file for pipeline '"),
                    col("pipeline_id"),
                    lit("'."))),
            ofTimes(
                col("status")
                    .isin("won", "lost")
                    .and(col("entered_at").gt(col("closed_at")))
                    .and(closedStage.equalTo(false)),
                Rule.HISTORY_AFTER_CLOSE,
                "entered_at",
                "after",
                "closed_at"));
    // In the order of the history, which what follows need not sort again.
    Column told =
        xxhash64(
            Stream.concat(
                    Stream.of(columns(CanonicalFile.STAGE_HISTORY)),
                    Stream.of(Staged.KEY, Staged.RAW, Staged.REASON, Staged.WARNINGS)
                        .map(name -> col(name)))
                .toArray(Column[]::new));
    WindowSpec order =
        Window.partitionBy("opportunity_id")
            .orderBy(
                Stream.concat(
                        Stream.of(MoveOrder.columns()),
                        Stream.of(
                            col(Staged.RULE).asc_nulls_first(),
                            mapping.ownStage().asc_nulls_first(),
                            told))
                    .toArray(Column[]::new));
    Column here = struct(col(Staged.RULE), col("entered_at"), col("sequence"), col("stage_id"));
    return reject(
            verdicts.withColumns(
                Map.of(
                    RANK,
                    lag(here, 1).over(order).eqNullSafe(here),
                    Staged.REPEATS,
                    repeats(order))),
            CanonicalFile.STAGE_HISTORY,
            col(RANK).and(col(Staged.RULE).isNull()),
            Rule.DUPLICATE_KEY,
            lit("the same move stands in the file more than once."))
        .drop(RANK, "known_opportunity", "_excluded", "known_stage", "stage_pipeline");
  }

  /**
   * A deal re-enters a stage only from another one: a row that says its stage again, as a daily
   * snapshot does, is no move.
   */
  private static Column repeats(WindowSpec order) {
    Column said = struct(col("amount"), col("expected_close_date"), col("probability"));
    Column before =
        lag(
                when(col(Staged.RULE).isNull(), struct(col("stage_id"), said.as("said"))),
                1,
                null,
                true)
            .over(order);
    return when(
        col(Staged.RULE).isNull().and(before.getField("stage_id").equalTo(col("stage_id"))),
        when(before.getField("said").eqNullSafe(said), lit(Staged.UNCHANGED))
            .otherwise(lit(Staged.CHANGED)));
  }

  /**
   * Looks the stage of every move up: among those of its pipeline, and among those of all
   * pipelines. Two lookups by equality, where one by either would compare every move with the
   * stage's namesakes of all pipelines. A stage that no list has is an open one.
   */
  private static Dataset<Row> withStage(Dataset<Row> moves, Dataset<Row> list) {
    Dataset<Row> ofPipeline = list.where(col("stage_pipeline").isNotNull());
    Dataset<Row> ofAll =
        list.where(col("stage_pipeline").isNull())
            .select(
                col("known_stage").as("_any_stage"),
                col("stage_is_closed").as("_any_is_closed"),
                col("stage_is_won").as("_any_is_won"),
                col(Staged.STAGE_ORDER).as("_any_order"));
    return moves
        .join(
            ofPipeline,
            col("stage_id")
                .equalTo(col("known_stage"))
                .and(col("pipeline_id").equalTo(col("stage_pipeline"))),
            "left")
        .join(ofAll, col("stage_id").equalTo(col("_any_stage")), "left")
        .withColumns(
            Map.of(
                "known_stage",
                coalesce(col("known_stage"), col("_any_stage")),
                "stage_is_closed",
                coalesce(col("stage_is_closed"), col("_any_is_closed"), lit(false)),
                "stage_is_won",
                coalesce(col("stage_is_won"), col("_any_is_won"), lit(false)),
                Staged.STAGE_ORDER,
                coalesce(col(Staged.STAGE_ORDER), col("_any_order"))))
        .drop("_any_stage", "_any_is_closed", "_any_is_won", "_any_order");
  }

  private static Dataset<Row> uniqueStages(Dataset<Row> staged) {
    return latestOf(
        CanonicalFile.STAGES,
        staged,
        List.of("pipeline_id", "stage_id"),
        col("stage_order").desc_nulls_last(),
        col("probability").desc_nulls_last());
  }

  private static Dataset<Row> uniqueByKey(CanonicalFile file, Dataset<Row> staged) {
    return switch (file) {
      case ACTIVITIES ->
          latestOf(file, staged, List.of("activity_id"), col("occurred_at").desc_nulls_last());
      case TASKS -> latestOf(file, staged, List.of("task_id"), col("due_at").desc_nulls_last());
      case LEADS -> latestOf(file, staged, List.of("lead_id"), col("created_at").desc_nulls_last());
      case CONTACT_ROLES ->
          latestOf(
              file,
              staged,
              List.of("opportunity_id", "contact_id", "role"),
              col("added_at").desc_nulls_last());
      case FX_RATES ->
          latestOf(
              file,
              staged,
              List.of("currency", "rate_date"),
              col("rate_to_base").desc_nulls_last());
      case FIELD_HISTORY ->
          latestOf(
              file,
              staged,
              List.of("opportunity_id", "field", "changed_at"),
              col("value").desc_nulls_last());
      case TARGETS ->
          latestOf(
              file,
              staged,
              List.of("period_start", "period_end", "pipeline_id", "owner_id", "segment"),
              col("amount").desc_nulls_last());
      case OPPORTUNITIES, STAGE_HISTORY, STAGES -> staged;
    };
  }

  /**
   * Rejects all but the latest row of a key among the sound and the excluded ones, so that a deal
   * that was set aside later does not count by what it was before. Equal ones are told apart by a
   * hash of all that is said of them, their text as read included, whatever the partitioning.
   */
  private static Dataset<Row> latestOf(
      CanonicalFile file, Dataset<Row> rows, List<String> key, Column... latestFirst) {
    Column[] order =
        Stream.concat(
                Stream.of(latestFirst),
                Stream.of(
                    xxhash64(columns(file)),
                    xxhash64(
                        col(Staged.RULE),
                        map_entries(col(Staged.ATTRIBUTES)),
                        col(Staged.WARNINGS),
                        col(Staged.KEY),
                        col(Staged.RAW),
                        col(Staged.REASON))))
            .toArray(Column[]::new);
    Column sound = soundOrExcluded();
    Column[] partition =
        Stream.concat(key.stream().map(name -> col(name)), Stream.of(sound)).toArray(Column[]::new);
    return reject(
            rows.withColumn(RANK, row_number().over(Window.partitionBy(partition).orderBy(order))),
            file,
            sound.and(col(RANK).gt(1)),
            Rule.DUPLICATE_KEY,
            lit(
                "the key "
                    + String.join(", ", key)
                    + " stands in more than one row; the latest is kept."))
        .drop(RANK);
  }

  /**
   * All in one projection: every further one would be planned again with the whole tree below it.
   */
  private static Dataset<Row> withVerdict(CanonicalFile file, Dataset<Row> rows, Fault... said) {
    List<Fault> faults = List.of(said);
    Column rule = Fault.rule(faults);
    Column isBroken = col(Staged.RULE).isNull().and(rule.isNotNull());
    return rows.withColumns(
        Map.of(
            Staged.KEY,
            when(isBroken, key(file)).otherwise(col(Staged.KEY)),
            Staged.RAW,
            when(isBroken, asJson(rows)).otherwise(col(Staged.RAW)),
            Staged.REASON,
            coalesce(col(Staged.REASON), Fault.reason(faults)),
            Staged.RULE,
            coalesce(col(Staged.RULE), rule)));
  }

  /** The rows with a verdict on those that the condition holds for. */
  static Dataset<Row> reject(
      Dataset<Row> rows, CanonicalFile file, Column condition, Rule rule, Column reason) {
    Column broken = coalesce(condition, lit(false));
    return rows.withColumns(
        Map.of(
            Staged.KEY,
            when(broken, key(file)).otherwise(col(Staged.KEY)),
            Staged.RAW,
            when(broken, to_json(struct(columns(file)))).otherwise(col(Staged.RAW)),
            Staged.REASON,
            when(broken, reason).otherwise(col(Staged.REASON)),
            Staged.RULE,
            when(broken, lit(rule.label())).otherwise(col(Staged.RULE))));
  }

  /**
   * The key of a row for messages, also of one that reading has nothing to say about: its times are
   * in ISO 8601 then.
   */
  static Column key(CanonicalFile file) {
    return coalesce(
        col(Staged.KEY),
        concat_ws(
            "|",
            file.fields().stream()
                .filter(CanonicalField::isRequired)
                .map(CheckRows::text)
                .toArray(Column[]::new)));
  }

  private static Column text(CanonicalField field) {
    Column text = col(field.name()).cast("string");
    return switch (field.kind()) {
      case TIME, CLOSING_TIME -> concat(translate(text, " ", "T"), lit("Z"));
      default -> text;
    };
  }

  private static Column asJson(Dataset<Row> rows) {
    return to_json(
        struct(
            Stream.of(rows.columns())
                .filter(name -> !name.startsWith("_"))
                .map(name -> col(name))
                .toArray(Column[]::new)));
  }

  private static Column[] columns(CanonicalFile file) {
    return file.fields().stream()
        .map(CanonicalField::name)
        .map(name -> col(name))
        .toArray(Column[]::new);
  }

  private static Column soundOrExcluded() {
    return coalesce(col(Staged.RULE), lit(Rule.EXCLUDED.label())).equalTo(Rule.EXCLUDED.label());
  }

  private static Fault rateNotPositive() {
    return ofValue(col("rate_to_base").leq(0), Rule.RATE_NOT_POSITIVE, "rate_to_base");
  }

  private static Fault negativeAmount() {
    return ofValue(col("amount").lt(0), Rule.NEGATIVE_AMOUNT, "amount");
  }

  private static Fault ofValue(Column holds, Rule rule, String column) {
    return new Fault(
        holds, rule.label(), concat(lit(column + " is "), col(column).cast("string"), lit(".")));
  }

  /** Two times in the wrong order. */
  private static Fault ofTimes(
      Column holds, Rule rule, String time, String relation, String other) {
    return new Fault(
        holds,
        rule.label(),
        concat(
            lit(time + " "),
            col(time).cast("string"),
            lit(" is " + relation + " " + other + " "),
            col(other).cast("string"),
            lit(".")));
  }
}
