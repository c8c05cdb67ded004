package io.plumbline.forecast;

import io.plumbline.config.Configuration;
import io.plumbline.config.Settings;
import java.io.Serializable;
import java.time.LocalDate;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A calendar month or fiscal quarter that is forecast.
 *
 * @param kind month or quarter
 * @param start first day
 * @param end last day
 */
record ForecastPeriod(Kind kind, LocalDate start, LocalDate end) implements Serializable {

  private static final int MONTHS_PER_QUARTER = 3;

  /** How long a period is. */
  enum Kind {
    MONTH,
    QUARTER;

    /** The spelling in tables. */
    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * The month and the fiscal quarter of a day, each with those that follow it, as many as set; the
   * current one counts as the first.
   */
  static Stream<ForecastPeriod> from(LocalDate day, Configuration configuration) {
    LocalDate month = day.withDayOfMonth(1);
    LocalDate quarter = quarterOf(day, configuration).start;
    return Stream.concat(
        IntStream.range(0, configuration.value(Settings.FORECAST_MONTHS))
            .mapToObj(i -> starting(Kind.MONTH, month.plusMonths(i), 1)),
        IntStream.range(0, configuration.value(Settings.FORECAST_QUARTERS))
            .mapToObj(
                i ->
                    starting(
                        Kind.QUARTER,
                        quarter.plusMonths((long) MONTHS_PER_QUARTER * i),
                        MONTHS_PER_QUARTER)));
  }

  /** The fiscal quarter of a day. */
  static ForecastPeriod quarterOf(LocalDate day, Configuration configuration) {
    int firstMonth = configuration.value(Settings.FORECAST_FISCAL_YEAR_START_MONTH);
    int monthOfQuarter = Math.floorMod(day.getMonthValue() - firstMonth, MONTHS_PER_QUARTER);
    return starting(
        Kind.QUARTER, day.withDayOfMonth(1).minusMonths(monthOfQuarter), MONTHS_PER_QUARTER);
  }

  private static ForecastPeriod starting(Kind kind, LocalDate start, int months) {
    return new ForecastPeriod(kind, start, start.plusMonths(months).minusDays(1));
  }

  /** Whether the day lies in the period. */
  boolean contains(LocalDate day) {
    return !day.isBefore(start) && !day.isAfter(end);
  }
}
