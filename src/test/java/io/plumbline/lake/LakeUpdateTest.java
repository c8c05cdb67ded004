package io.plumbline.lake;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.SparkFixture;
import io.plumbline.table.TableContract;
import io.plumbline.table.Tables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Changes of single rows, and what they leave alone. */
class LakeUpdateTest {

  private static final LocalDate DAY = LocalDate.of(2026, 6, 30);
  private static final TableContract TABLE = Tables.PUBLICATION;

  @TempDir Path workspace;

  private Lake lake;

  @BeforeEach
  void openLake() {
    lake = new Lake(SparkFixture.spark(), workspace.toString());
  }

  private static Dataset<Row> rows(String... versionTargetStage) {
    List<Row> rows = new ArrayList<>();
    for (String text : versionTargetStage) {
      String[] part = text.split("/", -1);
      rows.add(
          RowFactory.create(
              part[0], part[1], null, "ana", null, "p", part[2], null, 0.5, null, 0.4));
    }
    return SparkFixture.spark().createDataFrame(rows, TABLE.bodySchema());
  }

  private static Stamp stamp(String run) {
    return new Stamp(run, DAY, "settings");
  }

  private List<String> left() {
    return Lake.load(
            SparkFixture.spark(), workspace.resolve("tables").resolve(TABLE.name()).toString())
        .select("version", "target", "stage_id", "published_by", "published")
        .collectAsList()
        .stream()
        .map(row -> row.mkString("/"))
        .sorted()
        .toList();
  }

  @Test
  void aColumnThatAnEarlierReleaseDidNotHaveHoldsNothing() {
    TableContract earlier =
        new TableContract(
            TABLE.name(),
            TABLE.rowMeaning(),
            TABLE.columns().stream().filter(c -> !c.name().equals("published")).toList(),
            TABLE.keys(),
            Map.of(),
            TABLE.properties());
    long version = lake.replace(earlier, rows("v1/crm/a"), stamp("v1"));

    Row row = lake.read(TABLE, version, stamp("v1")).head();

    assertThat(row.<String>getAs("version")).isEqualTo("v1");
    assertThat(row.<Double>getAs("published")).isNull();
    assertThat(row.schema().fieldNames()).isEqualTo(TABLE.bodySchema().fieldNames());
  }

  @Test
  void aVersionThatIsKeptStandsBesideTheNewOne() {
    lake.replace(TABLE, rows("v1/crm/a"), stamp("v1"));
    lake.replaceBeside(TABLE, rows("v2/crm/a"), stamp("v2"), "version", Set.of("v1"));
    lake.replaceBeside(TABLE, rows("v3/crm/a"), stamp("v3"), "version", Set.of("v1"));

    assertThat(left()).containsExactly("v1/crm/a/ana/0.4", "v3/crm/a/ana/0.4");
  }

  @Test
  void aRowOfAKeptVersionIsNotWrittenOverIt() {
    lake.replace(TABLE, rows("it's 1/crm/a"), stamp("v1"));

    assertThatThrownBy(
            () ->
                lake.replaceBeside(
                    TABLE, rows("it's 1/crm/b"), stamp("v1"), "version", Set.of("it's 1")))
        .hasMessageContaining("DELTA_REPLACE_WHERE_MISMATCH");
    assertThat(left()).containsExactly("it's 1/crm/a/ana/0.4");
  }

  @Test
  void replacesTheRowsThatHoldTheValuesAndNoOthers() {
    lake.append(TABLE, rows("v1/crm/a", "v1/crm/b", "v1/other/a"), stamp("v1"));
    lake.replaceOf(
        TABLE,
        rows("v1/crm/c"),
        stamp("v1"),
        new TreeMap<>(Map.of("version", "v1", "target", "crm")));

    assertThat(left()).containsExactly("v1/crm/c/ana/0.4", "v1/other/a/ana/0.4");
  }

  @Test
  void setsColumnsOfTheRowsThatAreNamedWhereNullIsEqualToNull() {
    lake.append(TABLE, rows("v1/crm/a", "v1/crm/b"), stamp("v1"));
    StructType schema =
        new StructType()
            .add("stage_id", "string")
            .add("package_sha256", "string")
            .add(Lake.NEW + "published_by", "string")
            .add(Lake.NEW + "published", "double");
    Dataset<Row> named =
        SparkFixture.spark()
            .createDataFrame(List.of(RowFactory.create("b", null, "bo", 0.25)), schema);

    long version = lake.updateNamed(TABLE, named);

    assertThat(version).isEqualTo(1);
    assertThat(left()).containsExactly("v1/crm/a/ana/0.4", "v1/crm/b/bo/0.25");
  }

