package io.plumbline.simulate;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;

/** When deals are created: on working days, more near a quarter's end, and more every year. */
final class ArrivalCalendar {

  private static final double WEEKEND = 0.05;
  private static final double QUARTER_END = 1.5;
  private static final int QUARTER_END_DAYS = 15;

  private final LocalDate from;
  private final double growthPerYear;
  private final double[] cumulative;

  ArrivalCalendar(LocalDate from, LocalDate to, double growthPerYear) {
    this.from = from;
    this.growthPerYear = growthPerYear;
    this.cumulative = new double[(int) ChronoUnit.DAYS.between(from, to) + 1];
    double sum = 0.0;
    for (int day = 0; day < cumulative.length; day++) {
      sum += weight(from.plusDays(day));
      cumulative[day] = sum;
    }
  }

  /** A creation time in epoch seconds, within working hours (07:00 to 17:00 UTC). */
  long draw(RandomStream random) {
    double target = random.uniform() * cumulative[cumulative.length - 1];
    int found = Arrays.binarySearch(cumulative, target);
    int day = Math.min(found >= 0 ? found + 1 : -found - 1, cumulative.length - 1);
    long midnight = from.plusDays(day).atStartOfDay().toEpochSecond(ZoneOffset.UTC);
    return midnight + 7 * 3_600L + random.index(10 * 3_600);
  }

  /**
   * The expected arrivals between two dates, both inclusive, as a share of those of the whole
   * simulated period; days after that period count at the rate that growth would give them.
   */
  double share(LocalDate first, LocalDate last) {
    double sum = 0.0;
    for (LocalDate date = first; !date.isAfter(last); date = date.plusDays(1)) {
      sum += weight(date);
    }

    return sum / cumulative[cumulative.length - 1];
  }

  private double weight(LocalDate date) {
    double years = ChronoUnit.DAYS.between(from, date) / 365.25;
    double weight = StrictMath.pow(1.0 + growthPerYear, years);
    DayOfWeek day = date.getDayOfWeek();
    if (day == DayOfWeek.SATURDAY || day == DayOfWeek.SUNDAY) {
      weight *= WEEKEND;
    }
    LocalDate quarterEnd = Quarters.startOf(date).plusMonths(3);
    if (ChronoUnit.DAYS.between(date, quarterEnd) <= QUARTER_END_DAYS) {
      weight *= QUARTER_END;
    }

    return weight;
  }
}
