package io.plumbline.simulate;

import java.util.Locale;

/**
 * One simulated deal with its whole life, future included. Entries are in time order; the last one
 * is a closed stage unless the deal never closes.
 *
 * @param index position in order of creation, from 0
 * @param account index of the account
 * @param owner index of the owner at creation
 * @param firstAmountCents amount at creation
 * @param stages stage index of each entry
 * @param entered epoch second of each entry, non-decreasing
 * @param skipped whether the entry came by skipping the stage before it
 */
@SuppressWarnings("ArrayRecordComponent") // compared nowhere; millions are made per truth study
record Deal(
    int index,
    PipelineModel pipeline,
    Segment segment,
    int account,
    int owner,
    long firstAmountCents,
    int[] stages,
    long[] entered,
    boolean[] skipped) {

  static final int NONE = -1;

  String id() {
    return String.format(Locale.ROOT, "O-%07d", index + 1);
  }

  long createdAt() {
    return entered[0];
  }

  /** The last entry before the cutoff, or {@link #NONE} if the deal was not created by then. */
  int entryBefore(long cutoff) {
    int entry = NONE;
    while (entry + 1 < entered.length && entered[entry + 1] < cutoff) {
      entry++;
    }

    return entry;
  }

  /** Whether the deal stood in an open stage just before the cutoff. */
  boolean isOpenBefore(long cutoff) {
    int entry = entryBefore(cutoff);
    return entry != NONE && pipeline.isOpenStage(stages[entry]);
  }

  /** The days that the deal had stood in its stage at the cutoff. */
  double stageAgeDays(long cutoff) {
    return (cutoff - entered[entryBefore(cutoff)]) / 86_400.0;
  }

  boolean neverCloses() {
    return pipeline.isOpenStage(lastStage());
  }

  boolean isEventuallyWon() {
    return lastStage() == pipeline.wonIndex();
  }

  /** Epoch second of the final close; {@link Long#MAX_VALUE} if the deal never closes. */
  long finallyClosedAt() {
    return neverCloses() ? Long.MAX_VALUE : entered[entered.length - 1];
  }

  /** When the stay that began with the entry ended; {@link Long#MAX_VALUE} if it never does. */
  long leftAt(int entry) {
    return entry + 1 < entered.length ? entered[entry + 1] : Long.MAX_VALUE;
  }

  /** What becomes of the stay that began with the entry. */
  Fate fate(int entry) {
    if (entry + 1 >= entered.length) {
      return Fate.STALLED;
    }

    return stages[entry + 1] == pipeline.lostIndex() ? Fate.LOST : Fate.MOVING;
  }

  private int lastStage() {
    return stages[stages.length - 1];
  }

  /** How a stay ends, which colours the contacts during it. */
  enum Fate {
    MOVING,
    LOST,
    STALLED
  }
}
