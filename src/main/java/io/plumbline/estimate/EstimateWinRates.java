package io.plumbline.estimate;

import static io.plumbline.frame.Rows.known;

import io.plumbline.config.Configuration;
import io.plumbline.estimate.CellCounts.Cell;
import io.plumbline.model.AsOf;
import io.plumbline.table.Tables;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapGroupsFunction;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** Win rates of every pipeline, each computed on an executor from its own counts. */
public final class EstimateWinRates {

  private EstimateWinRates() {}

  /**
   * Rows of {@link Tables#STAGE_WIN_RATE}; starts no job.
   *
   * @param visits rows of {@link Tables#STAGE_VISIT}
   * @param stage rows of {@link Tables#STAGE}
   */
  public static Dataset<Row> estimate(
      Dataset<Row> visits, Dataset<Row> stage, AsOf asOf, Configuration configuration) {
    return CountCells.count(visits, stage, asOf, configuration)
        .groupByKey((MapFunction<Row, String>) row -> row.getString(0), Encoders.STRING())
        .flatMapGroups(
            new Pipeline(WinRateSettings.of(configuration)),
            Encoders.row(Tables.STAGE_WIN_RATE.bodySchema()));
  }

  private static final class Pipeline implements FlatMapGroupsFunction<String, Row, Row> {

    private static final long serialVersionUID = 1;

    private final WinRateSettings settings;

    Pipeline(WinRateSettings settings) {
      this.settings = settings;
    }

    @Override
    public Iterator<Row> call(String pipeline, Iterator<Row> counts) {
      List<Cell> cells = new ArrayList<>();
      counts.forEachRemaining(row -> cells.add(Cell.of(row)));
      return PipelineWinRates.of(cells, settings).stream()
          .map(line -> row(pipeline, line))
          .iterator();
    }

    private Row row(String pipeline, PipelineWinRates.Line line) {
      return RowFactory.create(
          pipeline,
          line.stage().stageId(),
          line.stage().label(),
          line.stage().stageOrder(),
          line.segment().level(),
          line.segment().customerType(),
          line.segment().sizeBand(),
          line.segment().product(),
          line.won() + line.lost() + line.open(),
          line.won(),
          line.lost(),
          line.open(),
          line.lostHere(),
          line.standing(),
          known(line.reached()),
          known(line.reachedInterval().low()),
          known(line.reachedInterval().high()),
          known(line.fromEntry()),
          known(line.fromEntryInterval().low()),
          known(line.fromEntryInterval().high()),
          settings.intervalLevel(),
          known(line.medianDaysToWin()),
          known(line.medianDaysToLoss()),
          known(line.nextStageRate()));
    }
  }
}
