package io.plumbline.app;

import io.plumbline.config.Configuration;
import io.plumbline.config.Settings;
import io.plumbline.error.PlumblineException;
import io.plumbline.frame.SparkJobCounter;
import io.plumbline.frame.SparkSessions;
import io.plumbline.lake.Lake;
import io.plumbline.lake.Location;
import io.plumbline.lake.SpareFiles;
import io.plumbline.lake.Stamp;
import io.plumbline.lake.TableFolder;
import io.plumbline.lake.WorkspaceLock;
import io.plumbline.table.TableContract;
import io.plumbline.table.Tables;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;

/**
 * Removes the files that no state of the tables within the horizon needs, and joins small ones;
 * names the joined versions in the run report, so that whatever stops it leaves tables that read as
 * before.
 */
final class MaintainJob {

  /** As the run report names it. */
  static final String COMMAND = "maintain";

  private final Location workspace;
  private final LocalDate asOf;
  private final Configuration configuration;
  private final Progress progress;
  private final WorkspaceLock lock;

  private MaintainJob(
      Location workspace,
      LocalDate asOf,
      Configuration configuration,
      Progress progress,
      WorkspaceLock lock) {
    this.workspace = workspace;
    this.asOf = asOf;
    this.configuration = configuration;
    this.progress = progress;
    this.lock = lock;
  }

  /**
   * What was done to a table.
   *
   * @param isJoined whether small files were made one
   * @param removed files
   * @param bytes of these
   */
  record Done(String table, boolean isJoined, int removed, long bytes) {
    private boolean isNothing() {
      return !isJoined && removed == 0;
    }
  }

  /**
   * Does it.
   *
   * @param asOf the horizon lies so many days before it as the settings say
   * @return the tables that have changed; empty where there was nothing to do
   * @throws PlumblineException with the exit code of what stopped it
   */
  static List<Done> run(
      Location workspace, LocalDate asOf, Configuration configuration, Progress progress) {
    if (!TableFolder.of(workspace).has(Tables.RUN_REPORT.name())) {
      return List.of();
    }
    try (WorkspaceLock lock = WorkspaceLock.take(workspace)) {
      return new MaintainJob(workspace, asOf, configuration, progress, lock).run();
    } catch (Exception | OutOfMemoryError failure) {
      // Scala throws checked exceptions that it does not announce.
      throw Failure.explained(failure, workspace);
    }
  }

  private List<Done> run() {
    SparkSession spark =
        progress.step(
            "starting Spark",
            () -> SparkSessions.open(configuration, SparkSessions.Workload.SMALL));
    try (SparkJobCounter jobs = SparkJobCounter.of(spark)) {
      Lake lake = new Lake(spark, workspace.path());
      UnfinishedRun.takeBack(lake, workspace);
      SortedMap<String, Long> seen = seen();
      // First, as a full disk has no room to join anything; what is joined stays within the
      // horizon.
      Map<String, SpareFiles> removed =
          progress.step("removing files", () -> remove(lake, oldest(seen)));
      SortedMap<String, Long> joined = progress.step("joining small files", () -> join(lake, seen));
      lock.requireHeld();
      if (!joined.isEmpty()) {
        progress.step(
            "writing the run report", () -> entry(joined, jobs).append(spark, lake, stamp()));
      }
      return removed.entrySet().stream()
          .map(
              table ->
                  new Done(
                      table.getKey(),
                      joined.containsKey(table.getKey()),
                      table.getValue().count(),
                      table.getValue().bytes()))
          .filter(table -> !table.isNothing())
          .toList();
    }
  }

  /**
   * Table to the version that readers see. The run report has a file for each command, and stays.
   */
  private SortedMap<String, Long> seen() {
    PinnedVersions pinned = PinnedVersions.of(TableFolder.of(workspace));
    SortedMap<String, Long> seen = new TreeMap<>();
    for (TableContract table : Tables.all()) {
      OptionalLong version = pinned.of(table.name());
      if (version.isPresent()) {
        seen.put(table.name(), version.getAsLong());
      }
    }
    return seen;
  }

  /** What somebody reads at this moment counts as within the horizon. */
  private SortedMap<String, Long> oldest(SortedMap<String, Long> seen) {
    SortedMap<String, Long> oldest = new TreeMap<>(seen);
    Ledger.oldestAfter(workspace, asOf.minusDays(configuration.value(Settings.TABLES_KEEP_DAYS)))
        .forEach((table, version) -> oldest.merge(table, version, Math::min));
    return oldest;
  }

  private SortedMap<String, Long> join(Lake lake, SortedMap<String, Long> seen) {
    SortedMap<String, Long> joined = new TreeMap<>();
    for (TableContract table : maintained(seen)) {
      long version = lake.compact(table);
      if (version > seen.get(table.name())) {
        joined.put(table.name(), version);
      }
    }
    return joined;
  }

  private Map<String, SpareFiles> remove(Lake lake, SortedMap<String, Long> oldest) {
    Map<String, SpareFiles> removed = new LinkedHashMap<>();
    for (TableContract table : maintained(oldest)) {
      SpareFiles spare = lake.spareFiles(table, oldest.get(table.name()));
      lock.requireHeld();
      spare.remove();
      removed.put(table.name(), spare);
    }
    return removed;
  }

  private static List<TableContract> maintained(Map<String, Long> versions) {
    return Tables.all().stream().filter(table -> versions.containsKey(table.name())).toList();
  }

  /** The entry stands at the newest date, so that readers who look there first find the run. */
  private Stamp stamp() {
    Stamp newest = Ledger.newest(workspace).orElseThrow();
    return new Stamp(COMMAND + "-" + asOf, newest.asOfDate(), newest.configId());
  }

  private RunEntry entry(SortedMap<String, Long> joined, SparkJobCounter jobs) {
    return new RunEntry(
        COMMAND,
        "joined",
        0,
        Map.of(),
        Map.of(
            Settings.TABLES_KEEP_DAYS.key(),
            configuration.value(Settings.TABLES_KEEP_DAYS).toString()),
        JobResult.RowCounts.NONE,
        progress.seconds(),
        jobs.jobs(),
        joined,
        List.of(),
        Optional.empty());
  }
}
