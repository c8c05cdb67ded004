package io.plumbline.forecast;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.datediff;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.plumbline.config.Configuration;
import io.plumbline.frame.Rows;
import io.plumbline.frame.Teams;
import io.plumbline.model.AsOf;
import io.plumbline.model.Outcome;
import io.plumbline.outlook.Segment.Level;
import io.plumbline.table.TableContract;
import io.plumbline.table.Tables;
import io.plumbline.table.Types;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;

/** Forecasts that were said, and what happened. */
public final class ForecastAccuracy {

  private static final String UNKNOWN = "unknown";

  /** Method to the column of a snapshot that holds its forecast. */
  private static final List<List<String>> SIMPLE =
      List.of(
          List.of("incumbent", "due_incumbent"),
          List.of("reached_win_rate", "due_reached"),
          List.of("raw_pipeline", "due_raw"),
          List.of("committed", "committed"),
          List.of("last_period", "last_period"));

  private static final int YEARS = 2;

  private ForecastAccuracy() {}

  /**
   * Which earlier forecasts are compared: of each week the last, of two years. Each run compares
   * all of them anew, and those of every day for ever would soon be most of what a run does.
   *
   * @param said as-of dates of which there are forecasts
   */
  public static List<LocalDate> compared(NavigableSet<LocalDate> said, LocalDate asOf) {
    Map<LocalDate, LocalDate> lastOfWeek = new TreeMap<>();
    for (LocalDate date : said.tailSet(asOf.minusYears(YEARS), true).headSet(asOf, false)) {
      lastOfWeek.put(date.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY)), date);
    }
    return List.copyOf(lastOfWeek.values());
  }

  /**
   * Compares earlier forecasts of periods that are over with the deals that were won in them, in
   * the segments that these have now. Starts no job. A cell of which nothing was won has an actual
   * of 0.
   *
   * @param earlier rows of {@link Tables#FORECAST_SNAPSHOT} with their as_of_date
   * @param opportunity rows of {@link Tables#OPPORTUNITY}
   * @param configuration that says who is of which team
   * @return rows of {@link Tables#FORECAST_ACCURACY} without the stamp
   */
  public static Dataset<Row> of(
      Dataset<Row> earlier, Dataset<Row> opportunity, AsOf asOf, Configuration configuration) {
    Dataset<Row> over =
        earlier
            .where(col("period_end").leq(lit(java.sql.Date.valueOf(asOf.date()))))
            .withColumn("_cell", cell());
    Dataset<Row> actual = actual(over, opportunity, asOf, configuration);
    List<Column> methods = new ArrayList<>();
    methods.add(
        struct(
            lit("confidence").as("method"),
            col("expected").as("forecast"),
            col("p10"),
            col("p50"),
            col("p90")));
    Column none = lit(null).cast(Types.AMOUNT);
    for (List<String> method : SIMPLE) {
      methods.add(
          struct(
              lit(method.get(0)).as("method"),
              col(method.get(1)).as("forecast"),
              none.as("p10"),
              col(method.get(1)).as("p50"),
              none.as("p90")));
    }
    return over.withColumn("_said", explode(array(methods.toArray(Column[]::new))))
        .where(col("_said.forecast").isNotNull())
        .join(
            actual,
            col("pipeline_id")
                .equalTo(col("_pipeline"))
                .and(col("period_start").equalTo(col("_start")))
                .and(col("period_end").equalTo(col("_end")))
                .and(col("segment_level").equalTo(col("_level")))
                .and(col("_cell").equalTo(col("_of"))),
            "left")
        .select(
            col(TableContract.AS_OF_DATE).as("snapshot_date"),
            col(TableContract.AS_OF_DATE).as("known_on"),
            col("pipeline_id"),
            col("period_kind"),
            col("period_start"),
            col("period_end"),
            datediff(col("period_end"), col(TableContract.AS_OF_DATE)).as("lead_days"),
            col("segment_level"),
            col("owner_id"),
            col("team"),
            col("customer_type"),
            col("size_band"),
            col("product"),
            col("_said.*"),
            coalesce(col("_actual"), lit(0)).cast(Types.AMOUNT).as("actual"))
        .withColumn("error", col("forecast").minus(col("actual")).cast(Types.AMOUNT))
        .withColumn(
            "absolute_percentage_error",
            when(
                col("actual").notEqual(0),
                abs(col("error"))
                    .cast(DataTypes.DoubleType)
                    .divide(col("actual").cast(DataTypes.DoubleType))))
        .withColumn("inside_p10_p90", col("actual").between(col("p10"), col("p90")))
        .withColumn(
            "pinball", abs(col("p50").minus(col("actual"))).cast(DataTypes.DoubleType).divide(2))
        .select(Tables.FORECAST_ACCURACY.selection());
  }

  /** What was won in each period, by level and cell. */
  private static Dataset<Row> actual(
      Dataset<Row> over, Dataset<Row> opportunity, AsOf asOf, Configuration configuration) {
    Dataset<Row> periods =
        over.select(
                col("pipeline_id").as("_pipeline"),
                col("period_start").as("_start"),
                col("period_end").as("_end"))
            .distinct();
    Column[] levels =
        Teams.levels(configuration).stream()
            .map(level -> struct(lit(level.label()).as("_level"), cell(level).as("_of")))
            .toArray(Column[]::new);
    Dataset<Row> won =
        opportunity
            .where(
                col("outcome")
                    .equalTo(Outcome.WON.label())
                    .and(coalesce(col("is_deleted"), lit(false)).equalTo(false))
                    .and(col("amount_base").isNotNull()))
            .withColumn("team", Teams.of(configuration).of(col("owner_id")))
            .select(
                col("pipeline_id").as("_won_in"),
                col("amount_base"),
                Rows.dayIn(asOf.zone(), col("closed_at")).as("_on"),
                explode(array(levels)).as("_cell"))
            .groupBy("_won_in", "_on", "_cell")
            .agg(sum("amount_base").as("_amount"));
    return won.join(
            periods,
            col("_won_in")
                .equalTo(col("_pipeline"))
                .and(col("_on").between(col("_start"), col("_end"))))
        .groupBy("_pipeline", "_start", "_end", "_cell")
        .agg(sum("_amount").as("_actual"))
        .select("_pipeline", "_start", "_end", "_cell.*", "_actual");
  }

  /** The cell of a row at a level; that of the pipeline is the same for all. */
  private static Column cell(Level level) {
    return level.column().map(name -> coalesce(col(name), lit(UNKNOWN))).orElse(lit("all"));
  }

  /** The cell of a row that is of one level. */
  private static Column cell() {
    Column cell = cell(Level.PIPELINE);
    for (Level level : Level.values()) {
      cell = when(col("segment_level").equalTo(level.label()), cell(level)).otherwise(cell);
    }
    return cell;
  }
}
