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
import java.util.function.BiConsumer;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.delta.actions.Action;
import org.apache.spark.sql.delta.actions.AddFile;
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
    Path file = new Path(path, String.format(Locale.ROOT, "_delta_log/%020d.json", version));
    try {
      return OptionalLong.of(
          file.getFileSystem(spark.sessionState().newHadoopConf()).getFileStatus(file).getLen());
    } catch (FileNotFoundException missing) {
      return OptionalLong.empty();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
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

  static long version(SparkSession spark, String path) {
    return DeltaLog.forTable(spark, new Path(path)).unsafeVolatileSnapshot().version();
  }
}
