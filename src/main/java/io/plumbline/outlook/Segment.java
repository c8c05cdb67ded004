package io.plumbline.outlook;

import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/**
 * The values that an amount is filed under; {@value #UNKNOWN} where one is not known.
 *
 * @param team of the owner: of two segments with the same owner, the same
 */
public record Segment(
    String customerType, String sizeBand, String product, String owner, String team)
    implements Comparable<Segment> {

  /** What is known of no cell. */
  static final String UNKNOWN = "unknown";

  /** Of which no value is known. */
  public static final Segment NOTHING_KNOWN = new Segment(null, null, null, null, null);

  private static final Comparator<Segment> ORDER =
      Comparator.comparing(Segment::customerType)
          .thenComparing(Segment::sizeBand)
          .thenComparing(Segment::product)
          .thenComparing(Segment::owner)
          .thenComparing(Segment::team);

  /** Replaces what is null. */
  public Segment {
    customerType = customerType == null ? UNKNOWN : customerType;
    sizeBand = sizeBand == null ? UNKNOWN : sizeBand;
    product = product == null ? UNKNOWN : product;
    owner = owner == null ? UNKNOWN : owner;
    team = team == null ? UNKNOWN : team;
  }

  @Override
  public int compareTo(Segment other) {
    return ORDER.compare(this, other);
  }

  /** One way of splitting a pipeline; each level by itself covers the whole. */
  public enum Level {
    PIPELINE,
    OWNER,
    TEAM,
    CUSTOMER_TYPE,
    SIZE_BAND,
    PRODUCT;

    /** The spelling in tables. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** The column of tables that its cells stand in; that of the pipeline stands in none. */
    public Optional<String> column() {
      return switch (this) {
        case PIPELINE -> Optional.empty();
        case OWNER -> Optional.of("owner_id");
        default -> Optional.of(label());
      };
    }

    /** Whether it is known of deals that nobody has created yet; who will own one is not. */
    public boolean isOfArrivals() {
      return this != OWNER && this != TEAM;
    }
  }

  /** What is known of a cell of a level. */
  public static Segment of(Level level, String cell) {
    return new Segment(
        level == Level.CUSTOMER_TYPE ? cell : null,
        level == Level.SIZE_BAND ? cell : null,
        level == Level.PRODUCT ? cell : null,
        level == Level.OWNER ? cell : null,
        level == Level.TEAM ? cell : null);
  }

  /** The cell of a level that this belongs to; the pipeline's only cell is called {@code all}. */
  public String cell(Level level) {
    return switch (level) {
      case PIPELINE -> "all";
      case OWNER -> owner;
      case TEAM -> team;
      case CUSTOMER_TYPE -> customerType;
      case SIZE_BAND -> sizeBand;
      case PRODUCT -> product;
    };
  }
}
