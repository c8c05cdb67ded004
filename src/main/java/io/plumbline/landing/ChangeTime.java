package io.plumbline.landing;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** How the time is read that a row was last changed at. */
@FunctionalInterface
public interface ChangeTime {

  /**
   * Adds it to rows.
   *
   * @param column that says it, in whatever spelling
   * @param name of the new column, a timestamp; null where the other says none
   */
  Dataset<Row> added(Dataset<Row> rows, String column, String name);
}
