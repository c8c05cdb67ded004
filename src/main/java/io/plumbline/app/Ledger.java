package io.plumbline.app;

import io.plumbline.lake.Location;
import io.plumbline.lake.Stamp;
import io.plumbline.lake.TableFolder;
import io.plumbline.lake.TableReader;
import io.plumbline.lake.TableRow;
import io.plumbline.lake.TableRows;
import io.plumbline.lake.TableSelection;
import io.plumbline.table.TableContract;
import io.plumbline.table.Tables;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/** What earlier runs left, from the run report; read without a Spark session. */
final class Ledger {

  private static final String CODE = "code_sha256";

  /** A workspace that lacks it was left by other code. */
  private static final String NEWEST_COLUMN = "rows_excluded";

  private static final String COMMAND = "command";

  private Ledger() {}

  /**
   * An earlier run of the same as-of date and settings that wrote a table.
   *
   * @param runId its id
   * @param versions table to version
   */
  record Entry(String runId, Map<String, Long> versions) {}

  /** The latest run that wrote the table for the date and settings. */
  static Optional<Entry> latest(
      Location workspace, TableContract table, LocalDate asOf, String configId) {
    TableFolder tables = TableFolder.of(workspace);
    if (!tables.has(Tables.RUN_REPORT.name())) {
      return Optional.empty();
    }
    TableReader report = tables.open(Tables.RUN_REPORT.name(), OptionalLong.empty());
    TableSelection selection =
        TableSelection.everything()
            .columns(
                List.of(TableContract.RUN_ID, TableContract.CONFIG_ID, COMMAND, "table_versions"))
            .asOf(asOf);
    Entry latest = null;
    try (TableRows rows = report.rows(selection)) {
      while (rows.hasNext()) {
        TableRow row = rows.next();
        Map<String, Long> versions = versions(row.value("table_versions"));
        if (configId.equals(row.value(TableContract.CONFIG_ID))
            && isOfRun(row)
            && versions.containsKey(table.name())
            && (latest == null
                || versions.get(table.name()) > latest.versions().get(table.name()))) {
          latest = new Entry((String) row.value(TableContract.RUN_ID), versions);
        }
      }
    }
    return Optional.ofNullable(latest);
  }

  /** The as-of dates before one for which runs of the same settings wrote a table. */
  static NavigableSet<LocalDate> datesBefore(
      Location workspace, TableContract table, LocalDate asOf, String configId) {
    NavigableSet<LocalDate> dates = new TreeSet<>();
    TableFolder tables = TableFolder.of(workspace);
    if (!tables.has(Tables.RUN_REPORT.name())) {
      return dates;
    }
    TableSelection selection =
        TableSelection.everything()
            .columns(
                List.of(
                    TableContract.AS_OF_DATE, TableContract.CONFIG_ID, COMMAND, "table_versions"));
    try (TableRows rows =
        tables.open(Tables.RUN_REPORT.name(), OptionalLong.empty()).rows(selection)) {
      while (rows.hasNext()) {
        TableRow row = rows.next();
        LocalDate date = (LocalDate) row.value(TableContract.AS_OF_DATE);
        if (date.isBefore(asOf)
            && configId.equals(row.value(TableContract.CONFIG_ID))
            && isOfRun(row)
            && versions(row.value("table_versions")).containsKey(table.name())) {
          dates.add(date);
        }
      }
    }
    return dates;
  }

  /**
   * By table, the least version that any command has left for an as-of date after a day: those from
   * it on are what may still be asked for.
   */
  static SortedMap<String, Long> oldestAfter(Location workspace, LocalDate day) {
    SortedMap<String, Long> oldest = new TreeMap<>();
    TableSelection selection =
        TableSelection.everything().columns(List.of(TableContract.AS_OF_DATE, "table_versions"));
    try (TableRows rows =
        TableFolder.of(workspace)
            .open(Tables.RUN_REPORT.name(), OptionalLong.empty())
            .rows(selection)) {
      while (rows.hasNext()) {
        TableRow row = rows.next();
        if (((LocalDate) row.value(TableContract.AS_OF_DATE)).isAfter(day)) {
          versions(row.value("table_versions"))
              .forEach((table, version) -> oldest.merge(table, version, Math::min));
        }
      }
    }
    return oldest;
  }

  /** What the rows of the newest run that wrote a table carry: of the latest date, written last. */
  static Optional<Stamp> newest(Location workspace, TableContract table) {
    return newest(workspace, table, asOf -> true, Optional.empty());
  }

  /** The same; of several runs of the latest date, one with these settings where there is one. */
  static Optional<Stamp> newest(Location workspace, TableContract table, String configId) {
    return newest(workspace, table, asOf -> true, Optional.of(configId));
  }

  /** The same of the runs of earlier dates. */
  static Optional<Stamp> newestBefore(Location workspace, TableContract table, LocalDate date) {
    return newest(workspace, table, asOf -> asOf.isBefore(date), Optional.empty());
  }

  /** What the rows of the newest run carry; one that was refused for its rows has no deals. */
  static Optional<Stamp> newest(Location workspace) {
    return newest(workspace, Tables.OPPORTUNITY).or(() -> newest(workspace, Tables.QUALITY_RESULT));
  }

