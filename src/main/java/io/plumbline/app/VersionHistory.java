package io.plumbline.app;

import io.plumbline.app.ConfidenceVersion.State;
import io.plumbline.error.Errors;
import io.plumbline.lake.Location;
import io.plumbline.lake.TableColumn;
import io.plumbline.lake.TableFolder;
import io.plumbline.lake.TableReader;
import io.plumbline.lake.TableRow;
import io.plumbline.lake.TableRows;
import io.plumbline.lake.TableSelection;
import io.plumbline.table.TableContract;
import io.plumbline.table.Tables;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The versions of the confidence table of a workspace, and where each of them stands: the run
 * report, played from its beginning. No Spark session is used. Immutable.
 */
final class VersionHistory {

  private static final VersionHistory EMPTY = new VersionHistory(new LinkedHashMap<>(), List.of());
  private static final List<String> OF_ACTS =
      List.of("version", "actor", "reason", "acted_on", "act", "target");

  private final Map<String, ConfidenceVersion> versions;
  private final List<ReviewEvent> acts;

  private VersionHistory(Map<String, ConfidenceVersion> versions, List<ReviewEvent> acts) {
    this.versions = versions;
    this.acts = acts;
  }

  /** A line of the run report that matters here, with what orders it. */
  private record Entry(long tableVersion, long act, UnaryOperator<VersionHistory> play) {}

  /** Reads a workspace; one without runs has no versions. */
  static VersionHistory of(Location workspace) {
    if (!workspace.isFolder()) {
      return EMPTY;
    }
    TableFolder tables = TableFolder.of(workspace);
    if (!tables.has(Tables.RUN_REPORT.name())) {
      return EMPTY;
    }
    TableReader report = tables.open(Tables.RUN_REPORT.name(), OptionalLong.empty());
    List<String> present = report.columns().stream().map(TableColumn::name).toList();
    List<String> columns =
        new ArrayList<>(
            List.of(
                TableContract.RUN_ID,
                TableContract.AS_OF_DATE,
                TableContract.CONFIG_ID,
                "command",
                "decision",
                "settings",
                "table_versions"));
    // A run report of an earlier release knows of no acts.
    boolean knowsActs = present.containsAll(OF_ACTS);
    if (knowsActs) {
      columns.addAll(OF_ACTS);
    }
    List<Entry> entries = new ArrayList<>();
    try (TableRows rows = report.rows(TableSelection.everything().columns(columns))) {
      while (rows.hasNext()) {
        entry(rows.next(), knowsActs).ifPresent(entries::add);
      }
    }
    entries.sort(Comparator.comparingLong(Entry::tableVersion).thenComparingLong(Entry::act));
    VersionHistory history = EMPTY;
    for (Entry entry : entries) {
      history = entry.play().apply(history);
    }
    return history;
  }

  private static Optional<Entry> entry(TableRow row, boolean knowsActs) {
    Object tableVersion =
        row.value("table_versions") instanceof Map<?, ?> all
            ? all.get(Tables.STAGE_CONFIDENCE.name())
            : null;
    if (!(tableVersion instanceof Long order) || Ledger.isMaintenance(row)) {
      return Optional.empty();
    }
    if (!knowsActs || row.value("version") == null) {
      ConfidenceVersion proposal =
          new ConfidenceVersion(
              (String) row.value(TableContract.RUN_ID),
              (LocalDate) row.value(TableContract.AS_OF_DATE),
              (String) row.value(TableContract.CONFIG_ID),
              order,
              "refused".equals(row.value("decision")) ? State.REFUSED : State.PROPOSED,
              List.of());
      return Optional.of(new Entry(order, 0, history -> history.proposed(proposal)));
    }
    SortedMap<String, String> options = new TreeMap<>();
    if (row.value("settings") instanceof Map<?, ?> settings) {
      settings.forEach((key, value) -> options.put((String) key, (String) value));
    }
    ReviewEvent event =
        new ReviewEvent(
            ReviewEvent.Outcome.parse((String) row.value("decision")),
            (String) row.value("version"),
            (String) row.value("actor"),
            (String) row.value("reason"),
            (LocalDate) row.value("acted_on"),
            Optional.ofNullable((String) row.value("target")),
            options);
    return Optional.of(new Entry(order, (Long) row.value("act"), history -> history.after(event)));
  }

