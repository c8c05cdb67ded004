package io.plumbline.publish;

import io.plumbline.model.Sha256;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Counts and hashes what is written, and says so once, when it is closed. */
final class HashedStream extends FilterOutputStream {

  /** Takes the length and the SHA-256 in hexadecimal. */
  interface Done {
    void accept(long bytes, String sha256);
  }

  private final Sha256 digest = new Sha256();
  private final Done done;
  private long bytes;
  private boolean isClosed;

  HashedStream(OutputStream out, Done done) {
    super(out);
    this.done = done;
  }

  @Override
  public void write(int octet) throws IOException {
    out.write(octet);
    digest.add(new byte[] {(byte) octet}, 0, 1);
    bytes++;
  }

  @Override
  public void write(byte[] source, int start, int length) throws IOException {
    out.write(source, start, length);
    digest.add(source, start, length);
    bytes += length;
  }

  @Override
  public void close() throws IOException {
    if (!isClosed) {
      isClosed = true;
      super.close();
      done.accept(bytes, digest.hex());
    }
  }
}
