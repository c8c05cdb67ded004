package io.plumbline.lake;

import io.delta.kernel.defaults.engine.hadoopio.HadoopFileIO;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.internal.util.Utils;
import io.plumbline.error.Errors;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** A place on a file system of Hadoop. */
final class HadoopLocation extends Location {

  private final String text;
  private final Path path;
  private final Configuration hadoop;

  private HadoopLocation(String text, Path path, Configuration hadoop) {
    this.text = text;
    this.path = path;
    this.hadoop = hadoop;
  }

  static HadoopLocation parse(String text, io.plumbline.config.Configuration configuration) {
    try {
      return new HadoopLocation(text, new Path(text), HadoopSettings.of(configuration));
    } catch (IllegalArgumentException noUri) {
      throw Errors.storageUnavailable(text, noUri);
    }
  }

  private HadoopLocation at(Path other) {
    return new HadoopLocation(other.toString(), other, hadoop);
  }

  @Override
  public HadoopLocation resolve(String child) {
    return at(new Path(path, child));
  }

  @Override
  public String name() {
    return path.getName();
  }

  @Override
  Location parent() {
    return path.getParent() == null ? this : at(path.getParent());
  }

  @Override
  public Location absolute() {
    return this;
  }

  @Override
  public String path() {
    return path.toString();
  }

  @Override
  public Optional<java.nio.file.Path> local() {
    return Optional.empty();
  }

  @Override
  public boolean isThere() {
    try {
      return files().exists(path);
    } catch (IOException | RuntimeException failure) {
      throw Errors.storageUnavailable(text, failure);
    }
  }

  @Override
  public boolean isFolder() {
    try {
      return files().getFileStatus(path).isDirectory();
    } catch (FileNotFoundException missing) {
      return false;
    } catch (IOException | RuntimeException failure) {
      throw Errors.storageUnavailable(text, failure);
    }
  }

  @Override
  public List<String> names() throws IOException {
    return Arrays.stream(files().listStatus(path))
        .map(FileStatus::getPath)
        .map(Path::getName)
        .sorted()
        .toList();
  }

  @Override
  public long bytes() throws IOException {
    try {
      return files().getContentSummary(path).getLength();
    } catch (FileNotFoundException missing) {
      return 0;
    }
  }

  @Override
  public String text() throws IOException {
    try (InputStream in = files().open(path)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Override
  public void replace(String content) throws IOException {
    files().mkdirs(path.getParent());
    new HadoopFileIO(hadoop)
        .newOutputFile(path())
        .writeAtomically(Utils.singletonCloseableIterator(content.stripTrailing()), true);
  }

  /**
   * Creates a file by one call of the file system, which lets only one of several callers do so.
   *
   * @throws IOException of a kind that differs between file systems, where it is there already
   */
  void create(String content) throws IOException {
    write(content, false);
  }

  /** Writes a file anew. */
  void overwrite(String content) throws IOException {
    write(content, true);
  }

  private void write(String content, boolean overwrite) throws IOException {
    try (OutputStream out = files().create(path, overwrite)) {
      out.write(content.getBytes(StandardCharsets.UTF_8));
    }
  }

  FileSystem files() throws IOException {
    return path.getFileSystem(hadoop);
  }

  Path hadoopPath() {
    return path;
  }

  @Override
  Engine engine() {
    return new KernelReadEngine(new HadoopFileIO(hadoop));
  }

  @Override
  WorkspaceLock lock() throws IOException {
    return LeaseLock.take(this, LeaseLock.LEASE);
  }

  @Override
  public String toString() {
    return text;
  }
}
