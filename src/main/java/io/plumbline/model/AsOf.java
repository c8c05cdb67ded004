package io.plumbline.model;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;

/**
 * The date that a run looks back from: only what was known before the end of this calendar day
 * counts.
 *
 * @param date the calendar day, inclusive
 * @param zone the zone whose midnight ends the day
 */
public record AsOf(LocalDate date, ZoneId zone) {

  /** Refuses nulls. */
  public AsOf {
    requireNonNull(date, "date");
    requireNonNull(zone, "zone");
  }

  /** The next midnight in the zone, exclusive: an event counts when it happened before it. */
  public Instant cutoff() {
    return date.plusDays(1).atStartOfDay(zone).toInstant();
  }
}
