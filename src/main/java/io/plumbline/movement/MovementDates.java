package io.plumbline.movement;

import io.plumbline.config.Configuration;
import java.time.LocalDate;
import java.util.List;

/** The dates that movements start from. Knows no Spark: the report asks as well. */
public final class MovementDates {

  private MovementDates() {}

  /** The days before the month and the fiscal quarter of a day began. */
  public static List<LocalDate> before(LocalDate day, Configuration configuration) {
    return Period.of(day, configuration).stream()
        .filter(period -> period.start() != null)
        .map(period -> period.start().minusDays(1))
        .distinct()
        .toList();
  }
}
