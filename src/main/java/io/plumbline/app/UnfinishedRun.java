package io.plumbline.app;

import io.plumbline.lake.Lake;
import io.plumbline.lake.Location;
import io.plumbline.lake.TableFolder;
import io.plumbline.table.TableContract;
import io.plumbline.table.Tables;
import java.util.Optional;
import java.util.OptionalLong;

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
   *     has lost that version: what is written next would be numbered from below it, and not seen
   */
  static Optional<PinnedVersions> takeBack(Lake lake, Location workspace) {
    TableFolder tables = TableFolder.of(workspace);
    PinnedVersions pinned = PinnedVersions.of(tables);
    if (pinned.isUnknown(tables)) {
      return Optional.empty();
    }
    for (TableContract table : Tables.all()) {
      OptionalLong seen = pinned.of(table.name());
      if (!table.equals(Tables.RUN_REPORT) && (seen.isPresent() || tables.has(table.name()))) {
        lake.takeBack(table, seen);
      }
    }
    return Optional.of(pinned);
  }
}
