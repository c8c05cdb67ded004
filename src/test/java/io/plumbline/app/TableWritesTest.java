package io.plumbline.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.SparkFixture;
import io.plumbline.config.Configuration;
import io.plumbline.error.ExitCode;
import io.plumbline.error.PlumblineException;
import io.plumbline.lake.BucketFileSystem;
import io.plumbline.lake.Lake;
import io.plumbline.lake.Location;
import io.plumbline.lake.Stamp;
import io.plumbline.lake.TableFolder;
import io.plumbline.lake.TableRows;
import io.plumbline.lake.TableSelection;
import io.plumbline.lake.WorkspaceLock;
import io.plumbline.table.TableContract;
import io.plumbline.table.Tables;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableWritesTest {

  private static final TableContract TABLE = Tables.STAGE;

  @Test
  void aRunWhoseWorkspaceWasTakenOverWritesNoTable() throws IOException {
    Location workspace =
        Location.of(
            "bucket://taken-over/workspace",
            Configuration.load(Optional.empty(), BucketFileSystem.SETTINGS));
    Lake lake = new Lake(SparkFixture.spark(), workspace.path());
    Dataset<Row> none = SparkFixture.spark().createDataFrame(List.of(), TABLE.bodySchema());
    Stamp stamp = new Stamp("r1", LocalDate.parse("2026-06-30"), "c1");
    try (WorkspaceLock lock = WorkspaceLock.take(workspace);
        TableWrites writes =
            new TableWrites(lake, lock, stamp, Optional.empty(), new TreeSet<>())) {
      writes.start(TABLE, none);
      assertThat(writes.finish()).as("as long as it holds it").containsKey(TABLE.name());
      long version = version(workspace);

      workspace.resolve(".plumbline.lock").replace("heir\nprocess 2 on elsewhere\n");

      writes.start(TABLE, none);
      assertThatThrownBy(writes::finish)
          .isInstanceOfSatisfying(
              PlumblineException.class,
              stop -> assertThat(stop.exitCode()).isEqualTo(ExitCode.BUSY));
      assertThat(version(workspace)).isEqualTo(version);
    }
  }

  @Test
  void rowsThatAnEarlierHolderHasWrittenInTheMeantimeDoNotStandTwice(@TempDir Path folder)
      throws IOException {
    Configuration bucket = Configuration.load(Optional.empty(), BucketFileSystem.SETTINGS);
    Location lease = Location.of("bucket://woken/workspace", bucket);
    Location process = Location.of(folder);

    assertThat(rowsWrittenTwice(lease)).as("it may wake beside its heir").isEqualTo(1);
    assertThat(rowsWrittenTwice(process))
        .as("where there is none, none are looked for")
        .isEqualTo(2);
  }

  @Test
  void aRunOfAReviewedVersionLeavesItsRowsAndRemovesThoseOfAnotherInput(@TempDir Path folder)
      throws IOException {
    Location workspace = Location.of(folder);
    Lake lake = new Lake(SparkFixture.spark(), workspace.path());
    SortedSet<String> approved = new TreeSet<>(Set.of("a"));
    try (WorkspaceLock lock = WorkspaceLock.take(workspace)) {
      proposes("a", lake, lock, new TreeSet<>());
      proposes("b", lake, lock, approved);
      assertThat(versions(workspace)).containsExactly("a", "b");

      long version = proposes("a", lake, lock, approved);

      assertThat(versions(workspace)).containsExactly("a");
      assertThat(version).as("a step that follows finds the table to be of this run").isEqualTo(2);
    }
  }

  private static long proposes(
      String run, Lake lake, WorkspaceLock lock, SortedSet<String> reviewed) {
    TableContract table = Tables.STAGE_CONFIDENCE;
    Stamp stamp = new Stamp(run, LocalDate.parse("2026-06-30"), "c1");
    Object[] values = new Object[table.bodySchema().size()];
    values[table.bodySchema().fieldIndex("version")] = run;
    values[table.bodySchema().fieldIndex("status")] = "proposed";
    values[table.bodySchema().fieldIndex("decision")] = "hold";
    Dataset<Row> row =
        SparkFixture.spark()
            .createDataFrame(List.of(RowFactory.create(values)), table.bodySchema());
    try (TableWrites writes = new TableWrites(lake, lock, stamp, Optional.empty(), reviewed)) {
      writes.start(table, row);
      return writes.finish().get(table.name());
    }
  }

  private static SortedSet<String> versions(Location workspace) {
    SortedSet<String> versions = new TreeSet<>();
    TableFolder.of(workspace)
        .open(Tables.STAGE_CONFIDENCE.name(), OptionalLong.empty())
        .rows()
        .forEachRemaining(row -> versions.add(row.value("version").toString()));
    return versions;
  }

  /** As of a date that nobody has reported: what a table holds that was written by two holders. */
  private static long rowsWrittenTwice(Location workspace) throws IOException {
    SparkSession spark = SparkFixture.spark();
    Lake lake = new Lake(spark, workspace.path());
    Stamp stamp = new Stamp("r1", LocalDate.parse("2026-06-30"), "c1");
    Dataset<Row> row =
        spark.createDataFrame(
            List.of(RowFactory.create("opportunities", "read", "info", 1L, 0L, "", "")),
            Tables.QUALITY_RESULT.bodySchema());
    try (WorkspaceLock lock = WorkspaceLock.take(workspace)) {
      Optional<PinnedVersions> nothing = Optional.of(PinnedVersions.of(TableFolder.of(workspace)));
      for (int holder = 0; holder < 2; holder++) {
        try (TableWrites writes = new TableWrites(lake, lock, stamp, nothing, new TreeSet<>())) {
          writes.start(Tables.QUALITY_RESULT, row);
          writes.finish();
        }
      }
    }
    try (TableRows rows =
        TableFolder.of(workspace)
            .open(Tables.QUALITY_RESULT.name(), OptionalLong.empty())
            .rows(TableSelection.everything())) {
      long count = 0;
      for (; rows.hasNext(); rows.next()) {
        count++;
      }
      return count;
    }
  }

  private static long version(Location workspace) {
    return TableFolder.of(workspace).open(TABLE.name(), OptionalLong.empty()).version();
  }
}
