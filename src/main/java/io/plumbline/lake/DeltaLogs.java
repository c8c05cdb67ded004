package io.plumbline.lake;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.delta.actions.Action;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.delta.actions.CommitInfo;
import scala.Option;
import scala.jdk.javaapi.CollectionConverters;

/** Looks at Delta logs through the session's own cache of them, without a Spark job. */
final class DeltaLogs {

  private DeltaLogs() {}

  static boolean exists(SparkSession spark, String path) {
    return DeltaLog.forTable(spark, new Path(path)).tableExists();
  }

  /**
   * The bytes of the commit of a version; empty where there is none, or no longer. Looks at the
   * file and reads no log.
   */
  static OptionalLong commitBytes(SparkSession spark, String path, long version) {
    Path file = file(path, version, "json");
    try {
      return OptionalLong.of(files(spark, file).getFileStatus(file).getLen());
    } catch (FileNotFoundException missing) {
      return OptionalLong.empty();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /**
   * Removes the last commit where it is an empty file, as a power cut leaves it, and not before a
   * version: nothing was committed by it, and no reader gets past it.
   */
  static void removeEmptyCommit(SparkSession spark, String path, long from) {
    long last = from;
    while (commitBytes(spark, path, last + 1).isPresent()) {
      last++;
    }
    if (commitBytes(spark, path, last).equals(OptionalLong.of(0))) {
      try {
        for (String kind : List.of("crc", "json")) {
          Path file = file(path, last, kind);
          files(spark, file).delete(file, false);
        }
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
    }
  }

  private static Path file(String table, long version, String kind) {
    return new Path(table, String.format(Locale.ROOT, "_delta_log/%020d.%s", version, kind));
  }

  private static FileSystem files(SparkSession spark, Path path) throws IOException {
    return path.getFileSystem(spark.sessionState().newHadoopConf());
  }

  /** Of some table properties, those that the table does not have. */
  static Map<String, String> missing(
      SparkSession spark, String path, Map<String, String> properties) {
    scala.collection.Map<String, String> present =
        DeltaLog.forTable(spark, new Path(path))
            .unsafeVolatileSnapshot()
            .metadata()
            .configuration();
    Map<String, String> missing = new LinkedHashMap<>();
    properties.forEach(
        (name, value) -> {
          if (!present.get(name).contains(value)) {
            missing.put(name, value);
          }
        });
    return missing;
  }

  /**
   * The rows of the files that a commit has added, from its own line of the log: a read at a
   * version looks for them with two Spark jobs. Empty where the log has gone on since.
   */
  static Optional<Dataset<Row>> added(SparkSession spark, String path, long version) {
    DeltaLog log = DeltaLog.forTable(spark, new Path(path));
    Snapshot snapshot = log.unsafeVolatileSnapshot();
    if (snapshot.version() != version) {
      return Optional.empty();
    }
    List<AddFile> files = new ArrayList<>();
    actions(
        log,
        version,
        (commit, action) -> {
          if (action instanceof AddFile file) {
            files.add(file);
          }
        });
    return Optional.of(
        log.createDataFrame(
            snapshot, CollectionConverters.asScala(files).toList(), false, Option.empty()));
  }

  /** Tells every action of the commits from a version on, each with the version of its commit. */
  static void actions(DeltaLog log, long from, BiConsumer<Long, Action> each) {
    CollectionConverters.asJava(log.getChanges(from, Option.empty(), false))
        .forEachRemaining(
            commit ->
                CollectionConverters.asJava(commit._2())
                    .forEach(action -> each.accept((Long) commit._1(), action)));
  }

  /** What the writes of a table since it was last emptied have said of their run. */
  static SortedSet<String> runs(SparkSession spark, String path) {
    SortedSet<String> runs = new TreeSet<>();
    actions(
        DeltaLog.forTable(spark, new Path(path)),
        0,
        (version, action) -> {
          if (action instanceof CommitInfo commit) {
            if (commit.operation().equals("DELETE")) {
              runs.clear();
            }
            commit.userMetadata().foreach(runs::add);
          }
        });
    return runs;
  }

  static long version(SparkSession spark, String path) {
    return DeltaLog.forTable(spark, new Path(path)).unsafeVolatileSnapshot().version();
  }
}