  /**
   * A run has proposed a version: one of the same date and settings that no person has looked at
   * gives way, the same one that somebody has looked at stays as it is.
   */
  VersionHistory proposed(ConfidenceVersion proposal) {
    Map<String, ConfidenceVersion> next = new LinkedHashMap<>(versions);
    next.values()
        .removeIf(
            version ->
                !version.isReviewed()
                    && version.asOf().equals(proposal.asOf())
                    && version.configId().equals(proposal.configId()));
    next.putIfAbsent(proposal.id(), proposal);
    return new VersionHistory(next, acts);
  }

  /** What holds once a person has done something more. */
  VersionHistory after(ReviewEvent event) {
    Map<String, ConfidenceVersion> next = new LinkedHashMap<>(versions);
    next.computeIfPresent(event.version(), (id, version) -> version.with(event));
    switch (event.outcome()) {
      case MARKED, SIGNED, SENT -> {
        // What a person may still do with the version is as before.
      }
      case REJECTED -> move(next, event.version(), State.REJECTED);
      case APPROVED, ROLLED_BACK -> {
        // What is proposed beside a roll-back still waits; beside an approval it is older.
        boolean isApproval = event.outcome() == ReviewEvent.Outcome.APPROVED;
        next.replaceAll(
            (id, version) ->
                version.state() == State.APPROVED
                        || (isApproval && version.state() == State.PROPOSED)
                    ? version.in(State.SUPERSEDED)
                    : version);
        if (next.get(event.version()).state() != State.PUBLISHED) {
          move(next, event.version(), State.APPROVED);
        }
      }
      case PUBLISHED -> {
        next.replaceAll(
            (id, version) ->
                version.state() == State.PUBLISHED ? version.in(State.SUPERSEDED) : version);
        move(next, event.version(), State.PUBLISHED);
      }
    }
    List<ReviewEvent> more = new ArrayList<>(acts);
    more.add(event);
    return new VersionHistory(next, List.copyOf(more));
  }

  private static void move(Map<String, ConfidenceVersion> next, String version, State state) {
    next.computeIfPresent(version, (id, known) -> known.in(state));
  }

  /** All versions, the newest first. */
  List<ConfidenceVersion> newestFirst() {
    return versions.values().stream().sorted(ConfidenceVersion.BY_AGE.reversed()).toList();
  }

  /** What people did with all of them, in order. */
  List<ReviewEvent> acts() {
    return acts;
  }

  /** The version of this name. */
  ConfidenceVersion version(String id) {
    ConfidenceVersion version = versions.get(id);
    if (version == null) {
      throw Errors.versionUnknown(id, newestFirst().stream().map(ConfidenceVersion::id).toList());
    }
    return version;
  }

  /** The newest version in one of some states. */
  Optional<ConfidenceVersion> newest(Predicate<State> states) {
    return newestFirst().stream().filter(version -> states.test(version.state())).findFirst();
  }

  /** The one that CRMs are to hold: approved last, and not taken back. */
  Optional<ConfidenceVersion> approved() {
    return newest(state -> state == State.APPROVED).or(() -> newest(State::isApproved));
  }

  /**
   * By target, the version that was published to it last, on a day or before. A target that has
   * heard nothing of the version that is published now is no longer in use.
   */
  SortedMap<String, ConfidenceVersion> published(LocalDate on) {
    SortedMap<String, ConfidenceVersion> published = new TreeMap<>();
    for (ReviewEvent act : acts) {
      if (act.outcome() == ReviewEvent.Outcome.PUBLISHED && !act.on().isAfter(on)) {
        published.put(act.target().orElseThrow(), versions.get(act.version()));
      }
    }
    published.values().removeIf(version -> version.state() != State.PUBLISHED);
    return published;
  }

