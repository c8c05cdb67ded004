package io.plumbline.calibrate;

import io.plumbline.model.FiscalYear;
import java.io.Serializable;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A fiscal quarter.
 *
 * @param start first day
 * @param end last day
 * @param from its beginning in microseconds since 1970, inclusive
 * @param to its end, exclusive
 */
record Quarter(LocalDate start, LocalDate end, long from, long to) implements Serializable {

  private static final int MONTHS = 3;
  private static final int MOST = 4;

  /**
   * The last four that ended on a day or before it, the earliest first.
   *
   * @param firstMonth month of the year, 1..12, that the fiscal year starts in
   * @param zone whose midnights they begin and end at
   */
  static List<Quarter> endedBy(LocalDate day, int firstMonth, ZoneId zone) {
    // The quarter that the day after stands in has not ended; the one before it has.
    LocalDate next = new FiscalYear(firstMonth).quarterStart(day.plusDays(1));
    return IntStream.rangeClosed(-MOST, -1)
        .mapToObj(i -> starting(next.plusMonths((long) MONTHS * i), zone))
        .toList();
  }

  private static Quarter starting(LocalDate start, ZoneId zone) {
    LocalDate next = start.plusMonths(MONTHS);
    return new Quarter(
        start,
        next.minusDays(1),
        CalibrationSettings.micros(start.atStartOfDay(zone).toInstant()),
        CalibrationSettings.micros(next.atStartOfDay(zone).toInstant()));
  }

  int days() {
    return (int) ChronoUnit.DAYS.between(start, end) + 1;
  }
}
