package io.plumbline.app;

import io.plumbline.lake.TableColumn;
import io.plumbline.lake.TableFolder;
import io.plumbline.lake.TableReader;
import io.plumbline.lake.TableRow;
import io.plumbline.lake.TableRows;
import io.plumbline.lake.TableSelection;
import io.plumbline.table.TableContract;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The version of each table that readers see: the one that the latest finished run has reported.
 * What a running or failed run has written since is not shown, so that tables read one after the
 * other belong together.
 */
final class PinnedVersions {

  static final String RUN_REPORT = "run_report";
  private static final String TABLE_VERSIONS = "table_versions";
  private static final String COMMAND = "command";

  private final Map<String, Long> versions;
  private final Map<LocalDate, Set<String>> written;

  private PinnedVersions(Map<String, Long> versions, Map<LocalDate, Set<String>> written) {
    this.versions = versions;
    this.written = written;
  }

  /**
   * Reads the run report, at its latest version. Versions only grow, so that the highest version
   * that any run has reported for a table is that of the latest run that has it, whatever its as-of
   * date. Without a run report nothing is pinned.
   */
  static PinnedVersions of(TableFolder tables) {
    Map<String, Long> versions = new TreeMap<>();
    Map<LocalDate, Set<String>> written = new TreeMap<>();
    if (tables.has(RUN_REPORT)) {
      TableReader report = tables.open(RUN_REPORT, OptionalLong.empty());
      List<String> known = report.columns().stream().map(TableColumn::name).toList();
      if (known.contains(TABLE_VERSIONS)) {
        List<String> columns = new ArrayList<>(List.of(TABLE_VERSIONS));
        if (report.hasAsOfDates()) {
          columns.add(TableReader.AS_OF_DATE);
        }
        if (known.contains(COMMAND)) {
          columns.add(COMMAND);
        }
        TableSelection selection = TableSelection.everything().columns(columns);
        try (TableRows rows = report.rows(selection)) {
          while (rows.hasNext()) {
            TableRow row = rows.next();
            collect(row, versions);
            if (report.hasAsOfDates() && !Ledger.isMaintenance(row)) {
              collectTables(row, written);
            }
          }
        }
      }
    }
    return new PinnedVersions(versions, written);
  }

  /**
   * The version to read.
   *
   * @return empty, which means the latest, for {@code run_report} itself and for a table that no
   *     run has reported
   */
  OptionalLong of(String table) {
    Long version = table.equals(RUN_REPORT) ? null : versions.get(table);
    return version == null ? OptionalLong.empty() : OptionalLong.of(version);
  }

  /**
   * The tables that readers see. What runs write carries their id, and counts from when a run that
   * has ended names it: the tables of a first run that was killed are not there yet.
   */
  List<String> names(TableFolder tables) {
    return tables.names().stream()
        .filter(name -> of(name).isPresent() || !isOfRuns(tables.open(name, OptionalLong.empty())))
        .toList();
  }

  private static boolean isOfRuns(TableReader reader) {
    List<String> columns = reader.columns().stream().map(TableColumn::name).toList();
    return !reader.name().equals(RUN_REPORT)
        && columns.containsAll(List.of(TableContract.RUN_ID, TableContract.CONFIG_ID));
  }

  /**
   * Opens a table at the version that readers see.
   *
   * @throws io.plumbline.error.PlumblineException {@code workspace.table_missing} where they see
   *     none of this name
   */
  TableReader open(TableFolder tables, String table) {
    TableReader reader = tables.open(table, of(table));
    if (of(table).isEmpty() && isOfRuns(reader)) {
      throw tables.notFound(table, names(tables));
    }
    return reader;
  }

  /** Whether there were runs, and none of them has said which versions it left. */
  boolean isUnknown(TableFolder tables) {
    return versions.isEmpty() && tables.has(RUN_REPORT);
  }

  /** Whether a run of the date has written the table, with rows or without. */
  boolean isWritten(String table, LocalDate asOf) {
    return written.getOrDefault(asOf, Set.of()).contains(table);
  }

  private static void collect(TableRow row, Map<String, Long> versions) {
    if (row.value(TABLE_VERSIONS) instanceof Map<?, ?> reported) {
      reported.forEach(
          (table, version) -> {
            if (version instanceof Number number) {
              versions.merge(table.toString(), number.longValue(), Math::max);
            }
          });
    }
  }

  private static void collectTables(TableRow row, Map<LocalDate, Set<String>> written) {
    if (row.value(TABLE_VERSIONS) instanceof Map<?, ?> reported
        && row.value(TableReader.AS_OF_DATE) instanceof LocalDate date) {
      Set<String> tables = written.computeIfAbsent(date, of -> new TreeSet<>());
      reported.keySet().forEach(table -> tables.add(table.toString()));
    }
  }
}
