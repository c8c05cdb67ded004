package io.plumbline.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.stats.CompetingRiskCounts;
import io.plumbline.stats.EventualOutcome;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Against what is looked up landmark by landmark. */
class FollowUpTest {

  private static final List<String> STAGES = List.of("a", "b", "c");

  @Test
  void staysHoldEveryLandmarkOnceAndOneDealAndCellEach() {
    Landmarks landmarks = landmarks();
    FollowUp followUp = landmarks.followUp();
    Set<Integer> deals = new HashSet<>();
    int row = 0;
    for (int s = 0; s < followUp.stays(); s++) {
      assertThat(followUp.firstRow(s)).isEqualTo(row);
      assertThat(followUp.firstRow(s + 1)).isGreaterThan(row);
      for (; row < followUp.firstRow(s + 1); row++) {
        int deal = deal(landmarks, landmarks.rows(), row);
        deals.add(deal);
        assertThat(followUp.deal(s)).isEqualTo(deal);
        assertThat(followUp.cell(s)).isEqualTo(landmarks.rows().cell(row));
        assertThat(followUp.bucket(s)).isEqualTo(landmarks.paths().bucket(deal));
        assertThat(followUp.outcome(s)).isEqualTo(outcome(landmarks, row));
        assertThat(followUp.outcomeOfRow(row)).isEqualTo(outcome(landmarks, row));
        assertThat(followUp.standsIn(s)).isEqualTo(standsIn(landmarks, deal));
      }
    }
    assertThat(row).isEqualTo(landmarks.rows().size()).isGreaterThan(500);
    assertThat(followUp.stays()).isLessThan(row);
    assertThat(followUp.deals()).isEqualTo(deals.size());
    assertThat(followUp.isAnyResolved()).isTrue();
  }

  @Test
  void ordersAllRowsByTheDaysThatTheyWereFollowed() {
    Landmarks landmarks = landmarks();
    int[] byDay = landmarks.followUp().byDay();
    Set<Integer> rows = new HashSet<>();
    for (int i = 0; i < byDay.length; i++) {
      rows.add(byDay[i]);
      assertThat(landmarks.rows().day(byDay[i]))
          .isGreaterThanOrEqualTo(i == 0 ? 0 : landmarks.rows().day(byDay[i - 1]));
    }
    assertThat(rows).hasSize(landmarks.rows().size()).hasSameSizeAs(byDay);
  }

  @Test
  void resolvedLandmarksStandForThoseThatWereNotFollowedSoLong() {
    Landmarks landmarks = landmarks();
    int several = 0;
    for (int r = 0; r < landmarks.rows().size(); r++) {
      double weight = landmarks.followUp().censoring(r);
      double wanted = outcome(landmarks, r) == Paths.OPEN ? 0 : 1 / followed(landmarks, r);
      assertThat(weight).isCloseTo(Math.min(50, wanted), within(1e-9));
      several += weight > 1 ? 1 : 0;
    }
    assertThat(several).isGreaterThan(20);
  }

  @Test
  void closingSharesAndCurvesAreThoseOfStageAndAgeBand() {
    Landmarks landmarks = landmarks();
    int known = 0;
    for (int c = 0; c < landmarks.cells().size(); c++) {
      Landmarks.CellKey key = landmarks.cells().get(c);
      CompetingRiskCounts stage = counts(landmarks, key.stage(), -1);
      EventualOutcome whole = EventualOutcome.of(stage.curve());
      EventualOutcome own = EventualOutcome.of(counts(landmarks, key.stage(), key.band()).curve());
      assertThat(landmarks.followUp().closes(c))
          .isEqualTo(own.isKnown() ? 1 - own.never() : whole.isKnown() ? 1 - whole.never() : 1);
      assertThat(landmarks.followUp().ofStage(key.stage()).wonBy())
          .containsExactly(stage.curve().wonBy());
      known += own.isKnown() ? 1 : 0;
    }
    assertThat(known).isGreaterThan(5);
  }

