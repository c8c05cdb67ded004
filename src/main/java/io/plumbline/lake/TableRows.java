package io.plumbline.lake;

import java.util.Iterator;

/**
 * A stream of rows, read batch by batch. Close it, or files stay open. Reading may throw a {@link
 * io.plumbline.error.PlumblineException} where a data file is missing or damaged.
 */
public interface TableRows extends Iterator<TableRow>, AutoCloseable {

  @Override
  void close();
}
