package io.plumbline.calibrate;

import io.plumbline.table.CellCounts.Cell;
import io.plumbline.table.CellCounts.Kind;
import io.plumbline.table.TestCells;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Deals that stood in one stage for some landmarks, as the counts that calibration starts from. */
final class TestDeals {

  static final int BUCKETS = 64;
  private static final int SPACING = 5;
  private static final int ORIGINS = 2;

  private final List<Deal> deals = new ArrayList<>();
  private final List<Cell> stages = new ArrayList<>();

  /**
   * A deal.
   *
   * @param firstBin age bin at its first landmark; one more at each of the following
   * @param landmarks how many
   * @param day days from its last landmark to the event
   */
  record Deal(
      String stage,
      String type,
      String product,
      String event,
      int firstBin,
      int landmarks,
      int day) {}

  TestDeals stage(String stageId, Double incumbent) {
    stages.add(TestCells.stage(stageId, stages.size() + 1, incumbent));
    return this;
  }

  TestDeals deal(Deal deal) {
    deals.add(deal);
    return this;
  }

  TestDeals deals(int n, String stage, String type, String event, Random random) {
    for (int i = 0; i < n; i++) {
      deals.add(
          new Deal(
              stage,
              type,
              "p" + random.nextInt(2),
              event,
              random.nextInt(25),
              1 + random.nextInt(4),
              random.nextInt(60)));
    }
    return this;
  }

  /** Counts of the as-of date and of two past dates at which the same deals stood there. */
  List<Cell> cells() {
    List<Cell> cells = new ArrayList<>(stages);
    for (int origin = 0; origin <= ORIGINS; origin++) {
      cells.add(TestCells.of(Kind.ORIGIN).origin(origin).day(60 * origin).n(SPACING).build());
    }
    for (int id = 0; id < deals.size(); id++) {
      Deal deal = deals.get(id);
      cells.add(cell(Kind.CREATED, deal).day(deal.day()).mask(1).ageBin(100 + deal.day()).build());
      for (int origin = 0; origin <= ORIGINS; origin++) {
        addOrigin(cells, deal, origin, id % BUCKETS);
      }
    }
    return cells;
  }

  private static void addOrigin(List<Cell> cells, Deal deal, int origin, int bucket) {
    TestCells reached = cell(Kind.REACHED, deal).origin(origin);
    cells.add(origin == 0 ? reached.bucket(bucket).day(deal.day()).build() : reached.build());
    long mask = 0;
    for (int k = 0; k < deal.landmarks(); k++) {
      int bin = deal.firstBin() + k;
      mask |= 1L << bin;
      cells.add(
          cell(Kind.LANDMARK, deal)
              .origin(origin)
              .ageBin(bin)
              .bucket(bucket)
              .day(deal.day() + (deal.landmarks() - 1 - k) * SPACING)
              .build());
    }
    cells.add(cell(Kind.DEAL, deal).origin(origin).mask(mask).build());
    if (origin > 0) {
      cells.add(
          cell(Kind.STANDING, deal).origin(origin).ageBin(deal.firstBin()).day(deal.day()).build());
    }
  }

  private static TestCells cell(Kind kind, Deal deal) {
    return TestCells.of(kind)
        .stage(kind == Kind.CREATED ? null : deal.stage())
        .segment(deal.type(), "0-100", deal.product())
        .event(deal.event());
  }
}
