package io.plumbline.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.SparkFixture;
import io.plumbline.error.ExitCode;
import io.plumbline.error.PlumblineException;
import io.plumbline.lake.Lake;
import io.plumbline.lake.Location;
import io.plumbline.lake.Stamp;
import io.plumbline.lake.TableFolder;
import io.plumbline.table.TableContract;
import io.plumbline.table.Tables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.OptionalLong;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Workspaces whose tables hold rows, and which have no run report. */
class UnfinishedRunTest {

  private static final TableContract TABLE = Tables.QUALITY_RESULT;

  @TempDir Path folder;

  private Location workspace;
  private Lake lake;

  @BeforeEach
  void openLake() {
    workspace = Location.of(folder);
    lake = new Lake(SparkFixture.spark(), workspace.path());
  }

  private void write(String run, String date) {
    lake.append(
        TABLE,
        SparkFixture.spark()
            .createDataFrame(
                List.of(RowFactory.create("opportunities", "read", "info", 1L, 0L, "", "")),
                TABLE.bodySchema()),
        new Stamp(run, LocalDate.parse(date), "c1"));
  }

  private long rows() {
    return TableFolder.of(workspace).open(TABLE.name(), OptionalLong.empty()).rowCount();
  }

  @Test
  void whatFirstRunsThatWereKilledHaveLeftIsRemovedEachTime() {
    for (String run : List.of("killed", "killed too")) {
      write(run, "2026-06-30");

      UnfinishedRun.takeBack(lake, workspace);

      assertThat(rows()).as(run).isZero();
    }
  }

  @Test
  void aFirstCommitThatAPowerCutHasLeftEmptyIsRemoved() throws IOException {
    Path log = Files.createDirectories(folder.resolve("tables/" + TABLE.name() + "/_delta_log"));
    Path commit = Files.createFile(log.resolve("00000000000000000000.json"));

    UnfinishedRun.takeBack(lake, workspace);

    assertThat(commit).doesNotExist();
    write("next", "2026-06-30");
    assertThat(rows()).isEqualTo(1);
  }

  @Test
  void rowsOfSeveralRunsStayWhereTheRunReportIsLost() {
    write("first", "2026-06-30");
    write("second", "2026-07-31");

    assertThatThrownBy(() -> UnfinishedRun.takeBack(lake, workspace))
        .isInstanceOfSatisfying(
            PlumblineException.class,
            stop -> assertThat(stop.exitCode()).isEqualTo(ExitCode.INTERNAL))
        .hasMessageContaining("Table 'run_report'")
        .hasMessageContaining(
            "it is missing, while table 'quality_result' has rows of the runs [first, second]")
        .hasMessageContaining("restore the table");
    assertThat(rows()).isEqualTo(2);
  }
}
