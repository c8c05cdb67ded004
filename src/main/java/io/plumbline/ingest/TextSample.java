package io.plumbline.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.plumbline.error.Errors;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.util.zip.GZIPInputStream;

/**
 * The first {@value #SAMPLE} bytes of a text file, looked at before it is trusted: whether they are
 * UTF-8, and whether they were packed better than an export can be.
 */
final class TextSample {

  private static final int SAMPLE = 16 << 20;
  private static final int BLOCK = 1 << 16;
  private static final int FEW_BYTES = 1 << 20;

  /** Exports pack to a tenth or a fiftieth; only the same bytes over and over pack better. */
  private static final int BEST_RATIO = 200;

  private final String name;
  private final Counted stored;
  private final InputStream plain;

  /** Reads from the stream, and does not close it. */
  TextSample(String name, InputStream stored, boolean packed) throws IOException {
    this.name = name;
    this.stored = new Counted(stored);
    this.plain = packed ? new GZIPInputStream(this.stored) : this.stored;
  }

  /**
   * Looks at the sample.
   *
   * @return its first bytes, unpacked, at most so many
   * @throws io.plumbline.error.PlumblineException {@code input.encoding}, {@code input.expands}
   */
  byte[] start(int most) throws IOException {
    ByteArrayOutputStream start = new ByteArrayOutputStream();
    CharsetDecoder decoder =
        UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    ByteBuffer bytes = ByteBuffer.allocate(BLOCK);
    CharBuffer letters = CharBuffer.allocate(BLOCK);
    long unpacked = 0;
    while (unpacked < SAMPLE) {
      int read = plain.read(bytes.array(), bytes.position(), bytes.remaining());
      if (read < 0) {
        break;
      }
      // UTF-16 without a mark: a Latin letter and a zero.
      if (unpacked == 0 && read > 1 && (bytes.get(0) == 0 || bytes.get(1) == 0)) {
        throw Errors.wrongEncoding(name, bytes.get(0) == 0 ? 0 : 1);
      }
      start.write(bytes.array(), bytes.position(), Math.min(read, most - start.size()));
      unpacked += read;
      if (unpacked > FEW_BYTES && unpacked > BEST_RATIO * stored.count) {
        throw Errors.expandsTooMuch(name, stored.count, unpacked);
      }
      bytes.position(bytes.position() + read).flip();
      // A letter that the end of the file cuts off is no other encoding.
      CoderResult result = decoder.decode(bytes, letters.clear(), false);
      if (result.isError()) {
        throw Errors.wrongEncoding(name, unpacked - bytes.remaining());
      }
      bytes.compact();
    }
    return start.toByteArray();
  }

  private static final class Counted extends FilterInputStream {
    private long count;

    Counted(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int value = in.read();
      count += value < 0 ? 0 : 1;
      return value;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int read = in.read(target, offset, length);
      count += Math.max(read, 0);
      return read;
    }
  }
}
