package io.plumbline.movement;

import io.plumbline.model.AsOf;
import io.plumbline.movement.State.Standing;
import java.util.Optional;

/**
 * What became of one deal between two dates, as far as the open deals of a period are concerned.
 *
 * <ul>
 *   <li>A deal that stays counts its change of amount.
 *   <li>One that is won counts its change of amount, and leaves with the amount it was won with;
 *       one that leaves otherwise does so with the amount of the opening.
 *   <li>One that enters does so with its amount at the end.
 *   <li>One that enters and is closed in between counts twice: as new, pulled in or returned, and
 *       as won or lost. A win counts in the period in which it was closed, a loss in the one that
 *       its last close date was in; a loss does not count as pulled in before.
 * </ul>
 *
 * @param isOpening open in the period at the beginning
 * @param isClosing open in the period at the end
 * @param entry how it came: new, pulled in or returned
 * @param exit how it left: pushed out, won, lost or removed
 * @param isSlipped open at both ends, with a close date in a later period at the end
 */
record Move(
    boolean isOpening,
    boolean isClosing,
    Optional<Part> entry,
    Optional<Part> exit,
    boolean isSlipped) {

  private static final Move NONE =
      new Move(false, false, Optional.empty(), Optional.empty(), false);

  /**
   * Compares two states.
   *
   * @param before at the end of {@code from}, if the deal was known
   * @param after at the end of a later day, if the deal is known
   */
  static Move of(Optional<State> before, Optional<State> after, AsOf from, Period period) {
    boolean isOpening =
        before.filter(State::isOpen).filter(deal -> period.holds(deal.closeDate())).isPresent();
    boolean isClosing =
        after.filter(State::isOpen).filter(deal -> period.holds(deal.closeDate())).isPresent();
    if (isOpening) {
      Optional<Part> exit = isClosing ? Optional.empty() : Optional.of(exit(after));
      return new Move(true, isClosing, Optional.empty(), exit, isSlipped(before, after, period));
    }
    if (after.isEmpty()) {
      return NONE;
    }
    if (isClosing) {
      Part entry = entry(before, after.get(), from);
      return new Move(false, true, Optional.of(entry), Optional.empty(), false);
    }
    return after.get().isClosed() && isClosedSince(before, after.get(), from)
        ? between(before, after.get(), from, period)
        : NONE;
  }

  private static Part exit(Optional<State> after) {
    return switch (after.map(State::standing).orElse(Standing.REMOVED)) {
      case OPEN -> Part.PUSHED_OUT;
      case WON -> Part.WON;
      case LOST -> Part.LOST;
      case REMOVED -> Part.REMOVED;
    };
  }

  /** A deal that is older than the beginning and was not known then comes back. */
  private static Part entry(Optional<State> before, State after, AsOf from) {
    if (before.filter(State::isOpen).isPresent()) {
      return Part.PULLED_IN;
    }
    return before.isEmpty() && !after.createdAt().isBefore(from.cutoff())
        ? Part.NEW
        : Part.RETURNED;
  }

  /**
   * What was closed alike at the beginning has not moved, and no more has an old deal that is only
   * new to the export.
   */
  private static boolean isClosedSince(Optional<State> before, State after, AsOf from) {
    return before.map(State::standing).filter(after.standing()::equals).isEmpty()
        && after.closedOn().isAfter(from.date());
  }

  private static Move between(Optional<State> before, State after, AsOf from, Period period) {
    Part entry = entry(before, after, from);
    boolean isWon = after.standing() == Standing.WON;
    boolean counts =
        isWon
            ? period.holds(after.closedOn())
            : period.holds(after.closeDate()) && entry != Part.PULLED_IN;
    return counts
        ? new Move(
            false, false, Optional.of(entry), Optional.of(isWon ? Part.WON : Part.LOST), false)
        : NONE;
  }

  private static boolean isSlipped(Optional<State> before, Optional<State> after, Period period) {
    return after.filter(State::isOpen).isPresent()
        && before.get().closeDate() != null
        && after.get().closeDate() != null
        && period.isLater(before.get().closeDate(), after.get().closeDate());
  }

  /** Whether the deal concerns the period at all. */
  boolean counts() {
    return isOpening || isClosing || entry.isPresent();
  }
}
