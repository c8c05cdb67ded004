package io.plumbline.model;

import java.util.Comparator;
import java.util.List;

/**
 * A part of a stage's deals; at most one of the three dimensions is set. The order is that of the
 * levels, then of the values.
 *
 * @param level {@link #ALL}, or the name of the dimension
 * @param customerType null at another level; so are the other two
 */
public record StageSegment(String level, String customerType, String sizeBand, String product)
    implements Comparable<StageSegment> {

  private static final Comparator<String> NULL_FIRST =
      Comparator.nullsFirst(Comparator.naturalOrder());
  private static final Comparator<StageSegment> ORDER =
      Comparator.comparing(StageSegment::level)
          .thenComparing(StageSegment::customerType, NULL_FIRST)
          .thenComparing(StageSegment::sizeBand, NULL_FIRST)
          .thenComparing(StageSegment::product, NULL_FIRST);

  /** The level of all deals of a stage. */
  public static final String ALL = "stage";

  /** All deals of a stage. */
  public static final StageSegment WHOLE = new StageSegment(ALL, null, null, null);

  /**
   * The segments that deals of these values are in: all of them, and one for each dimension.
   *
   * @param dimensions of {@code customer_type}, {@code size_band}, {@code product}
   */
  public static List<StageSegment> of(
      List<String> dimensions, String customerType, String sizeBand, String product) {
    StageSegment[] segments = new StageSegment[1 + dimensions.size()];
    segments[0] = WHOLE;
    for (int i = 0; i < dimensions.size(); i++) {
      String level = dimensions.get(i);
      segments[i + 1] =
          switch (level) {
            case "customer_type" -> new StageSegment(level, customerType, null, null);
            case "size_band" -> new StageSegment(level, null, sizeBand, null);
            case "product" -> new StageSegment(level, null, null, product);
            default -> throw new IllegalArgumentException("No dimension of deals: " + level);
          };
    }
    return List.of(segments);
  }

  @Override
  public int compareTo(StageSegment other) {
    return ORDER.compare(this, other);
  }
}