  /** By the clock, Delta lets go of commits after thirty days and reads no version after seven. */
  @Test
  void aVersionOfMonthsAgoIsStillReadAndTakenBackTo() throws IOException {
    for (int run = 0; run < 9; run++) {
      lake.append(TABLE, rows("v" + run + "/crm/a"), stamp("v" + run));
    }
    lake.replace(TABLE, rows("v9/crm/a"), stamp("v9"));
    age(Duration.ofDays(60));
    // With the tenth version comes a checkpoint, and Delta removes what it takes for outdated.
    lake.replace(TABLE, rows("v10/crm/a"), stamp("v10"));

    assertThat(lake.read(TABLE, 9, stamp("v9")).select("version").head().getString(0))
        .isEqualTo("v9");
    lake.takeBack(TABLE, OptionalLong.of(9));
    assertThat(left()).containsExactly("v9/crm/a/ana/0.4");
  }

  @Test
  void anEmptyCommitBehindTheVersionThatReadersSeeIsRemoved() throws IOException {
    lake.append(TABLE, rows("v1/crm/a"), stamp("v1"));
    lake.append(TABLE, rows("v2/crm/b"), stamp("v2"));
    Path commits = workspace.resolve("tables/" + TABLE.name() + "/_delta_log");
    Path next = Files.createFile(commits.resolve("00000000000000000002.json"));
    DeltaLog.clearCache();

    lake.takeBack(TABLE, OptionalLong.of(1));

    assertThat(next).as("no run has reported it, and nobody reads past it").doesNotExist();
    assertThat(left()).containsExactlyInAnyOrder("v1/crm/a/ana/0.4", "v2/crm/b/ana/0.4");
    lake.append(TABLE, rows("v3/crm/c"), stamp("v3"));
    assertThat(left()).hasSize(3);
  }

  private void age(Duration by) throws IOException {
    try (Stream<Path> files = Files.walk(workspace)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Instant written = Files.getLastModifiedTime(file).toInstant();
        Files.setLastModifiedTime(file, FileTime.from(written.minus(by)));
      }
    }
    DeltaLog.clearCache();
  }

  @Test
  void aTableOfAnEarlierReleaseGetsItsNewColumnsAndProperties() {
    String path = workspace.resolve("tables").resolve("stage_confidence").toString();
    SparkFixture.spark()
        .sql("SELECT 'v1' AS version, 'proposed' AS status, DATE'2026-06-30' AS as_of_date")
        .write()
        .format("delta")
        .partitionBy("as_of_date")
        .save(path);

    lake.update(
        Tables.STAGE_CONFIDENCE,
        col("version").equalTo("v1"),
        Map.of("status", lit("approved"), "released_confidence", lit(0.25)));

    Row row = Lake.load(SparkFixture.spark(), path).head();
    assertThat(row.<String>getAs("status")).isEqualTo("approved");
    assertThat(row.<Double>getAs("released_confidence")).isEqualTo(0.25);
    assertThat(
            SparkFixture.spark()
                .read()
                .format("delta")
                .option("readChangeFeed", "true")
                .option("startingVersion", 3)
                .load(path)
                .select("_change_type")
                .collectAsList())
        .extracting(change -> change.getString(0))
        .containsExactlyInAnyOrder("update_preimage", "update_postimage");
  }

  @Test
  void nobodyChangesARowOfTheLedger() {
    lake.append(
        Tables.RUN_REPORT,
        SparkFixture.spark().createDataFrame(List.of(), Tables.RUN_REPORT.bodySchema()),
        stamp("v1"));

    assertThatThrownBy(
            () ->
                SparkFixture.spark()
                    .sql(
                        "DELETE FROM delta.`"
                            + workspace.resolve("tables/run_report")
                            + "` WHERE command IS NOT NULL"))
        .hasMessageContaining("DELTA_CANNOT_MODIFY_APPEND_ONLY");
  }
}
