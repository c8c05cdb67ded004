package io.plumbline.outlook;

import io.plumbline.config.Configuration;
import io.plumbline.config.Settings;
import io.plumbline.model.FiscalYear;
import java.io.Serializable;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A stretch of days that is forecast: a calendar month, a fiscal quarter, or some days ahead.
 *
 * @param kind what kind of stretch
 * @param start first day
 * @param end last day
 */
public record ForecastPeriod(Kind kind, LocalDate start, LocalDate end) implements Serializable {

  private static final int MONTHS_PER_QUARTER = 3;

  /** How long a period is. */
  public enum Kind {
    DAYS,
    MONTH,
    QUARTER;

    /** The spelling in tables. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * The stretches ahead of a day that are set, then the month and the fiscal quarter of the day,
   * each with those that follow it, as many as set; the current one counts as the first.
   */
  public static Stream<ForecastPeriod> from(LocalDate day, Configuration configuration) {
    LocalDate month = day.withDayOfMonth(1);
    LocalDate quarter = quarterOf(day, configuration).start;
    Stream<ForecastPeriod> ahead =
        configuration.value(Settings.FORECAST_DAYS).stream().map(days -> ahead(day, 0, days));
    Stream<ForecastPeriod> months =
        IntStream.range(0, configuration.value(Settings.FORECAST_MONTHS))
            .mapToObj(i -> starting(Kind.MONTH, month.plusMonths(i), 1));
    return Stream.concat(
        Stream.concat(ahead, months),
        IntStream.range(0, configuration.value(Settings.FORECAST_QUARTERS))
            .mapToObj(
                i ->
                    starting(
                        Kind.QUARTER,
                        quarter.plusMonths((long) MONTHS_PER_QUARTER * i),
                        MONTHS_PER_QUARTER)));
  }

  /** The days ahead of a day after the first {@code from}, up to {@code to}. */
  static ForecastPeriod ahead(LocalDate day, int from, int to) {
    return new ForecastPeriod(Kind.DAYS, day.plusDays(from + 1L), day.plusDays(to));
  }

  /** The fiscal quarter of a day. */
  public static ForecastPeriod quarterOf(LocalDate day, Configuration configuration) {
    FiscalYear year =
        new FiscalYear(configuration.value(Settings.FORECAST_FISCAL_YEAR_START_MONTH));
    return starting(Kind.QUARTER, year.quarterStart(day), MONTHS_PER_QUARTER);
  }

  private static ForecastPeriod starting(Kind kind, LocalDate start, int months) {
    return new ForecastPeriod(kind, start, start.plusMonths(months).minusDays(1));
  }

  /** The latest stretch of the same length and place in the calendar that ends by a day. */
  ForecastPeriod lastBy(LocalDate day) {
    ForecastPeriod before = this;
    while (before.end.isAfter(day)) {
      LocalDate first =
          switch (kind) {
            case DAYS -> before.start.minusDays(1L + ChronoUnit.DAYS.between(start, end));
            case MONTH -> before.start.minusMonths(1);
            case QUARTER -> before.start.minusMonths(MONTHS_PER_QUARTER);
          };
      before = new ForecastPeriod(kind, first, before.start.minusDays(1));
    }
    return before;
  }

  /** Whether the day lies in the period. */
  public boolean contains(LocalDate day) {
    return !day.isBefore(start) && !day.isAfter(end);
  }
}
