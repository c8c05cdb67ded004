package io.plumbline.simulate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The stage history of a deal as the CRM logged it. Some skips were logged as two entries in the
 * same second, which only {@code sequence} puts in order.
 */
final class StageEntries {

  private static final double LOGGED_AS_TWO = 0.1;
  private static final double OVERRIDDEN = 0.08;

  private StageEntries() {}

  /**
   * One logged entry.
   *
   * @param sequence counts from 1 within the deal
   * @param percent what the CRM stated from then on: that of the stage, or what a seller typed over
   *     it
   */
  record StageEntry(int stage, long at, int sequence, int percent) {}

  /** The entries before the cutoff; those of one second stand in reverse order of sequence. */
  static List<StageEntry> before(long cutoff, Deal deal, long seed) {
    RandomStream random = RandomStream.of(seed, 4L, deal.index());
    RandomStream typing = RandomStream.of(seed, 9L, deal.index());
    List<StageEntry> entries = new ArrayList<>();
    int sequence = 0;
    for (int i = 0; i < deal.entered().length && deal.entered()[i] < cutoff; i++) {
      int stage = deal.stages()[i];
      long at = deal.entered()[i];
      sequence++;
      if (deal.skipped()[i] && random.chance(LOGGED_AS_TWO)) {
        entries.add(new StageEntry(stage, at, sequence + 1, percent(deal, stage, typing)));
        entries.add(new StageEntry(stage - 1, at, sequence, percent(deal, stage - 1, typing)));
        sequence++;
      } else {
        entries.add(new StageEntry(stage, at, sequence, percent(deal, stage, typing)));
      }
    }

    return entries;
  }

  /** The percentage that the deal's record holds just before a time after its creation. */
  static int percentBefore(long time, Deal deal, long seed) {
    return before(time, deal, seed).stream()
        .max(Comparator.comparingInt(StageEntry::sequence))
        .orElseThrow()
        .percent();
  }

  private static int percent(Deal deal, int stage, RandomStream typing) {
    int percent = deal.pipeline().incumbentPercent(stage);
    return deal.pipeline().isOpenStage(stage) && typing.chance(OVERRIDDEN)
        ? Math.max(5, Math.min(95, percent + (typing.chance(0.7) ? 10 : -10)))
        : percent;
  }
}
