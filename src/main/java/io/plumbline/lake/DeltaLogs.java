package io.plumbline.lake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;

/** Looks at Delta logs through the session's own cache of them, without a Spark job. */
final class DeltaLogs {

  private DeltaLogs() {}

  static boolean exists(SparkSession spark, String path) {
    return DeltaLog.forTable(spark, new Path(path)).tableExists();
  }

  /** Whether a version was ever written; looks for its file and reads no log. */
  static boolean hasVersion(SparkSession spark, String path, long version) {
    Path file = new Path(path, String.format(Locale.ROOT, "_delta_log/%020d.json", version));
    try {
      return file.getFileSystem(spark.sessionState().newHadoopConf()).exists(file);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  static long version(SparkSession spark, String path) {
    return DeltaLog.forTable(spark, new Path(path)).unsafeVolatileSnapshot().version();
  }
}
