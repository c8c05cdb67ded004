package io.plumbline.app;

import io.plumbline.lake.TableColumn;
import io.plumbline.lake.TableRow;
import io.plumbline.lake.TableRows;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;

/**
 * An external merge sort (Knuth, The Art of Computer Programming 3, section 5.4): rows are sorted
 * in chunks, full or long chunks go to temporary files that only this user can read, and the files
 * are merged. Memory holds one chunk, or one row per merged file, however large the table is. Close
 * it to remove the files.
 */
final class RowSorter implements AutoCloseable {

  private static final int FAN_IN = 64;
  private static final long MOST_LETTERS = 64L << 20;

  private final List<TableColumn> columns;
  private final Comparator<TableRow> order;
  private final long limit;
  private final int chunkSize;
  private final List<TableRow> chunk = new ArrayList<>();
  private final Deque<Path> runs = new ArrayDeque<>();
  private final List<TableRows> open = new ArrayList<>();
  private long letters;
  private Path folder;
  private int runsWritten;

  /**
   * A sorter of rows over the given columns.
   *
   * @param limit only the first so many rows are wanted
   * @param chunkSize how many rows may be in memory at a time
   */
  RowSorter(List<TableColumn> columns, Comparator<TableRow> order, long limit, int chunkSize) {
    this.columns = columns;
    this.order = order;
    this.limit = limit;
    this.chunkSize = chunkSize;
  }

  void add(TableRow row) {
    chunk.add(row);
    letters += letters(row);
    boolean isLong = letters >= MOST_LETTERS;
    if (isLong || chunk.size() >= chunkSize) {
      chunk.sort(order);
      if (limit < chunk.size()) {
        chunk.subList(Math.toIntExact(limit), chunk.size()).clear();
      }
      if (isLong || limit > chunkSize / 2) {
        runs.add(spill(chunk.iterator()));
        chunk.clear();
      }
      letters = 0;
    }
  }

  /** A rejected row is kept as it was read, and may be a whole file. */
  private static long letters(TableRow row) {
    long letters = 0;
    for (int i = 0; i < row.columns().size(); i++) {
      if (row.value(i) instanceof String text) {
        letters += text.length();
      }
    }
    return letters;
  }

  /** How many temporary files were written so far. */
  int runsWritten() {
    return runsWritten;
  }

  /** The rows in order, at most the limit; call once, after the last {@link #add}. */
  Iterator<TableRow> sorted() {
    chunk.sort(order);
    if (runs.isEmpty()) {
      return limited(chunk.iterator());
    }
    runs.add(spill(chunk.iterator()));
    chunk.clear();
    while (runs.size() > FAN_IN) {
      List<Path> merged = new ArrayList<>();
      for (int i = 0; i < FAN_IN; i++) {
        merged.add(runs.remove());
      }
      runs.add(spill(merge(merged)));
      closeOpen();
      merged.forEach(RowSorter::delete);
    }
    return limited(merge(List.copyOf(runs)));
  }

  @Override
  public void close() {
    closeOpen();
    runs.forEach(RowSorter::delete);
    runs.clear();
    if (folder != null) {
      delete(folder);
      folder = null;
    }
  }

  private Path spill(Iterator<TableRow> rows) {
    try {
      if (folder == null) {
        folder = Files.createTempDirectory("plumbline-sort-");
        // Also when the process is interrupted, no customer data stays behind.
        folder.toFile().deleteOnExit();
      }
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
    Path file = folder.resolve("run-" + runsWritten++);
    file.toFile().deleteOnExit();
    RowSpill.write(file, rows);
    return file;
  }

  private Iterator<TableRow> merge(List<Path> files) {
    PriorityQueue<Head> heads = new PriorityQueue<>(Comparator.comparing(Head::row, order));
    for (Path file : files) {
      TableRows rows = RowSpill.read(file, columns);
      open.add(rows);
      if (rows.hasNext()) {
        heads.add(new Head(rows.next(), rows));
      }
    }
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return !heads.isEmpty();
      }

      @Override
      public TableRow next() {
        if (heads.isEmpty()) {
          throw new NoSuchElementException();
        }
        Head head = heads.remove();
        if (head.rest().hasNext()) {
          heads.add(new Head(head.rest().next(), head.rest()));
        }
        return head.row();
      }
    };
  }

  private Iterator<TableRow> limited(Iterator<TableRow> rows) {
    return new Iterator<>() {
      private long left = limit;

      @Override
      public boolean hasNext() {
        return left > 0 && rows.hasNext();
      }

      @Override
      public TableRow next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        left--;
        return rows.next();
      }
    };
  }

  private void closeOpen() {
    open.forEach(TableRows::close);
    open.clear();
  }

  private static void delete(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
  }

  private record Head(TableRow row, TableRows rest) {}
}
