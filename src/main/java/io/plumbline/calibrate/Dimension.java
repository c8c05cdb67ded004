package io.plumbline.calibrate;

import io.plumbline.table.Tables;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What deals are told apart by below stage and age: customer type, size, product, the stage before,
 * or an attribute of the export.
 *
 * @param name as configured
 * @param levels its values, size bands by amount, all others by name
 * @param isOrdered whether neighbouring levels are expected to be alike
 */
record Dimension(String name, List<String> levels, boolean isOrdered) {

  static final String CUSTOMER_TYPE = "customer_type";
  static final String SIZE_BAND = "size_band";
  static final String PRODUCT = "product";
  static final String PREVIOUS_STAGE = "previous_stage";

  /** The stage before the first. */
  static final String NO_STAGE = "none";

  /** What was not recorded. */
  static final String UNKNOWN = "unknown";

  static Dimension of(String name, Set<String> values) {
    boolean ordered = name.equals(SIZE_BAND);
    List<String> levels = new ArrayList<>(new TreeSet<>(values));
    if (ordered) {
      levels.sort(Comparator.comparingDouble(Dimension::from).thenComparing(label -> label));
    }
    return new Dimension(name, List.copyOf(levels), ordered);
  }

  /** The number that a band starts from; what is unknown comes last. */
  private static double from(String band) {
    if (band.equals(UNKNOWN)) {
      return Double.POSITIVE_INFINITY;
    }
    String start =
        band.endsWith("+") ? band.substring(0, band.length() - 1) : band.split("-", 2)[0];
    return Double.parseDouble(start);
  }

  /** The position of a value among the levels. */
  int code(String value) {
    return levels.indexOf(value);
  }

  /** Whether the dimension has a column of its own in the tables. */
  boolean hasColumn() {
    return Tables.SEGMENT_COLUMNS.contains(name);
  }
}
