package io.plumbline.app;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.plumbline.app.ConfidenceVersion.State;
import io.plumbline.config.Configuration;
import io.plumbline.error.PlumblineException;
import io.plumbline.frame.SparkJobCounter;
import io.plumbline.frame.SparkSessions;
import io.plumbline.lake.Lake;
import io.plumbline.lake.Location;
import io.plumbline.lake.TableFolder;
import io.plumbline.lake.WorkspaceLock;
import io.plumbline.table.Tables;
import java.sql.Date;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.SparkSession;

/**
 * One act of a person on the confidence table: takes the workspace, checks that the act is allowed,
 * changes what it changes, and writes the run report last. Until then everything reads as before.
 */
final class ReviewJob {

  private final Location workspace;
  private final Configuration configuration;
  private final Progress progress;
  private final WorkspaceLock lock;

  private ReviewJob(
      Location workspace, Configuration configuration, Progress progress, WorkspaceLock lock) {
    this.workspace = workspace;
    this.configuration = configuration;
    this.progress = progress;
    this.lock = lock;
  }

  /**
   * What is to be done, once it is known that it may be.
   *
   * @param event what the ledger says of it
   * @param writes further tables that change
   */
  record Act(ReviewEvent event, Writes writes) {

    /** An act that changes nothing but where versions stand. */
    static Act of(ReviewEvent event) {
      return new Act(event, (spark, lake) -> Map.of());
    }
  }

  /** Tables that an act changes. */
  interface Writes {
    /** Writes them; table to its version. */
    Map<String, Long> write(SparkSession spark, Lake lake);
  }

  /**
   * Does it.
   *
   * @param decide looks at the versions as they stand, and refuses or says what to do; empty where
   *     nothing is left to do. No Spark session is started before it has decided
   * @return the versions as they stand afterwards
   * @throws PlumblineException with the exit code of what stopped it
   */
  static VersionHistory run(
      Location workspace,
      Configuration configuration,
      Progress progress,
      Function<VersionHistory, Optional<Act>> decide) {
    try (WorkspaceLock lock = WorkspaceLock.take(workspace)) {
      return new ReviewJob(workspace, configuration, progress, lock).run(decide);
    } catch (Exception | OutOfMemoryError failure) {
      // Scala throws checked exceptions that it does not announce.
      throw Failure.explained(failure, workspace);
    }
  }

  private VersionHistory run(Function<VersionHistory, Optional<Act>> decide) {
    VersionHistory before = VersionHistory.of(workspace);
    Optional<Act> decided = decide.apply(before);
    if (decided.isEmpty()) {
      return before;
    }
    Act act = decided.get();
    VersionHistory after = before.after(act.event());
    SparkSession spark =
        progress.step(
            "starting Spark",
            () -> SparkSessions.open(configuration, SparkSessions.Workload.SMALL));
    try (SparkJobCounter jobs = SparkJobCounter.of(spark)) {
      Lake lake = new Lake(spark, workspace.path());
      UnfinishedRun.takeBack(lake, workspace);
      SortedMap<String, Long> versions =
          progress.step("writing the decision", () -> write(spark, lake, act, before, after));
      lock.requireHeld();
      ConfidenceVersion version = after.version(act.event().version());
      progress.step(
          "writing the run report",
          () -> entry(act.event(), after, versions, jobs).append(spark, lake, version.stamp()));
      return after;
    }
  }

  private SortedMap<String, Long> write(
      SparkSession spark, Lake lake, Act act, VersionHistory before, VersionHistory after) {
    SortedMap<String, Long> versions = new TreeMap<>(act.writes().write(spark, lake));
    Map<ConfidenceVersion, State> changes = before.changesTo(after);
    if (!changes.isEmpty()) {
      versions.put(
          Tables.STAGE_CONFIDENCE.name(),
          lake.update(Tables.STAGE_CONFIDENCE, which(changes), values(changes, act.event())));
    }
    // Acts have their place among the proposals by the version of this table.
    versions.computeIfAbsent(Tables.STAGE_CONFIDENCE.name(), table -> seen());
    return versions;
  }

  private long seen() {
    OptionalLong pinned =
        PinnedVersions.of(TableFolder.of(workspace)).of(Tables.STAGE_CONFIDENCE.name());
    return pinned.orElseThrow();
  }

  /** Rows that the gate has refused keep their status, whatever becomes of the others. */
  private static Column which(Map<ConfidenceVersion, State> changes) {
    Column dates =
        col("as_of_date")
            .isin(
                changes.keySet().stream()
                    .map(version -> Date.valueOf(version.asOf()))
                    .distinct()
                    .toArray());
    return dates
        .and(col("version").isin(changes.keySet().stream().map(ConfidenceVersion::id).toArray()))
        .and(col("status").notEqual(State.REJECTED.status()));
  }

  private static Map<String, Column> values(
      Map<ConfidenceVersion, State> changes, ReviewEvent event) {
    Map<String, List<String>> byStatus = new TreeMap<>();
    changes.forEach(
        (version, state) ->
            byStatus.computeIfAbsent(state.status(), to -> new ArrayList<>()).add(version.id()));
    Column status = col("status");
    for (Map.Entry<String, List<String>> change : byStatus.entrySet()) {
      status =
          when(col("version").isin(change.getValue().toArray()), lit(change.getKey()))
              .otherwise(status);
    }
    if (event.outcome() != ReviewEvent.Outcome.APPROVED) {
      return Map.of("status", status);
    }
    return Map.of(
        "status",
        status,
        "released_confidence",
        when(col("version").equalTo(event.version()), ApprovedRows.of(event).released())
            .otherwise(col("released_confidence")));
  }

  private RunEntry entry(
      ReviewEvent event,
      VersionHistory after,
      SortedMap<String, Long> versions,
      SparkJobCounter jobs) {
    return new RunEntry(
        event.outcome().command(),
        event.outcome().label(),
        0,
        Map.of(),
        event.options(),
        JobResult.RowCounts.NONE,
        progress.seconds(),
        jobs.jobs(),
        versions,
        List.of(),
        Optional.of(
            new RunEntry.Act(
                event.version(),
                event.actor(),
                event.reason(),
                event.on(),
                after.acts().size(),
                event.target())));
  }
}
