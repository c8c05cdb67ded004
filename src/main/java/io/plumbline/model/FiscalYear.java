package io.plumbline.model;

import java.time.LocalDate;

/**
 * A year of four quarters that need not start in January.
 *
 * @param firstMonth month of the calendar year that it starts in, 1..12
 */
public record FiscalYear(int firstMonth) {

  private static final int MONTHS_PER_QUARTER = 3;

  /** The first day of the quarter that holds a day. */
  public LocalDate quarterStart(LocalDate day) {
    int monthOfQuarter = Math.floorMod(day.getMonthValue() - firstMonth, MONTHS_PER_QUARTER);
    return day.withDayOfMonth(1).minusMonths(monthOfQuarter);
  }
}
