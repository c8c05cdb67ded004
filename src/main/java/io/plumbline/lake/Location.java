package io.plumbline.lake;

import io.delta.kernel.engine.Engine;
import io.plumbline.config.Configuration;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A file or folder on a local disk or on any file system that Hadoop knows. Its text is the one
 * that it was named by. Where Hadoop's default file system is another, a path without a scheme is
 * local all the same, for Spark as well as for readers without a session.
 */
public abstract sealed class Location permits LocalLocation, HadoopLocation {

  /**
   * What a user named.
   *
   * @param text a local path, a {@code file:} URI, or a URI such as {@code s3a://bucket/folder}
   * @param configuration its {@code spark.conf} holds the settings of the file system
   * @throws io.plumbline.error.PlumblineException {@code arguments.invalid} where a local path is
   *     none, {@code storage.unavailable} where the URI is none
   */
  public static Location of(String text, Configuration configuration) {
    return LocalLocation.isLocal(text)
        ? LocalLocation.parse(text)
        : HadoopLocation.parse(text, configuration);
  }

  /** A local path. */
  public static Location of(Path path) {
    return new LocalLocation(path);
  }

  /** The file or folder of this name inside this folder. */
  public abstract Location resolve(String child);

  /** The last part of the path. */
  public abstract String name();

  /** The folder that it lies in; itself for a root. */
  abstract Location parent();

  /** The same place, named from the root. */
  public abstract Location absolute();

  /** The full name that Spark, Hadoop and Delta know it by, not percent-encoded. */
  public abstract String path();

  /** Where it lies on a local disk; empty on other file systems. */
  public abstract Optional<Path> local();

  /**
   * Whether there is such a file or folder.
   *
   * @throws io.plumbline.error.PlumblineException {@code storage.unavailable}
   */
  public abstract boolean isThere();

  /**
   * Whether it is a folder that is there.
   *
   * @throws io.plumbline.error.PlumblineException {@code storage.unavailable}
   */
  public abstract boolean isFolder();

  /** The names in this folder, sorted. */
  public abstract List<String> names() throws IOException;

  /** Bytes of all files below this folder; 0 where it is missing. */
  public abstract long bytes() throws IOException;

  /** What a file in UTF-8 holds. */
  public abstract String text() throws IOException;

  /**
   * Writes a text in UTF-8, with the folders above. A reader sees the old file or the new one,
   * never a part.
   */
  public abstract void replace(String text) throws IOException;

  /** Reads Delta tables here. */
  abstract Engine engine();

  /** Takes the lock of this workspace. */
  abstract WorkspaceLock lock() throws IOException;
}
