package io.plumbline.bench;

import static org.apache.spark.sql.functions.bit_xor;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.xxhash64;

import io.plumbline.config.Configuration;
import io.plumbline.frame.SparkSessions;
import java.util.Arrays;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;

/**
 * The floors that Plumbline is measured against: reading the columns of the history that a
 * calibration needs, alone and with one shuffle by opportunity, in a session of the same settings.
 */
final class BareSpark {

  private static final String[] COLUMNS = {
    "opportunity_id", "stage_id", "entered_at", "sequence", "amount"
  };

  private BareSpark() {}

  /** Arguments: scan or shuffle, and the input folder. */
  public static void main(String[] arguments) {
    SparkSession spark = SparkSessions.open(Configuration.defaults(), InputSpec.WORKLOAD);
    Column[] columns = Arrays.stream(COLUMNS).map(name -> col(name)).toArray(Column[]::new);
    Dataset<Row> history =
        spark.read().parquet(arguments[1] + "/stage_history.parquet").select(columns);
    switch (arguments[0]) {
      case "scan" ->
          System.out.println(history.agg(count(lit(1)), bit_xor(xxhash64(columns))).head());
      case "shuffle" ->
          history
              .repartition(col("opportunity_id"))
              .write()
              .format("noop")
              .mode(SaveMode.Overwrite)
              .save();
      default -> throw new IllegalArgumentException("Neither scan nor shuffle: " + arguments[0]);
    }
    spark.stop();
  }
}
