package io.plumbline.lake;

import io.plumbline.config.Configuration;
import io.plumbline.config.Settings;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * What Spark would tell Hadoop, for readers without a session: {@code spark.hadoop.*} of
 * spark-submit, then of {@code spark.conf}, which wins, on top of the XML files of the class path.
 */
public final class HadoopSettings {

  private static final String HADOOP = "spark.hadoop.";
  private static final String LOG_STORE = "spark.delta.logStore.";
  private static final String KERNEL_LOG_STORE = "io.delta.kernel.logStore.";

  private HadoopSettings() {}

  /** A new configuration of Hadoop. */
  public static org.apache.hadoop.conf.Configuration of(Configuration configuration) {
    Map<String, String> settings = new TreeMap<>();
    Properties process = System.getProperties();
    process.stringPropertyNames().stream()
        .filter(key -> key.startsWith("spark."))
        .forEach(key -> settings.put(key, process.getProperty(key)));
    settings.putAll(configuration.value(Settings.SPARK_CONF));

    org.apache.hadoop.conf.Configuration hadoop = new org.apache.hadoop.conf.Configuration();
    settings.forEach(
        (key, value) -> {
          // Delta has two names for one thing: with Spark and without.
          if (key.startsWith(LOG_STORE)) {
            hadoop.set(KERNEL_LOG_STORE + key.substring(LOG_STORE.length()), value);
          } else if (key.startsWith(HADOOP)) {
            hadoop.set(key.substring(HADOOP.length()), value);
          }
        });
    return hadoop;
  }
}
