package io.plumbline.lake;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * What to read of a table.
 *
 * @param asOf only the rows of this as-of date; files of other dates are not opened
 * @param columns only these, in this order; empty means all, in the order of the table
 */
public record TableSelection(Optional<LocalDate> asOf, List<String> columns) {

  /** Copies the list. */
  public TableSelection {
    columns = List.copyOf(columns);
  }

  /** All rows and columns. */
  public static TableSelection everything() {
    return new TableSelection(Optional.empty(), List.of());
  }

  /** The same columns, only the rows of one as-of date. */
  public TableSelection asOf(LocalDate date) {
    return new TableSelection(Optional.of(date), columns);
  }

  /** The same rows, only these columns. */
  public TableSelection columns(List<String> names) {
    return new TableSelection(asOf, names);
  }
}
