package io.plumbline.lake;

import io.delta.kernel.defaults.engine.fileio.FileIO;
import io.delta.kernel.defaults.engine.fileio.InputFile;
import io.delta.kernel.defaults.engine.fileio.OutputFile;
import io.delta.kernel.defaults.engine.fileio.SeekableInputStream;
import io.delta.kernel.utils.CloseableIterator;
import io.delta.kernel.utils.FileStatus;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Read-only local files for Delta Kernel. Hadoop's file systems are left out: they take longer to
 * start than a small table takes to read, and need native tools on Windows. Paths are Kernel's:
 * {@code file:/folder/a file}, not percent-encoded.
 */
final class KernelFiles implements FileIO {

  /** Kernel's spelling of a local path. */
  static String kernelPath(Path path) {
    String text = path.toAbsolutePath().normalize().toString().replace('\\', '/');
    return "file:" + (text.startsWith("/") ? text : "/" + text);
  }

  /** The local path that Kernel means. */
  static Path localPath(String kernelPath) {
    String text =
        kernelPath.startsWith("file:") ? kernelPath.substring("file:".length()) : kernelPath;
    int start = 0;
    while (text.startsWith("//", start)) {
      start++;
    }
    // A drive letter: "/C:/folder" is not a path that Windows knows.
    boolean drive = text.length() > start + 2 && text.charAt(start + 2) == ':';
    return Path.of(text.substring(drive ? start + 1 : start));
  }

  @Override
  public CloseableIterator<FileStatus> listFrom(String filePath) throws IOException {
    Path first = localPath(filePath);
    String firstName = first.getFileName().toString();
    List<Path> found;
    try (Stream<Path> files = Files.list(first.getParent())) {
      found =
          files
              .filter(file -> file.getFileName().toString().compareTo(firstName) >= 0)
              .sorted(Comparator.comparing(file -> file.getFileName().toString()))
              .toList();
    } catch (NoSuchFileException missing) {
      throw missing(filePath, missing);
    }
    Iterator<Path> paths = found.iterator();
    return new CloseableIterator<>() {
      @Override
      public boolean hasNext() {
        return paths.hasNext();
      }

      @Override
      public FileStatus next() {
        try {
          return status(paths.next());
        } catch (IOException unreadable) {
          throw new UncheckedIOException(unreadable);
        }
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public FileStatus getFileStatus(String path) throws IOException {
    try {
      return status(localPath(path));
    } catch (NoSuchFileException missing) {
      throw missing(path, missing);
    }
  }

  @Override
  public String resolvePath(String path) {
    return kernelPath(localPath(path));
  }

  @Override
  public InputFile newInputFile(String path, long fileSize) {
    return new LocalInput(localPath(path), path, fileSize);
  }

  @Override
  public Optional<String> getConf(String key) {
    return Optional.empty();
  }

  @Override
  public boolean mkdirs(String path) {
    throw readOnly(path);
  }

  @Override
  public OutputFile newOutputFile(String path) {
    throw readOnly(path);
  }

  @Override
  public boolean delete(String path) {
    throw readOnly(path);
  }

  @Override
  public void copyFileAtomically(String source, String target, boolean overwrite) {
    throw readOnly(target);
  }

  private static FileStatus status(Path path) throws IOException {
    long size = Files.size(path);
    if (size == 0 && TableFolder.isCommit(path.getFileName().toString())) {
      // Kernel would take it for a commit that changes nothing, and rows would be gone in silence.
      throw new IOException(path + " is empty: the machine went down while it was written");
    }
    return FileStatus.of(kernelPath(path), size, Files.getLastModifiedTime(path).toMillis());
  }

  private static FileNotFoundException missing(String path, NoSuchFileException cause) {
    FileNotFoundException exception = new FileNotFoundException("There is no file " + path);
    exception.initCause(cause);
    return exception;
  }

  private static UnsupportedOperationException readOnly(String path) {
    return new UnsupportedOperationException("Cannot write " + path + ": opened for reading only.");
  }

  private record LocalInput(Path file, String path, long length) implements InputFile {
    @Override
    public SeekableInputStream newStream() throws IOException {
      try {
        return new LocalStream(Files.newByteChannel(file));
      } catch (NoSuchFileException missing) {
        throw missing(path, missing);
      }
    }
  }

  /** Buffered, as Parquet reads its page headers byte by byte. */
  private static final class LocalStream extends SeekableInputStream {
    private final SeekableByteChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocate(1 << 16).limit(0);

    LocalStream(SeekableByteChannel channel) {
      this.channel = channel;
    }

    @Override
    public long getPos() throws IOException {
      return channel.position() - buffer.remaining();
    }

    @Override
    public void seek(long position) throws IOException {
      buffer.limit(0);
      channel.position(position);
    }

    @Override
    public int read() throws IOException {
      return fill() ? buffer.get() & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      if (!fill()) {
        return -1;
      }
      int count = Math.min(length, buffer.remaining());
      buffer.get(target, offset, count);
      return count;
    }

    @Override
    public void readFully(byte[] target, int offset, int length) throws IOException {
      if (readNBytes(target, offset, length) < length) {
        throw new EOFException("The file ends within the " + length + " bytes to be read.");
      }
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }

    private boolean fill() throws IOException {
      if (buffer.hasRemaining()) {
        return true;
      }
      buffer.clear();
      int count = channel.read(buffer);
      buffer.flip();
      return count > 0;
    }
  }
}
