package io.plumbline.ingest;

import io.plumbline.config.Configuration;
import io.plumbline.config.Settings;
import io.plumbline.connect.ConnectorSource;
import io.plumbline.connect.MatchedSource;
import io.plumbline.connect.Need;
import io.plumbline.connect.SourceColumn;
import io.plumbline.error.Errors;
import io.plumbline.table.CanonicalField;
import io.plumbline.table.CanonicalFile;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a run needs of one stored table: no more is copied, so that names and free text stay where
 * they are. All names are those of the stored table.
 *
 * @param label what check calls it; of two tables of a connector that are one stored table, the
 *     first
 * @param stored where it lies, with its whole header
 * @param columns those that are needed, in the order of the header
 * @param key the columns that name a row; empty where the table has no such columns
 * @param changedAt when a row was last changed, if there is a column for it
 * @param deal names the opportunity that a row of a history belongs to; empty where a row is one
 * @param hidden values that are not copied, if there are any
 */
public record WantedTable(
    String label,
    StoredTable stored,
    List<String> columns,
    List<String> key,
    Optional<String> changedAt,
    Optional<String> deal,
    Optional<Hidden> hidden) {

  private static final Set<String> NAMES_OF_DEALS = Set.of("name", "title");
  private static final Set<String> NAMES_OF_CHANGE_TIMES = Set.of("modified", "written");

  private static final List<String> NAMES_OF_DEAL_KEYS =
      List.of("deal_id", "deal", "opportunity_id", "opportunity", "lead");

  /** By which columns a row of a canonical file is the same when it comes again. */
  private static final Map<CanonicalFile, List<String>> KEYS = new EnumMap<>(CanonicalFile.class);

  static {
    KEYS.put(CanonicalFile.OPPORTUNITIES, List.of("opportunity_id"));
    KEYS.put(
        CanonicalFile.STAGE_HISTORY,
        List.of("opportunity_id", "stage_id", "entered_at", "sequence"));
    KEYS.put(CanonicalFile.STAGES, List.of("pipeline_id", "stage_id"));
    KEYS.put(CanonicalFile.FIELD_HISTORY, List.of("opportunity_id", "field", "changed_at"));
    KEYS.put(CanonicalFile.ACTIVITIES, List.of("activity_id"));
    KEYS.put(CanonicalFile.CONTACT_ROLES, List.of("opportunity_id", "contact_id"));
    KEYS.put(CanonicalFile.TASKS, List.of("task_id"));
    KEYS.put(CanonicalFile.LEADS, List.of("lead_id"));
    KEYS.put(
        CanonicalFile.TARGETS,
        List.of("period_start", "period_end", "pipeline_id", "owner_id", "segment"));
    KEYS.put(CanonicalFile.FX_RATES, List.of("currency", "rate_date"));
  }

  /**
   * Values of a column that are not copied, as they are those of dropped columns.
   *
   * @param column whose values they are
   * @param by the column that says of what they are the value
   * @param names what it says then
   */
  public record Hidden(String column, String by, List<String> names) {}

  /** Copies the lists. */
  public WantedTable {
    columns = List.copyOf(columns);
    key = List.copyOf(key);
  }

  /**
   * What a run needs of an input, in the order of the names of the stored tables.
   *
   * @throws io.plumbline.error.PlumblineException where {@code source.changed_at} names a column
   *     that is not there
   */
  public static List<WantedTable> of(InputFolder input, Configuration configuration) {
    Map<String, WantedTable> wanted = new TreeMap<>();
    input
        .sources()
        .forEach(
            source ->
                wanted.merge(source.stored().stem(), of(source, configuration), WantedTable::with));
    input
        .connected()
        .forEach(
            table ->
                wanted.merge(table.stored().stem(), of(table, configuration), WantedTable::with));
    return List.copyOf(wanted.values());
  }

  private static WantedTable of(SourceFile source, Configuration configuration) {
    CanonicalFile file = source.file();
    Map<String, String> stored = new TreeMap<>();
    for (int i = 0; i < source.header().size(); i++) {
      stored.put(source.header().get(i), source.stored().header().get(i));
    }
    Privacy.Kept kept = Privacy.kept(configuration);
    Set<String> columns = new LinkedHashSet<>();
    for (CanonicalField field : file.fields()) {
      if (kept.keeps(file, field) || isExcludedBy(file, field.name(), configuration)) {
        columns.add(stored.get(field.name()));
      }
    }
    if (file == CanonicalFile.OPPORTUNITIES) {
      attributes(configuration).forEach(name -> columns.add(stored.get(name)));
    }
    Optional<String> changedAt =
        changedAt(file.label(), source.stored(), Optional.empty(), configuration);
    changedAt.ifPresent(columns::add);
    boolean history = file == CanonicalFile.STAGE_HISTORY || file == CanonicalFile.FIELD_HISTORY;
    Optional<Hidden> hidden =
        file == CanonicalFile.FIELD_HISTORY && stored.containsKey("value")
            ? Optional.of(
                new Hidden(stored.get("value"), stored.get("field"), List.copyOf(kept.dropped())))
            : Optional.empty();
    return new WantedTable(
        file.label(),
        source.stored(),
        ordered(source.stored(), columns),
        present(KEYS.get(file), stored),
        changedAt,
        history ? Optional.of(stored.get("opportunity_id")) : Optional.empty(),
        hidden);
  }

  private static WantedTable of(ConnectedTable table, Configuration configuration) {
    MatchedSource matched = table.matched();
    ConnectorSource source = matched.source();
    boolean deals = source.attributes() == ConnectorSource.Attributes.KEPT;
    Privacy.Kept kept = Privacy.kept(configuration);
    Set<String> columns = new LinkedHashSet<>();
    matched
        .columns()
        .forEach(
            (name, stored) -> {
              boolean freeText =
                  source.columns().get(name).need() == Need.OPTIONAL
                      && (deals && NAMES_OF_DEALS.contains(name)
                          ? kept.dropsText("name")
                          : kept.dropsText(name));
              if (!freeText || configuration.value(Settings.SOURCE_EXCLUDE).containsKey("name")) {
                columns.add(stored);
              }
            });
    matched.groups().values().forEach(group -> columns.addAll(group.values()));
    if (deals) {
      columns.addAll(attributes(configuration));
    }
    Optional<String> changedAt =
        changedAt(
            source.alias(),
            table.stored(),
            source.columns().entrySet().stream()
                .filter(column -> column.getValue().kind() == SourceColumn.Kind.TIME)
                .map(Map.Entry::getKey)
                .filter(NAMES_OF_CHANGE_TIMES::contains)
                .map(matched.columns()::get)
                .filter(Objects::nonNull)
                .findFirst(),
            configuration);
    changedAt.ifPresent(columns::add);
    // An id names a row, in a table of versions together with its start.
    List<String> named =
        source.key().contains("id") && matched.columns().containsKey("id")
            ? source.key().stream().filter(Set.of("id", "started")::contains).toList()
            : source.key();
    return new WantedTable(
        source.alias(),
        table.stored(),
        ordered(table.stored(), columns),
        present(named, matched.columns()),
        changedAt,
        NAMES_OF_DEAL_KEYS.stream()
            .map(matched.columns()::get)
            .filter(Objects::nonNull)
            .findFirst()
            .filter(column -> !deals),
        Optional.empty());
  }

  /** Two tables of a connector that are read from one stored table: what either of them needs. */
  private WantedTable with(WantedTable other) {
    Set<String> both = new LinkedHashSet<>(columns);
    both.addAll(other.columns);
    return new WantedTable(
        label,
        stored,
        ordered(stored, both),
        key.size() >= other.key.size() ? key : other.key,
        changedAt.or(other::changedAt),
        deal.or(other::deal),
        hidden);
  }

  /** Columns that the contract does not know and a setting names. */
  private static Set<String> attributes(Configuration configuration) {
    Set<String> names = new TreeSet<>(configuration.value(Settings.SEGMENT_DIMENSIONS));
    names.addAll(configuration.value(Settings.SOURCE_EXCLUDE).keySet());
    configuration
        .value(Settings.PRIVACY_COLUMNS)
        .forEach(
            (name, policy) -> {
              if (!policy.equals("drop")) {
                names.add(name);
              }
            });
    return names;
  }

  private static boolean isExcludedBy(
      CanonicalFile file, String column, Configuration configuration) {
    return file == CanonicalFile.OPPORTUNITIES
        && configuration.value(Settings.SOURCE_EXCLUDE).containsKey(column);
  }

  private static Optional<String> changedAt(
      String label, StoredTable stored, Optional<String> usual, Configuration configuration) {
    String chosen = configuration.value(Settings.SOURCE_CHANGED_AT).get(label);
    if (chosen == null) {
      return usual;
    }
    if (!stored.header().contains(chosen)) {
      throw Errors.sourceColumnsMissing(stored.name(), label, List.of(chosen), stored.header());
    }
    return Optional.of(chosen);
  }

  private static List<String> ordered(StoredTable stored, Collection<String> columns) {
    return stored.header().stream().filter(columns::contains).toList();
  }

  private static List<String> present(List<String> names, Map<String, String> stored) {
    List<String> present = new ArrayList<>();
    names.stream().filter(stored::containsKey).forEach(name -> present.add(stored.get(name)));
    return present;
  }
}
