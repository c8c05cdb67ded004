package io.plumbline.calibrate;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/** Settings of calibrations as of the end of 2026-03-10, from what a test cares for. */
final class TestSettings {

  static final LocalDate AS_OF = LocalDate.of(2026, 3, 10);
  static final long CUTOFF =
      ChronoUnit.MICROS.between(
          java.time.Instant.EPOCH, AS_OF.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant());

  /** Forecasts of past dates: none. */
  static final ForecastSettings NO_FORECASTS =
      new ForecastSettings(0, 200, List.of(), new TreeMap<>(), Set.of());

  private long observedFrom = Long.MIN_VALUE;
  private int spacingDays;
  private int landmarks = 60;
  private int ageBands = 4;
  private List<String> dimensions = List.of();
  private int minDeals = 20;
  private int dates = 3;
  private List<Quarter> quarters = Quarter.endedBy(AS_OF, 1, ZoneOffset.UTC);
  private int halfLifeDays;
  private int draws = 40;
  private int maxDeals = 100_000;
  private ForecastSettings forecast = NO_FORECASTS;

  static TestSettings of(String... dimensions) {
    TestSettings settings = new TestSettings();
    settings.dimensions = List.of(dimensions);
    return settings;
  }

  static CalibrationSettings standard() {
    return of().build();
  }

  TestSettings observedFrom(long micros) {
    observedFrom = micros;
    return this;
  }

  TestSettings spacingDays(int days) {
    spacingDays = days;
    return this;
  }

  TestSettings landmarks(int count) {
    landmarks = count;
    return this;
  }

  TestSettings ageBands(int count) {
    ageBands = count;
    return this;
  }

  TestSettings minDeals(int deals) {
    minDeals = deals;
    return this;
  }

  TestSettings dates(int count) {
    dates = count;
    return this;
  }

  TestSettings quarters(List<Quarter> past) {
    quarters = past;
    return this;
  }

  TestSettings halfLifeDays(int days) {
    halfLifeDays = days;
    return this;
  }

  TestSettings draws(int count) {
    draws = count;
    return this;
  }

  TestSettings maxDeals(int deals) {
    maxDeals = deals;
    return this;
  }

  TestSettings forecast(ForecastSettings settings) {
    forecast = settings;
    return this;
  }

  CalibrationSettings build() {
    return new CalibrationSettings(
        AS_OF,
        CUTOFF,
        ZoneOffset.UTC,
        observedFrom,
        spacingDays,
        landmarks,
        0.9,
        ageBands,
        dimensions,
        minDeals,
        0.25,
        dates,
        quarters,
        halfLifeDays,
        draws,
        maxDeals,
        10,
        1,
        forecast);
  }
}
