package io.plumbline.app;

import io.plumbline.lake.Stamp;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/**
 * A version of the confidence table and what became of it.
 *
 * @param id the run that proposed it
 * @param configId the settings of that run
 * @param order proposals of one date in their order: the table version that holds it
 * @param state where it stands
 * @param events what people did with it, in order
 */
record ConfidenceVersion(
    String id, LocalDate asOf, String configId, long order, State state, List<ReviewEvent> events) {

  /** Of two proposals, the one that knows more: of a later date, or made later. */
  static final Comparator<ConfidenceVersion> BY_AGE =
      Comparator.comparing(ConfidenceVersion::asOf)
          .thenComparingLong(ConfidenceVersion::order)
          .thenComparing(ConfidenceVersion::id);

  /** Where a version stands. */
  enum State {
    /** Waits for a person. */
    PROPOSED,
    /** The gate found it no better than what is in use; nobody can approve it. */
    REFUSED,
    /** A person has turned it down. */
    REJECTED,
    /** May be published. */
    APPROVED,
    /** A package of it was made: the CRM is to hold it. */
    PUBLISHED,
    /** A later one has taken its place. */
    SUPERSEDED;

    /** As {@code stage_confidence.status} says it. */
    String status() {
      return this == REFUSED ? REJECTED.status() : name().toLowerCase(Locale.ROOT);
    }

    /** For people. */
    String label() {
      return name().toLowerCase(Locale.ROOT);
    }

    boolean isApproved() {
      return this == APPROVED || this == PUBLISHED;
    }
  }

  /** Copies the list. */
  ConfidenceVersion {
    events = List.copyOf(events);
  }

  /** What its rows carry. */
  Stamp stamp() {
    return new Stamp(id, asOf, configId);
  }

  /** Whether a person has approved it, whatever came after. */
  boolean wasApproved() {
    return events.stream().anyMatch(event -> event.outcome() == ReviewEvent.Outcome.APPROVED);
  }

  boolean isReviewed() {
    return !events.isEmpty();
  }

  /**
   * Who has signed it as it is now: for the same rows, after the last change of marks.
   *
   * @param rows that the signature releases
   */
  List<String> signers(ApprovedRows rows) {
    TreeSet<String> signers = new TreeSet<>();
    for (ReviewEvent event : events) {
      if (event.outcome() == ReviewEvent.Outcome.MARKED) {
        signers.clear();
      } else if (event.outcome() == ReviewEvent.Outcome.SIGNED && ApprovedRows.of(event) == rows) {
        signers.add(ReviewEvent.person(event.actor()));
      }
    }
    return List.copyOf(signers);
  }

  ConfidenceVersion in(State next) {
    return new ConfidenceVersion(id, asOf, configId, order, next, events);
  }

  ConfidenceVersion with(ReviewEvent event) {
    List<ReviewEvent> more = new ArrayList<>(events);
    more.add(event);
    return new ConfidenceVersion(id, asOf, configId, order, state, more);
  }
}
