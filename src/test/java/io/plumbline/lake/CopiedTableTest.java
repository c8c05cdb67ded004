package io.plumbline.lake;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.SparkFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CopiedTableTest {

  private static final String LISTING = "spark.sql.sources.parallelPartitionDiscovery.parallelism";

  @TempDir Path folder;

  @Test
  void removesOldFilesAtEveryTenthVersionOnly() throws IOException {
    SparkSession spark = SparkFixture.spark();
    String listing = spark.conf().get(LISTING);
    CopiedTable table = new CopiedTable(spark, Location.of(folder.resolve("copy")));
    for (int version = 0; version < 10; version++) {
      assertThat(table.replace(spark.range(version + 1).toDF())).isEqualTo(version);
    }
    Path left = Files.writeString(folder.resolve("copy/left-by-a-kill.parquet"), "half");
    Files.setLastModifiedTime(left, FileTime.from(Instant.parse("2020-01-01T00:00:00Z")));

    table.clean();
    assertThat(left).exists();

    assertThat(table.replace(spark.range(11).toDF())).isEqualTo(10);
    table.clean();
    assertThat(left).doesNotExist();
    assertThat(table.at(9).count()).as("earlier versions of the last days stay").isEqualTo(10);
    assertThat(spark.conf().get(LISTING)).isEqualTo(listing);
  }
}
