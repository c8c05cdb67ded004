package io.plumbline.history;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.asc_nulls_last;
import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lag;
import static org.apache.spark.sql.functions.lead;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.lower;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.max_by;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import io.plumbline.config.Configuration;
import io.plumbline.config.Settings;
import io.plumbline.frame.MoveOrder;
import io.plumbline.frame.Rows;
import io.plumbline.model.AsOf;
import io.plumbline.table.Staged;
import io.plumbline.table.Tables;
import java.sql.Timestamp;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/**
 * Accepted rows to opportunities and stage visits as they were known at the as-of date. Whatever
 * happened later is cut: a run on the full log equals a run on an export of that date.
 */
public final class BuildHistory {

  private BuildHistory() {}

  /**
   * The accepted rows of the files that history is made of.
   *
   * @param opportunities one row per opportunity
   * @param stageHistory moves, each with pipeline_id, status, stage_is_closed, stage_is_won and
   *     {@link Staged#STAGE_ORDER} of its opportunity and stage; {@link Staged#REPEATS} tells the
   *     rows that are none
   * @param stages stages as given
   * @param fieldHistory former values of attributes
   * @param activities what was done
   * @param tasks what is to be done
   * @param fxRates rates to base currency
   * @param stated where the probability that the CRM holds on a record is read
   * @param pipelines how many there are, about
   */
  public record Accepted(
      Dataset<Row> opportunities,
      Optional<Dataset<Row>> stageHistory,
      Optional<Dataset<Row>> stages,
      Optional<Dataset<Row>> fieldHistory,
      Optional<Dataset<Row>> activities,
      Optional<Dataset<Row>> tasks,
      Optional<Dataset<Row>> fxRates,
      StatedProbability stated,
      long pipelines) {}

  /** Where the probability that the CRM holds on a record is read. */
  public enum StatedProbability {
    /** In a column of the opportunities. */
    OF_OPPORTUNITIES,
    /** In the moves, as the export of opportunities has no such column. */
    OF_MOVES;

    /**
     * By what the export has.
     *
     * @param opportunities columns of that file
     */
    public static StatedProbability of(Set<String> opportunities) {
      return opportunities.contains("probability") ? OF_OPPORTUNITIES : OF_MOVES;
    }
  }

  /**
   * Opportunities as known at the as-of date: {@link Tables#OPPORTUNITY} but for the size band.
   * Starts no job.
   *
   * @param baseCurrency the currency that amounts are converted to
   */
  public static Dataset<Row> opportunities(Accepted accepted, String baseCurrency, AsOf asOf) {
    Column cutoff = lit(Timestamp.from(asOf.cutoff()));
    BaseAmounts amounts = new BaseAmounts(baseCurrency, accepted.fxRates(), asOf);
    return opportunities(accepted, amounts, asOf, cutoff)
        .select(
            Tables.OPPORTUNITY.columns().stream()
                .map(column -> column.name())
                .filter(name -> !name.equals("size_band"))
                .map(name -> col(name))
                .toArray(Column[]::new));
  }

  /** Of an opportunity as known at the as-of date: open, with a close date before it. */
  public static Column isOverdue(AsOf asOf) {
    return coalesce(
        col("outcome")
            .equalTo("open")
            .and(col("is_deleted").equalTo(false))
            .and(col("expected_close_date").lt(lit(java.sql.Date.valueOf(asOf.date())))),
        lit(false));
  }

  /**
   * Adds the size bands: rows of {@link Tables#OPPORTUNITY}. Reads the opportunities twice: persist
   * them.
   *
   * @param pipelines how many there are, about
   */
  public static Dataset<Row> withSizeBands(
      Dataset<Row> opportunities, long pipelines, Configuration configuration) {
    return SizeBands.of(opportunities, pipelines, configuration)
        .band(opportunities)
        .select(Tables.OPPORTUNITY.selection());
  }

  /**
   * Opportunities of an earlier run with the size bands of this one, so that a deal whose amount
   * has not changed is in the band that it was in.
   *
   * @param earlier rows of {@link Tables#OPPORTUNITY}
   * @param opportunity the same of this run
   * @param pipelines how many there are, about
   */
  public static Dataset<Row> withSizeBandsOf(
      Dataset<Row> earlier, Dataset<Row> opportunity, long pipelines, Configuration configuration) {
    return SizeBands.of(opportunity, pipelines, configuration)
        .band(earlier)
        .select(Tables.OPPORTUNITY.selection());
  }

