package io.plumbline.lake;

import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;

/**
 * The floor that a run is measured against: starts a session, reads the CSV files of a folder and
 * writes one Delta table, and nothing else. {@code jobs/compare-with-bare-spark} calls it.
 */
public final class BareRun {

  private BareRun() {}

  /** Arguments: the input folder, and the folder of the table to write. */
  public static void main(String[] arguments) {
    SparkSession spark =
        SparkSession.builder()
            .master("local[*]")
            .config("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
            .config(
                "spark.sql.catalog.spark_catalog",
                "org.apache.spark.sql.delta.catalog.DeltaCatalog")
            .config("spark.sql.shuffle.partitions", "2")
            .config("spark.databricks.delta.snapshotPartitions", "1")
            .config("spark.ui.enabled", "false")
            .getOrCreate();
    long rows = 0;
    for (String name : new String[] {"opportunities", "stages"}) {
      rows += spark.read().option("header", "true").csv(arguments[0] + "/" + name + ".csv").count();
    }
    spark
        .read()
        .option("header", "true")
        .csv(arguments[0] + "/stage_history.csv")
        .write()
        .format("delta")
        .mode(SaveMode.Overwrite)
        .save(arguments[1]);
    System.out.println(rows + " rows read beside those written");
    spark.stop();
  }
}
