package io.plumbline.movement;

import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * How a deal's close date was put off.
 *
 * @param times how often it moved into a later period
 * @param days by how many days, over these times
 */
record Slips(int times, int days) {

  /**
   * A close date that was stated.
   *
   * @param at when
   * @param closeDate the date
   */
  record Statement(Instant at, LocalDate closeDate) {}

  /**
   * Counts.
   *
   * @param statements in order of time
   */
  static Slips of(List<Statement> statements, Period period) {
    int times = 0;
    long days = 0;
    for (int i = 1; i < statements.size(); i++) {
      LocalDate before = statements.get(i - 1).closeDate();
      LocalDate after = statements.get(i).closeDate();
      if (period.isLater(before, after)) {
        times++;
        days += ChronoUnit.DAYS.between(before, after);
      }
    }
    return new Slips(times, Math.toIntExact(days));
  }
}