  /**
   * Visits as known at the as-of date: rows of {@link Tables#STAGE_VISIT}. Starts no job. Amount,
   * stated probability and expected close date are those of the entry: a later row of the same
   * stage that changes them leaves the visit as it was entered.
   *
   * @param opportunity the rows of {@link Tables#OPPORTUNITY} made before
   */
  public static Dataset<Row> visits(
      Accepted accepted,
      Dataset<Row> opportunity,
      String baseCurrency,
      AsOf asOf,
      Configuration configuration) {
    Column cutoff = lit(Timestamp.from(asOf.cutoff()));
    BaseAmounts amounts = new BaseAmounts(baseCurrency, accepted.fxRates(), asOf);
    Dataset<Row> rows =
        accepted
            .stageHistory()
            .map(
                history ->
                    SizeBands.of(opportunity, accepted.pipelines(), configuration)
                        .band(
                            visits(
                                history.where(isMove()),
                                accepted.fieldHistory().map(BuildHistory::readable),
                                opportunity,
                                amounts,
                                asOf,
                                cutoff,
                                configuration.value(Settings.SEGMENT_DIMENSIONS))))
            .orElseGet(() -> withoutMoves(opportunity));
    return rows.select(Tables.STAGE_VISIT.selection());
  }

  /** An entry whose value could not be read is not one that says that there was none. */
  private static Dataset<Row> readable(Dataset<Row> fieldHistory) {
    return fieldHistory.withColumn(
        "value", coalesce(col("value"), when(col(Staged.WARNINGS).isNotNull(), lit(""))));
  }

  private static Column isMove() {
    return col(Staged.REPEATS).isNull();
  }

  private static WindowSpec moveOrder() {
    return Window.partitionBy("opportunity_id").orderBy(MoveOrder.columns());
  }

  private static Dataset<Row> opportunities(
      Accepted accepted, BaseAmounts amounts, AsOf asOf, Column cutoff) {
    Optional<Dataset<Row>> moves = accepted.stageHistory();
    Dataset<Row> known = accepted.opportunities().where(col("created_at").lt(cutoff));
    known =
        accepted.fieldHistory().isPresent()
            ? FormerValues.asOf(known, readable(accepted.fieldHistory().get()), cutoff)
            : known.withColumns(
                Map.of(
                    "_amount_since", lit(null).cast("timestamp"),
                    "_close_since", lit(null).cast("timestamp"),
                    "_close_told", lit(false),
                    "_changed_last", lit(null).cast("timestamp")));
    known = withLastWork(known, accepted, cutoff);
    if (moves.isPresent()) {
      known =
          known.join(
              lastMoves(moves.get(), cutoff), col("opportunity_id").equalTo(col("_moved")), "left");
    } else {
      known =
          known.withColumns(
              Map.of(
                  "_moved", lit(null).cast("string"),
                  "_last",
                      lit(null)
                          .cast("struct<at:timestamp,stage:string,closed:boolean,won:boolean>"),
                  "_priced", lit(null).cast("struct<at:timestamp,amount:decimal(18,2)>"),
                  "_dated", lit(null).cast("struct<at:timestamp,date:date>"),
                  "_dated_last", lit(null).cast("date"),
                  "_moved_last", lit(null).cast("timestamp"),
                  "_open_stage", lit(null).cast("string"),
                  "_stated", lit(null).cast("double"),
                  "_reopened_later", lit(false)));
    }
    Column closedByThen = col("status").isin("won", "lost").and(col("closed_at").lt(cutoff));
    // In a closed stage then, and open again or closed once more only later.
    Column closedStageThen =
        coalesce(col("_last.closed"), lit(false))
            .and(
                col("status").isin("won", "lost").or(coalesce(col("_reopened_later"), lit(false))));
    Column outcome =
        when(closedByThen, col("status"))
            .when(closedStageThen, when(col("_last.won"), lit("won")).otherwise(lit("lost")))
            .otherwise(lit("open"));
    Column closedAt = when(closedByThen, col("closed_at")).when(closedStageThen, col("_last.at"));
    Dataset<Row> then =
        known.withColumns(
            Map.of(
                // What was said last: by the moves, or by field_history since.
                "amount",
                    when(col("_amount_since").gt(col("_priced.at")), col("amount"))
                        .otherwise(coalesce(col("_priced.amount"), col("amount"))),
                "expected_close_date", expectedCloseDate(),
                "last_touched_at",
                    greatest(
                        col("created_at"),
                        col("_moved_last"),
                        col("_changed_last"),
                        col("_worked_last")),
                "outcome", outcome,
                "closed_at", closedAt,
                "stage_id",
                    when(col("_moved").isNotNull(), col("_open_stage")).otherwise(col("stage_id")),
                "stated_probability", stated(accepted.stated(), outcome),
                "product", coalesce(col("product"), lit("unknown")),
                "is_deleted", coalesce(col("is_deleted"), lit(false))));
    Column lastDay = lit(java.sql.Date.valueOf(asOf.date()));
    Dataset<Row> priced =
        amounts
            .withRate(
                then, least(coalesce(Rows.dayIn(asOf.zone(), col("closed_at")), lastDay), lastDay))
            .withColumn("amount_base", BaseAmounts.inBase(col("amount")));
    return withCustomerType(priced);
  }