  private static Optional<Stamp> newest(
      Location workspace,
      TableContract table,
      Predicate<LocalDate> dates,
      Optional<String> preferred) {
    TableFolder tables = TableFolder.of(workspace);
    if (!tables.has(Tables.RUN_REPORT.name())) {
      return Optional.empty();
    }
    TableSelection selection =
        TableSelection.everything()
            .columns(
                List.of(
                    TableContract.RUN_ID,
                    TableContract.AS_OF_DATE,
                    TableContract.CONFIG_ID,
                    COMMAND,
                    "table_versions"));
    Comparator<Written> order =
        Comparator.comparing((Written written) -> written.stamp().asOfDate())
            .thenComparing(written -> preferred.equals(Optional.of(written.stamp().configId())))
            .thenComparing(Written::version);
    Written newest = null;
    try (TableRows rows =
        tables.open(Tables.RUN_REPORT.name(), OptionalLong.empty()).rows(selection)) {
      while (rows.hasNext()) {
        TableRow row = rows.next();
        Long version = versions(row.value("table_versions")).get(table.name());
        LocalDate asOf = (LocalDate) row.value(TableContract.AS_OF_DATE);
        if (version != null && !isMaintenance(row) && dates.test(asOf)) {
          Written written =
              new Written(
                  new Stamp(
                      (String) row.value(TableContract.RUN_ID),
                      asOf,
                      (String) row.value(TableContract.CONFIG_ID)),
                  version);
          newest = newest == null || order.compare(written, newest) > 0 ? written : newest;
        }
      }
    }
    return Optional.ofNullable(newest).map(Written::stamp);
  }

  /** A version of a table, and what the rows carry that are new in it. */
  private record Written(Stamp stamp, long version) {}

  /**
   * Whether the tables of a date and settings are what a run left that succeeded: the same run by
   * the same code, and no later command has written any of them.
   *
   * @param runId names the date, the settings and the input
   * @param codeSha256 of the program
   */
  static Optional<JobResult.RowCounts> unchanged(
      Location workspace, Stamp stamp, String command, String codeSha256) {
    TableFolder tables = TableFolder.of(workspace);
    if (!tables.has(Tables.RUN_REPORT.name())) {
      return Optional.empty();
    }
    TableReader report = tables.open(Tables.RUN_REPORT.name(), OptionalLong.empty());
    if (report.columns().stream().noneMatch(column -> column.name().equals(NEWEST_COLUMN))) {
      return Optional.empty();
    }
    TableSelection selection =
        TableSelection.everything()
            .columns(
                List.of(
                    TableContract.RUN_ID,
                    TableContract.CONFIG_ID,
                    COMMAND,
                    "exit_code",
                    CODE,
                    "rows_read",
                    "rows_accepted",
                    "rows_rejected",
                    NEWEST_COLUMN,
                    "table_versions"))
            .asOf(stamp.asOfDate());
    Map<String, Long> latest = new HashMap<>();
    Map<String, Long> ofRun = Map.of();
    JobResult.RowCounts counts = JobResult.RowCounts.NONE;
    try (TableRows rows = report.rows(selection)) {
      while (rows.hasNext()) {
        TableRow row = rows.next();
        if (!stamp.configId().equals(row.value(TableContract.CONFIG_ID)) || !isOfRun(row)) {
          continue;
        }
        Map<String, Long> versions = versions(row.value("table_versions"));
        versions.forEach((table, version) -> latest.merge(table, version, Math::max));
        if (stamp.runId().equals(row.value(TableContract.RUN_ID))
            && command.equals(row.value(COMMAND))
            && Integer.valueOf(0).equals(row.value("exit_code"))
            && codeSha256.equals(row.value(CODE))
            && ofRun.entrySet().stream()
                .allMatch(
                    earlier -> earlier.getValue() < versions.getOrDefault(earlier.getKey(), -1L))) {
          ofRun = versions;
          counts =
              new JobResult.RowCounts(
                  (Long) row.value("rows_read"),
                  (Long) row.value("rows_accepted"),
                  (Long) row.value("rows_rejected"),
                  (Long) row.value(NEWEST_COLUMN));
        }
      }
    }
    return !ofRun.isEmpty() && ofRun.equals(latest) ? Optional.of(counts) : Optional.empty();
  }

  /** What people do with the confidence table stands in the same report. */
  private static boolean isOfRun(TableRow row) {
    return !ReviewEvent.Outcome.COMMANDS.contains(row.value(COMMAND)) && !isMaintenance(row);
  }

  /** Whether {@code maintain} wrote a row, in which the command need not have been read. */
  static boolean isMaintenance(TableRow row) {
    return MaintainJob.COMMAND.equals(row.toMap().get(COMMAND));
  }

  private static Map<String, Long> versions(Object value) {
    Map<String, Long> versions = new HashMap<>();
    if (value instanceof Map<?, ?> map) {
      map.forEach((table, version) -> versions.put((String) table, (Long) version));
    }
    return versions;
  }
}
