package io.plumbline.frame;

import java.io.Serializable;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import net.jpountz.lz4.LZ4Factory;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.Platform;

/**
 * Rows one behind the other in compressed blocks: millions of rows that are kept are some hundred
 * objects to the garbage collector, and about a fifth of their size. In a block every row follows
 * its length.
 */
final class RowBlocks {

  private static final int BLOCK_BYTES = 1 << 20;
  private static final int FIRST_BYTES = 1 << 14;
  private static final LZ4Factory LZ4 = LZ4Factory.fastestInstance();

  private RowBlocks() {}

  /**
   * Rows of one kind.
   *
   * @param kind which, from 0
   * @param bytes of the rows
   * @param compressed the bytes
   */
  record Block(int kind, int bytes, byte[] compressed) implements Serializable {}

  /** The blocks of the rows, in their order and of one kind. */
  static Iterator<Block> write(Iterator<InternalRow> rows, StructType shape) {
    return new Blocks(rows, shape, 1) {
      @Override
      void take(UnsafeRow row) {
        add(0, row);
      }
    };
  }

  /**
   * The blocks of rows that hold a row of one kind each, the columns of the other kinds being null;
   * of each kind, the rows are in their order.
   *
   * @param first column that a kind is in
   */
  static Iterator<Block> writeByKind(Iterator<InternalRow> rows, StructType shape, int first) {
    int[] columns =
        Arrays.stream(shape.fields())
            .mapToInt(f -> f.dataType() instanceof StructType kind ? kind.size() : 0)
            .toArray();
    return new Blocks(rows, shape, columns.length - first) {
      @Override
      void take(UnsafeRow row) {
        int column = first;
        while (row.isNullAt(column)) {
          column++;
        }
        add(column - first, row.getStruct(column, columns[column]));
      }
    };
  }

  private abstract static class Blocks implements Iterator<Block> {
    private final Iterator<InternalRow> rows;
    private final StructType shape;
    private final byte[][] open;
    private final int[] end;
    private final Deque<Block> full = new ArrayDeque<>();

    /** Null until a row is not in the form of Spark's operators: its code takes time to make. */
    private UnsafeProjection projection;

    Blocks(Iterator<InternalRow> rows, StructType shape, int kinds) {
      this.rows = rows;
      this.shape = shape;
      this.open = new byte[kinds][FIRST_BYTES];
      this.end = new int[kinds];
    }

    abstract void take(UnsafeRow row);

    private UnsafeRow unsafe(InternalRow row) {
      if (row instanceof UnsafeRow already) {
        return already;
      }
      if (projection == null) {
        projection = UnsafeProjection.create(shape);
      }
      return projection.apply(row);
    }

    final void add(int kind, UnsafeRow row) {
      int size = row.getSizeInBytes();
      int start = end[kind] + Long.BYTES;
      byte[] block = open[kind];
      if (start + size > block.length) {
        block = Arrays.copyOf(block, Math.max(2 * block.length, start + size));
        open[kind] = block;
      }
      Platform.putLong(block, Platform.BYTE_ARRAY_OFFSET + end[kind], size);
      row.writeToMemory(block, Platform.BYTE_ARRAY_OFFSET + start);
      end[kind] = start + size;
      if (end[kind] >= BLOCK_BYTES) {
        close(kind);
      }
    }

    private void close(int kind) {
      full.add(new Block(kind, end[kind], LZ4.fastCompressor().compress(open[kind], 0, end[kind])));
      end[kind] = 0;
    }

    @Override
    public boolean hasNext() {
      while (full.isEmpty() && rows.hasNext()) {
        take(unsafe(rows.next()));
      }
      for (int kind = 0; full.isEmpty() && kind < end.length; kind++) {
        if (end[kind] > 0) {
          close(kind);
        }
      }
      return !full.isEmpty();
    }

    @Override
    public Block next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return full.remove();
    }
  }

  /**
   * The rows of the blocks of a kind. It is the same object each time, as Spark's operators have
   * it.
   */
  static Iterator<InternalRow> read(Iterator<Block> blocks, int kind, int columns) {
    UnsafeRow row = new UnsafeRow(columns);
    return new Iterator<>() {
      private byte[] bytes = new byte[0];
      private int position;

      @Override
      public boolean hasNext() {
        while (position == bytes.length && blocks.hasNext()) {
          Block block = blocks.next();
          if (block.kind() == kind) {
            // A new array for each: a row that somebody still looks at stays as it is.
            bytes = LZ4.safeDecompressor().decompress(block.compressed(), block.bytes());
            position = 0;
          }
        }
        return position < bytes.length;
      }

      @Override
      public InternalRow next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        int size = (int) Platform.getLong(bytes, Platform.BYTE_ARRAY_OFFSET + position);
        int start = position + Long.BYTES;
        row.pointTo(bytes, Platform.BYTE_ARRAY_OFFSET + start, size);
        position = start + size;
        return row;
      }
    };
  }
}
