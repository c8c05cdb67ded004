package io.plumbline.lake;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.SparkFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.stream.LongStream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CopiedTableTest {

  private static final String LISTING = "spark.sql.sources.parallelPartitionDiscovery.parallelism";

  @TempDir Path folder;

  @Test
  void removesWhatNoVersionOfTheLastDaysHas() throws IOException {
    SparkSession spark = SparkFixture.spark();
    String listing = spark.conf().get(LISTING);
    CopiedTable table = new CopiedTable(spark, Location.of(folder.resolve("copy")));
    table.replace(spark.range(3).toDF());
    table.replace(spark.range(4).toDF());
    Path left = Files.writeString(folder.resolve("copy/left-by-a-kill.parquet"), "half");
    Files.setLastModifiedTime(left, FileTime.from(Instant.parse("2020-01-01T00:00:00Z")));

    table.removeOldFiles();

    assertThat(left).doesNotExist();
    assertThat(table.at(0).count()).as("earlier versions of the last days stay").isEqualTo(3);
    assertThat(spark.conf().get(LISTING)).isEqualTo(listing);
  }

  @Test
  void looksForOldFilesAtEveryTenthVersion() {
    assertThat(LongStream.range(0, 25).filter(CopiedTable::isDue)).containsExactly(10L, 20L);
  }
}
