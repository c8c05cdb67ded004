package io.plumbline.movement;

import io.plumbline.model.AsOf;
import java.io.Serializable;
import java.time.LocalDate;
import java.time.ZoneId;

/**
 * A date that the as-of date is compared with.
 *
 * @param from the earlier date
 * @param source where the state of the deals at that date comes from
 */
record Pair(LocalDate from, Source source) implements Serializable {

  /** Where a state comes from. */
  enum Source {
    RECORDED("recorded"),
    REBUILT("rebuilt");

    private final String label;

    Source(String label) {
      this.label = label;
    }

    /** The spelling in tables. */
    String label() {
      return label;
    }
  }

  AsOf from(ZoneId zone) {
    return new AsOf(from, zone);
  }
}
