package io.plumbline.app;

import io.plumbline.lake.TableRow;
import java.io.IOException;
import java.util.Iterator;

/** Prints rows; nothing but rows, and the header where the format has one. */
interface RowPrinter {

  /** Prints all rows, in the order given. The writer is left open. */
  void print(Iterator<TableRow> rows) throws IOException;
}
