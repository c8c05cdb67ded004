package io.plumbline.app;

import io.plumbline.lake.TableRow;
import java.io.IOException;
import java.io.Writer;
import java.util.Iterator;

/**
 * JSON lines: one object per row, each on its own line that ends with LF. Nulls are written; so is
 * null for {@code NaN} and infinities, which JSON has not. No rows, no lines.
 */
record JsonRowPrinter(Writer out) implements RowPrinter {

  @Override
  public void print(Iterator<TableRow> rows) throws IOException {
    while (rows.hasNext()) {
      out.write(ValueText.of(rows.next().toMap()));
      out.write('\n');
    }
    out.flush();
  }
}
