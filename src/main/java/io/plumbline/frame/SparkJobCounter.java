package io.plumbline.frame;

import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.sql.SparkSession;

/** Counts the Spark jobs that start until it is closed. */
public final class SparkJobCounter extends SparkListener implements AutoCloseable {

  private final SparkContext context;
  private final AtomicInteger jobs = new AtomicInteger();

  private SparkJobCounter(SparkContext context) {
    this.context = context;
  }

  /** Begins to count. */
  public static SparkJobCounter of(SparkSession spark) {
    SparkJobCounter counter = new SparkJobCounter(spark.sparkContext());
    counter.context.addSparkListener(counter);
    return counter;
  }

  @Override
  public void onJobStart(SparkListenerJobStart start) {
    jobs.incrementAndGet();
  }

  /** Jobs so far; events arrive with a delay of some milliseconds. */
  public int jobs() {
    return jobs.get();
  }

  @Override
  public void close() {
    context.removeSparkListener(this);
  }
}
