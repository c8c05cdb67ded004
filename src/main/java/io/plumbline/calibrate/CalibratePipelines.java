package io.plumbline.calibrate;

import static io.plumbline.frame.Rows.known;

import io.plumbline.config.Configuration;
import io.plumbline.frame.PersistedTables;
import io.plumbline.model.AsOf;
import io.plumbline.outlook.ArrivalTrend;
import io.plumbline.table.TableContract;
import io.plumbline.table.TableUnion;
import io.plumbline.table.Tables;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.api.java.function.FlatMapGroupsFunction;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * Calibrates every pipeline on an executor from its own counts; all tables of the room come out of
 * one pass, so that the model is fitted once.
 */
public final class CalibratePipelines {

  private static final TableUnion OUT =
      TableUnion.of(
          Tables.STAGE_CONFIDENCE,
          Tables.SEGMENT_EFFECT,
          Tables.STAGE_DRIFT,
          Tables.METHOD_CHOICE,
          Tables.STAGE_TIMING,
          Tables.ARRIVAL,
          Tables.AMOUNT_DRIFT,
          Tables.SIZE_PACE,
          Tables.FORECAST_SPREAD,
          Tables.FORECAST_ACCURACY,
          Tables.CATEGORY_WORTH,
          Tables.RELIABILITY,
          Tables.CALIBRATION_METRIC,
          Tables.BACKTEST_QUARTER);

  private final PersistedTables all;

  private CalibratePipelines(PersistedTables all) {
    this.all = all;
  }

  /**
   * Prepares the calibration of all pipelines: one shuffle by pipeline, one fit each. The fit runs,
   * and its result is persisted, on first use: the caller lets go of it with {@link #release}.
   *
   * @param opportunity rows of {@link Tables#OPPORTUNITY}
   * @param visits rows of {@link Tables#STAGE_VISIT}
   * @param stage rows of {@link Tables#STAGE}
   * @param published rows of {@link Tables#STAGE_CONFIDENCE} of the version in use and those that
   *     were before it, with their dates; columns that its release did not have yet may be missing
   * @param deals how many there are at most; {@link Long#MAX_VALUE} where that is not known
   * @param dates past dates that the methods are tested on
   * @param onlyToday attributes of opportunities of which only today's value is known
   * @param version names the version of the confidence table
   */
  public static CalibratePipelines of(
      Dataset<Row> opportunity,
      Dataset<Row> visits,
      Dataset<Row> stage,
      Optional<Dataset<Row>> published,
      String version,
      AsOf asOf,
      long deals,
      int dates,
      Set<String> onlyToday,
      Configuration configuration) {
    CalibrationSettings settings = CalibrationSettings.of(asOf, dates, List.of(), configuration);
    return new CalibratePipelines(
        PersistedTables.of(
            CalibrationInput.of(opportunity, visits, stage, published, deals, settings)
                .groupByKey((MapFunction<Row, String>) row -> row.getString(0), Encoders.STRING())
                .flatMapGroups(
                    new Pipeline(version, Set.copyOf(onlyToday), settings),
                    Encoders.row(OUT.schema())),
            OUT));
  }

  /** The tables that come out. */
  public static List<TableContract> tables() {
    return OUT.tables();
  }

  /** The rows of one of {@link #tables}. */
  public Dataset<Row> rows(TableContract table) {
    return all.rows(table);
  }

  /** Lets go of the persisted result. */
  public void release() {
    all.release();
  }

  private static final class Pipeline implements FlatMapGroupsFunction<String, Row, Row> {

    private static final long serialVersionUID = 1;

    private final String version;
    private final Set<String> onlyToday;
    private final CalibrationSettings settings;

    Pipeline(String version, Set<String> onlyToday, CalibrationSettings settings) {
      this.version = version;
      this.onlyToday = onlyToday;
      this.settings = settings;
    }

