package io.plumbline.frame;

import static java.util.Map.entry;

import io.delta.storage.LocalLogStore;
import io.plumbline.config.Configuration;
import io.plumbline.config.Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.streaming.checkpointing.FileSystemBasedCheckpointFileManager;

/**
 * Makes the Spark session of a run: embedded by default, or on the master that the configuration or
 * spark-submit names.
 */
public final class SparkSessions {

  private static final int FEW_PARTITIONS = 16;
  private static final int MANY_PARTITIONS = 256;
  private static final int SPARKS_PARTITIONS = 200;
  private static final String DELTAS_PARTITIONS = "50";
  private static final String A_WEEK_MS = Long.toString(Duration.ofDays(7).toMillis());
  private static final String NEVER = "-1";

  private SparkSessions() {}

  /**
   * What the session is for.
   *
   * @param bytes of input or tables
   */
  public record Workload(long bytes) {

    /** Megabytes: planning costs more than the data. */
    public static final Workload SMALL = new Workload(0);

    private static final long LARGE_BYTES = 256L << 20;
    private static final long BYTES_PER_PARTITION = 16L << 20;

    /** Whether how fast each row is read matters more than how soon the first one is. */
    private boolean hasManyRows() {
      return bytes > 2 * BYTES_PER_PARTITION;
    }

    /** Whether the data costs more than planning. */
    public boolean isLarge() {
      return bytes > LARGE_BYTES;
    }

    /** Few enough that tasks have work to do, and enough that one's share is sorted in memory. */
    private int partitions(int least) {
      return (int) Math.max(least, Math.min(bytes / BYTES_PER_PARTITION, MANY_PARTITIONS));
    }
  }

  /**
   * A session in UTC with Delta's extensions. Everything that spark-submit or {@code spark.conf}
   * sets wins over the defaults here.
   */
  public static SparkSession open(Configuration configuration, Workload workload) {
    SparkSession.Builder builder = SparkSession.builder().appName("plumbline");
    Map<String, String> given = configuration.value(Settings.SPARK_CONF);
    defaults(configuration, workload)
        .forEach(
            (key, value) -> {
              if (System.getProperty(key) == null && !given.containsKey(key)) {
                builder.config(key, value);
              }
            });
    given.forEach(builder::config);
    SparkSession session = builder.getOrCreate();
    session.conf().set("spark.sql.session.timeZone", "UTC");
    if (isEmbedded(configuration)) {
      forgetYarn(session.sparkContext().hadoopConfiguration());
    }
    return session;
  }

  /** Half of Hadoop's settings are YARN's defaults, and every scan and task copies all of them. */
  private static void forgetYarn(org.apache.hadoop.conf.Configuration hadoop) {
    List<String> names = new ArrayList<>();
    for (Map.Entry<String, String> setting : hadoop) {
      if (setting.getKey().startsWith("yarn.")) {
        names.add(setting.getKey());
      }
    }
    names.forEach(hadoop::unset);
  }

  /** Whether Spark runs inside this process. */
  public static boolean isEmbedded(Configuration configuration) {
    return master(configuration).startsWith("local");
  }

  private static String master(Configuration configuration) {
    return System.getProperty("spark.master", configuration.value(Settings.SPARK_MASTER));
  }

