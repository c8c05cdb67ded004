package io.plumbline.calibrate;

import static io.plumbline.frame.Rows.known;

import io.plumbline.outlook.Experience.Past;
import io.plumbline.outlook.ForecastPeriod;
import io.plumbline.outlook.Segment.Level;
import io.plumbline.outlook.Snapshot;
import io.plumbline.outlook.Spread;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.Date;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** Past forecasts and what they teach, as rows. */
final class ForecastRows {

  private ForecastRows() {}

  static Row spread(String pipeline, Spread spread) {
    return RowFactory.create(
        pipeline,
        spread.fromDay(),
        spread.toDay(),
        spread.forecasts(),
        spread.openShock(),
        spread.newShock(),
        spread.width(),
        known(spread.coverageNeeded()),
        known(spread.coverageSafe()));
  }

  static Row worth(String pipeline, PastForecasts.Worth worth) {
    return RowFactory.create(
        pipeline,
        worth.category().label(),
        worth.stretch().from(),
        worth.stretch().to(),
        worth.dates(),
        worth.deals(),
        money(worth.amount()),
        worth.won(),
        money(worth.wonAmount()),
        (double) worth.won() / worth.deals(),
        worth.amount() == 0 ? null : worth.wonAmount() / worth.amount());
  }

  /** One row per method that says something. */
  static Stream<Row> accuracy(String pipeline, Past past, LocalDate knownOn) {
    Snapshot forecast = past.forecast();
    Snapshot.Simple simple = forecast.simple().orElseThrow();
    BigDecimal actual = money(past.actual());
    Line line = new Line(pipeline, past, knownOn, actual);
    List<Row> rows = new ArrayList<>();
    rows.add(line.of("confidence", forecast.expected(), forecast.band()));
    simple.incumbent().ifPresent(amount -> rows.add(line.of("incumbent", amount, null)));
    simple.reached().ifPresent(amount -> rows.add(line.of("reached_win_rate", amount, null)));
    rows.add(line.of("raw_pipeline", simple.raw(), null));
    simple.committed().ifPresent(amount -> rows.add(line.of("committed", amount, null)));
    simple.lastPeriod().ifPresent(amount -> rows.add(line.of("last_period", amount, null)));
    return rows.stream();
  }

  private record Line(String pipeline, Past past, LocalDate knownOn, BigDecimal actual) {

    /** The band is null where the method has none. */
    Row of(String method, BigDecimal forecast, Snapshot.Band band) {
      ForecastPeriod period = past.forecast().period();
      BigDecimal median = band == null ? forecast : band.p50();
      return RowFactory.create(
          Date.valueOf(past.madeOn()),
          Date.valueOf(knownOn),
          pipeline,
          period.kind().label(),
          Date.valueOf(period.start()),
          Date.valueOf(period.end()),
          (int) ChronoUnit.DAYS.between(past.madeOn(), period.end()),
          Level.PIPELINE.label(),
          null,
          null,
          null,
          null,
          null,
          method,
          forecast,
          band == null ? null : band.p10(),
          median,
          band == null ? null : band.p90(),
          actual,
          forecast.subtract(actual),
          actual.signum() == 0
              ? null
              : forecast.subtract(actual).abs().doubleValue() / actual.doubleValue(),
          band == null
              ? null
              : band.p10().compareTo(actual) <= 0 && band.p90().compareTo(actual) >= 0,
          median.subtract(actual).abs().doubleValue() / 2);
    }
  }

  private static BigDecimal money(double amount) {
    return new BigDecimal(amount).setScale(2, RoundingMode.HALF_UP);
  }
}