    @Override
    public Iterator<Row> call(String pipeline, Iterator<Row> input) {
      PipelineInput read = PipelineInput.read(input, settings);
      Arrivals arrivals =
          Arrivals.of(read.created(), settings.dimensions(), settings.observedDays());
      ArrivalTrend trend = trend(read);
      PipelineCalibration.Result result =
          PipelineCalibration.of(
              read.stages(), read.paths(), arrivals.curve(), read.published(), settings);
      List<Row> rows = new ArrayList<>();
      boolean refused = result.choice().version().isRefused();
      String method = result.choice().chosen().name();
      result
          .lines()
          .forEach(
              line ->
                  rows.add(
                      OUT.row(
                          Tables.STAGE_CONFIDENCE, confidence(pipeline, line, refused, method))));
      result
          .effects()
          .forEach(effect -> rows.add(OUT.row(Tables.SEGMENT_EFFECT, effect(pipeline, effect))));
      result
          .drifts()
          .forEach(drift -> rows.add(OUT.row(Tables.STAGE_DRIFT, drift(pipeline, drift))));
      result
          .choice()
          .lines()
          .forEach(
              line ->
                  rows.add(
                      OUT.row(Tables.METHOD_CHOICE, choice(pipeline, line, read.sampledShare()))));
      result
          .timings()
          .forEach(
              timing ->
                  rows.add(
                      OUT.row(
                          Tables.STAGE_TIMING,
                          RowFactory.create(
                              pipeline,
                              timing.stageId(),
                              timing.ageBand(),
                              timing.day(),
                              timing.shareOfWins()))));
      arrivals
          .lines()
          .forEach(line -> rows.add(OUT.row(Tables.ARRIVAL, arrival(pipeline, line, trend))));
      AmountDrift.at(settings.cutoff(), read.paths())
          .forEach(drift -> rows.add(OUT.row(Tables.AMOUNT_DRIFT, drift(pipeline, drift))));
      result
          .paces()
          .forEach(
              pace ->
                  rows.add(
                      OUT.row(
                          Tables.SIZE_PACE,
                          RowFactory.create(
                              pipeline,
                              pace.sizeBand(),
                              pace.deals(),
                              pace.exponent(),
                              pace.standardError(),
                              pace.pace()))));
      PastForecasts.Result past =
          PastForecasts.of(pipeline, read, result.choice().chosen(), settings);
      past.spreads()
          .forEach(
              spread ->
                  rows.add(OUT.row(Tables.FORECAST_SPREAD, ForecastRows.spread(pipeline, spread))));
      past.pasts().stream()
          .flatMap(forecast -> ForecastRows.accuracy(pipeline, forecast, settings.asOf()))
          .forEach(row -> rows.add(OUT.row(Tables.FORECAST_ACCURACY, row)));
      past.worths()
          .forEach(
              worth ->
                  rows.add(OUT.row(Tables.CATEGORY_WORTH, ForecastRows.worth(pipeline, worth))));
      result
          .reliability()
          .forEach(bin -> rows.add(OUT.row(Tables.RELIABILITY, reliability(pipeline, bin))));
      result
          .metrics()
          .forEach(
              metric -> rows.add(OUT.row(Tables.CALIBRATION_METRIC, metric(pipeline, metric))));
      QuarterBacktest.of(read, result.choice().chosen(), settings)
          .forEach(line -> rows.add(OUT.row(Tables.BACKTEST_QUARTER, quarter(pipeline, line))));
      return rows.iterator();
    }

    private Row confidence(
        String pipeline, PipelineCalibration.Decided decided, boolean refused, String method) {
      Line line = decided.line();
      return RowFactory.create(
          version,
          refused ? "rejected" : "proposed",
          pipeline,
          line.stage().id(),
          line.stage().label(),
          line.stage().order(),
          line.level(),
          line.customerType(),
          line.sizeBand(),
          line.product(),
          line.attributes(),
          line.bandLabel(),
          known(line.ageFrom()),
          known(line.ageTo()),
          line.won() + line.lost() + line.open(),
          line.effectiveN(),
          line.won(),
          line.lost(),
          line.open(),
          known(line.stage().incumbent()),
          known(decided.reachedWinRate()),
          known(line.confidence()),
          known(line.interval().low()),
          known(line.interval().high()),
          settings.intervalLevel(),
          known(line.unresolved()),
          line.borrowedShare(),
          line.borrowedFrom(),
          known(decided.change()),
          decided.decision().verdict().label(),
          decided.decision().reasons().toArray(String[]::new),
          line.drivers().toArray(String[]::new),
          leakageRisk(line.level()),
          method,
          null,
          null,
          null,
          null,
          null);
    }

    /**
     * Stages and age bands are an average over all values: no attribute tells their deals apart.
     */
    private String[] leakageRisk(String level) {
      return settings.dimensions().stream()
          .filter(dimension -> level.equals(ConfidenceTable.CELL) || level.equals(dimension))
          .map(Tables::attributeOf)
          .filter(onlyToday::contains)
          .sorted()
          .toArray(String[]::new);
    }

