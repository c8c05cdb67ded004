package io.plumbline.forecast;

import java.util.Comparator;

/**
 * An open deal with a known amount.
 *
 * @param id identifies it
 * @param segment where it is filed
 * @param placement what its chances are
 * @param cents its amount in hundredths of the base currency, 0 or more
 */
record OpenDeal(String id, Segment segment, Placement placement, long cents) {

  /** Largest last; of equal amounts, the smaller id counts as larger. */
  static final Comparator<OpenDeal> BY_AMOUNT =
      Comparator.comparingLong(OpenDeal::cents)
          .thenComparing(OpenDeal::id, Comparator.reverseOrder());
}
