package io.plumbline;

import io.plumbline.config.Configuration;
import io.plumbline.frame.SparkSessions;
import io.plumbline.lake.BucketFileSystem;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/**
 * The one Spark session of all tests of a fork: two cores, two shuffle partitions, an object store.
 */
public final class SparkFixture {

  private SparkFixture() {}

  /** The session; opened by the first test that asks, closed with the JVM. */
  public static SparkSession spark() {
    return Holder.SESSION;
  }

  private static final class Holder {
    private static Map<String, String> settings() {
      Map<String, String> settings = new HashMap<>(BucketFileSystem.SETTINGS);
      settings.putAll(Map.of("spark.master", "local[2]", "spark.partitions", "2"));
      // Tests ask for the same few thousand pieces of generated code; Spark keeps a hundred.
      settings.put("spark.conf.spark.sql.codegen.cache.maxEntries", "5000");
      return settings;
    }

    private static final SparkSession SESSION =
        SparkSessions.open(
            Configuration.load(Optional.empty(), settings()), SparkSessions.Workload.SMALL);
  }
}