  /**
   * What was said last by then, by the moves or by field_history since. The date of the record
   * stands where it was changed and neither tells so, as in an export whose moves hold the date of
   * the entry only.
   */
  private static Column expectedCloseDate() {
    Column isTold =
        coalesce(col("_close_told"), lit(false))
            .or(col("_dated_last").eqNullSafe(col("expected_close_date")));
    Column isOfMove =
        col("_dated.date")
            .isNotNull()
            .and(isTold)
            .and(coalesce(col("_close_since").leq(col("_dated.at")), lit(true)));
    return when(isOfMove, col("_dated.date")).otherwise(col("expected_close_date"));
  }

  /** Adds _worked_last: the latest activity, or task that was set or done, before the cutoff. */
  private static Dataset<Row> withLastWork(
      Dataset<Row> opportunities, Accepted accepted, Column cutoff) {
    Optional<Dataset<Row>> activities =
        accepted.activities().map(rows -> rows.select(col("opportunity_id"), col("occurred_at")));
    Optional<Dataset<Row>> tasks =
        accepted
            .tasks()
            .map(
                rows ->
                    rows.select(
                        col("opportunity_id"),
                        explode(array(col("created_at"), col("completed_at")))));
    return Stream.of(activities, tasks)
        .flatMap(Optional::stream)
        .reduce(Dataset::union)
        .map(work -> work.toDF("_worked", "_at"))
        .map(
            work ->
                opportunities
                    .join(
                        work.where(col("_at").lt(cutoff))
                            .groupBy("_worked")
                            .agg(max("_at").as("_worked_last")),
                        col("opportunity_id").equalTo(col("_worked")),
                        "left")
                    .drop("_worked"))
        .orElseGet(() -> opportunities.withColumn("_worked_last", lit(null).cast("timestamp")));
  }

  /**
   * What the CRM holds on the record. That of the moves counts where it is of the stage that the
   * opportunity stands in, be it a closed one.
   */
  private static Column stated(StatedProbability where, Column outcome) {
    return switch (where) {
      case OF_OPPORTUNITIES -> col("probability");
      case OF_MOVES -> when(outcome.equalTo("open").or(col("_last.closed")), col("_stated"));
    };
  }

  /**
   * One row per opportunity with moves: its last one before the cutoff, if any, what was stated
   * last before it, the latest probability stated since, whether it reopened after it, and the last
   * close date of all.
   *
   * @param moves with those rows that only repeat the stage
   */
  private static Dataset<Row> lastMoves(Dataset<Row> moves, Column cutoff) {
    Column order = MoveOrder.rank();
    Column past = col("entered_at").lt(cutoff);
    Column before = isMove().and(past);
    Column isDated = col("expected_close_date").isNotNull();
    Column state =
        struct(
            col("entered_at").as("at"),
            col("stage_id").as("stage"),
            col("stage_is_closed").as("closed"),
            col("stage_is_won").as("won"));
    return moves
        .groupBy(col("opportunity_id").as("_moved"))
        .agg(
            max_by(when(before, state), when(before, order)).as("_last"),
            max_by(
                    when(before.and(col("stage_is_closed").equalTo(false)), col("stage_id")),
                    when(before.and(col("stage_is_closed").equalTo(false)), order))
                .as("_open_stage"),
            max(isMove().and(past.equalTo(false)).and(col("stage_is_closed").equalTo(false)))
                .as("_reopened_later"),
            max_by(when(past, struct(col("entered_at").as("at"), col("amount"))), when(past, order))
                .as("_priced"),
            max_by(
                    when(
                        past.and(isDated),
                        struct(col("entered_at").as("at"), col("expected_close_date").as("date"))),
                    when(past.and(isDated), order))
                .as("_dated"),
            max_by(when(isDated, col("expected_close_date")), when(isDated, order))
                .as("_dated_last"),
            max(when(past, col("entered_at"))).as("_moved_last"),
            max(when(before, order)).as("_since"),
            max(when(
                    past.and(col("probability").isNotNull()),
                    struct(order.as("order"), col("probability"))))
                .as("_latest"))
        .withColumn(
            "_stated", when(col("_latest.order").geq(col("_since")), col("_latest.probability")))
        .drop("_since", "_latest");
  }

