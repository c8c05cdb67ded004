package io.plumbline.app;

import io.plumbline.error.Errors;
import io.plumbline.lake.Lake;
import io.plumbline.lake.Location;
import io.plumbline.lake.TableFolder;
import io.plumbline.table.TableContract;
import io.plumbline.table.Tables;
import java.io.FileNotFoundException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a run that was killed or failed has left in the tables. Readers do not see it, as no run
 * report names it; but the next run writes on top of it and names the result, so it is taken back
 * first.
 */
final class UnfinishedRun {

  private UnfinishedRun() {}

  /**
   * Brings every table back to the version that readers see; most often there is nothing to do.
   *
   * @return what readers see, and now the tables hold and no more; empty where no run has said
   * @throws io.plumbline.error.PlumblineException {@code workspace.table_unreadable} where a table
   *     has lost that version: what is written next would be numbered from below it, and not seen;
   *     or where the run report of several runs is missing
   */
  static Optional<PinnedVersions> takeBack(Lake lake, Location workspace) {
    TableFolder tables = TableFolder.of(workspace);
    PinnedVersions pinned = PinnedVersions.of(tables);
    if (pinned.isUnknown(tables)) {
      return Optional.empty();
    }
    if (!tables.has(Tables.RUN_REPORT.name())) {
      requireOneRun(lake, tables);
    }
    for (TableContract table : Tables.all()) {
      OptionalLong seen = pinned.of(table.name());
      if (!table.equals(Tables.RUN_REPORT) && (seen.isPresent() || tables.has(table.name()))) {
        lake.takeBack(table, seen);
      }
    }
    return Optional.of(pinned);
  }

  /** A first run that was killed has left no run report; where several have run, it is lost. */
  private static void requireOneRun(Lake lake, TableFolder tables) {
    Set<String> there = Set.copyOf(tables.names());
    Set<String> runs = new TreeSet<>();
    for (TableContract table : Tables.all()) {
      if (there.contains(table.name())) {
        runs.addAll(lake.runs(table));
      }
      if (runs.size() > 1) {
        throw Errors.tableUnreadable(
            Tables.RUN_REPORT.name(),
            lake.path(Tables.RUN_REPORT),
            new FileNotFoundException(
                "it is missing, while table '" + table.name() + "' has rows of the runs " + runs));
      }
    }
  }
}
