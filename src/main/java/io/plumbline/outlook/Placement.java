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
 * @param pricedAt the stage that the deal had today's amount at the entry into, so that what
 *     amounts usually change until they are won is still to come; null where it has changed since
 */
public record Placement(
    String stageId,
    String ageBand,
    String sizeBand,
    double confidence,
    double incumbent,
    double reached,
    String pricedAt)
    implements Comparable<Placement> {

  private static final Comparator<String> TEXT = Comparator.nullsFirst(Comparator.naturalOrder());
  private static final Comparator<Placement> ORDER =
      Comparator.comparing(Placement::stageId, TEXT)
          .thenComparing(Placement::ageBand, TEXT)
          .thenComparing(Placement::sizeBand, TEXT)
          .thenComparingDouble(Placement::confidence)
          .thenComparingDouble(Placement::incumbent)
          .thenComparingDouble(Placement::reached)
          .thenComparing(Placement::pricedAt, TEXT);

  @Override
  public int compareTo(Placement other) {
    return ORDER.compare(this, other);
  }
}
