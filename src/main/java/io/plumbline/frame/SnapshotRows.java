package io.plumbline.frame;

import static io.plumbline.frame.Rows.known;

import io.plumbline.outlook.Segment.Level;
import io.plumbline.outlook.Snapshot;
import io.plumbline.outlook.Snapshot.Outlook;
import io.plumbline.outlook.Snapshot.Simple;
import io.plumbline.table.Tables;
import java.math.BigDecimal;
import java.sql.Date;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** Forecasts as rows. */
public final class SnapshotRows {

  private SnapshotRows() {}

  /** A row of {@link Tables#FORECAST_SNAPSHOT} without the stamp. */
  public static Row row(String pipelineId, Snapshot snapshot) {
    return RowFactory.create(values(pipelineId, snapshot));
  }

  /** A row of {@link Tables#FORECAST_SERIES} without the stamp. */
  public static Row row(LocalDate snapshotDate, String pipelineId, Snapshot snapshot) {
    return RowFactory.create(
        Stream.concat(
                Stream.of(Date.valueOf(snapshotDate)), Arrays.stream(values(pipelineId, snapshot)))
            .toArray());
  }

  private static Object[] values(String pipelineId, Snapshot snapshot) {
    Optional<Outlook> target = snapshot.target();
    Optional<Simple> simple = snapshot.simple();
    Snapshot.Deals deals = snapshot.deals();
    boolean isWhole = snapshot.level() == Level.PIPELINE;
    return new Object[] {
      pipelineId,
      snapshot.period().kind().label(),
      Date.valueOf(snapshot.period().start()),
      Date.valueOf(snapshot.period().end()),
      snapshot.level().label(),
      cell(snapshot, Level.OWNER),
      cell(snapshot, Level.TEAM),
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
      snapshot.quantiles().stream()
          .map(quantile -> RowFactory.create(quantile.probability(), quantile.amount()))
          .toArray(Row[]::new),
      snapshot.openBand().p10(),
      snapshot.openBand().p90(),
      snapshot.newBusiness().map(known -> snapshot.newBand().p10()).orElse(null),
      snapshot.newBusiness().map(known -> snapshot.newBand().p90()).orElse(null),
      deals.closedWon(),
      deals.open(),
      deals.openExpected(),
      deals.expected(),
      deals.p10(),
      deals.p50(),
      deals.p90(),
      snapshot.spread().openShock(),
      snapshot.spread().newShock(),
      snapshot.spread().width(),
      snapshot.spread().forecasts(),
      amount(simple, Simple::incumbent),
      amount(simple, Simple::reached),
      simple.map(Simple::raw).orElse(null),
      amount(simple, Simple::committed),
      amount(simple, Simple::lastPeriod),
      snapshot.deciding().stream()
          .map(
              deal ->
                  RowFactory.create(
                      deal.opportunityId(),
                      deal.amount(),
                      deal.probability(),
                      deal.shareOfVariance()))
          .toArray(Row[]::new),
      target.map(Outlook::amount).orElse(null),
      target.map(Outlook::probability).orElse(null),
      target.flatMap(Outlook::pipelineNeeded).orElse(null),
      target
          .map(
              outlook ->
                  outlook.neededByStage().stream()
                      .map(
                          needed ->
                              RowFactory.create(
                                  needed.stageId(),
                                  needed.amount(),
                                  needed.low(),
                                  needed.high().orElse(null)))
                      .toArray(Row[]::new))
          .orElse(null),
      target
          .filter(outlook -> outlook.coverage().isPresent())
          .map(outlook -> outlook.coverage().getAsDouble())
          .orElse(null),
      isWhole ? known(snapshot.spread().coverageNeeded()) : null,
      isWhole ? known(snapshot.spread().coverageSafe()) : null
    };
  }

  private static String cell(Snapshot snapshot, Level level) {
    return snapshot.level() == level ? snapshot.cell() : null;
  }

  private static BigDecimal amount(
      Optional<Simple> simple, Function<Simple, Optional<BigDecimal>> value) {
    return simple.flatMap(value).orElse(null);
  }
}
