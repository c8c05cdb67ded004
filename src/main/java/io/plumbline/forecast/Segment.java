package io.plumbline.forecast;

import java.util.Comparator;
import java.util.Locale;

/** The values that an amount is filed under; {@value #UNKNOWN} where one is not known. */
record Segment(String customerType, String sizeBand, String product)
    implements Comparable<Segment> {

  /** What is known of no cell. */
  static final String UNKNOWN = "unknown";

  private static final Comparator<Segment> ORDER =
      Comparator.comparing(Segment::customerType)
          .thenComparing(Segment::sizeBand)
          .thenComparing(Segment::product);

  /** Replaces what is null. */
  Segment {
    customerType = customerType == null ? UNKNOWN : customerType;
    sizeBand = sizeBand == null ? UNKNOWN : sizeBand;
    product = product == null ? UNKNOWN : product;
  }

  @Override
  public int compareTo(Segment other) {
    return ORDER.compare(this, other);
  }

  /** One way of splitting a pipeline; each level by itself covers the whole. */
  enum Level {
    PIPELINE,
    CUSTOMER_TYPE,
    SIZE_BAND,
    PRODUCT;

    /** The spelling in tables. */
    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The cell of a level that this belongs to; the pipeline's only cell is called {@code all}. */
  String cell(Level level) {
    return switch (level) {
      case PIPELINE -> "all";
      case CUSTOMER_TYPE -> customerType;
      case SIZE_BAND -> sizeBand;
      case PRODUCT -> product;
    };
  }
}
