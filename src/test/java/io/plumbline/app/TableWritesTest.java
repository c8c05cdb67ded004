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
import io.plumbline.lake.WorkspaceLock;
import io.plumbline.table.TableContract;
import io.plumbline.table.Tables;
import java.io.IOException;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

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

  private static long version(Location workspace) {
    return TableFolder.of(workspace).open(TABLE.name(), OptionalLong.empty()).version();
  }
}
