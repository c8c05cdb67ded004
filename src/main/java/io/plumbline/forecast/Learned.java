package io.plumbline.forecast;

import io.plumbline.table.TableContract;
import io.plumbline.table.Tables;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * What is known of the pipelines at the as-of date.
 *
 * @param opportunity rows of {@link Tables#OPPORTUNITY}, amounts 0 or more
 * @param stage rows of {@link Tables#STAGE}
 * @param score rows of {@link Tables#OPPORTUNITY_SCORE}: the open pipeline
 * @param stageTiming rows of {@link Tables#STAGE_TIMING}
 * @param arrival rows of {@link Tables#ARRIVAL}
 * @param sizePace rows of {@link Tables#SIZE_PACE}
 * @param amountDrift rows of {@link Tables#AMOUNT_DRIFT}
 * @param spread rows of {@link Tables#FORECAST_SPREAD}
 */
public record Learned(
    Dataset<Row> opportunity,
    Dataset<Row> stage,
    Dataset<Row> score,
    Dataset<Row> stageTiming,
    Dataset<Row> arrival,
    Dataset<Row> sizePace,
    Dataset<Row> amountDrift,
    Dataset<Row> spread) {

  /**
   * Of what a run has left.
   *
   * @param score the open pipeline
   * @param tables the rows of every other table
   */
  public static Learned of(Dataset<Row> score, Function<TableContract, Dataset<Row>> tables) {
    return new Learned(
        tables.apply(Tables.OPPORTUNITY),
        tables.apply(Tables.STAGE),
        score,
        tables.apply(Tables.STAGE_TIMING),
        tables.apply(Tables.ARRIVAL),
        tables.apply(Tables.SIZE_PACE),
        tables.apply(Tables.AMOUNT_DRIFT),
        tables.apply(Tables.FORECAST_SPREAD));
  }

  /** The same with other deals. */
  Learned with(Dataset<Row> otherOpportunity, Dataset<Row> otherScore) {
    return new Learned(
        otherOpportunity, stage, otherScore, stageTiming, arrival, sizePace, amountDrift, spread);
  }

  /** Of this, what is about some pipelines. */
  Learned of(Set<String> pipelines) {
    UnaryOperator<Dataset<Row>> some =
        rows -> rows.where(functions.col("pipeline_id").isInCollection(pipelines));
    return new Learned(
        some.apply(opportunity),
        some.apply(stage),
        some.apply(score),
        some.apply(stageTiming),
        some.apply(arrival),
        some.apply(sizePace),
        some.apply(amountDrift),
        some.apply(spread));
  }
}
