package io.plumbline.calibrate;

import static io.plumbline.frame.Rows.known;
import static org.apache.spark.sql.functions.col;

import io.plumbline.config.Configuration;
import io.plumbline.model.AsOf;
import io.plumbline.table.CellCounts.Cell;
import io.plumbline.table.TableContract;
import io.plumbline.table.Tables;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapGroupsFunction;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Calibrates every pipeline on an executor from its own counts; all tables of the room come out of
 * one pass, so that the model is fitted once.
 */
public final class CalibratePipelines {

  private static final String TABLE = "table_name";
  private static final List<TableContract> OUT =
      List.of(
          Tables.STAGE_CONFIDENCE,
          Tables.STAGE_TIMING,
          Tables.ARRIVAL,
          Tables.RELIABILITY,
          Tables.CALIBRATION_METRIC);

  private final Dataset<Row> all;

  private CalibratePipelines(Dataset<Row> all) {
    this.all = all;
  }

  /**
   * Prepares the calibration of all pipelines. Under adaptive execution the jobs of the counts run
   * here already; the fit runs, and its result is persisted, on first use: the caller lets go of it
   * with {@link #release}.
   *
   * @param version names the version of the confidence table
   */
  public static CalibratePipelines of(
      Dataset<Row> cellCounts, String version, AsOf asOf, Configuration configuration) {
    Dataset<Row> all =
        cellCounts
            .groupByKey((MapFunction<Row, String>) row -> row.getString(0), Encoders.STRING())
            .flatMapGroups(
                new Pipeline(version, asOf.date(), CalibrationSettings.of(configuration)),
                Encoders.row(schema()));
    // Everything below is planned already: a fresh frame keeps it out of the plans of the tables.
    return new CalibratePipelines(
        cellCounts.sparkSession().createDataFrame(all.toJavaRDD(), schema()).persist());
  }

  /** The tables that come out. */
  public static List<TableContract> tables() {
    return OUT;
  }

  /** The rows of one of {@link #tables}. */
  public Dataset<Row> rows(TableContract table) {
    return all.where(col(TABLE).equalTo(table.name())).select(table.name() + ".*");
  }

  /** Lets go of the persisted result. */
  public void release() {
    all.unpersist();
  }

  private static StructType schema() {
    StructType schema = new StructType().add(TABLE, DataTypes.StringType);
    for (TableContract table : OUT) {
      schema = schema.add(table.name(), table.bodySchema());
    }
    return schema;
  }

  private static final class Pipeline implements FlatMapGroupsFunction<String, Row, Row> {

    private static final long serialVersionUID = 1;

    private final String version;
    private final LocalDate asOf;
    private final CalibrationSettings settings;

    Pipeline(String version, LocalDate asOf, CalibrationSettings settings) {
      this.version = version;
      this.asOf = asOf;
      this.settings = settings;
    }

    @Override
    public Iterator<Row> call(String pipeline, Iterator<Row> counts) {
      List<Cell> cells = new ArrayList<>();
      counts.forEachRemaining(row -> cells.add(Cell.of(row)));
      PipelineCalibration.Result result = PipelineCalibration.of(cells, asOf, settings);
      List<Row> rows = new ArrayList<>();
      result
          .lines()
          .forEach(line -> rows.add(tagged(Tables.STAGE_CONFIDENCE, confidence(pipeline, line))));
      result
          .timings()
          .forEach(
              timing ->
                  rows.add(
                      tagged(
                          Tables.STAGE_TIMING,
                          RowFactory.create(
                              pipeline,
                              timing.stageId(),
                              timing.ageBand(),
                              timing.day(),
                              timing.shareOfWins()))));
      result
          .arrivals()
          .forEach(
              line ->
                  rows.add(tagged(Tables.ARRIVAL, arrival(pipeline, line, result.periodShock()))));
      result
          .reliability()
          .forEach(bin -> rows.add(tagged(Tables.RELIABILITY, reliability(pipeline, bin))));
      result
          .metrics()
          .forEach(metric -> rows.add(tagged(Tables.CALIBRATION_METRIC, metric(pipeline, metric))));
      return rows.iterator();
    }

    private static Row tagged(TableContract table, Row body) {
      Object[] values = new Object[OUT.size() + 1];
      values[0] = table.name();
      values[1 + OUT.indexOf(table)] = body;
      return RowFactory.create(values);
    }

    private Row confidence(String pipeline, PipelineCalibration.Line line) {
      Confidence cell = line.cell();
      return RowFactory.create(
          version,
          line.decision().reasons().contains("not_better_than_incumbent") ? "rejected" : "proposed",
          pipeline,
          line.stage().stageId(),
          line.stage().label(),
          line.stage().stageOrder(),
          cell.level(),
          cell.key().customerType(),
          cell.key().sizeBand(),
          cell.key().product(),
          line.bandLabel(),
          known(line.ageFrom()),
          known(line.ageTo()),
          cell.won() + cell.lost() + cell.open(),
          cell.effectiveN(),
          cell.won(),
          cell.lost(),
          cell.open(),
          line.stage().number(),
          known(line.reachedWinRate()),
          known(cell.mean()),
          known(cell.interval().low()),
          known(cell.interval().high()),
          settings.intervalLevel(),
          known(cell.curve().unresolved()),
          cell.borrowedShare(),
          line.borrowedFrom(),
          known(line.change()),
          line.decision().verdict().label(),
          line.decision().reasons().toArray(String[]::new),
          LandmarkModel.METHOD);
    }

    private static Row arrival(String pipeline, Arrivals.Line line, double periodShock) {
      return RowFactory.create(
          pipeline,
          line.level(),
          line.customerType(),
          line.sizeBand(),
          line.product(),
          line.createdPerDay(),
          known(line.winProbability()),
          line.meanWonAmount(),
          known(line.wonAmountVariance()),
          periodShock,
          line.windowDays());
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

    private static Row metric(String pipeline, Proof.Metric metric) {
      return RowFactory.create(
          pipeline,
          metric.date(),
          metric.method(),
          metric.slice(),
          known(metric.logLoss()),
          known(metric.brier()),
          known(metric.murphy().reliability()),
          known(metric.murphy().resolution()),
          known(metric.murphy().uncertainty()),
          known(metric.ece()),
          known(metric.eceFloor()),
          known(metric.cox().slope()),
          known(metric.cox().intercept()),
          known(metric.spiegelhalterZ()),
          known(metric.expectedWins()),
          known(metric.actualWins()),
          known(metric.low()),
          known(metric.high()),
          metric.n(),
          metric.unresolved());
    }
  }
}
