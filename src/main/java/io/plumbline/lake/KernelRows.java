package io.plumbline.lake;

import io.delta.kernel.Scan;
import io.delta.kernel.data.ColumnVector;
import io.delta.kernel.data.ColumnarBatch;
import io.delta.kernel.data.FilteredColumnarBatch;
import io.delta.kernel.data.Row;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.internal.InternalScanFileUtils;
import io.delta.kernel.internal.data.ScanStateRow;
import io.delta.kernel.internal.util.Utils;
import io.delta.kernel.types.StructType;
import io.delta.kernel.utils.CloseableIterator;
import java.io.IOException;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/** Walks the files of a scan, and the batches of each file: one batch is in memory at a time. */
final class KernelRows implements TableRows {

  private final Engine engine;
  private final List<TableColumn> columns;
  private final Predicate<TableRow> wanted;
  private final Function<Exception, RuntimeException> failure;
  private final Row scanState;
  private final StructType physicalSchema;
  private final CloseableIterator<Row> files;

  private CloseableIterator<FilteredColumnarBatch> batches;
  private ColumnarBatch batch;
  private Optional<ColumnVector> selected = Optional.empty();
  private int position;
  private TableRow next;

  /**
   * Starts reading.
   *
   * @param columns those of the scan's read schema, in order
   * @param wanted rows for which it is false are left out
   * @param failure names the table in what is thrown when reading fails
   */
  KernelRows(
      Engine engine,
      Scan scan,
      List<TableColumn> columns,
      Predicate<TableRow> wanted,
      Function<Exception, RuntimeException> failure) {
    this.engine = engine;
    this.columns = columns;
    this.wanted = wanted;
    this.failure = failure;
    this.scanState = scan.getScanState(engine);
    this.physicalSchema = ScanStateRow.getPhysicalDataReadSchema(scanState);
    this.files = scan.getScanFiles(engine).flatMap(FilteredColumnarBatch::getRows);
  }

  @Override
  public boolean hasNext() {
    if (next == null) {
      try {
        next = advance();
      } catch (IOException | RuntimeException unreadable) {
        throw failure.apply(unreadable);
      }
    }
    return next != null;
  }

  @Override
  public TableRow next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    TableRow row = next;
    next = null;
    return row;
  }

  @Override
  public void close() {
    try {
      Utils.closeCloseables(batches, files);
    } catch (RuntimeException unreadable) {
      throw failure.apply(unreadable);
    }
  }

  private TableRow advance() throws IOException {
    while (batch != null || openBatch()) {
      while (position < batch.getSize()) {
        int row = position++;
        if (isSelected(row)) {
          TableRow candidate = row(row);
          if (wanted.test(candidate)) {
            return candidate;
          }
        }
      }
      batch = null;
    }
    return null;
  }

  private boolean isSelected(int row) {
    return selected.map(bits -> !bits.isNullAt(row) && bits.getBoolean(row)).orElse(true);
  }

  private TableRow row(int row) {
    Object[] values = new Object[columns.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = KernelValues.value(batch.getColumnVector(i), row);
    }
    return new TableRow(columns, values);
  }

  private boolean openBatch() throws IOException {
    while (batches == null || !batches.hasNext()) {
      if (batches != null) {
        batches.close();
        batches = null;
      }
      if (!files.hasNext()) {
        return false;
      }
      batches = open(files.next());
    }
    FilteredColumnarBatch filtered = batches.next();
    batch = filtered.getData();
    selected = filtered.getSelectionVector();
    position = 0;
    return true;
  }

  private CloseableIterator<FilteredColumnarBatch> open(Row file) throws IOException {
    return Scan.transformPhysicalData(
        engine,
        scanState,
        file,
        engine
            .getParquetHandler()
            .readParquetFiles(
                Utils.singletonCloseableIterator(InternalScanFileUtils.getAddFileStatus(file)),
                physicalSchema,
                Optional.empty())
            .map(result -> result.getData()));
  }
}