  /** A window, as a join to the first wins would make all of the rows twice. */
  private static Dataset<Row> withCustomerType(Dataset<Row> rows) {
    // Deals without an account are many, and no account: they must not all be one part.
    Column account =
        coalesce(
            concat(lit("account "), col("account_id")),
            concat(lit("deal "), col("opportunity_id")));
    Column firstWon =
        min(when(
                col("outcome").equalTo("won").and(col("is_deleted").equalTo(false)),
                col("closed_at")))
            .over(Window.partitionBy(account));
    Column derived =
        when(col("account_id").isNull(), lit("unknown"))
            .when(firstWon.lt(col("created_at")), lit("existing"))
            .otherwise(lit("new"));
    return rows.withColumn("customer_type", coalesce(lower(col("customer_type")), derived));
  }

  private static Dataset<Row> visits(
      Dataset<Row> moves,
      Optional<Dataset<Row>> fieldHistory,
      Dataset<Row> opportunity,
      BaseAmounts amounts,
      AsOf asOf,
      Column cutoff,
      List<String> dimensions) {
    Dataset<Row> deals =
        opportunity
            .where(col("is_deleted").equalTo(false))
            .select(
                col("opportunity_id").as("_deal"),
                col("outcome"),
                col("closed_at").as("_closed_at"),
                col("amount").as("_amount_now"),
                col("amount_base").as("deal_amount_base"),
                col("owner_id"),
                col("currency"),
                col("customer_type"),
                col("product"),
                col("attributes").as("_attributes"));
    Column nextAny =
        lead(
                struct(
                    col("entered_at").as("at"),
                    col("stage_id").as("stage"),
                    col("stage_is_closed").as("closed"),
                    col("stage_is_won").as("won")),
                1)
            .over(moveOrder());
    // Numbered before deals are joined: the moves lie in this order already.
    Dataset<Row> ordered =
        moves
            .where(col("entered_at").lt(cutoff))
            .select(
                "opportunity_id",
                "pipeline_id",
                "stage_id",
                "entered_at",
                "sequence",
                "amount",
                "expected_close_date",
                "probability",
                "stage_is_closed",
                "stage_is_won",
                Staged.STAGE_ORDER)
            .withColumn("_next", nextAny)
            .where(col("stage_is_closed").equalTo(false))
            .withColumns(
                Map.of(
                    "visit_number", row_number().over(moveOrder()),
                    "_previous_stage", lag(col("stage_id"), 1).over(moveOrder())))
            .withColumn(
                "stage_visit_number",
                row_number()
                    .over(
                        Window.partitionBy("opportunity_id", "stage_id")
                            .orderBy(col("entered_at"), asc_nulls_last("sequence"))));
    // Inner join to one row per opportunity: deleted ones and those created later fall away.
    Dataset<Row> ofDeals = ordered.join(deals, col("opportunity_id").equalTo(col("_deal")));
    Dataset<Row> known =
        fieldHistory.map(changes -> FormerValues.atEntry(ofDeals, changes)).orElse(ofDeals);
    Column nextAt = col("_next.at");
    Column leftAt =
        when(nextAt.isNotNull(), least(nextAt, coalesce(col("_closed_at"), nextAt)))
            .otherwise(col("_closed_at"));
    Column exit =
        when(col("_next").isNull(), col("outcome"))
            .when(col("_next.closed"), when(col("_next.won"), lit("won")).otherwise(lit("lost")))
            .otherwise(lit("moved"));
    Dataset<Row> priced =
        amounts
            .withRate(
                known,
                least(
                    Rows.dayIn(asOf.zone(), col("entered_at")),
                    lit(java.sql.Date.valueOf(asOf.date()))))
            .withColumn(
                "amount_base", BaseAmounts.inBase(coalesce(col("amount"), col("_amount_now"))));
    return priced.withColumns(
        Map.of(
            "left_at", leftAt,
            "exit", exit,
            "next_stage_id", when(exit.equalTo("moved"), col("_next.stage")),
            "closed_at", col("_closed_at"),
            "attributes", SegmentText.of(dimensions, col("_previous_stage"), col("_attributes")),
            "stated_probability", col("probability")));
  }

