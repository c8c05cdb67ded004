package io.plumbline.frame;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Factory;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.Platform;

/**
 * Rows one behind the other in compressed blocks: millions of rows that are kept are some hundred
 * objects to the garbage collector, and about a fifth of their size. A block is the number of its
 * bytes before it was compressed and the rest; in it every row follows its length.
 */
final class RowBlocks {

  private static final int BLOCK_BYTES = 1 << 20;
  private static final LZ4Factory LZ4 = LZ4Factory.fastestInstance();

  private RowBlocks() {}

  /** The blocks of the rows, in their order. */
  static Iterator<byte[]> write(Iterator<InternalRow> rows, StructType shape) {
    UnsafeProjection projection = UnsafeProjection.create(shape);
    return new Iterator<>() {
      private byte[] block = new byte[BLOCK_BYTES];

      @Override
      public boolean hasNext() {
        return rows.hasNext();
      }

      @Override
      public byte[] next() {
        int end = 0;
        while (rows.hasNext() && end < BLOCK_BYTES) {
          InternalRow next = rows.next();
          UnsafeRow row = next instanceof UnsafeRow unsafe ? unsafe : projection.apply(next);
          int size = row.getSizeInBytes();
          int start = end + Long.BYTES;
          if (start + size > block.length) {
            block = Arrays.copyOf(block, start + size);
          }
          Platform.putLong(block, Platform.BYTE_ARRAY_OFFSET + end, size);
          row.writeToMemory(block, Platform.BYTE_ARRAY_OFFSET + start);
          end = start + size;
        }
        return compressed(block, end);
      }
    };
  }

  /** The rows of blocks. It is the same object each time, as Spark's operators have it. */
  static Iterator<InternalRow> read(Iterator<byte[]> blocks, int columns) {
    UnsafeRow row = new UnsafeRow(columns);
    return new Iterator<>() {
      private byte[] block = new byte[0];
      private int position;

      @Override
      public boolean hasNext() {
        while (position == block.length && blocks.hasNext()) {
          block = decompressed(blocks.next());
          position = 0;
        }
        return position < block.length;
      }

      @Override
      public InternalRow next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        int size = (int) Platform.getLong(block, Platform.BYTE_ARRAY_OFFSET + position);
        int start = position + Long.BYTES;
        row.pointTo(block, Platform.BYTE_ARRAY_OFFSET + start, size);
        position = start + size;
        return row;
      }
    };
  }

  private static byte[] compressed(byte[] bytes, int length) {
    LZ4Compressor compressor = LZ4.fastCompressor();
    byte[] block = new byte[Integer.BYTES + compressor.maxCompressedLength(length)];
    ByteBuffer.wrap(block).putInt(length);
    int size = compressor.compress(bytes, 0, length, block, Integer.BYTES);
    return Arrays.copyOf(block, Integer.BYTES + size);
  }

  /** A new array for each: a row that somebody still looks at stays as it is. */
  private static byte[] decompressed(byte[] block) {
    byte[] bytes = new byte[ByteBuffer.wrap(block).getInt()];
    LZ4.fastDecompressor().decompress(block, Integer.BYTES, bytes, 0, bytes.length);
    return bytes;
  }
}
