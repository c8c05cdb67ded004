package io.plumbline.movement;

import io.plumbline.config.Configuration;
import io.plumbline.config.Settings;
import io.plumbline.model.FiscalYear;
import java.io.Serializable;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;

/**
 * The deals that are looked at, by the close date that is stated for them.
 *
 * @param kind month, quarter, or all deals whatever their close date
 * @param firstMonth that the fiscal year starts in, 1 to 12
 * @param start first day; null for all
 * @param end last day; null for all
 */
record Period(Kind kind, int firstMonth, LocalDate start, LocalDate end) implements Serializable {

  private static final int MONTHS_PER_YEAR = 12;

  /** How long a period is. */
  enum Kind {
    MONTH(1),
    QUARTER(3),
    /** Close dates do not matter, but for how late a deal is: by months. */
    ALL(1);

    private final int months;

    Kind(int months) {
      this.months = months;
    }

    /** The spelling in tables. */
    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The month and the fiscal quarter of a day, and all. */
  static List<Period> of(LocalDate day, Configuration configuration) {
    int firstMonth = configuration.value(Settings.FORECAST_FISCAL_YEAR_START_MONTH);
    return List.of(
        starting(day.withDayOfMonth(1), Kind.MONTH, firstMonth),
        starting(new FiscalYear(firstMonth).quarterStart(day), Kind.QUARTER, firstMonth),
        new Period(Kind.ALL, firstMonth, null, null));
  }

  private static Period starting(LocalDate start, Kind kind, int firstMonth) {
    return new Period(kind, firstMonth, start, start.plusMonths(kind.months).minusDays(1));
  }

  /** Whether a deal with this close date is looked at; the date may be null. */
  boolean holds(LocalDate closeDate) {
    return kind == Kind.ALL
        || (closeDate != null && !closeDate.isBefore(start) && !closeDate.isAfter(end));
  }

  /** Whether a date lies in a later period of this kind than another. */
  boolean isLater(LocalDate before, LocalDate after) {
    return number(after) > number(before);
  }

  private int number(LocalDate day) {
    int month = day.getYear() * MONTHS_PER_YEAR + day.getMonthValue() - firstMonth;
    return Math.floorDiv(month, kind.months);
  }
}
