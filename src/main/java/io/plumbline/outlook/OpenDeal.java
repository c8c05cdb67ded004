package io.plumbline.outlook;

import java.time.LocalDate;
import java.util.Comparator;
import java.util.Optional;

/**
 * An open deal with a known amount.
 *
 * @param id identifies it
 * @param segment where it is filed
 * @param placement what its chances are
 * @param cents its amount in hundredths of the base currency, 0 or more
 * @param dueOn the close date that the CRM states
 */
public record OpenDeal(
    String id, Segment segment, Placement placement, long cents, Optional<LocalDate> dueOn) {

  /** Largest last; of equal amounts, the smaller id counts as larger. */
  static final Comparator<OpenDeal> BY_AMOUNT =
      Comparator.comparingLong(OpenDeal::cents)
          .thenComparing(OpenDeal::id, Comparator.reverseOrder());
}
