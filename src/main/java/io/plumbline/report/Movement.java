package io.plumbline.report;

import static java.util.Objects.requireNonNull;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * What moved in the open pipeline since the last fiscal quarter ended.
 *
 * @param totals opening, parts and closing; empty where there were no open deals
 * @param slipped open deals whose close date moved into a later month since, those that slipped
 *     most often first
 * @param slippedOmitted how many more there are
 */
public record Movement(Optional<Totals> totals, List<Slipped> slipped, long slippedOmitted) {

  /** A pipeline without open deals. */
  public static final Movement NONE = new Movement(Optional.empty(), List.of(), 0);

  /** Refuses nulls and copies the list. */
  public Movement {
    requireNonNull(totals, "totals");
    slipped = List.copyOf(slipped);
  }

  /** The deals that are added up. */
  public enum Scope {
    /** Those with a close date in the quarter. */
    QUARTER,
    /** All open ones. */
    ALL
  }

  /**
   * From one date to the other; the parts lead from the opening to the closing.
   *
   * @param from the opening is the end of this day
   * @param scope the deals that are added up
   * @param source recorded or rebuilt, as in the table
   * @param opening open then
   * @param steps what was added and taken away, as far as there was any
   * @param closing open now
   * @param withoutAmount deals whose amount is not known, which count 0
   */
  public record Totals(
      LocalDate from,
      Scope scope,
      String source,
      Step opening,
      List<Step> steps,
      Step closing,
      long withoutAmount) {

    /** Refuses nulls and copies the list. */
    public Totals {
      requireNonNull(from, "from");
      requireNonNull(scope, "scope");
      requireNonNull(source, "source");
      requireNonNull(opening, "opening");
      steps = List.copyOf(steps);
      requireNonNull(closing, "closing");
    }
  }

  /**
   * One part.
   *
   * @param part its name in the table, such as pulled_in
   * @param amount what it adds; negative where it takes away
   * @param deals of how many deals
   */
  public record Step(String part, BigDecimal amount, long deals) {

    /** Refuses nulls. */
    public Step {
      requireNonNull(part, "part");
      requireNonNull(amount, "amount");
    }
  }

  /**
   * A deal that was put off.
   *
   * @param opportunityId the deal
   * @param ownerId its sales representative
   * @param stageId where it stands; empty where not known
   * @param amount in base currency
   * @param closeDateBefore stated at the opening
   * @param closeDateAfter stated now
   * @param times how often it moved into a later month so far
   * @param days by how many days over these times
   */
  public record Slipped(
      String opportunityId,
      String ownerId,
      String stageId,
      BigDecimal amount,
      LocalDate closeDateBefore,
      LocalDate closeDateAfter,
      long times,
      long days) {

    /** Refuses nulls. */
    public Slipped {
      requireNonNull(opportunityId, "opportunityId");
      requireNonNull(ownerId, "ownerId");
      requireNonNull(stageId, "stageId");
      requireNonNull(amount, "amount");
      requireNonNull(closeDateBefore, "closeDateBefore");
      requireNonNull(closeDateAfter, "closeDateAfter");
    }
  }
}
