package io.plumbline.movement;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;

/**
 * A deal as known at the end of a day. A deal that the CRM does not know then has none.
 *
 * @param standing open, won, lost or removed
 * @param createdAt its creation
 * @param closedOn day on which it was won or lost; null otherwise
 * @param cell where it belongs
 * @param stageId where it stands; null where not known
 * @param amount in base currency; null where not known, which counts 0
 * @param closeDate that the CRM states; null without one
 */
record State(
    Standing standing,
    Instant createdAt,
    LocalDate closedOn,
    Cell cell,
    String stageId,
    BigDecimal amount,
    LocalDate closeDate) {

  /** What the deal is. */
  enum Standing {
    OPEN,
    WON,
    LOST,
    /** Deleted or merged into another. */
    REMOVED
  }

  boolean isOpen() {
    return standing == Standing.OPEN;
  }

  boolean isClosed() {
    return standing == Standing.WON || standing == Standing.LOST;
  }
}