  /** The last publication to a CRM. */
  Optional<ReviewEvent> lastPublication(String target) {
    return publications(target).reduce((earlier, later) -> later);
  }

  /** The publications for a target, in order. */
  Stream<ReviewEvent> publications(String target) {
    return acts.stream()
        .filter(act -> act.outcome() == ReviewEvent.Outcome.PUBLISHED)
        .filter(act -> act.target().equals(Optional.of(target)));
  }

  /**
   * The version that was in use on a date: published, else approved. What people did later does not
   * count, so that a run of an earlier date that is made again finds what it found.
   */
  Optional<ConfidenceVersion> inUse(LocalDate asOf) {
    return last(asOf, EnumSet.of(ReviewEvent.Outcome.PUBLISHED))
        .or(
            () ->
                last(
                    asOf,
                    EnumSet.of(ReviewEvent.Outcome.APPROVED, ReviewEvent.Outcome.ROLLED_BACK)));
  }

  private Optional<ConfidenceVersion> last(LocalDate asOf, Set<ReviewEvent.Outcome> outcomes) {
    return acts.stream()
        .filter(act -> outcomes.contains(act.outcome()) && !act.on().isAfter(asOf))
        .map(act -> versions.get(act.version()))
        .filter(version -> version.asOf().isBefore(asOf))
        .reduce((earlier, later) -> later);
  }

  /**
   * The version that was in use on a date, then those that had been published before it, the newest
   * first; one for an as-of date.
   */
  List<ConfidenceVersion> usedUntil(LocalDate asOf) {
    List<ConfidenceVersion> used = new ArrayList<>();
    inUse(asOf).ifPresent(used::add);
    Set<String> published =
        acts.stream()
            .filter(act -> act.outcome() == ReviewEvent.Outcome.PUBLISHED)
            .filter(act -> !act.on().isAfter(asOf))
            .map(ReviewEvent::version)
            .collect(Collectors.toSet());
    for (ConfidenceVersion version : newestFirst()) {
      if (!used.isEmpty()
          && published.contains(version.id())
          && version.asOf().isBefore(used.get(used.size() - 1).asOf())) {
        used.add(version);
      }
    }
    return used;
  }

  /**
   * The version that was in use before the present one: publications are a pile, and one that comes
   * back takes off what lay on it.
   */
  Optional<ConfidenceVersion> inUseBefore() {
    List<String> pile = new ArrayList<>();
    for (ReviewEvent act : acts) {
      if (act.outcome() == ReviewEvent.Outcome.PUBLISHED) {
        int at = pile.indexOf(act.version());
        if (at < 0) {
          pile.add(act.version());
        } else {
          pile.subList(at + 1, pile.size()).clear();
        }
      }
    }
    return pile.size() < 2
        ? Optional.empty()
        : Optional.of(versions.get(pile.get(pile.size() - 2)));
  }

  /** The number of the last act of a sort with a version and a CRM, from 1; 0 without one. */
  long lastAct(ReviewEvent.Outcome outcome, String version, String target) {
    for (int i = acts.size(); i > 0; i--) {
      ReviewEvent act = acts.get(i - 1);
      if (act.outcome() == outcome
          && act.version().equals(version)
          && act.target().equals(Optional.of(target))) {
        return i;
      }
    }
    return 0;
  }

  /** The versions of a date and settings that a person has looked at: no run rewrites them. */
  SortedSet<String> reviewed(LocalDate asOf, String configId) {
    return versions.values().stream()
        .filter(ConfidenceVersion::isReviewed)
        .filter(version -> version.asOf().equals(asOf) && version.configId().equals(configId))
        .map(ConfidenceVersion::id)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The versions that stand elsewhere in a later history, with where they stand there. */
  Map<ConfidenceVersion, State> changesTo(VersionHistory later) {
    Map<ConfidenceVersion, State> changes = new LinkedHashMap<>();
    versions.forEach(
        (id, version) -> {
          ConfidenceVersion then = later.versions.get(id);
          if (then != null && then.state() != version.state()) {
            changes.put(version, then.state());
          }
        });
    return changes;
  }
}
