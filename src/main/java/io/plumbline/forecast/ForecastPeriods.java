package io.plumbline.forecast;

import io.plumbline.config.Configuration;
import io.plumbline.config.Settings;
import io.plumbline.frame.SnapshotRows;
import io.plumbline.frame.Teams;
import io.plumbline.model.AsOf;
import io.plumbline.outlook.ForecastPeriod;
import io.plumbline.outlook.PipelineForecast;
import io.plumbline.outlook.PipelineForecast.Plan;
import io.plumbline.table.Tables;
import java.util.Iterator;
import java.util.Optional;
import org.apache.spark.api.java.function.FlatMapGroupsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;

/** What every pipeline will win per month and fiscal quarter, with its distribution. */
public final class ForecastPeriods {

  private static final StructType SNAPSHOT = Tables.FORECAST_SNAPSHOT.bodySchema();

  private ForecastPeriods() {}

  /**
   * The forecasts of the month and the fiscal quarter of the as-of date and of those that follow,
   * as many as {@link Settings#FORECAST_MONTHS} and {@link Settings#FORECAST_QUARTERS} say, the
   * current ones counted, and of the stretches of {@link Settings#FORECAST_DAYS}. Each of the
   * levels pipeline, owner, team (where {@link Settings#FORECAST_TEAMS} names any), customer_type,
   * size_band and product covers the whole: its cells add up to the pipeline to the cent in every
   * amount but the quantiles. Starts no job; one shuffle by pipeline. Values do not depend on the
   * partitioning.
   *
   * <ul>
   *   <li>A pipeline without wins in the periods, open deals and arrivals has no rows.
   *   <li>Deals without amount count nothing; deals without confidence, or whose stage has no
   *       timing, count only in open_amount (and weighted_incumbent, weighted_confidence as far as
   *       known).
   *   <li>new_business is null where a pipeline has no arrivals or no timing from creation;
   *       expected is without it then. What no cell of a level has a claim on goes to the cell
   *       {@code unknown}.
   *   <li>The gap of pipeline_needed and coverage is target - closed_won. pipeline_needed = gap x
   *       open_amount / open_expected. Both are null without target or gap.
   *   <li>Of targets, rows with an owner or a segment are left out; several for a period add up.
   * </ul>
   *
   * @param learned what is known of the pipelines
   * @param targets rows of period_start, period_end, pipeline_id and amount, if there are any
   * @return rows of {@link Tables#FORECAST_SNAPSHOT} without the stamp
   */
  public static Dataset<Row> forecast(
      Learned learned, Optional<Dataset<Row>> targets, AsOf asOf, Configuration configuration) {
    Plan plan =
        new Plan(
            asOf.date(),
            ForecastPeriod.from(asOf.date(), configuration).toList(),
            configuration.value(Settings.FORECAST_DRAWS),
            configuration.value(Settings.RANDOM_SEED),
            configuration.value(Settings.FORECAST_QUANTILES).stream()
                .map(percent -> percent / 100.0)
                .toList(),
            Teams.levels(configuration));
    return ForecastFacts.all(learned, targets, plan, Teams.of(configuration), asOf)
        .groupBy(functions.col("pipeline_id"))
        .as(Encoders.STRING(), Encoders.row(ForecastFacts.SCHEMA))
        .flatMapGroups(new OnePipeline(plan), Encoders.row(SNAPSHOT))
        .select(Tables.FORECAST_SNAPSHOT.selection());
  }

  private static final class OnePipeline implements FlatMapGroupsFunction<String, Row, Row> {
    private final Plan plan;

    private OnePipeline(Plan plan) {
      this.plan = plan;
    }

    @Override
    public Iterator<Row> call(String pipelineId, Iterator<Row> facts) {
      PipelineForecast forecast = new PipelineForecast(pipelineId, plan);
      facts.forEachRemaining(fact -> ForecastFacts.add(fact, forecast));
      return forecast
          .snapshots()
          .map(snapshot -> SnapshotRows.row(pipelineId, snapshot))
          .iterator();
    }
  }
}