  /**
   * Without a stage history an open opportunity is known to stand in its stage, since when is not
   * known.
   */
  private static Dataset<Row> withoutMoves(Dataset<Row> opportunity) {
    return opportunity
        .where(lit(false))
        .select(
            col("opportunity_id"),
            col("pipeline_id"),
            col("stage_id"),
            lit(1).as("visit_number"),
            lit(1).as("stage_visit_number"),
            col("created_at").as("entered_at"),
            col("closed_at").as("left_at"),
            col("stage_id").as("next_stage_id"),
            col("outcome").as("exit"),
            col("outcome"),
            col("closed_at"),
            col("amount_base"),
            col("amount_base").as("deal_amount_base"),
            col("owner_id"),
            col("customer_type"),
            col("size_band"),
            col("product"),
            lit(null).cast("string").as("attributes"),
            lit(null).cast("double").as("stated_probability"),
            col("expected_close_date"));
  }

  /**
   * Given stages and stages seen in visits or on open opportunities; the order is inferred from the
   * moves where not given.
   */
  public static Dataset<Row> stages(
      Optional<Dataset<Row>> given, Dataset<Row> visits, Dataset<Row> opportunity) {
    Dataset<Row> seen =
        visits
            .where(col("stage_visit_number").equalTo(1))
            .groupBy("pipeline_id", "stage_id")
            .agg(avg(col("visit_number")).as("_mean_position"));
    Dataset<Row> standing =
        opportunity
            .where(col("outcome").equalTo("open").and(col("stage_id").isNotNull()))
            .select(
                col("pipeline_id"), col("stage_id"), lit(null).cast("double").as("_mean_position"))
            .distinct();
    Dataset<Row> all =
        seen.unionByName(standing)
            .groupBy("pipeline_id", "stage_id")
            .agg(max("_mean_position").as("_mean_position"));
    Dataset<Row> joined;
    if (given.isPresent()) {
      Dataset<Row> pipelines = opportunity.select(col("pipeline_id").as("_pipeline")).distinct();
      Dataset<Row> ofPipelines =
          given.get().join(pipelines, col("pipeline_id").equalTo(col("_pipeline")));
      Dataset<Row> ofAll = given.get().where(col("pipeline_id").isNull()).crossJoin(pipelines);
      Dataset<Row> list =
          ofPipelines
              .unionByName(ofAll)
              .select(
                  col("_pipeline").as("pipeline_id"),
                  col("stage_id"),
                  col("label"),
                  col("stage_order").as("_given_order"),
                  col("probability").as("incumbent"),
                  coalesce(col("is_closed"), lit(false)).as("is_closed"),
                  coalesce(col("is_won"), lit(false)).as("is_won"),
                  col("forecast_category"),
                  col("changed_by"),
                  col("changed_at"));
      joined =
          list.join(
                  all,
                  list.col("pipeline_id")
                      .equalTo(all.col("pipeline_id"))
                      .and(list.col("stage_id").equalTo(all.col("stage_id"))),
                  "full")
              .select(
                  coalesce(list.col("pipeline_id"), all.col("pipeline_id")).as("pipeline_id"),
                  coalesce(list.col("stage_id"), all.col("stage_id")).as("stage_id"),
                  col("label"),
                  col("_given_order"),
                  col("incumbent"),
                  coalesce(col("is_closed"), lit(false)).as("is_closed"),
                  coalesce(col("is_won"), lit(false)).as("is_won"),
                  col("forecast_category"),
                  col("changed_by"),
                  col("changed_at"),
                  col("_mean_position"));
    } else {
      joined =
          all.select(
              col("pipeline_id"),
              col("stage_id"),
              lit(null).cast("string").as("label"),
              lit(null).cast("long").as("_given_order"),
              lit(null).cast("double").as("incumbent"),
              lit(false).as("is_closed"),
              lit(false).as("is_won"),
              lit(null).cast("string").as("forecast_category"),
              lit(null).cast("string").as("changed_by"),
              lit(null).cast("timestamp").as("changed_at"),
              col("_mean_position"));
    }
    WindowSpec order =
        Window.partitionBy("pipeline_id", "is_closed")
            .orderBy(
                asc_nulls_last("_given_order"), asc_nulls_last("_mean_position"), col("stage_id"));
    return joined
        .withColumns(
            Map.of(
                "stage_order", when(col("is_closed").equalTo(false), row_number().over(order)),
                "stage_label", coalesce(col("label"), col("stage_id")),
                "order_source",
                    when(col("_given_order").isNotNull(), lit("given")).otherwise(lit("inferred"))))
        .select(Tables.STAGE.selection());
  }
}
