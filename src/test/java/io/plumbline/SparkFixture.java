package io.plumbline;

import io.plumbline.config.Configuration;
import io.plumbline.frame.SparkSessions;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/** The one Spark session of all tests of a fork: two cores, two shuffle partitions. */
public final class SparkFixture {

  private SparkFixture() {}

  /** The session; opened by the first test that asks, closed with the JVM. */
  public static SparkSession spark() {
    return Holder.SESSION;
  }

  private static final class Holder {
    private static final SparkSession SESSION =
        SparkSessions.open(
            Configuration.load(
                Optional.empty(), Map.of("spark.master", "local[2]", "spark.partitions", "2")),
            SparkSessions.Workload.SMALL);
  }
}
