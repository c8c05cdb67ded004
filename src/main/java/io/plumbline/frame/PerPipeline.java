package io.plumbline.frame;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/** One row per pipeline, to be joined to the rows of its deals. */
public final class PerPipeline {

  /** Some hundred bytes each: what passes through the driver stays below a hundred megabytes. */
  private static final long MOST_BROADCAST = 200_000;

  private PerPipeline() {}

  /**
   * Sends the rows to every executor while pipelines are few enough, which spares a shuffle of the
   * deals; beyond that Spark decides by what it finds.
   *
   * @param pipelines how many there are, about; {@link Long#MAX_VALUE} where that is not known
   */
  public static Dataset<Row> joinable(Dataset<Row> rows, long pipelines) {
    return pipelines <= MOST_BROADCAST ? functions.broadcast(rows) : rows;
  }
}
