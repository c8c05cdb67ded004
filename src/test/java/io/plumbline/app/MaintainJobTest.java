package io.plumbline.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.SparkFixture;
import io.plumbline.config.Configuration;
import io.plumbline.error.ExitCode;
import io.plumbline.error.PlumblineException;
import io.plumbline.lake.Lake;
import io.plumbline.lake.Location;
import io.plumbline.lake.Stamp;
import io.plumbline.lake.TableFolder;
import io.plumbline.lake.WorkspaceLock;
import io.plumbline.table.TableContract;
import io.plumbline.table.Tables;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which files go, which stay, and that no reader notices. */
class MaintainJobTest {

  private static final TableContract TABLE = Tables.STAGE;
  private static final LocalDate MAY = LocalDate.of(2026, 5, 10);
  private static final LocalDate JUNE = LocalDate.of(2026, 6, 30);

  @TempDir Path workspace;

  private Lake lake;

  @BeforeEach
  void openLake() {
    lake = new Lake(SparkFixture.spark(), workspace.toString());
  }

  /** A run of a date: two files in one table, and its row in the run report. */
  private long run(String id, LocalDate asOf, String... stages) {
    Stamp stamp = new Stamp(id, asOf, Configuration.defaults().fingerprint());
    long version = lake.replace(TABLE, rows(stages), stamp);
    Runs.reported(
        lake, stamp, Map.of(TABLE.name(), version, Tables.OPPORTUNITY.name(), deals(stamp)));
    return version;
  }

  private long deals(Stamp stamp) {
    return lake.replace(
        Tables.OPPORTUNITY,
        SparkFixture.spark().createDataFrame(List.of(), Tables.OPPORTUNITY.bodySchema()),
        stamp);
  }

  /** Each in a file of its own. */
  private static Dataset<Row> rows(String... stages) {
    return Stream.of(stages).map(MaintainJobTest::row).reduce(Dataset::union).orElseThrow();
  }

  private static Dataset<Row> row(String stage) {
    Object[] values = new Object[TABLE.bodySchema().size()];
    values[TABLE.bodySchema().fieldIndex("pipeline_id")] = "p";
    values[TABLE.bodySchema().fieldIndex("stage_id")] = stage;
    values[TABLE.bodySchema().fieldIndex("stage_order")] = 1;
    values[TABLE.bodySchema().fieldIndex("is_closed")] = false;
    values[TABLE.bodySchema().fieldIndex("is_won")] = false;
    return SparkFixture.spark()
        .createDataFrame(List.of(RowFactory.create(values)), TABLE.bodySchema());
  }

  private List<MaintainJob.Done> maintain(LocalDate asOf, int keepDays) {
    return MaintainJob.run(
        Location.of(workspace),
        asOf,
        Configuration.load(
            Optional.empty(), Map.of("tables.keep_days", Integer.toString(keepDays))),
        new Progress(Runs.quiet(new ByteArrayOutputStream())));
  }

  private Set<String> stages(OptionalLong version) {
    Set<String> stages = new TreeSet<>();
    TableFolder.of(workspace)
        .open(TABLE.name(), version)
        .rows()
        .forEachRemaining(row -> stages.add(row.value("stage_id").toString()));
    return stages;
  }

  private Set<Path> files() {
    try (Stream<Path> all = Files.walk(workspace.resolve("tables").resolve(TABLE.name()))) {
      return all.filter(file -> file.toString().endsWith(".parquet"))
          .filter(file -> !file.toString().contains("_delta_log"))
          .collect(Collectors.toSet());
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  @Test
  void statesOfTheHorizonStayReadableAndOlderOnesGiveTheirFilesUp() {
    long first = run("a", MAY, "old", "older");
    long second = run("b", MAY, "mended", "again");
    long third = run("c", JUNE, "new", "newer");
    String shown = Runs.show(workspace, TABLE.name(), "--as-of", "all", "--format", "csv");
    assertThat(files()).as("two of each run").hasSize(6);

    List<MaintainJob.Done> done = maintain(JUNE, 30);

    assertThat(done)
        .as("only the files of the first run are in no state of June")
        .filteredOn(table -> table.table().equals(TABLE.name()))
        .singleElement()
        .satisfies(table -> assertThat(table.removed()).isEqualTo(2))
        .satisfies(table -> assertThat(table.bytes()).isPositive())
        .satisfies(table -> assertThat(table.isJoined()).isTrue());
    assertThat(Runs.show(workspace, TABLE.name(), "--as-of", "all", "--format", "csv"))
        .isEqualTo(shown);
    assertThat(stages(OptionalLong.of(third)))
        .as("what the last run has left, as it has left it")
        .containsExactly("again", "mended", "new", "newer");
    assertThat(second).isLessThan(third);
    assertThatThrownBy(() -> stages(OptionalLong.of(first))).isInstanceOf(Exception.class);

    assertThat(maintain(JUNE, 30)).as("once more is once").isEmpty();
    assertThat(maintain(JUNE.plusDays(40), 30))
        .as("forty days on, only the joined files are left")
        .extracting(MaintainJob.Done::removed)
        .containsExactly(4);
    assertThat(files()).as("one for each date").hasSize(2);
    assertThat(Runs.show(workspace, TABLE.name(), "--as-of", "all", "--format", "csv"))
        .isEqualTo(shown);
  }

  @Test
  void aMaintainedWorkspaceStillKnowsItsRuns() {
    run("a", JUNE, "new", "newer");
    Location place = Location.of(workspace);
    String config = Configuration.defaults().fingerprint();
    Optional<Ledger.Entry> before = Ledger.latest(place, TABLE, JUNE, config);
    Optional<Stamp> newest = Ledger.newest(place);

    assertThat(maintain(JUNE, 0)).isNotEmpty();

    assertThat(Ledger.latest(place, TABLE, JUNE, config)).isEqualTo(before).isPresent();
    assertThat(Ledger.newest(place)).isEqualTo(newest);
    assertThat(Runs.show(workspace, "run_report", "--format", "csv", "--columns", "command"))
        .isEqualToNormalizingNewlines("command\nmaintain\nrun\n");
    long joined = PinnedVersions.of(TableFolder.of(place)).of(TABLE.name()).orElseThrow();
    UnfinishedRun.takeBack(lake, place);
    assertThat(TableFolder.of(place).open(TABLE.name(), OptionalLong.empty()).version())
        .as("a joined table is no left-over of a failed run")
        .isEqualTo(joined);
  }

  @Test
  void filesThatAKilledWriteHasLeftGoAndFilesOfOthersStay() throws IOException {
    run("a", JUNE, "new", "newer");
    Path some = files().iterator().next();
    Path orphan = some.resolveSibling("part-00000-0000-orphan.c000.zstd.parquet");
    Files.copy(some, orphan);
    Path foreign = Files.copy(some, some.resolveSibling("backup.parquet"));

    maintain(JUNE, 30);

    assertThat(orphan).doesNotExist();
    assertThat(foreign).exists();
    assertThat(stages(OptionalLong.empty())).containsExactly("new", "newer");
  }

  @Test
  void aWorkspaceThatARunHoldsIsLeftAlone() throws IOException {
    run("a", JUNE, "new", "newer");
    Set<Path> before = files();
    try (WorkspaceLock lock = WorkspaceLock.take(Location.of(workspace))) {
      assertThat(lock).isNotNull();
      assertThatThrownBy(() -> maintain(JUNE, 0))
          .isInstanceOfSatisfying(
              PlumblineException.class,
              stop -> assertThat(stop.exitCode()).isEqualTo(ExitCode.BUSY));
    }
    assertThat(files()).isEqualTo(before);
  }
}
