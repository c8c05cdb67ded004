package io.plumbline.frame;

import io.plumbline.config.Configuration;
import io.plumbline.config.Settings;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/**
 * Makes the Spark session of a run: embedded by default, or on the master that the configuration or
 * spark-submit names.
 */
public final class SparkSessions {

  private static final int MOST_LOCAL_PARTITIONS = 16;

  private SparkSessions() {}

  /**
   * A session in UTC with Delta's extensions. Everything that spark-submit or {@code spark.conf}
   * sets wins over the defaults here.
   */
  public static SparkSession open(Configuration configuration) {
    SparkSession.Builder builder = SparkSession.builder().appName("plumbline");
    Map<String, String> given = configuration.value(Settings.SPARK_CONF);
    defaults(configuration)
        .forEach(
            (key, value) -> {
              if (System.getProperty(key) == null && !given.containsKey(key)) {
                builder.config(key, value);
              }
            });
    given.forEach(builder::config);
    SparkSession session = builder.getOrCreate();
    session.conf().set("spark.sql.session.timeZone", "UTC");
    return session;
  }

  private static Map<String, String> defaults(Configuration configuration) {
    int partitions = configuration.value(Settings.SPARK_PARTITIONS);
    int cores = Runtime.getRuntime().availableProcessors();
    return Map.ofEntries(
        Map.entry("spark.master", configuration.value(Settings.SPARK_MASTER)),
        Map.entry("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension"),
        Map.entry(
            "spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog"),
        Map.entry("spark.sql.session.timeZone", "UTC"),
        Map.entry(
            "spark.sql.shuffle.partitions",
            Integer.toString(partitions > 0 ? partitions : Math.min(cores, MOST_LOCAL_PARTITIONS))),
        Map.entry("spark.ui.enabled", "false"),
        Map.entry("spark.ui.showConsoleProgress", "false"),
        Map.entry("spark.driver.host", "127.0.0.1"),
        Map.entry("spark.driver.bindAddress", "127.0.0.1"),
        Map.entry("spark.scheduler.mode", "FAIR"),
        Map.entry("spark.databricks.delta.snapshotPartitions", "1"),
        Map.entry("spark.sql.parquet.compression.codec", "zstd"));
  }
}
