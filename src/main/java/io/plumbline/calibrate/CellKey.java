package io.plumbline.calibrate;

import io.plumbline.table.CellCounts.Cell;
import java.util.Comparator;
import java.util.List;

/**
 * A cell of the confidence table: a stage, then an age band, then one dimension after the other.
 * What a level does not split by is null.
 *
 * @param stageId the stage
 * @param band number of the age band in its stage, or null
 */
record CellKey(String stageId, Integer band, String customerType, String sizeBand, String product)
    implements Comparable<CellKey> {

  private static final Comparator<String> TEXT = Comparator.nullsFirst(Comparator.naturalOrder());
  private static final Comparator<CellKey> ORDER =
      Comparator.comparing(CellKey::stageId, TEXT)
          .thenComparing(CellKey::band, Comparator.nullsFirst(Comparator.naturalOrder()))
          .thenComparing(CellKey::customerType, TEXT)
          .thenComparing(CellKey::sizeBand, TEXT)
          .thenComparing(CellKey::product, TEXT);

  /** The stage as a whole. */
  static CellKey stage(String stageId) {
    return new CellKey(stageId, null, null, null, null);
  }

  /** The cell of a deal, as deep as {@code dimensions} goes. */
  static CellKey of(Cell cell, int band, List<String> dimensions) {
    return new CellKey(
        cell.stageId(),
        band,
        dimensions.contains("customer_type") ? cell.customerType() : null,
        dimensions.contains("size_band") ? cell.sizeBand() : null,
        dimensions.contains("product") ? cell.product() : null);
  }

  /** How people read it: {@code Proposal, 5-8 days, existing}. */
  String describe(String bandLabel) {
    StringBuilder text = new StringBuilder(stageId);
    for (String part :
        new String[] {
          bandLabel == null ? null : bandLabel + " days", customerType, sizeBand, product
        }) {
      if (part != null) {
        text.append(", ").append(part);
      }
    }
    return text.toString();
  }

  @Override
  public int compareTo(CellKey other) {
    return ORDER.compare(this, other);
  }
}
