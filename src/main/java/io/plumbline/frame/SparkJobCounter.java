package io.plumbline.frame;

import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;

/** Counts the Spark jobs that start while it listens. */
public final class SparkJobCounter extends SparkListener {

  private final AtomicInteger jobs = new AtomicInteger();

  @Override
  public void onJobStart(SparkListenerJobStart start) {
    jobs.incrementAndGet();
  }

  /** Jobs so far; events arrive with a delay of some milliseconds. */
  public int jobs() {
    return jobs.get();
  }
}