  @Test
  void aStageThatNothingHasClosedInClosesLikeThePipeline() {
    TestDeals deals = new TestDeals(8);
    for (int i = 0; i < 300; i++) {
      boolean closes = i % 2 == 0;
      double entered = 400 - i;
      double closed = entered - 10 - i % 15;
      deals.deal("a", entered, closed, closes && closed > 0 ? Paths.LOST : Paths.OPEN);
    }
    for (int i = 0; i < 20; i++) {
      deals.deal("new", 20 - i, 0, Paths.OPEN);
    }
    Landmarks landmarks =
        Landmarks.of(
            deals.paths(), new Landmarks.Grid(TestSettings.CUTOFF, 2, 300, Long.MIN_VALUE), 2);
    CompetingRiskCounts all = new CompetingRiskCounts();
    for (int r = 0; r < landmarks.rows().size(); r++) {
      Paths.count(all, outcome(landmarks, r), landmarks.rows().day(r));
    }
    double closes = 1 - EventualOutcome.of(all.curve()).never();

    int cells = 0;
    for (int c = 0; c < landmarks.cells().size(); c++) {
      if (landmarks.cells().get(c).stage() == landmarks.paths().stages().indexOf("new")) {
        assertThat(landmarks.followUp().closes(c)).isCloseTo(closes, within(1e-12));
        cells++;
      }
    }
    assertThat(cells).isPositive();
    assertThat(closes).as("many are never closed").isLessThan(0.8);
  }

  @Test
  void knowsNothingOfAPipelineWithoutLandmarks() {
    Paths paths = Paths.of(List.of(), List.of(), 8);
    FollowUp followUp =
        Landmarks.of(paths, new Landmarks.Grid(TestSettings.CUTOFF, 1, 10, Long.MIN_VALUE), 4)
            .followUp();

    assertThat(followUp.stays()).isZero();
    assertThat(followUp.deals()).isZero();
    assertThat(followUp.byDay()).isEmpty();
    assertThat(followUp.isAnyResolved()).isFalse();
  }

  private static Landmarks landmarks() {
    SplittableRandom random = new SplittableRandom(4);
    TestDeals deals = new TestDeals(1);
    for (int i = 0; i < 150; i++) {
      double entered = 1 + 120 * random.nextDouble();
      double closed = entered - 40 * random.nextDouble();
      boolean open = closed < 0.5 || random.nextDouble() < 0.2;
      deals.deal(
          STAGES.get(random.nextInt(3)),
          entered,
          Math.max(0.1, closed),
          open ? Paths.OPEN : random.nextBoolean() ? Paths.WON : Paths.LOST,
          List.of(random.nextBoolean() ? "new" : "existing"));
    }
    return Landmarks.of(
        deals.paths("customer_type"),
        new Landmarks.Grid(TestDeals.back(5), 2, 50, Long.MIN_VALUE),
        4);
  }

  private static int deal(Landmarks landmarks, Landmarks.Rows rows, int row) {
    return landmarks.paths().deal(rows.visit(row));
  }

  private static byte outcome(Landmarks landmarks, int row) {
    return landmarks
        .paths()
        .outcomeAt(deal(landmarks, landmarks.rows(), row), landmarks.grid().at());
  }

  private static int standsIn(Landmarks landmarks, int deal) {
    for (int r = 0; r < landmarks.standing().size(); r++) {
      if (deal(landmarks, landmarks.standing(), r) == deal) {
        return landmarks.standing().cell(r);
      }
    }
    return -1;
  }

  /** Kaplan-Meier of the censoring in the stage of a row, just before its day. */
  private static double followed(Landmarks landmarks, int row) {
    Landmarks.Rows rows = landmarks.rows();
    int stage = landmarks.paths().stage(rows.visit(row));
    double share = 1;
    for (int day = 0; day < rows.day(row); day++) {
      double atRisk = 0;
      double censored = 0;
      for (int r = 0; r < rows.size(); r++) {
        if (landmarks.paths().stage(rows.visit(r)) == stage) {
          boolean open = outcome(landmarks, r) == Paths.OPEN;
          atRisk += rows.day(r) > day || (rows.day(r) == day && open) ? 1 : 0;
          censored += rows.day(r) == day && open ? 1 : 0;
        }
      }
      share *= atRisk > 0 ? 1 - censored / atRisk : 1;
    }
    return share;
  }

  private static CompetingRiskCounts counts(Landmarks landmarks, int stage, int band) {
    CompetingRiskCounts counts = new CompetingRiskCounts();
    for (int r = 0; r < landmarks.rows().size(); r++) {
      Landmarks.CellKey key = landmarks.cells().get(landmarks.rows().cell(r));
      if (key.stage() == stage && (band < 0 || key.band() == band)) {
        Paths.count(counts, outcome(landmarks, r), landmarks.rows().day(r));
      }
    }
    return counts;
  }
}
