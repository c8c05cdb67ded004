package io.plumbline.calibrate;

import io.plumbline.config.Configuration;
import io.plumbline.config.Settings;
import io.plumbline.frame.Teams;
import io.plumbline.model.AsOf;
import io.plumbline.outlook.ForecastPeriod;
import java.io.Serializable;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the calibration of a pipeline needs of the configuration, ready to travel to the executors.
 *
 * @param cutoff end of the as-of date, in microseconds since 1970
 * @param observedFrom deals are at risk from this time on, in microseconds since 1970
 * @param dates past dates that methods are tested on
 * @param quarters past quarters that forecasts are compared with, the earliest first
 * @param forecast what forecasts of past dates need
 * @param halfLifeDays 0 where the past dates choose it
 */
record CalibrationSettings(
    LocalDate asOf,
    long cutoff,
    ZoneId zone,
    long observedFrom,
    int spacingDays,
    int landmarks,
    double intervalLevel,
    int ageBands,
    List<String> dimensions,
    int minDeals,
    double maxChange,
    int dates,
    List<Quarter> quarters,
    int halfLifeDays,
    int draws,
    int maxDeals,
    int reliabilityBins,
    long seed,
    ForecastSettings forecast)
    implements Serializable {

  /** Groups of deals that resampling works on. */
  static final int BUCKETS = 64;

  static CalibrationSettings of(
      AsOf asOf, int dates, List<LocalDate> series, Configuration configuration) {
    ZoneId zone = configuration.value(Settings.TIME_ZONE);
    return new CalibrationSettings(
        asOf.date(),
        micros(asOf.cutoff()),
        zone,
        configuration
            .value(Settings.HISTORY_OBSERVED_FROM)
            .map(date -> micros(date.atStartOfDay(zone).toInstant()))
            .orElse(Long.MIN_VALUE),
        configuration.value(Settings.LANDMARK_SPACING_DAYS),
        configuration.value(Settings.LANDMARK_MAX_COUNT),
        configuration.value(Settings.INTERVAL_LEVEL),
        configuration.value(Settings.AGE_BANDS),
        List.copyOf(configuration.value(Settings.SEGMENT_DIMENSIONS)),
        configuration.value(Settings.CALIBRATE_MIN_DEALS),
        configuration.value(Settings.CALIBRATE_MAX_CHANGE),
        dates,
        Quarter.endedBy(
            asOf.date(), configuration.value(Settings.FORECAST_FISCAL_YEAR_START_MONTH), zone),
        configuration.value(Settings.CALIBRATE_HALF_LIFE_DAYS),
        configuration.value(Settings.CALIBRATE_DRAWS),
        configuration.value(Settings.CALIBRATE_MAX_DEALS),
        configuration.value(Settings.RELIABILITY_BINS),
        configuration.value(Settings.RANDOM_SEED),
        new ForecastSettings(
            configuration.value(Settings.FORECAST_PAST_DATES),
            configuration.value(Settings.FORECAST_DRAWS),
            configuration.value(Settings.FORECAST_QUANTILES).stream()
                .map(percent -> percent / 100.0)
                .toList(),
            forecasts(series, configuration),
            Teams.levels(configuration)));
  }

  private static SortedMap<LocalDate, List<ForecastPeriod>> forecasts(
      List<LocalDate> series, Configuration configuration) {
    SortedMap<LocalDate, List<ForecastPeriod>> periods = new TreeMap<>();
    series.forEach(date -> periods.put(date, ForecastPeriod.from(date, configuration).toList()));
    return periods;
  }

  /** Whether forecasts of past dates are kept, and so are made segment by segment. */
  boolean isBySegment() {
    return !forecast.series().isEmpty();
  }

  /** Whether the export holds all deals, and not only those of some day on. */
  boolean isComplete() {
    return observedFrom == Long.MIN_VALUE;
  }

  /** Days that the export is complete for at the as-of date; any number where it always is. */
  int observedDays() {
    return isComplete()
        ? Integer.MAX_VALUE
        : (int)
            Math.max(0, Math.round((cutoff - observedFrom) / (double) Landmarks.MICROS_PER_DAY));
  }

  /** The end of a day, in microseconds since 1970. */
  long endOf(LocalDate day) {
    return micros(day.plusDays(1).atStartOfDay(zone).toInstant());
  }

  static long micros(Instant time) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, time);
  }

  /** The calendar day, in the configured zone, that ends at or holds a time. */
  LocalDate dayBefore(long micros) {
    return Instant.EPOCH.plus(micros - 1, ChronoUnit.MICROS).atZone(zone).toLocalDate();
  }
}
