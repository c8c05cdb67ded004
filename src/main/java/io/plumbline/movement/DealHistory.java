package io.plumbline.movement;

import io.plumbline.model.AsOf;
import io.plumbline.movement.Slips.Statement;
import io.plumbline.movement.State.Standing;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What is known of one deal: how it stands now, and what its visits and changes tell of the past.
 * Visits tell more than now, and a change more than a visit before it.
 */
final class DealHistory {

  private static final Comparator<Visit> IN_ORDER = Comparator.comparingInt(Visit::number);
  private static final Comparator<Change> BY_TIME = Comparator.comparing(Change::at);

  private final ZoneId zone;
  private Optional<Now> now = Optional.empty();
  private final List<Visit> visits = new ArrayList<>();
  private final List<Change> changes = new ArrayList<>();

  DealHistory(ZoneId zone) {
    this.zone = zone;
  }

  /**
   * The deal at the as-of date.
   *
   * @param state how it stands
   * @param closedAt when it was won or lost; null otherwise
   * @param ownAmount its amount in its own currency; null where not known
   */
  record Now(State state, Instant closedAt, BigDecimal ownAmount) {}

  /**
   * A stay in a stage.
   *
   * @param number in order of entry
   * @param enteredAt entry
   * @param leftAt exit; null while it goes on
   * @param exit won or lost where that ended it, else open
   * @param stageId the stage
   * @param amount in base currency, at entry
   * @param closeDate stated at entry
   * @param customerType at entry
   * @param sizeBand at entry
   * @param product at entry
   */
  record Visit(
      int number,
      Instant enteredAt,
      Instant leftAt,
      Standing exit,
      String stageId,
      BigDecimal amount,
      LocalDate closeDate,
      String customerType,
      String sizeBand,
      String product) {}

  /**
   * A new value of an attribute.
   *
   * @param field its name
   * @param at when it changed
   * @param text the value
   * @param amount the value as an amount in the deal's own currency; null where it is none
   * @param date the value as a date; null where it is none
   */
  record Change(String field, Instant at, String text, BigDecimal amount, LocalDate date) {}

  void add(Now state) {
    now = Optional.of(state);
  }

  void add(Visit visit) {
    visits.add(visit);
    visits.sort(IN_ORDER);
  }

  void add(Change change) {
    changes.add(change);
    changes.sort(BY_TIME.thenComparing(Change::text));
  }

  /** How the deal stands now, if the CRM knows it. */
  Optional<State> now() {
    return now.map(Now::state);
  }

  /**
   * How the deal stood at the end of an earlier day, if it was there; not whether it was deleted
   * then.
   */
  Optional<State> at(AsOf then) {
    return now.filter(deal -> deal.state().standing() != Standing.REMOVED)
        .filter(deal -> deal.state().createdAt().isBefore(then.cutoff()))
        .map(deal -> at(then.cutoff(), deal));
  }

  private State at(Instant cutoff, Now deal) {
    Optional<Visit> visit = last(visits, stay -> stay.enteredAt().isBefore(cutoff));
    Standing standing = Standing.OPEN;
    Instant closedAt = null;
    if (deal.closedAt() != null && deal.closedAt().isBefore(cutoff)) {
      standing = deal.state().standing();
      closedAt = deal.closedAt();
    } else if (visit.filter(stay -> isClosedBefore(stay, cutoff)).isPresent()) {
      standing = visit.get().exit();
      closedAt = visit.get().leftAt();
    }
    Cell cell = deal.state().cell();
    return new State(
        standing,
        deal.state().createdAt(),
        closedAt == null ? null : closedAt.atZone(zone).toLocalDate(),
        new Cell(
            cell.pipelineId(),
            changed("owner_id", cutoff).map(Change::text).orElse(cell.ownerId()),
            visit.map(Visit::customerType).orElse(cell.customerType()),
            visit.map(Visit::sizeBand).orElse(cell.sizeBand()),
            visit.map(Visit::product).orElse(cell.product())),
        visit.map(Visit::stageId).orElse(visits.isEmpty() ? deal.state().stageId() : null),
        amount(cutoff, deal, visit),
        closeDate(cutoff, deal.state()));
  }

  /** Closed then, and open again only later. */
  private static boolean isClosedBefore(Visit stay, Instant cutoff) {
    return stay.exit() != Standing.OPEN && stay.leftAt() != null && stay.leftAt().isBefore(cutoff);
  }

  /**
   * A change since the entry counts where the amount of now is one of the changes: otherwise the
   * CRM keeps the amount with its moves, and now is that of the last move.
   */
  private BigDecimal amount(Instant cutoff, Now deal, Optional<Visit> visit) {
    Optional<Change> change = changed("amount", cutoff).filter(value -> value.amount() != null);
    Optional<Change> latest = changed("amount", Instant.MAX);
    BigDecimal own = deal.ownAmount();
    boolean isKept =
        own != null
            && latest.map(Change::amount).filter(value -> value.compareTo(own) == 0).isPresent();
    if (change.isPresent()
        && isKept
        && own.signum() != 0
        && visit.filter(stay -> stay.enteredAt().isAfter(change.get().at())).isEmpty()) {
      return deal.state().amount() == null
          ? null
          : change
              .get()
              .amount()
              .multiply(deal.state().amount())
              .divide(own, 2, RoundingMode.HALF_UP);
    }
    return visit.isPresent() ? visit.get().amount() : deal.state().amount();
  }

  private LocalDate closeDate(Instant cutoff, State state) {
    return last(dates(), statement -> statement.at().isBefore(cutoff))
        .map(Statement::closeDate)
        .orElse(state.closeDate());
  }

  private Optional<Change> changed(String field, Instant before) {
    return last(changes, change -> change.field().equals(field) && change.at().isBefore(before));
  }

  /** The close dates that were stated, in order of time; of a moment, that of the change last. */
  List<Statement> dates() {
    List<Statement> dates = new ArrayList<>();
    collect(visits, Visit::closeDate, Visit::enteredAt, dates);
    collect(
        changes,
        change -> change.field().equals("expected_close_date") ? change.date() : null,
        Change::at,
        dates);
    dates.sort(Comparator.comparing(Statement::at));
    return dates;
  }

  private static <T> void collect(
      List<T> all,
      Function<T, LocalDate> date,
      Function<T, Instant> at,
      List<Statement> statements) {
    for (T one : all) {
      if (date.apply(one) != null) {
        statements.add(new Statement(at.apply(one), date.apply(one)));
      }
    }
  }

  private static <T> Optional<T> last(List<T> all, Predicate<T> which) {
    return all.stream().filter(which).reduce((earlier, later) -> later);
  }
}
