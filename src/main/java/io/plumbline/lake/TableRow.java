package io.plumbline.lake;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One row: the values of some columns, in their order. Nulls are kept. */
public final class TableRow {

  private final List<TableColumn> columns;
  private final Object[] values;

  /**
   * A row over the given columns.
   *
   * @param columns shared by all rows of a scan
   * @param values one per column, of the Java type that {@link TableColumn.Type} says, or null
   */
  public TableRow(List<TableColumn> columns, List<?> values) {
    this(columns, values.toArray());
  }

  TableRow(List<TableColumn> columns, Object[] values) {
    this.columns = requireNonNull(columns, "columns");
    this.values = values;
    if (values.length != columns.size()) {
      throw new IllegalArgumentException(
          "A row over " + columns.size() + " columns cannot hold " + values.length + " values.");
    }
  }

  /** The columns, in order. */
  public List<TableColumn> columns() {
    return columns;
  }

  /** The value at a position from 0; may be null. */
  public Object value(int position) {
    return values[position];
  }

  /**
   * The value of a column; may be null.
   *
   * @throws IllegalArgumentException where the row has no such column
   */
  public Object value(String column) {
    for (int i = 0; i < values.length; i++) {
      if (columns.get(i).name().equals(column)) {
        return values[i];
      }
    }
    throw new IllegalArgumentException("The row has no column '" + column + "'.");
  }

  /** The values in the order of the columns, unmodifiable. */
  public List<Object> values() {
    return Collections.unmodifiableList(Arrays.asList(values));
  }

  /** The values by column name, in the order of the columns, unmodifiable. */
  public Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < values.length; i++) {
      map.put(columns.get(i).name(), values[i]);
    }
    return Collections.unmodifiableMap(map);
  }

  @Override
  public String toString() {
    return toMap().toString();
  }
}
