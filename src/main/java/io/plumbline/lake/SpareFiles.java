package io.plumbline.lake;

import io.plumbline.error.Errors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.actions.Action;
import org.apache.spark.sql.delta.actions.AddCDCFile;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.delta.actions.RemoveFile;

/**
 * Data files of one table that may go. Delta's own {@code VACUUM} goes by the clock and the age of
 * files; this goes by versions, so that the same tables lose the same files at any time of day.
 */
public final class SpareFiles {

  private static final String DATA_FILE = "(part|cdc)-.*\\.parquet";

  private final FileSystem files;
  private final Path table;
  private final List<Path> paths;
  private final long bytes;

  private SpareFiles(FileSystem files, Path table, List<Path> paths, long bytes) {
    this.files = files;
    this.table = table;
    this.paths = paths;
    this.bytes = bytes;
  }

  static SpareFiles of(SparkSession spark, Path table, long oldest) {
    DeltaLog log = DeltaLog.forTable(spark, table);
    Set<String> needed = needed(log, oldest);
    List<Path> paths = new ArrayList<>();
    long bytes = 0;
    try {
      FileSystem files = table.getFileSystem(spark.sessionState().newHadoopConf());
      RemoteIterator<LocatedFileStatus> all = files.listFiles(table, true);
      while (all.hasNext()) {
        LocatedFileStatus file = all.next();
        String name = file.getPath().getName();
        // What Delta does not write is somebody else's.
        if (name.matches(DATA_FILE) && !isLog(file.getPath(), log) && !needed.contains(name)) {
          paths.add(file.getPath());
          bytes += file.getLen();
        }
      }
      return new SpareFiles(files, table, paths, bytes);
    } catch (IOException unreadable) {
      throw Errors.tableUnreadable(table.getName(), table, unreadable);
    }
  }

  /**
   * The names, which are unique, of the files of the latest version, and of those that commits
   * behind the oldest version have removed: a file of that version is one or the other.
   */
  private static Set<String> needed(DeltaLog log, long oldest) {
    Set<String> needed = new HashSet<>();
    log.unsafeVolatileSnapshot()
        .allFiles()
        .select("path")
        .as(Encoders.STRING())
        .toLocalIterator()
        .forEachRemaining(path -> needed.add(name(path)));
    // Where commits have gone from the log, so has every version before them.
    DeltaLogs.actions(
        log,
        oldest,
        (version, action) -> {
          if (!(action instanceof RemoveFile) || version > oldest) {
            path(action).ifPresent(path -> needed.add(name(path)));
          }
        });
    return needed;
  }

  private static java.util.Optional<String> path(Action action) {
    if (action instanceof AddFile file) {
      return java.util.Optional.of(file.path());
    }
    if (action instanceof RemoveFile file) {
      return java.util.Optional.of(file.path());
    }
    return action instanceof AddCDCFile file
        ? java.util.Optional.of(file.path())
        : java.util.Optional.empty();
  }

  private static String name(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  private static boolean isLog(Path file, DeltaLog log) {
    return file.toUri().getPath().startsWith(log.logPath().toUri().getPath() + "/");
  }

  /** How many there are. */
  public int count() {
    return paths.size();
  }

  /** Their bytes together. */
  public long bytes() {
    return bytes;
  }

  /** Removes them. One that is gone already is no matter. */
  public void remove() {
    try {
      for (Path path : paths) {
        files.delete(path, false);
      }
    } catch (IOException failure) {
      throw new UncheckedIOException("removing files of table '" + table.getName() + "'", failure);
    }
  }
}
