package io.plumbline.review;

import io.plumbline.view.BandOrder;
import java.util.Comparator;
import java.util.List;

/** Stages in their order, each followed by its segments: by level, then by value. */
final class RowOrder implements Comparator<ProposedRow> {

  private static final List<String> LEVELS =
      List.of(RowKey.STAGE, "age_band", "customer_type", "size_band", "product");
  private static final String CELL = "cell";
  private static final Comparator<RowKey> BY_KEY =
      Comparator.comparing(RowKey::stageId)
          .thenComparingInt(key -> rank(key.level()))
          .thenComparing(RowKey::level)
          .thenComparing(RowKey::customerType)
          .thenComparing(RowKey::sizeBand, new BandOrder())
          .thenComparing(RowKey::product)
          .thenComparing(RowKey::attributes)
          .thenComparing(RowKey::ageBand, new BandOrder());

  @Override
  public int compare(ProposedRow one, ProposedRow other) {
    int byStage =
        Integer.compare(
            one.stageOrder().orElse(Integer.MAX_VALUE),
            other.stageOrder().orElse(Integer.MAX_VALUE));

    return byStage != 0 ? byStage : BY_KEY.compare(one.key(), other.key());
  }

  private static int rank(String level) {
    int listed = LEVELS.indexOf(level);

    return level.equals(CELL) ? LEVELS.size() + 1 : listed < 0 ? LEVELS.size() : listed;
  }
}
