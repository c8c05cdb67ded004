package io.plumbline.lake;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.SparkFixture;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Spark writes, with its own features, is what Kernel reads. */
class SparkWrittenTableTest {

  private final SparkSession spark = SparkFixture.spark();

  @TempDir Path folder;

  @Test
  void isReadWithDeletionVectorsCheckpointsAndMappedColumns() throws Exception {
    Path path = folder.resolve("spark table");
    String table = "delta.`" + path + "`";
    spark.sql(
        "CREATE TABLE "
            + table
            + " (run_id STRING, amount DECIMAL(18,2), share DOUBLE, at TIMESTAMP,"
            + " reasons ARRAY<STRING>, table_versions MAP<STRING, BIGINT>, as_of_date DATE)"
            + " USING delta PARTITIONED BY (as_of_date) TBLPROPERTIES ("
            + "'delta.enableDeletionVectors' = 'true', 'delta.columnMapping.mode' = 'name',"
            + " 'delta.checkpointInterval' = '3')");
    for (int month = 1; month <= 3; month++) {
      spark.sql(
          "INSERT INTO "
              + table
              + " SELECT concat('r', id), CAST(id + 0.5 AS DECIMAL(18,2)), id / 4D,"
              + " TIMESTAMP'2026-01-01T00:00:00.000001Z', array('a', CAST(NULL AS STRING)),"
              + " map('funnel', id), DATE'2026-0"
              + month
              + "-01' FROM range(0, 10, 1, 1)");
    }
    spark.sql("DELETE FROM " + table + " WHERE run_id IN ('r3', 'r4')");

    TableReader reader = TableReader.open(path, OptionalLong.empty());

    assertThat(deletionVectors(path)).as("the test must meet a deletion vector").isPositive();
    assertThat(path.resolve("_delta_log/_last_checkpoint")).exists();
    assertThat(reader.version()).isEqualTo(4);
    assertThat(reader.rowCount()).as("3 months x 8 rows").isEqualTo(24);
    assertThat(reader.asOfDates()).hasSize(3);
    List<TableRow> march = new ArrayList<>();
    try (TableRows rows = reader.rows(TableSelection.everything().asOf(LocalDate.of(2026, 3, 1)))) {
      rows.forEachRemaining(march::add);
    }
    assertThat(march)
        .extracting(row -> row.value("run_id"))
        .containsExactlyInAnyOrder("r0", "r1", "r2", "r5", "r6", "r7", "r8", "r9");
    assertThat(march)
        .filteredOn(row -> row.value("run_id").equals("r5"))
        .extracting(TableRow::values)
        .containsExactly(
            List.of(
                "r5",
                new BigDecimal("5.50"),
                1.25,
                Instant.parse("2026-01-01T00:00:00.000001Z"),
                Arrays.asList("a", null),
                Map.of("funnel", 5L),
                LocalDate.of(2026, 3, 1)));
    assertThat(TableReader.open(path, OptionalLong.of(2)).rowCount()).isEqualTo(20);
  }

  private static long deletionVectors(Path table) throws Exception {
    try (Stream<Path> files = Files.walk(table)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("deletion_vector"))
          .count();
    }
  }
}
