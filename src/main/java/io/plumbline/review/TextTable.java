package io.plumbline.review;

import io.plumbline.view.PlainText;
import java.util.ArrayList;
import java.util.List;

/**
 * A table on a terminal. Where it is too wide, it falls into one below the other by the groups of
 * its columns, and a group that is still too wide falls further; the first column stands in each. A
 * name that is longer than the first column gets lines of its own, so nothing is cut. A row stands
 * only where it has a cell that is not empty.
 */
final class TextTable {

  private static final String GAP = "  ";
  private static final int SHORTEST_NAME = 12;
  private static final int USUAL_NAME = 28;

  private final List<Column> columns;
  private final List<Row> rows;

  /** What each column needs. */
  private final int[] widths;

  /**
   * A column.
   *
   * @param title its head
   * @param side where its cells stand
   * @param group columns of the same number stay together as long as they fit
   */
  record Column(String title, Side side, int group) {}

  /** The side of a column that its cells stand at. */
  enum Side {
    /** As text does. */
    LEFT,
    /** As numbers do. */
    RIGHT
  }

  /**
   * A row.
   *
   * @param cells one per column, each on one line
   * @param below sentences under the row
   */
  record Row(List<String> cells, List<String> below) {}

  /**
   * A table.
   *
   * @param columns the first names the rows
   * @param rows with a cell per column
   */
  TextTable(List<Column> columns, List<Row> rows) {
    this.columns = columns;
    this.rows = rows;
    this.widths = columns.stream().mapToInt(column -> PlainText.width(column.title())).toArray();
    for (Row row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], PlainText.width(row.cells().get(i)));
      }
    }
  }

  /** The lines, none wider than that, as long as a name and one column fit into it. */
  List<String> lines(int width) {
    List<String> lines = new ArrayList<>();

    for (List<Integer> block : blocks(width)) {
      lines.addAll(block(block, width, lines.isEmpty()));
    }

    return lines;
  }

  private List<List<Integer>> blocks(int width) {
    List<Integer> all = new ArrayList<>();
    for (int i = 1; i < columns.size(); i++) {
      all.add(i);
    }

    if (fits(all, width)) {
      return List.of(all);
    }

    List<List<Integer>> blocks = new ArrayList<>();
    List<Integer> block = new ArrayList<>();
    for (int column : all) {
      boolean isNewGroup =
          !block.isEmpty() && columns.get(column).group() != columns.get(block.get(0)).group();
      List<Integer> longer = new ArrayList<>(block);
      longer.add(column);
      if (isNewGroup || (!block.isEmpty() && !fits(longer, width))) {
        blocks.add(block);
        block = new ArrayList<>();
      }
      block.add(column);
    }
    blocks.add(block);

    return blocks;
  }

  private boolean fits(List<Integer> block, int width) {
    return Math.min(widths[0], SHORTEST_NAME) + rest(block) <= width;
  }

  private int rest(List<Integer> block) {
    return block.stream().mapToInt(column -> GAP.length() + widths[column]).sum();
  }

  private List<String> block(List<Integer> block, int width, boolean isFirst) {
    int room = Math.max(SHORTEST_NAME, width - rest(block));
    int name = Math.min(widths[0], Math.min(USUAL_NAME, room));
    List<String> lines = new ArrayList<>();

    if (!isFirst) {
      lines.add("");
    }
    String head = line(columns.stream().map(Column::title).toList(), block, name);
    lines.add(head);
    lines.add("-".repeat(PlainText.width(head)));

    for (Row row : rows) {
      if (block.stream().allMatch(column -> row.cells().get(column).isEmpty())) {
        continue;
      }
      List<String> cells = new ArrayList<>(row.cells());
      String label = cells.get(0);
      if (PlainText.width(label) > name) {
        String indent = label.startsWith(GAP) ? GAP : "";
        PlainText.wrapped(label, width - indent.length()).forEach(part -> lines.add(indent + part));
        cells.set(0, "");
      }
      lines.add(line(cells, block, name));

      if (isFirst) {
        for (String sentence : row.below()) {
          PlainText.wrapped(sentence, width - 2 * GAP.length())
              .forEach(part -> lines.add(GAP + GAP + part));
        }
      }
    }

    return lines;
  }

  private String line(List<String> cells, List<Integer> block, int name) {
    StringBuilder line = new StringBuilder(PlainText.left(cells.get(0), name));

    for (int column : block) {
      String cell = cells.get(column);
      line.append(GAP)
          .append(
              columns.get(column).side() == Side.RIGHT
                  ? PlainText.right(cell, widths[column])
                  : PlainText.left(cell, widths[column]));
    }

    return line.toString().stripTrailing();
  }
}
