package io.plumbline.simulate;

import java.time.LocalDate;

/** Calendar quarters. */
final class Quarters {

  private Quarters() {}

  static LocalDate startOf(LocalDate date) {
    return date.withDayOfMonth(1).withMonth((date.getMonthValue() - 1) / 3 * 3 + 1);
  }
}
