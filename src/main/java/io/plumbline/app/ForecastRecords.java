package io.plumbline.app;

import io.plumbline.app.RunTables.Values;
import io.plumbline.report.ForecastRecord;
import java.math.BigDecimal;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/** Past forecasts of the days right ahead of their dates, summed up by method and length. */
final class ForecastRecords {

  private static final List<String> METHODS =
      List.of(
          "confidence",
          "incumbent",
          "reached_win_rate",
          "raw_pipeline",
          "committed",
          "last_period");

  private final Map<Key, Tally> tallies =
      new TreeMap<>(
          Comparator.comparingInt(Key::days)
              .thenComparingInt(key -> METHODS.indexOf(key.method()))
              .thenComparing(Key::method));

  private record Key(int days, String method) {}

  private static final class Tally {
    private int forecasts;
    private BigDecimal forecast = BigDecimal.ZERO;
    private BigDecimal actual = BigDecimal.ZERO;
    private double percentageErrors;
    private int withActual;
    private int banded;
    private int inside;
  }

  void add(Values row) {
    long before =
        ChronoUnit.DAYS.between(
            row.date("snapshot_date").orElseThrow(), row.date("period_start").orElseThrow());
    if (!row.text("period_kind").equals("days")
        || !row.text("segment_level").equals("pipeline")
        || before != 1) {
      return;
    }
    Tally tally =
        tallies.computeIfAbsent(
            new Key((int) row.count("lead_days"), row.text("method")), key -> new Tally());
    tally.forecasts++;
    tally.forecast = tally.forecast.add(row.amount("forecast").orElseThrow());
    tally.actual = tally.actual.add(row.amount("actual").orElseThrow());
    row.optionalNumber("absolute_percentage_error")
        .ifPresent(
            error -> {
              tally.percentageErrors += error;
              tally.withActual++;
            });
    if (row.amount("p10").isPresent()) {
      tally.banded++;
      tally.inside += row.isTrue("inside_p10_p90") ? 1 : 0;
    }
  }

  /** The shortest first, methods in the order of the table. */
  List<ForecastRecord> records() {
    List<ForecastRecord> records = new ArrayList<>();
    tallies.forEach(
        (key, tally) ->
            records.add(
                new ForecastRecord(
                    key.method(),
                    key.days(),
                    tally.forecasts,
                    ratio(tally.forecast.doubleValue(), tally.actual.doubleValue()),
                    ratio(tally.percentageErrors, tally.withActual),
                    ratio(tally.inside, tally.banded))));
    return records;
  }

  private static OptionalDouble ratio(double sum, double of) {
    return of == 0 ? OptionalDouble.empty() : OptionalDouble.of(sum / of);
  }
}
