package io.plumbline.lake;

import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;

/** Looks at Delta logs through the session's own cache of them, without a Spark job. */
final class DeltaLogs {

  private DeltaLogs() {}

  static boolean exists(SparkSession spark, String path) {
    return DeltaLog.forTable(spark, new Path(path)).tableExists();
  }

  static long version(SparkSession spark, String path) {
    return DeltaLog.forTable(spark, new Path(path)).unsafeVolatileSnapshot().version();
  }
}
