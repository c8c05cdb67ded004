package io.plumbline.forecast;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.first;
import static org.apache.spark.sql.functions.inline;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import io.plumbline.config.Configuration;
import io.plumbline.model.AsOf;
import io.plumbline.outlook.Segment.Level;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;

/** The forecast as it stands beside the forecast of a changed pipeline. */
public final class CompareForecasts {

  private static final List<String> KEYS =
      List.of("pipeline_id", "cell", "period_kind", "period_start", "period_end");
  private static final List<String> VALUES =
      List.of(
          "expected",
          "p10",
          "p50",
          "p90",
          "probability_of_target",
          "target",
          "closed_won",
          "open_amount",
          "open_expected",
          "new_business");

  private CompareForecasts() {}

  /**
   * Three rows for every period and cell in which anything changes, in this order: {@code now},
   * which is what {@code forecast_snapshot} says; {@code what_if}; and the {@code change} from one
   * to the other. Both forecasts draw the same futures: what no change touches is the same in each,
   * so that a change is not noise. New business is as it was. Starts no job.
   *
   * @param learned with the scores of the as-of date
   * @param pipelines to compare; none is all
   * @param targets rows of period_start, period_end, pipeline_id and amount, if there are any
   * @return pipeline_id, cell (null of a whole pipeline), period_kind, period_start, period_end,
   *     case, and the columns expected, p10, p50, p90, probability_of_target, target, closed_won,
   *     open_amount, open_expected and new_business of forecast_snapshot; sorted
   */
  public static Dataset<Row> of(
      Learned learned,
      Standing standing,
      Optional<Dataset<Row>> targets,
      WhatIf whatIf,
      Set<String> pipelines,
      Level level,
      AsOf asOf,
      Configuration configuration) {
    Learned now = pipelines.isEmpty() ? learned : learned.of(pipelines);
    Learned changed = ChangedPipeline.of(now, standing, whatIf, asOf, configuration);
    Dataset<Row> both =
        values(ForecastPeriods.forecast(now, targets, asOf, configuration), level, "_now")
            .unionByName(
                values(
                    ForecastPeriods.forecast(changed, targets, asOf, configuration),
                    level,
                    "_what_if"),
                true)
            .groupBy(columns(KEYS))
            .agg(first(col("_now"), true).as("_now"), first(col("_what_if"), true).as("_what_if"));
    List<Column> shown = new ArrayList<>(List.of(columns(KEYS)));
    shown.add(
        inline(
            array(
                row(0, "now", CompareForecasts::now),
                row(1, "what_if", CompareForecasts::then),
                row(2, "change", value -> then(value).minus(now(value))))));
    return both.where(not(col("_now").eqNullSafe(col("_what_if"))))
        .select(shown.toArray(Column[]::new))
        .orderBy(columns(Stream.concat(KEYS.stream(), Stream.of("_order")).toList()))
        .drop("_order");
  }

  private static Dataset<Row> values(Dataset<Row> snapshots, Level level, String name) {
    Column cell =
        level.column().map(column -> col(column)).orElse(lit(null).cast(DataTypes.StringType));
    return snapshots
        .where(col("segment_level").equalTo(level.label()))
        .withColumn("cell", cell)
        .select(
            Stream.concat(Arrays.stream(columns(KEYS)), Stream.of(struct(columns(VALUES)).as(name)))
                .toArray(Column[]::new));
  }

  private static Column row(int order, String name, Function<String, Column> of) {
    List<Column> fields = new ArrayList<>();
    fields.add(lit(order).as("_order"));
    fields.add(lit(name).as("case"));
    VALUES.forEach(value -> fields.add(of.apply(value).as(value)));
    return struct(fields.toArray(Column[]::new));
  }

  /** A cell that only one of the forecasts has holds nothing in the other. */
  private static Column now(String value) {
    return or0(col("_now." + value), col("_what_if"), value);
  }

  private static Column then(String value) {
    return or0(col("_what_if." + value), col("_now"), value);
  }

  private static Column or0(Column known, Column other, String value) {
    return value.equals("target")
        ? coalesce(known, other.getField(value))
        : coalesce(known, when(other.getField(value).isNotNull(), lit(0)));
  }

  private static Column[] columns(List<String> names) {
    return names.stream().map(name -> col(name)).toArray(Column[]::new);
  }
}
