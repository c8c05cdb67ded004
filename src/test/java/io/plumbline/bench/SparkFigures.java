package io.plumbline.bench;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.executor.TaskMetrics;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerApplicationEnd;
import org.apache.spark.scheduler.SparkListenerJobEnd;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerTaskEnd;

/**
 * Adds up what the jobs of an application do and writes it at its end. Named in {@code
 * spark.extraListeners}, so that the measured program does not know of it.
 */
public final class SparkFigures extends SparkListener {

  private static final double MILLIS_PER_SECOND = 1e3;

  private final Set<Integer> running = new HashSet<>();
  private long busySince;
  private long busyMillis;
  private long jobs;
  private long shuffleWrite;
  private long spillMemory;
  private long spillDisk;
  private long peakExecution;

  @Override
  public void onJobStart(SparkListenerJobStart start) {
    jobs++;
    if (running.isEmpty()) {
      busySince = start.time();
    }
    running.add(start.jobId());
  }

  @Override
  public void onJobEnd(SparkListenerJobEnd end) {
    if (running.remove(end.jobId()) && running.isEmpty()) {
      busyMillis += end.time() - busySince;
    }
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd end) {
    TaskMetrics metrics = end.taskMetrics();
    // A task that was lost with its executor has none.
    if (metrics != null) {
      shuffleWrite += metrics.shuffleWriteMetrics().bytesWritten();
      spillMemory += metrics.memoryBytesSpilled();
      spillDisk += metrics.diskBytesSpilled();
      peakExecution = Math.max(peakExecution, metrics.peakExecutionMemory());
    }
  }

  @Override
  public void onApplicationEnd(SparkListenerApplicationEnd end) {
    FigureFile.write(FigureFile.ofThisProcess("work"), figures());
  }

  /** The sums so far. */
  Map<String, Double> figures() {
    Map<String, Double> figures = new TreeMap<>();
    figures.put(Figure.WORK_SECONDS.label(), busyMillis / MILLIS_PER_SECOND);
    figures.put(Figure.SPARK_JOBS.label(), (double) jobs);
    figures.put(Figure.SHUFFLE_WRITE_BYTES.label(), (double) shuffleWrite);
    figures.put(Figure.SPILL_MEMORY_BYTES.label(), (double) spillMemory);
    figures.put(Figure.SPILL_DISK_BYTES.label(), (double) spillDisk);
    figures.put(Figure.PEAK_EXECUTION_BYTES.label(), (double) peakExecution);
    return figures;
  }
}
