package io.plumbline.lake;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/**
 * An object store in memory, {@code bucket://name/key}, as strict as the real ones: an object
 * appears whole when its stream is closed, a conditional put lets one writer win, folders are only
 * prefixes, nothing can be appended to, and no folder can be renamed. What goes by a local path
 * does not find anything here.
 */
public final class BucketFileSystem extends FileSystem {

  /** What tells a configuration of this file system: to Hadoop, and to Delta's log. */
  public static final Map<String, String> SETTINGS =
      Map.of(
          "spark.conf.spark.hadoop.fs.bucket.impl",
          BucketFileSystem.class.getName(),
          "spark.conf.spark.delta.logStore.bucket.impl",
          "io.delta.storage.GCSLogStore");

  private static final NavigableMap<String, Stored> OBJECTS = new ConcurrentSkipListMap<>();
  private static final AtomicLong PASSED = new AtomicLong();
  private static final AtomicReference<String> BREAKS = new AtomicReference<>("");

  private URI uri;

  private record Stored(byte[] bytes, long written) {}

  /** The next time that an object is written over, it is emptied and the connection breaks. */
  static void breakNext(HadoopLocation object) {
    BREAKS.set(object.hadoopPath().toString());
  }

  /** Lets time pass for the clock that dates objects. */
  static void pass(Duration time) {
    PASSED.addAndGet(time.toMillis());
  }

  @Override
  public void initialize(URI name, org.apache.hadoop.conf.Configuration settings)
      throws IOException {
    super.initialize(name, settings);
    uri = URI.create(name.getScheme() + "://" + name.getAuthority());
  }

  @Override
  public String getScheme() {
    return "bucket";
  }

  @Override
  public URI getUri() {
    return uri;
  }

  @Override
  public FSDataInputStream open(Path path, int bufferSize) throws IOException {
    Stored object = OBJECTS.get(key(path));
    if (object == null) {
      throw new FileNotFoundException("There is no object " + path);
    }
    return new FSDataInputStream(new ObjectStream(object.bytes()));
  }

  @Override
  public FSDataOutputStream create(
      Path path,
      FsPermission permission,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    String key = key(path);
    ByteArrayOutputStream whole =
        new ByteArrayOutputStream() {
          private boolean closed;

          @Override
          public void close() throws IOException {
            if (closed) {
              return;
            }
            closed = true;
            Stored object = new Stored(toByteArray(), now());
            if (overwrite && path.toString().equals(BREAKS.get())) {
              BREAKS.set("");
              OBJECTS.put(key, new Stored(new byte[0], now()));
              throw new IOException("Connection reset");
            } else if (overwrite) {
              OBJECTS.put(key, object);
            } else if (OBJECTS.putIfAbsent(key, object) != null) {
              throw new IOException("412 Precondition Failed: " + path);
            }
          }
        };
    return new FSDataOutputStream(whole, statistics);
  }

  @Override
  public FSDataOutputStream append(Path path, int bufferSize, Progressable progress) {
    throw new UnsupportedOperationException("Objects cannot be appended to: " + path);
  }

  @Override
  public boolean rename(Path from, Path to) throws IOException {
    Stored object = OBJECTS.get(key(from));
    if (object == null) {
      throw new IOException("Only objects can be renamed, and this is none: " + from);
    }
    OBJECTS.put(key(to), new Stored(object.bytes(), now()));
    OBJECTS.remove(key(from));
    return true;
  }

  @Override
  public boolean delete(Path path, boolean recursive) throws IOException {
    boolean there = OBJECTS.remove(key(path)) != null;
    NavigableMap<String, Stored> below = below(path);
    if (!below.isEmpty() && !recursive && !below.keySet().equals(java.util.Set.of(folder(path)))) {
      throw new IOException("The folder is not empty: " + path);
    }
    there |= !below.isEmpty();
    below.clear();
    return there;
  }

  @Override
  public FileStatus[] listStatus(Path path) throws IOException {
    Stored object = OBJECTS.get(key(path));
    if (object != null) {
      return new FileStatus[] {status(path, object)};
    }
    NavigableMap<String, Stored> below = below(path);
    if (below.isEmpty() && !isRoot(path)) {
      throw new FileNotFoundException("There is no folder " + path);
    }
    Map<String, FileStatus> children = new TreeMap<>();
    below.forEach(
        (key, stored) -> {
          String rest = key.substring(folder(path).length());
          int slash = rest.indexOf('/');
          if (slash > 0) {
            Path child = new Path(path, rest.substring(0, slash));
            children.put(child.getName(), folderStatus(child));
          } else if (!rest.isEmpty()) {
            children.put(rest, status(new Path(path, rest), stored));
          }
        });
    List<FileStatus> statuses = new ArrayList<>(children.values());
    return statuses.toArray(FileStatus[]::new);
  }

  @Override
  public FileStatus getFileStatus(Path path) throws IOException {
    Stored object = OBJECTS.get(key(path));
    if (object != null) {
      return status(path, object);
    }
    if (below(path).isEmpty() && !isRoot(path)) {
      throw new FileNotFoundException("There is nothing at " + path);
    }
    return folderStatus(path);
  }

  @Override
  public boolean mkdirs(Path path, FsPermission permission) {
    OBJECTS.putIfAbsent(folder(path), new Stored(new byte[0], now()));
    return true;
  }

  @Override
  public void setWorkingDirectory(Path path) {
    throw new UnsupportedOperationException("A bucket has no working directory.");
  }

  @Override
  public Path getWorkingDirectory() {
    return new Path(uri.toString(), "/");
  }

  private static long now() {
    return System.currentTimeMillis() + PASSED.get();
  }

  private static boolean isRoot(Path path) {
    return path.getParent() == null;
  }

  private String key(Path path) {
    checkPath(path);
    return uri.getAuthority() + path.toUri().getPath();
  }

  private String folder(Path path) {
    String key = key(path);
    return key.endsWith("/") ? key : key + "/";
  }

  private NavigableMap<String, Stored> below(Path path) {
    return OBJECTS.subMap(folder(path), true, folder(path) + Character.MAX_VALUE, true);
  }

  private FileStatus status(Path path, Stored object) {
    return new FileStatus(
        object.bytes().length, false, 1, 1 << 25, object.written(), makeQualified(path));
  }

  private FileStatus folderStatus(Path path) {
    return new FileStatus(0, true, 1, 0, 0, makeQualified(path));
  }

  private static final class ObjectStream extends FSInputStream {
    private final byte[] bytes;
    private int position;

    ObjectStream(byte[] bytes) {
      this.bytes = bytes;
    }

    @Override
    public void seek(long target) throws IOException {
      if (target < 0 || target > bytes.length) {
        throw new EOFException("There is no byte " + target + " in " + bytes.length);
      }
      position = (int) target;
    }

    @Override
    public long getPos() {
      return position;
    }

    @Override
    public boolean seekToNewSource(long target) {
      return false;
    }

    @Override
    public int read() {
      return position < bytes.length ? bytes[position++] & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      if (length == 0) {
        return 0;
      }
      if (position >= bytes.length) {
        return -1;
      }
      int count = Math.min(length, bytes.length - position);
      System.arraycopy(bytes, position, target, offset, count);
      position += count;
      return count;
    }
  }
}
