package io.plumbline.simulate;

import java.util.Locale;

/** The kinds of dirty rows that are added to an export. */
public enum DirtyKind {
  /** A required time that is no ISO-8601 time. */
  BAD_TIMESTAMP,
  /** A history row whose stage is in no pipeline. */
  UNKNOWN_STAGE,
  /** A row without its opportunity_id. */
  MISSING_KEY,
  /** An older copy of an opportunity's row, before the current one in the file. */
  DUPLICATE_KEY,
  /** A lost opportunity that was closed before it was created. */
  CLOSED_BEFORE_CREATED,
  /** A history row that enters an open stage after the close of a deal that stayed closed. */
  HISTORY_AFTER_CLOSE,
  /** A lost opportunity with an amount below zero. */
  NEGATIVE_AMOUNT,
  /** A history row of an opportunity that is in no other file. */
  UNKNOWN_OPPORTUNITY,
  /** A row with fewer fields than the header. */
  CUT_SHORT;

  /** The spelling in {@code truth_dirty.csv}, such as {@code bad_timestamp}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
