package io.plumbline.simulate;

import java.util.ArrayList;
import java.util.List;

/**
 * The stage history of a deal as the CRM logged it. Some skips were logged as two entries in the
 * same second, which only {@code sequence} puts in order.
 */
final class StageEntries {

  private static final double LOGGED_AS_TWO = 0.1;

  private StageEntries() {}

  /** One logged entry; {@code sequence} counts from 1 within the deal. */
  record StageEntry(int stage, long at, int sequence) {}

  /** The entries before the cutoff; those of one second stand in reverse order of sequence. */
  static List<StageEntry> before(long cutoff, Deal deal, long seed) {
    RandomStream random = RandomStream.of(seed, 4L, deal.index());
    List<StageEntry> entries = new ArrayList<>();
    int sequence = 0;
    for (int i = 0; i < deal.entered().length && deal.entered()[i] < cutoff; i++) {
      int stage = deal.stages()[i];
      long at = deal.entered()[i];
      sequence++;
      if (deal.skipped()[i] && random.chance(LOGGED_AS_TWO)) {
        entries.add(new StageEntry(stage, at, sequence + 1));
        entries.add(new StageEntry(stage - 1, at, sequence));
        sequence++;
      } else {
        entries.add(new StageEntry(stage, at, sequence));
      }
    }

    return entries;
  }
}
