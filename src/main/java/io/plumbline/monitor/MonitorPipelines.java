package io.plumbline.monitor;

import static io.plumbline.frame.Rows.known;

import io.plumbline.config.Configuration;
import io.plumbline.frame.PersistedTables;
import io.plumbline.model.AsOf;
import io.plumbline.table.TableContract;
import io.plumbline.table.TableUnion;
import io.plumbline.table.Tables;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.api.java.function.FlatMapGroupsFunction;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * Control charts and owner bias of every pipeline, computed on an executor from its own counts;
 * both tables come out of one pass.
 */
public final class MonitorPipelines {

  private static final TableUnion OUT = TableUnion.of(Tables.CONTROL_CHART, Tables.OWNER_BIAS);

  private final PersistedTables all;

  private MonitorPipelines(PersistedTables all) {
    this.all = all;
  }

  /**
   * Prepares the monitoring of all pipelines. The result is computed and persisted on first use:
   * the caller lets go of it with {@link #release}.
   *
   * @param opportunity rows of {@link Tables#OPPORTUNITY} at the as-of date
   * @param visits rows of {@link Tables#STAGE_VISIT}
   * @param stage rows of {@link Tables#STAGE}
   * @param pipelines how many there are, about
   */
  public static MonitorPipelines of(
      Dataset<Row> opportunity,
      Dataset<Row> visits,
      Dataset<Row> stage,
      long pipelines,
      AsOf asOf,
      Configuration configuration) {
    return new MonitorPipelines(
        PersistedTables.of(
            CountClosed.count(opportunity, visits, stage, pipelines, asOf)
                .groupByKey((MapFunction<Row, String>) row -> row.getString(0), Encoders.STRING())
                .flatMapGroups(
                    new Pipeline(MonitorSettings.of(configuration, asOf)),
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

    private final MonitorSettings settings;

    Pipeline(MonitorSettings settings) {
      this.settings = settings;
    }

    @Override
    public Iterator<Row> call(String pipeline, Iterator<Row> rows) {
      List<ClosedCount> counts = new ArrayList<>();
      rows.forEachRemaining(row -> counts.add(ClosedCount.of(row)));
      return Stream.concat(
              PipelineCharts.of(counts, settings)
                  .map(line -> OUT.row(Tables.CONTROL_CHART, chart(pipeline, line))),
              PipelineOwners.of(counts, settings).stream()
                  .map(line -> OUT.row(Tables.OWNER_BIAS, bias(pipeline, line))))
          .iterator();
    }

    private static Row chart(String pipeline, PipelineCharts.Line line) {
      ControlChart.Point point = line.point();
      return RowFactory.create(
          pipeline,
          line.stage().stageId(),
          line.stage().label(),
          line.stage().stageOrder(),
          line.segment().level(),
          line.segment().customerType(),
          line.segment().sizeBand(),
          line.segment().product(),
          java.sql.Date.valueOf(line.month().atDay(1)),
          line.isPartial(),
          point.closed(),
          point.won(),
          known(point.winRate()),
          point.baselineMonths(),
          known(point.centre()),
          known(point.overdispersion()),
          known(point.lowerLimit()),
          known(point.upperLimit()),
          point.signal().label(),
          line.reason());
    }

    private Row bias(String pipeline, PipelineOwners.Line line) {
      return RowFactory.create(
          pipeline,
          line.ownerId(),
          line.measure().label(),
          line.deals(),
          known(line.statedProbability()),
          known(line.wonShare()),
          known(line.bias().gap()),
          known(line.bias().peerGap()),
          known(line.bias().shrunk()),
          known(line.bias().interval().low()),
          known(line.bias().interval().high()),
          known(line.bias().relativeGap()),
          known(line.bias().relativeShrunk()),
          known(line.bias().relativeInterval().low()),
          known(line.bias().relativeInterval().high()),
          settings.intervalLevel(),
          known(line.bias().borrowedShare()),
          line.bias().verdict().label(),
          line.reason());
    }
  }
}
