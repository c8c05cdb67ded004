package io.plumbline.calibrate;

import static org.apache.spark.sql.functions.col;

import io.plumbline.config.Configuration;
import io.plumbline.config.Settings;
import io.plumbline.frame.SnapshotRows;
import io.plumbline.frame.Teams;
import io.plumbline.model.AsOf;
import io.plumbline.table.Tables;
import java.time.LocalDate;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.function.FlatMapGroupsFunction;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;

/** Forecasts of past dates as they would have been made then, many dates in one pass. */
public final class RebuildForecasts {

  private RebuildForecasts() {}

  /**
   * The forecasts of the dates, each from what was known at the end of its day: of deals created,
   * moved and closed by then, at the amounts that were known at their entry into their stages. What
   * an export only knows as of today (see leakage_risk) is taken from today, as are the percentages
   * of the CRM and the choice of the method. One shuffle by pipeline. Starts no job.
   *
   * @param opportunity rows of {@link Tables#OPPORTUNITY}
   * @param visits rows of {@link Tables#STAGE_VISIT}
   * @param stage rows of {@link Tables#STAGE}
   * @param asOf the date that the history is of
   * @param dates on that date or before it, each once
   * @return rows of {@link Tables#FORECAST_SERIES} without the stamp
   */
  public static Dataset<Row> series(
      Dataset<Row> opportunity,
      Dataset<Row> visits,
      Dataset<Row> stage,
      AsOf asOf,
      List<LocalDate> dates,
      Configuration configuration) {
    CalibrationSettings settings =
        CalibrationSettings.of(
            asOf, configuration.value(Settings.CALIBRATE_HOLDOUT_DATES), dates, configuration);
    Column team = Teams.of(configuration).of(col("owner_id"));
    return CalibrationInput.of(
            opportunity.withColumn("team", team),
            visits.withColumn("team", team),
            stage,
            Optional.empty(),
            Long.MAX_VALUE,
            settings)
        .groupByKey((MapFunction<Row, String>) row -> row.getString(0), Encoders.STRING())
        .flatMapGroups(new Pipeline(settings), Encoders.row(Tables.FORECAST_SERIES.bodySchema()));
  }

  private static final class Pipeline implements FlatMapGroupsFunction<String, Row, Row> {

    private static final long serialVersionUID = 1;

    private final CalibrationSettings settings;

    Pipeline(CalibrationSettings settings) {
      this.settings = settings;
    }

    @Override
    public Iterator<Row> call(String pipeline, Iterator<Row> input) {
      PipelineInput read = PipelineInput.read(input, settings);
      Method method = PipelineCalibration.chosen(read.stages(), read.paths(), settings);
      return PastForecasts.of(pipeline, read, method, settings).kept().stream()
          .map(kept -> SnapshotRows.row(kept.date(), pipeline, kept.snapshot()))
          .iterator();
    }
  }
}
