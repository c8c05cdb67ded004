package io.plumbline.landing;

import java.util.List;
import java.util.Optional;

/**
 * What is copied of a table. All names are those of the source.
 *
 * @param name the table
 * @param columns what is copied of it
 * @param key the columns that name a row; empty where rows have no name
 * @param changedAt the column that says when a row was last changed
 * @param deal the column that names the opportunity of a row, for the count of those that changed
 * @param hidden values that are not copied
 */
public record TableCopy(
    String name,
    List<String> columns,
    List<String> key,
    Optional<String> changedAt,
    Optional<String> deal,
    Optional<Hidden> hidden) {

  /**
   * Of the rows where one column holds one of some texts, the value of another column: it is null
   * in the copy.
   *
   * @param column whose value it is
   * @param by the column with the text
   * @param texts what it holds then
   */
  public record Hidden(String column, String by, List<String> texts) {}

  /** Copies the lists. */
  public TableCopy {
    columns = List.copyOf(columns);
    key = List.copyOf(key);
  }
}
