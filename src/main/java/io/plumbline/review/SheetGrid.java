package io.plumbline.review;

import io.plumbline.error.Errors;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The cells of a sheet as texts, whatever file they came from.
 *
 * @param head the row of titles
 * @param rows below it
 * @param remarks how it was read, where a person should know
 */
record SheetGrid(Row head, List<Row> rows, List<String> remarks) {

  /** How far down the titles are looked for. */
  private static final int HEAD_WITHIN = 20;

  /**
   * A row.
   *
   * @param line from 1
   * @param cells empty texts where nothing stands
   */
  record Row(int line, List<String> cells) {}

  /** The grid of rows of which one of the first holds the titles. */
  static SheetGrid of(List<Row> rows, List<String> remarks) {
    Row none = new Row(1, List.of());
    int head = 0;
    for (int i = 0; i < Math.min(HEAD_WITHIN, rows.size()); i++) {
      if (titles(rows.get(i)) > titles(rows.get(head))) {
        head = i;
      }
    }

    return rows.isEmpty()
        ? new SheetGrid(none, List.of(), remarks)
        : new SheetGrid(rows.get(head), rows.subList(head + 1, rows.size()), remarks);
  }

  /** How many of the required columns have their title in the head. */
  int titles() {
    return titles(head);
  }

  private static int titles(Row row) {
    List<String> keys = row.cells().stream().map(SheetColumn::key).toList();

    return (int)
        SheetColumn.required().stream().filter(column -> keys.contains(column.key())).count();
  }

  /**
   * Where the required columns are.
   *
   * @throws io.plumbline.error.PlumblineException {@code input.column_missing}, {@code
   *     input.column_duplicated}
   */
  Map<SheetColumn, Integer> columns(String source) {
    List<String> keys = head.cells().stream().map(SheetColumn::key).toList();
    Map<SheetColumn, Integer> columns = new EnumMap<>(SheetColumn.class);
    List<String> missing = new ArrayList<>();

    for (SheetColumn column : SheetColumn.required()) {
      int at = keys.indexOf(column.key());
      if (at < 0) {
        missing.add(column.key());
      } else if (at != keys.lastIndexOf(column.key())) {
        throw Errors.duplicatedColumn(source, column.key());
      }
      columns.put(column, at);
    }

    if (!missing.isEmpty()) {
      throw Errors.columnsMissing(
          source, missing, keys.stream().filter(key -> !key.isEmpty()).toList());
    }

    return columns;
  }
}
