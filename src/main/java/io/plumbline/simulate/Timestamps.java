package io.plumbline.simulate;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** Spelling of times: ISO-8601 with Z, whole seconds. */
final class Timestamps {

  private Timestamps() {}

  static String iso(long epochSecond) {
    return Instant.ofEpochSecond(epochSecond).toString();
  }

  /** The time if it lies before the cutoff, else null: the CRM did not know it yet. */
  static String isoBefore(long epochSecond, long cutoff) {
    return epochSecond < cutoff ? iso(epochSecond) : null;
  }

  static LocalDate date(long epochSecond) {
    return LocalDate.ofInstant(Instant.ofEpochSecond(epochSecond), ZoneOffset.UTC);
  }

  static long startOf(LocalDate date) {
    return date.atStartOfDay(ZoneOffset.UTC).toEpochSecond();
  }

  static long days(double days) {
    return Math.round(days * 86_400.0);
  }
}
