package io.plumbline.app;

import io.plumbline.error.Errors;
import io.plumbline.error.PlumblineException;
import io.plumbline.frame.Persisted;
import io.plumbline.lake.Lake;
import io.plumbline.lake.Stamp;
import io.plumbline.lake.WorkspaceLock;
import io.plumbline.table.TableContract;
import io.plumbline.table.Tables;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Writes independent tables side by side: the cost of a small Delta table is waiting and planning,
 * not data. Nothing that was written counts before the run report names its version.
 */
final class TableWrites implements AutoCloseable {

  private static final int SIDE_BY_SIDE = 4;

  private static final int END_SECONDS = 120;

  private final Lake lake;
  private final WorkspaceLock lock;
  private final Stamp stamp;
  private final Optional<PinnedVersions> before;
  private final SortedSet<String> reviewed;
  private final ExecutorService threads = Executors.newFixedThreadPool(SIDE_BY_SIDE);
  private final Map<TableContract, Future<Long>> running = new LinkedHashMap<>();

  /**
   * Writes for one run.
   *
   * @param lock without it nothing is written: another run may have taken the workspace over
   * @param before what the tables hold; empty where that is not known
   * @param reviewed versions of the confidence table, of the same date and settings, that a person
   *     has looked at: their rows stay, and where it is the version of this run, no row is written
   */
  TableWrites(
      Lake lake,
      WorkspaceLock lock,
      Stamp stamp,
      Optional<PinnedVersions> before,
      SortedSet<String> reviewed) {
    this.lake = lake;
    this.lock = lock;
    this.stamp = stamp;
    this.before = before;
    this.reviewed = reviewed;
  }

  /** Starts to replace the rows of this run in a table. */
  void start(TableContract table, Dataset<Row> rows) {
    if (isOfNewDate(table)) {
      write(table, () -> lake.append(table, rows, stamp));
    } else if (!table.equals(Tables.STAGE_CONFIDENCE) || reviewed.isEmpty()) {
      write(table, () -> lake.replace(table, rows, stamp));
    } else {
      // The table is of this run all the same, and no longer of another input's.
      Dataset<Row> beside = reviewed.contains(stamp.runId()) ? rows.limit(0) : rows;
      write(table, () -> lake.replaceBeside(table, beside, stamp, "version", reviewed));
    }
  }

  /** The same, beside the rows of another run of the same date and settings where there is one. */
  void startBeside(TableContract table, Dataset<Row> rows, Optional<String> run) {
    run.ifPresentOrElse(
        beside ->
            write(
                table,
                () -> lake.replaceBeside(table, rows, stamp, TableContract.RUN_ID, Set.of(beside))),
        () -> start(table, rows));
  }

  /**
   * Whether the table has no row of the date: there is nothing to replace then, and Delta need not
   * look for it with two Spark jobs for each table, which for a small company is a third of a run.
   * Where a run that slept may wake and write beside its heir, rows are replaced all the same.
   */
  private boolean isOfNewDate(TableContract table) {
    return lock.isBoundToProcess()
        && before.map(seen -> !seen.isWritten(table.name(), stamp.asOfDate())).orElse(false);
  }

  private void write(TableContract table, Callable<Long> write) {
    running.put(
        table,
        threads.submit(
            () -> {
              lock.requireHeld();
              return write.call();
            }));
  }

  /** Starts to replace the rows of some past dates in a table of past dates. */
  void startSeries(TableContract table, Dataset<Row> rows, List<LocalDate> dates) {
    write(
        table,
        () ->
            isOfNewDate(table)
                ? lake.append(table, rows, stamp)
                : lake.replaceDates(table, rows, stamp, "snapshot_date", dates));
  }

  /**
   * Replaces the rows of this run in a table and keeps them: the plan of what follows begins here.
   * Where kept rows do not forget what they are made of, they are read back.
   */
  Persisted through(TableContract table, Dataset<Row> rows) {
    boolean isKept = Persisted.forgetsOrigin(rows.sparkSession());
    Optional<Persisted> kept = isKept ? Optional.of(Persisted.of(rows)) : Optional.empty();
    start(table, kept.map(Persisted::rows).orElse(rows));
    long version = await(table, running.get(table));
    return kept.orElseGet(() -> Persisted.of(lake.readReplaced(table, version, stamp)));
  }

  /** Waits for the writes that were started, so that what they read may go. */
  void awaitStarted() {
    running.forEach(TableWrites::await);
  }

  /** Waits for all writes; table to the version that it has now. */
  SortedMap<String, Long> finish() {
    SortedMap<String, Long> versions = new TreeMap<>();
    running.forEach((table, write) -> versions.put(table.name(), await(table, write)));
    running.clear();
    return versions;
  }

  private static Long await(TableContract table, Future<Long> write) {
    String doing = "writing table '" + table.name() + "'";
    try {
      return write.get();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw Errors.internal(doing, interrupted);
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof PlumblineException explained) {
        throw explained;
      }
      throw Errors.internal(doing, failed.getCause());
    }
  }

  /** Ends only when nothing is written any more: what comes after it lets go of the workspace. */
  @Override
  public void close() {
    threads.shutdownNow();
    try {
      if (!threads.awaitTermination(END_SECONDS, TimeUnit.SECONDS)) {
        throw Errors.internal(
            "waiting for the writes of tables",
            new TimeoutException("They go on " + END_SECONDS + " s after they were stopped."));
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
