package io.plumbline.app;

import io.plumbline.lake.TableRow;
import java.util.Comparator;
import java.util.List;

/** The order that rows are printed in; total, so that it does not depend on the files' layout. */
final class ValueOrder {

  private ValueOrder() {}

  /** By the columns at these positions, the first one first; no value comes before any value. */
  static Comparator<TableRow> by(List<Integer> positions) {
    int[] order = positions.stream().mapToInt(Integer::intValue).toArray();
    return (left, right) -> {
      for (int position : order) {
        int difference = compare(left.value(position), right.value(position));
        if (difference != 0) {
          return difference;
        }
      }
      return 0;
    };
  }

  /** Two values of one column. Lists and maps are compared by their JSON text. */
  static int compare(Object left, Object right) {
    if (left == null || right == null) {
      return Boolean.compare(left != null, right != null);
    }
    if (left instanceof Comparable<?> && left.getClass() == right.getClass()) {
      // Both are of one class, whose natural order takes its own instances.
      @SuppressWarnings("unchecked")
      Comparable<Object> comparable = (Comparable<Object>) left;
      return comparable.compareTo(right);
    }
    return ValueText.of(left).compareTo(ValueText.of(right));
  }
}
