package io.plumbline.app;

import io.plumbline.lake.Location;
import io.plumbline.lake.TableFolder;
import io.plumbline.lake.TableReader;
import io.plumbline.lake.TableRow;
import io.plumbline.lake.TableRows;
import io.plumbline.lake.TableSelection;
import io.plumbline.table.TableContract;
import io.plumbline.table.Tables;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** What earlier runs left, from the run report; read without a Spark session. */
final class Ledger {

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
            .columns(List.of(TableContract.RUN_ID, TableContract.CONFIG_ID, "table_versions"))
            .asOf(asOf);
    Entry latest = null;
    try (TableRows rows = report.rows(selection)) {
      while (rows.hasNext()) {
        TableRow row = rows.next();
        Map<String, Long> versions = versions(row.value("table_versions"));
        if (configId.equals(row.value(TableContract.CONFIG_ID))
            && versions.containsKey(table.name())
            && (latest == null
                || versions.get(table.name()) > latest.versions().get(table.name()))) {
          latest = new Entry((String) row.value(TableContract.RUN_ID), versions);
        }
      }
    }
    return Optional.ofNullable(latest);
  }

  private static Map<String, Long> versions(Object value) {
    Map<String, Long> versions = new HashMap<>();
    if (value instanceof Map<?, ?> map) {
      map.forEach((table, version) -> versions.put((String) table, (Long) version));
    }
    return versions;
  }
}
