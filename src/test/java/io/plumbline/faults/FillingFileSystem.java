package io.plumbline.faults;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/** The local file system on a disk that is full after so many bytes of tables. */
public final class FillingFileSystem extends LocalFileSystem {

  static final String BYTES = "plumbline.faults.bytes";

  private static final AtomicLong LEFT = new AtomicLong(Long.getLong(BYTES, 0));

  @Override
  public FSDataOutputStream create(
      Path file,
      FsPermission permission,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    FSDataOutputStream out =
        super.create(file, permission, overwrite, bufferSize, replication, blockSize, progress);
    return file.toString().contains("/tables/")
        ? new FSDataOutputStream(new Filling(out), null)
        : out;
  }

  private static final class Filling extends FilterOutputStream {
    Filling(OutputStream out) {
      super(out);
    }

    @Override
    public void write(int value) throws IOException {
      take(1);
      out.write(value);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      take(length);
      out.write(bytes, offset, length);
    }

    private static void take(int bytes) throws IOException {
      if (LEFT.addAndGet(-bytes) < 0) {
        throw new IOException("No space left on device");
      }
    }
  }
}
