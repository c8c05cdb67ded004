package io.plumbline.outlook;

import java.util.Comparator;
import java.util.Locale;

/** The values that an amount is filed under; {@value #UNKNOWN} where one is not known. */
public record Segment(String customerType, String sizeBand, String product, String owner)
    implements Comparable<Segment> {

  /** What is known of no cell. */
  static final String UNKNOWN = "unknown";

  private static final Comparator<Segment> ORDER =
      Comparator.comparing(Segment::customerType)
          .thenComparing(Segment::sizeBand)
          .thenComparing(Segment::product)
          .thenComparing(Segment::owner);

  /** Replaces what is null. */
  public Segment {
    customerType = customerType == null ? UNKNOWN : customerType;
    sizeBand = sizeBand == null ? UNKNOWN : sizeBand;
    product = product == null ? UNKNOWN : product;
    owner = owner == null ? UNKNOWN : owner;
  }

  @Override
  public int compareTo(Segment other) {
    return ORDER.compare(this, other);
  }

  /** One way of splitting a pipeline; each level by itself covers the whole. */
  public enum Level {
    PIPELINE,
    OWNER,
    CUSTOMER_TYPE,
    SIZE_BAND,
    PRODUCT;

    /** The spelling in tables. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What is known of a cell of a level. */
  public static Segment of(Level level, String cell) {
    return new Segment(
        level == Level.CUSTOMER_TYPE ? cell : null,
        level == Level.SIZE_BAND ? cell : null,
        level == Level.PRODUCT ? cell : null,
        level == Level.OWNER ? cell : null);
  }

  /** The cell of a level that this belongs to; the pipeline's only cell is called {@code all}. */
  public String cell(Level level) {
    return switch (level) {
      case PIPELINE -> "all";
      case OWNER -> owner;
      case CUSTOMER_TYPE -> customerType;
      case SIZE_BAND -> sizeBand;
      case PRODUCT -> product;
    };
  }
}