    private Row effect(String pipeline, ConfidenceTable.Effect effect) {
      return RowFactory.create(
          pipeline,
          effect.stage().id(),
          effect.stage().order(),
          effect.dimension(),
          effect.value(),
          effect.opportunities(),
          known(effect.logOdds()),
          known(effect.logOddsInterval().low()),
          known(effect.logOddsInterval().high()),
          known(effect.points()),
          known(effect.pointsInterval().low()),
          known(effect.pointsInterval().high()),
          settings.intervalLevel());
    }

    private static Row drift(String pipeline, Drift.Line drift) {
      return RowFactory.create(
          pipeline,
          drift.stage().id(),
          drift.stage().order(),
          drift.closed(),
          known(drift.statistic()),
          known(drift.pValue()),
          drift.changedOn() == null ? null : java.sql.Date.valueOf(drift.changedOn()),
          known(drift.before()),
          known(drift.after()),
          drift.verdict(),
          drift.reason());
    }

    private static Row choice(String pipeline, MethodChoice.Line line, double sampledShare) {
      return RowFactory.create(
          pipeline,
          line.complexity(),
          line.method().name(),
          line.opportunities(),
          (long) line.dates(),
          known(line.logLoss()),
          known(line.toBest().difference()),
          known(line.toBest().interval().low()),
          known(line.toBest().interval().high()),
          known(line.toBest().standardError()),
          known(line.toIncumbent().difference()),
          known(line.toIncumbent().interval().low()),
          known(line.toIncumbent().interval().high()),
          known(line.toPublished().difference()),
          known(line.toPublished().interval().low()),
          known(line.toPublished().interval().high()),
          line.isChosen(),
          line.reason(),
          sampledShare);
    }

    /** No deal created: a day without any. */
    private ArrivalTrend trend(PipelineInput read) {
      long[] created = read.created(settings.asOf());
      return ArrivalTrend.of(created.length == 0 ? new long[1] : created, settings.asOf());
    }

    private static Row arrival(String pipeline, Arrivals.Line line, ArrivalTrend trend) {
      return RowFactory.create(
          pipeline,
          line.level(),
          line.customerType(),
          line.sizeBand(),
          line.product(),
          line.createdPerDay(),
          trend.byMonth().toArray(Double[]::new),
          trend.method().label(),
          known(line.winProbability()),
          known(line.pricedShare()),
          line.meanWonAmount(),
          known(line.wonAmountVariance()),
          line.windowDays());
    }

    private static Row drift(String pipeline, AmountDrift.Line line) {
      return RowFactory.create(
          pipeline,
          line.stageId(),
          line.won(),
          line.factor(),
          known(line.standardError()),
          line.applied());
    }

    private static Row reliability(String pipeline, Proof.Reliability row) {
      return RowFactory.create(
          pipeline,
          row.date(),
          row.method(),
          row.slice(),
          row.number(),
          known(row.bin().predicted()),
          known(row.bin().observed()),
          known(row.bin().interval().low()),
          known(row.bin().interval().high()),
          Math.round(row.bin().n()));
    }

    private static Row quarter(String pipeline, QuarterBacktest.Line line) {
      return RowFactory.create(
          pipeline,
          java.sql.Date.valueOf(line.quarter().start()),
          java.sql.Date.valueOf(line.quarter().end()),
          line.method(),
          line.deals(),
          line.amount(),
          line.forecast(),
          line.actual(),
          line.error(),
          known(line.absolutePercentageError()));
    }

    private static Row metric(String pipeline, Proof.Metric metric) {
      return RowFactory.create(
          pipeline,
          metric.date(),
          metric.method(),
          metric.slice(),
          known(metric.logLoss()),
          known(metric.brier()),
          known(metric.brierInterval().low()),
          known(metric.brierInterval().high()),
          known(metric.murphy().reliability()),
          known(metric.murphy().resolution()),
          known(metric.murphy().uncertainty()),
          known(metric.ece()),
          known(metric.eceInterval().low()),
          known(metric.eceInterval().high()),
          known(metric.eceFloor()),
          known(metric.cox().slope()),
          known(metric.slopeInterval().low()),
          known(metric.slopeInterval().high()),
          known(metric.cox().intercept()),
          known(metric.interceptInterval().low()),
          known(metric.interceptInterval().high()),
          known(metric.spiegelhalterZ()),
          known(metric.expectedWins()),
          known(metric.actualWins()),
          known(metric.ratio()),
          known(metric.ratioInterval().low()),
          known(metric.ratioInterval().high()),
          known(metric.logLossInterval().low()),
          known(metric.logLossInterval().high()),
          metric.n(),
          metric.unresolved());
    }
  }
}
