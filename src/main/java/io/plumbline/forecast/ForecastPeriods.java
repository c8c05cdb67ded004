package io.plumbline.forecast;

import io.plumbline.config.Configuration;
import io.plumbline.config.Settings;
import io.plumbline.forecast.PipelineForecast.Plan;
import io.plumbline.forecast.Segment.Level;
import io.plumbline.forecast.Snapshot.Outlook;
import io.plumbline.model.AsOf;
import io.plumbline.table.Tables;
import java.sql.Date;
import java.util.Iterator;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.spark.api.java.function.FlatMapGroupsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;

/** What every pipeline will win per month and fiscal quarter, with its distribution. */
public final class ForecastPeriods {

  private static final StructType SNAPSHOT = Tables.FORECAST_SNAPSHOT.bodySchema();

  private ForecastPeriods() {}

  /**
   * The forecasts of the month and the fiscal quarter of the as-of date and of those that follow,
   * as many as {@link Settings#FORECAST_MONTHS} and {@link Settings#FORECAST_QUARTERS} say, the
   * current ones counted. Each of the levels pipeline, customer_type, size_band and product covers
   * the whole: its cells add up to the pipeline to the cent in every amount but the quantiles.
   * Starts no job; one shuffle by pipeline. Values do not depend on the partitioning.
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
   * @param opportunity rows of {@link Tables#OPPORTUNITY}, amounts 0 or more
   * @param score rows of {@link Tables#OPPORTUNITY_SCORE}: the open pipeline
   * @param stageTiming rows of {@link Tables#STAGE_TIMING}
   * @param arrival rows of {@link Tables#ARRIVAL}
   * @param targets rows of period_start, period_end, pipeline_id and amount, if there are any
   * @return rows of {@link Tables#FORECAST_SNAPSHOT} without the stamp
   */
  public static Dataset<Row> forecast(
      Dataset<Row> opportunity,
      Dataset<Row> score,
      Dataset<Row> stageTiming,
      Dataset<Row> arrival,
      Optional<Dataset<Row>> targets,
      AsOf asOf,
      Configuration configuration) {
    Plan plan =
        new Plan(
            asOf.date(),
            ForecastPeriod.from(asOf.date(), configuration).toList(),
            configuration.value(Settings.FORECAST_DRAWS),
            configuration.value(Settings.RANDOM_SEED));
    Dataset<Row> facts =
        ForecastFacts.all(opportunity, score, stageTiming, arrival, targets, plan, asOf);
    return facts
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
      return forecast.snapshots().map(snapshot -> row(pipelineId, snapshot)).iterator();
    }
  }

  private static Row row(String pipelineId, Snapshot snapshot) {
    Optional<Outlook> target = snapshot.target();
    return RowFactory.create(
        pipelineId,
        snapshot.period().kind().label(),
        Date.valueOf(snapshot.period().start()),
        Date.valueOf(snapshot.period().end()),
        snapshot.level().label(),
        cell(snapshot, Level.CUSTOMER_TYPE),
        cell(snapshot, Level.SIZE_BAND),
        cell(snapshot, Level.PRODUCT),
        snapshot.closedWon(),
        snapshot.openAmount(),
        snapshot.weightedIncumbent().orElse(null),
        snapshot.weightedConfidence(),
        snapshot.openExpected(),
        snapshot.newBusiness().orElse(null),
        snapshot.expected(),
        snapshot.band().p10(),
        snapshot.band().p50(),
        snapshot.band().p90(),
        orNull(snapshot.periodShock()),
        target.map(Outlook::amount).orElse(null),
        target.map(Outlook::probability).orElse(null),
        target.flatMap(Outlook::pipelineNeeded).orElse(null),
        target.map(Outlook::coverage).map(ForecastPeriods::orNull).orElse(null));
  }

  private static String cell(Snapshot snapshot, Level level) {
    return snapshot.level() == level ? snapshot.cell() : null;
  }

  private static Double orNull(OptionalDouble value) {
    return value.isPresent() ? value.getAsDouble() : null;
  }
}
