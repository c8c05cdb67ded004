package io.plumbline.calibrate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LandmarksTest {

  private static final List<List<String>> LEVELS = List.of(List.of("new", "existing"));

  @Test
  void findsWhatTheDefinitionFinds() {
    for (int seed = 0; seed < 6; seed++) {
      TestDeals deals = new TestDeals(seed).wild(120, List.of("a", "b", "c"), LEVELS, 60);
      for (double daysBack : new double[] {0, 30, 77.5}) {
        for (int spacing : new int[] {1, 7, 30}) {
          compare(deals, new Landmarks.Grid(TestDeals.back(daysBack), spacing, 12, Long.MIN_VALUE));
        }
      }
    }
  }

  @Test
  void startsAtTheTimeSinceWhichHistoryIsObserved() {
    TestDeals deals = new TestDeals(9).wild(120, List.of("a", "b"), LEVELS, 60);
    for (double from : new double[] {10, 100, 100.25, 1000}) {
      compare(deals, new Landmarks.Grid(TestSettings.CUTOFF, 5, 200, TestDeals.back(from)));
    }
    Landmarks landmarks =
        Landmarks.of(
            deals.paths("customer_type"),
            new Landmarks.Grid(TestSettings.CUTOFF, 5, 200, TestDeals.back(100)),
            4);
    assertThat(ks(landmarks)).allMatch(k -> k <= 20).contains(20);
  }

  @Test
  void looksBackNoFurtherThanItIsTold() {
    TestDeals deals = new TestDeals(10).wild(120, List.of("a", "b"), LEVELS, 60);
    Landmarks landmarks =
        Landmarks.of(
            deals.paths("customer_type"),
            new Landmarks.Grid(TestSettings.CUTOFF, 5, 3, Long.MIN_VALUE),
            4);

    assertThat(ks(landmarks)).contains(1, 2, 3).allMatch(k -> k >= 1 && k <= 3);
  }

  @Test
  void standsFromItsEntryUpToButNotAtItsExit() {
    // Landmarks 2, 4, 6, ... days before the cutoff; in a from exactly 8 to exactly 4 days back.
    long key = TestDeals.key(1);
    Landmarks landmarks =
        Landmarks.of(
            new TestDeals(1)
                .visit(visit(key, 1, "a", 8, TestDeals.back(4)))
                .visit(visit(key, 2, "b", 4, Paths.NEVER))
                .paths(),
            new Landmarks.Grid(TestSettings.CUTOFF, 2, 60, Long.MIN_VALUE),
            1);
    List<String> rows = new ArrayList<>();
    for (int r = 0; r < landmarks.rows().size(); r++) {
      rows.add(
          landmarks.paths().stages().get(landmarks.paths().stage(landmarks.rows().visit(r)))
              + landmarks.rows().k(r)
              + " "
              + landmarks.rows().day(r));
    }

    assertThat(rows).containsExactlyInAnyOrder("a4 8", "a3 6", "b2 4", "b1 2");
    assertThat(landmarks.standing().size()).isEqualTo(1);
  }

  @Test
  void findsNoLandmarkInAVisitWithoutLength() {
    Landmarks landmarks =
        Landmarks.of(
            new TestDeals(1).deal("a", 8, 8, Paths.LOST).deal("a", 8, 8 - 1e-6, Paths.WON).paths(),
            new Landmarks.Grid(TestSettings.CUTOFF, 2, 60, Long.MIN_VALUE),
            1);

    assertThat(landmarks.rows().size()).isEqualTo(1);
    assertThat(landmarks.rows().day(0)).isZero();
    assertThat(
            landmarks
                .paths()
                .outcomeAt(landmarks.paths().deal(landmarks.rows().visit(0)), TestSettings.CUTOFF))
        .isEqualTo(Paths.WON);
  }

  @Test
  void standsStillWhereItClosesAtTheDateItself() {
    Landmarks.Grid at = new Landmarks.Grid(TestDeals.back(10), 1, 2, Long.MIN_VALUE);
    Landmarks closes = Landmarks.of(new TestDeals(1).deal("a", 20, 10, Paths.WON).paths(), at, 1);
    Landmarks closed =
        Landmarks.of(new TestDeals(1).deal("a", 20, 10.001, Paths.WON).paths(), at, 1);
    Landmarks enters = Landmarks.of(new TestDeals(1).deal("a", 10, 3, Paths.WON).paths(), at, 1);

    assertThat(closes.standing().size()).isEqualTo(1);
    assertThat(closed.standing().size()).isZero();
    assertThat(enters.standing().size()).isZero();
    assertThat(enters.rows().size()).isZero();
  }

  private static Paths.Visit visit(long deal, int number, String stage, double days, long left) {
    return TestDeals.visit(
        deal,
        number,
        stage,
        TestDeals.back(days),
        left,
        Paths.NEVER,
        Paths.OPEN,
        Paths.NO_AMOUNT,
        List.of());
  }

  private static List<Integer> ks(Landmarks landmarks) {
    List<Integer> ks = new ArrayList<>();
    for (int r = 0; r < landmarks.rows().size(); r++) {
      ks.add(landmarks.rows().k(r));
    }
    return ks;
  }

  private static void compare(TestDeals deals, Landmarks.Grid grid) {
    Paths paths = deals.paths("customer_type");
    Landmarks landmarks = Landmarks.of(paths, grid, 4);
    List<String> rows = new ArrayList<>();
    for (int r = 0; r < landmarks.rows().size(); r++) {
      rows.add(
          described(landmarks, landmarks.rows(), r, grid)
              + " outcome "
              + paths.outcomeAt(paths.deal(landmarks.rows().visit(r)), grid.at())
              + " days "
              + landmarks.rows().day(r));
    }
    List<String> standing = new ArrayList<>();
    for (int r = 0; r < landmarks.standing().size(); r++) {
      standing.add(described(landmarks, landmarks.standing(), r, grid));
    }
    List<String> naiveRows = new ArrayList<>();
    List<String> naiveStanding = new ArrayList<>();
    for (Paths.Visit visit : deals.visits()) {
      boolean known = visit.enteredAt() < grid.at();
      boolean closed = visit.closedAt() < grid.at();
      for (int k = 1; k <= grid.count() && known; k++) {
        long landmark = grid.at() - k * grid.spacingDays() * TestDeals.DAY;
        if (visit.enteredAt() <= landmark
            && landmark < visit.leftAt()
            && landmark >= grid.observedFrom()) {
          long end = closed ? visit.closedAt() : grid.at();
          naiveRows.add(
              described(visit, k)
                  + " outcome "
                  + (closed ? visit.outcome() : Paths.OPEN)
                  + " days "
                  + Math.floorDiv(end - landmark, TestDeals.DAY));
        }
      }
      if (known && !closed && visit.leftAt() >= grid.at()) {
        naiveStanding.add(described(visit, 0));
      }
    }

    assertThat(rows).containsExactlyInAnyOrderElementsOf(naiveRows);
    assertThat(standing).containsExactlyInAnyOrderElementsOf(naiveStanding);
  }

  private static String described(Paths.Visit visit, int k) {
    return visit.stageId() + " " + visit.enteredAt() + " " + visit.values() + " at " + k;
  }

  /** And its cell says where it stood, at which age. */
  private static String described(
      Landmarks landmarks, Landmarks.Rows rows, int r, Landmarks.Grid grid) {
    Paths paths = landmarks.paths();
    int visit = rows.visit(r);
    Landmarks.CellKey cell = landmarks.cells().get(rows.cell(r));
    AgeBands bands = landmarks.bands().get(cell.stage());
    double age =
        (grid.at() - rows.k(r) * grid.spacingDays() * TestDeals.DAY - paths.entered(visit))
            / (double) TestDeals.DAY;
    assertThat(cell.stage()).isEqualTo(paths.stage(visit));
    assertThat(age).isGreaterThanOrEqualTo(bands.from(cell.band()));
    assertThat(age).isLessThan(bands.to(cell.band()));
    return paths.stages().get(cell.stage())
        + " "
        + paths.entered(visit)
        + " ["
        + paths.dimensions().get(0).levels().get(cell.codes().get(0))
        + "] at "
        + rows.k(r);
  }
}
