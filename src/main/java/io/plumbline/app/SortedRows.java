package io.plumbline.app;

import io.plumbline.app.RunTables.Values;
import io.plumbline.lake.TableRow;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;

/**
 * The rows of one run in a table, in the order of a text column, in flat memory. Close it to remove
 * the temporary files.
 */
final class SortedRows implements AutoCloseable {

  private static final int CHUNK_ROWS = 50_000;

  private RowSorter sorter;
  private Iterator<TableRow> sorted = Collections.emptyIterator();

  private SortedRows() {}

  /**
   * Reads and sorts.
   *
   * @param columns those asked for; the first one is what rows are sorted by
   * @param which rows are wanted
   */
  static SortedRows of(
      RunTables tables, String table, List<String> columns, Predicate<Values> which) {
    SortedRows rows = new SortedRows();
    try {
      tables.forEach(
          table,
          columns,
          row -> {
            if (which.test(row)) {
              rows.add(row.row());
            }
          });
      if (rows.sorter != null) {
        rows.sorted = rows.sorter.sorted();
      }
      return rows;
    } catch (RuntimeException failed) {
      rows.close();
      throw failed;
    }
  }

  private void add(TableRow row) {
    if (sorter == null) {
      sorter = new RowSorter(row.columns(), ValueOrder.by(List.of(0)), Long.MAX_VALUE, CHUNK_ROWS);
    }
    sorter.add(row);
  }

  boolean hasNext() {
    return sorted.hasNext();
  }

  Values next() {
    return new Values(sorted.next());
  }

  @Override
  public void close() {
    if (sorter != null) {
      sorter.close();
    }
  }
}
