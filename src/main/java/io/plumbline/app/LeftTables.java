package io.plumbline.app;

import io.plumbline.error.Errors;
import io.plumbline.lake.Lake;
import io.plumbline.lake.Location;
import io.plumbline.lake.Stamp;
import io.plumbline.lake.TableFolder;
import io.plumbline.table.TableContract;
import io.plumbline.table.Tables;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/** What the latest run of a date and settings left. */
final class LeftTables {

  private final Location workspace;
  private final Lake lake;
  private final Stamp stamp;
  private final PinnedVersions seen;

  /** Reads the run report once: as long as the workspace is held, nobody adds to it. */
  LeftTables(Location workspace, Lake lake, Stamp stamp) {
    this.workspace = workspace;
    this.lake = lake;
    this.stamp = stamp;
    this.seen = PinnedVersions.of(TableFolder.of(workspace));
  }

  /**
   * The rows of a table.
   *
   * @throws io.plumbline.error.PlumblineException {@code workspace.step_missing}
   */
  Dataset<Row> rows(TableContract table) {
    return find(table)
        .orElseThrow(() -> Errors.stepMissing("run", table.name(), stamp.asOfDate(), workspace));
  }

  /** The same; empty where no run has written the table. */
  Optional<Dataset<Row>> find(TableContract table) {
    // The version that readers see holds the rows of the date as that run has left them, and lasts
    // longer than the one which that run has written.
    return Ledger.latest(workspace, table, stamp.asOfDate(), stamp.configId())
        .map(left -> lake.read(table, version(table), stamp))
        // Versions that a person has looked at stand beside a later one of the same date.
        .map(
            rows ->
                table.equals(Tables.STAGE_CONFIDENCE)
                    ? rows.where(functions.col("version").equalTo(stamp.runId()))
                    : rows);
  }

  /** The version of a table that readers see, which some run has written. */
  long version(TableContract table) {
    return seen.of(table.name()).orElseThrow();
  }
}
