package io.plumbline.outlook;

import java.util.Comparator;

/**
 * What decides the chances of an open deal: all deals of one placement have the same.
 *
 * @param stageId its stage; null where not known
 * @param ageBand its age band; null for all
 * @param sizeBand its size; null where not known
 * @param confidence probability of being won eventually; NaN where there is none
 * @param incumbent probability that the CRM uses; NaN where there is none
 * @param reached the usual win rate of the stage; NaN where there is none
 */
public record Placement(
    String stageId,
    String ageBand,
    String sizeBand,
    double confidence,
    double incumbent,
    double reached)
    implements Comparable<Placement> {

  private static final Comparator<String> TEXT = Comparator.nullsFirst(Comparator.naturalOrder());
  private static final Comparator<Placement> ORDER =
      Comparator.comparing(Placement::stageId, TEXT)
          .thenComparing(Placement::ageBand, TEXT)
          .thenComparing(Placement::sizeBand, TEXT)
          .thenComparingDouble(Placement::confidence)
          .thenComparingDouble(Placement::incumbent)
          .thenComparingDouble(Placement::reached);

  @Override
  public int compareTo(Placement other) {
    return ORDER.compare(this, other);
  }
}
