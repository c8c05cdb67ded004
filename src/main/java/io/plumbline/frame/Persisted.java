package io.plumbline.frame;

import java.lang.ref.Reference;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.execution.LogicalRDD$;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;

/**
 * Rows that are kept from their first use until they are released. What is made of them is planned
 * from here: with the plan that they come of below it, every later step would be analyzed, compared
 * with all that is kept and described down to the files.
 */
public final class Persisted {

  private final Dataset<Row> rows;
  private final Runnable release;

  private Persisted(Dataset<Row> rows, Runnable release) {
    this.rows = rows;
    this.release = release;
  }

  /** Keeps rows; plans them and starts no job but those of broadcasts. */
  public static Persisted of(Dataset<Row> rows) {
    return isAdaptive(rows.sparkSession())
        ? asColumns(rows)
        : asRows((org.apache.spark.sql.classic.Dataset<Row>) rows);
  }

  /**
   * Whether rows that a job has read through are kept without their origin. Where they are not, a
   * long chain of them is more than the stack of a task can take, and has to be cut by a table.
   */
  public static boolean forgetsOrigin(org.apache.spark.sql.SparkSession spark) {
    return !isAdaptive(spark) && spark.sparkContext().isLocal();
  }

  static boolean isAdaptive(org.apache.spark.sql.SparkSession spark) {
    return ((SparkSession) spark).sessionState().conf().adaptiveExecutionEnabled();
  }

  /** As they are: columns would take longer to make and to write code for than to read. */
  private static Persisted asRows(org.apache.spark.sql.classic.Dataset<Row> rows) {
    StructType shape = rows.schema();
    int columns = shape.size();
    JavaRDD<RowBlocks.Block> kept =
        kept(
            rows.queryExecution()
                .toRdd()
                .toJavaRDD()
                .mapPartitions(partition -> RowBlocks.write(partition, shape), true));
    JavaRDD<InternalRow> read =
        kept.mapPartitions(blocks -> RowBlocks.read(blocks, 0, columns), true);
    return new Persisted(
        frame(rows, LogicalRDD$.MODULE$.fromDataset(read.rdd(), rows, false)),
        () -> release(kept, rows));
  }

  static JavaRDD<RowBlocks.Block> kept(JavaRDD<RowBlocks.Block> blocks) {
    blocks.persist(StorageLevel.MEMORY_AND_DISK());
    if (blocks.context().isLocal()) {
      // No executor to lose: nothing is made of its origin again, and tasks need not carry that.
      blocks.rdd().localCheckpoint();
    }
    return blocks;
  }

  static void release(JavaRDD<RowBlocks.Block> kept, Dataset<Row> origin) {
    kept.unpersist(false);
    // Tasks that began before the origin was forgotten still count for its metrics.
    Reference.reachabilityFence(origin);
  }

  /** Plans that follow what the stages before have found can be kept as columns only. */
  private static Persisted asColumns(Dataset<Row> rows) {
    var kept = (org.apache.spark.sql.classic.Dataset<Row>) rows.persist();
    return new Persisted(frame(kept, kept.queryExecution().withCachedData()), kept::unpersist);
  }

  static Dataset<Row> frame(Dataset<Row> rows, LogicalPlan plan) {
    return org.apache.spark.sql.classic.Dataset.ofRows((SparkSession) rows.sparkSession(), plan);
  }

  /** The rows. */
  public Dataset<Row> rows() {
    return rows;
  }

  /** Keeps them no longer. */
  public void release() {
    release.run();
  }
}
