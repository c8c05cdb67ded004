package io.plumbline.table;

/**
 * The columns that a staged row carries beside the typed columns of its {@link CanonicalFile}:
 * between reading and checking, every row of the input is still there.
 */
public final class Staged {

  /** The rule that the row broke; null for a sound row. */
  public static final String RULE = "_rule";

  /** What is wrong with it, with the value. */
  public static final String REASON = "_reason";

  /** The row as read, as JSON; null for a sound row. */
  public static final String RAW = "_raw";

  /**
   * Its key columns joined by a bar, as far as they are there; null for a row that there is nothing
   * to say about.
   */
  public static final String KEY = "_key";

  /** Names of the columns whose value was left empty because it could not be read, or null. */
  public static final String WARNINGS = "_warnings";

  /** The rule by which a row of a CRM's table was read and not mapped; null for the others. */
  public static final String SKIPPED = "_skipped";

  /**
   * Of an accepted row of stage_history: how it repeats the stage of the row before, {@link
   * #UNCHANGED} or {@link #CHANGED}; null for a move.
   */
  public static final String REPEATS = "_repeats";

  /** The row repeats the stage, and all else that it says. */
  public static final String UNCHANGED = "unchanged";

  /** The row repeats the stage with another amount, close date or probability. */
  public static final String CHANGED = "changed";

  /** Of a row of stage_history: the place that the stages give its stage; null where none does. */
  public static final String STAGE_ORDER = "_stage_order";

  /** The columns that the contract does not know, name to text. */
  public static final String ATTRIBUTES = "attributes";

  private Staged() {}
}
