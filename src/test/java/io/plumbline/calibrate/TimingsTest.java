package io.plumbline.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.stats.CompetingRiskCounts;
import io.plumbline.stats.CompetingRiskCurve;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class TimingsTest {

  private static final CompetingRiskCurve NOTHING = new CompetingRiskCounts().curve();

  @Test
  void saysWhichShareOfWinsHasComeByWhichDay() {
    // All closed: the share of the landmarks of won deals that were so near to the close.
    TestDeals deals = new TestDeals(1);
    for (int i = 0; i < 120; i++) {
      deals.deal("a", 600 - i, 600 - i - 5 * (1 + i % 8), i % 3 == 0 ? Paths.WON : Paths.LOST);
    }
    Landmarks landmarks = landmarks(deals);
    List<Timings.Line> lines = timings(landmarks, NOTHING);
    Landmarks.Rows rows = landmarks.rows();
    for (int day = 0; day <= 60; day++) {
      int won = 0;
      int near = 0;
      for (int r = 0; r < rows.size(); r++) {
        if (landmarks.paths().outcomeAt(landmarks.paths().deal(rows.visit(r)), TestSettings.CUTOFF)
            == Paths.WON) {
          won++;
          near += rows.day(r) < day ? 1 : 0;
        }
      }
      assertThat(shareBy(lines, "a", null, day)).isCloseTo((double) near / won, within(1e-12));
    }
  }

  @Test
  void takesTheCurveOfTheStageWhereABandHasFewWins() {
    TestDeals deals = new TestDeals(2);
    for (int i = 0; i < 200; i++) {
      // Nine of those that stay long win.
      boolean stays = i % 2 == 0;
      boolean won = stays ? i < 18 : i % 3 == 0;
      deals.deal("a", 700 - i, 700 - i - (stays ? 60 : 8), won ? Paths.WON : Paths.LOST);
    }
    Landmarks landmarks = landmarks(deals);
    List<Timings.Line> lines = timings(landmarks, NOTHING);
    AgeBands bands = landmarks.bands().get(0);
    String oldest = bands.label(bands.count() - 1);

    assertThat(points(lines, "a", oldest)).isEqualTo(points(lines, "a", null));
    assertThat(points(lines, "a", bands.label(0))).isNotEqualTo(points(lines, "a", null));
  }

  @Test
  void takesTheCurveOfAllStagesWhereAStageHasNoWinYet() {
    TestDeals deals = new TestDeals(5);
    for (int i = 0; i < 120; i++) {
      deals.deal("a", 600 - i, 600 - i - 5 * (1 + i % 8), i % 3 == 0 ? Paths.WON : Paths.LOST);
    }
    for (int i = 1; i < 10; i++) {
      deals.deal("new", 3 * i, 0, Paths.OPEN);
    }
    deals.deal("since yesterday", 1, 0, Paths.OPEN);
    Landmarks landmarks = landmarks(deals);
    List<Timings.Line> lines = timings(landmarks, NOTHING);

    Landmarks.Rows rows = landmarks.rows();
    double[] confidences =
        ConfidenceModel.fit(landmarks, CalibrationSettings.BUCKETS, Method.STAGE_AGE.form())
            .confidences();
    CompetingRiskCounts all = new CompetingRiskCounts();
    double sum = 0;
    for (int r = 0; r < rows.size(); r++) {
      int deal = landmarks.paths().deal(rows.visit(r));
      byte outcome = landmarks.paths().outcomeAt(deal, TestSettings.CUTOFF);
      Paths.count(all, outcome, rows.day(r));
      sum += confidences[rows.cell(r)];
    }
    for (String stage : List.of("new", "since yesterday")) {
      for (int day = 1; day <= 40; day++) {
        assertThat(shareBy(lines, stage, null, day))
            .as(stage + " " + day)
            .isCloseTo(Math.min(1, all.curve().wonBy(day - 1) / (sum / rows.size())), within(1e-9));
      }
      AgeBands bands = landmarks.bands().get(landmarks.paths().stages().indexOf(stage));
      assertThat(points(lines, stage, bands.label(0)))
          .isEqualTo(points(lines, stage, null))
          .isNotEmpty();
    }
  }

  @Test
  void growsAndEndsAtOneDailyAtFirstAndWeeklyThen() {
    CompetingRiskCounts counts = new CompetingRiskCounts();
    for (int day = 0; day <= 1300; day++) {
      counts.won(day, 1);
      counts.lost(day, 2);
    }
    List<Timings.Line> lines =
        timings(landmarks(new TestDeals(3).deal("a", 90, 50, Paths.WON)), counts.curve()).stream()
            .filter(line -> line.stageId() == null)
            .toList();

    for (int i = 1; i < lines.size(); i++) {
      assertThat(lines.get(i).day()).isGreaterThan(lines.get(i - 1).day());
      assertThat(lines.get(i).shareOfWins()).isGreaterThan(lines.get(i - 1).shareOfWins());
    }
    assertThat(lines).filteredOn(line -> line.day() <= 61).hasSize(61);
    assertThat(lines.get(61).day() - lines.get(60).day()).isLessThanOrEqualTo(7);
    assertThat(lines.get(63).day() - lines.get(62).day()).isEqualTo(7);
    // Counted days are whole days gone by: day 1 is over at the end of the second.
    assertThat(lines.get(1).day()).isEqualTo(2);
    assertThat(lines.get(1).shareOfWins()).isCloseTo(2 / 1301.0, within(1e-9));
    assertThat(lines.get(lines.size() - 1).day()).isEqualTo(1101);
  }

  @Test
  void saysNothingWithoutWins() {
    Landmarks landmarks =
        landmarks(new TestDeals(4).deal("a", 90, 50, Paths.LOST).deal("a", 90, 0, Paths.OPEN));

    assertThat(timings(landmarks, NOTHING)).isEmpty();
  }

  private static double shareBy(List<Timings.Line> lines, String stage, String band, int day) {
    return lines.stream()
        .filter(line -> Objects.equals(line.stageId(), stage))
        .filter(line -> Objects.equals(line.ageBand(), band))
        .filter(line -> line.day() <= day)
        .mapToDouble(Timings.Line::shareOfWins)
        .max()
        .orElse(0);
  }

  private static List<String> points(List<Timings.Line> lines, String stage, String band) {
    return lines.stream()
        .filter(line -> Objects.equals(line.stageId(), stage))
        .filter(line -> Objects.equals(line.ageBand(), band))
        .map(line -> line.day() + " " + line.shareOfWins())
        .toList();
  }

  private static Landmarks landmarks(TestDeals deals) {
    return Landmarks.of(
        deals.paths(), new Landmarks.Grid(TestSettings.CUTOFF, 2, 500, Long.MIN_VALUE), 4);
  }

  private static List<Timings.Line> timings(Landmarks landmarks, CompetingRiskCurve fromCreation) {
    ConfidenceModel model =
        ConfidenceModel.fit(landmarks, CalibrationSettings.BUCKETS, Method.STAGE_AGE.form());
    return Timings.of(model, fromCreation);
  }
}