  static Map<String, String> defaults(Configuration configuration, Workload workload) {
    String master = master(configuration);
    Map<String, String> defaults = new TreeMap<>();
    defaults.put("spark.master", master);
    defaults.put("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension");
    defaults.put(
        "spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog");
    defaults.put("spark.sql.session.timeZone", "UTC");
    defaults.put("spark.sql.parquet.compression.codec", "zstd");
    defaults.put("spark.scheduler.mode", "FAIR");
    // A union that keeps the partitioning of its parts fails where two of them are cut differently.
    defaults.put("spark.sql.unionOutputPartitioning", "false");
    // ICU's lower case takes a microsecond and a kilobyte a value; Java's does for ASCII the same.
    defaults.put("spark.sql.icu.caseMappings.enabled", "false");
    // What is kept for a moment is not worth being made small.
    defaults.put("spark.sql.inMemoryColumnarStorage.compressed", "false");
    // Readers look for dates and settings, which are partitions: least and greatest values of every
    // column would cost a third of a write.
    defaults.put("spark.databricks.delta.properties.defaults.dataSkippingNumIndexedCols", "1");
    // The list of all files beside each commit takes a job to make, and only Delta's own tests read
    // it.
    defaults.put("spark.databricks.delta.allFilesInCrc.enabled", "false");
    // Which versions can be read and restored depends on their files, which go by as-of dates: what
    // a
    // monthly run has left is still in use when the next one begins.
    defaults.put(
        "spark.databricks.delta.vacuum.enforceTimeTravelWithinDeletedFileRetentionDuration",
        "false");
    // Rows of one run are of one partition of a table, or of a few: to sort them by it is in vain.
    defaults.put("spark.sql.maxConcurrentOutputFileWriters", "8");
    // What is sent to every executor may first have to be computed, for as long as that takes.
    defaults.put("spark.sql.broadcastTimeout", NEVER);
    // Nobody looks at the plans of a batch job, and their texts grow faster than the plans.
    defaults.put("spark.sql.maxPlanStringLength", "4096");
    int partitions = configuration.value(Settings.SPARK_PARTITIONS);
    if (partitions > 0) {
      defaults.put("spark.sql.shuffle.partitions", Integer.toString(partitions));
    }
    if (workload.hasManyRows()) {
      // Java compiles no longer method, and would interpret it for every row: Spark then does
      // without generated code for a whole stage, which for few rows only costs the second try.
      defaults.put("spark.sql.codegen.hugeMethodLimit", "8000");
    }
    (isEmbedded(configuration) ? embedded(workload) : cluster(workload))
        .forEach(defaults::putIfAbsent);
    return defaults;
  }

  private static Map<String, String> cluster(Workload workload) {
    Map<String, String> defaults = new TreeMap<>();
    // A session that was opened to copy the input keeps what is not set anew.
    boolean isLarge = workload.isLarge();
    defaults.put(
        "spark.sql.shuffle.partitions",
        Integer.toString(isLarge ? workload.partitions(SPARKS_PARTITIONS) : FEW_PARTITIONS));
    defaults.put("spark.sql.adaptive.enabled", Boolean.toString(isLarge));
    defaults.put("spark.databricks.delta.snapshotPartitions", isLarge ? DELTAS_PARTITIONS : "1");
    // Executors write logs of their own; those of the driver would hide what a run says on stderr.
    defaults.put("spark.log.level", "ERROR");
    // Where spark-submit has named the jars, these are not used.
    String jars =
        ExecutorJars.of(
            System.getProperty("java.class.path"), System.getProperty("plumbline.class.path", ""));
    if (!jars.isEmpty()) {
      defaults.put("spark.jars", jars);
    }
    return defaults;
  }

  private static Map<String, String> embedded(Workload workload) {
    int cores = Runtime.getRuntime().availableProcessors();
    return Map.ofEntries(
        entry(
            "spark.sql.shuffle.partitions",
            Integer.toString(workload.partitions(Math.min(cores, FEW_PARTITIONS)))),
        // Planning anew between stages takes longer than it spares where no data moves between
        // machines.
        entry("spark.sql.adaptive.enabled", "false"),
        // The stages of a hundred thousand pipelines still go to every executor.
        entry("spark.sql.autoBroadcastJoinThreshold", workload.isLarge() ? "64m" : "10m"),
        entry("spark.databricks.delta.snapshotPartitions", "1"),
        // The only executor is this process: when it has not been heard of, the machine has slept.
        entry("spark.storage.blockManagerHeartbeatTimeoutMs", A_WEEK_MS),
        entry("spark.hadoop.fs.file.impl", LocalFiles.class.getName()),
        // Delta's log and its checksums by the same class: their default has child processes too.
        entry("spark.delta.logStore.file.impl", LocalLogStore.class.getName()),
        // One session for one program: nobody brings classes of their own.
        entry("spark.sql.artifact.isolation.enabled", "false"),
        entry(
            "spark.sql.streaming.checkpointFileManagerClass",
            FileSystemBasedCheckpointFileManager.class.getName()),
        entry("spark.ui.enabled", "false"),
        entry("spark.ui.showConsoleProgress", "false"),
        entry("spark.driver.host", "127.0.0.1"),
        entry("spark.driver.bindAddress", "127.0.0.1"));
  }
}
