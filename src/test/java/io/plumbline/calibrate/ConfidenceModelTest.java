package io.plumbline.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.calibrate.ConfidenceModel.Form;
import io.plumbline.calibrate.ConfidenceModel.Form.Detail;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

class ConfidenceModelTest {

  private static final String[] DIMENSIONS = {"customer_type", "size_band"};
  private static final List<List<String>> LEVELS =
      List.of(List.of("new", "existing"), List.of("0-10", "10-100", "100+"));
  private static final List<String> STAGES = List.of("a", "b", "c");
  private static final List<String> SIZES =
      List.of(
          "0-10", "10-30", "30-100", "100-300", "300-1000", "1000-3000", "3000-10000", "10000+");
  private static final int BANDS = 3;

  /**
   * The design effects double with the deals, but the sweeps end before the last digits, and a cell
   * of the full model trusts its own deals more that are twice as many.
   */
  private static final Map<Detail, Double> MOST_BY_DOUBLING =
      Map.of(Detail.STAGE, 1e-3, Detail.STAGE_AGE, 5e-3, Detail.STAGE_AGE_SEGMENT, 0.1);

  /** Effects of stage, type and size add up on the log odds. */
  private static double additive(String stage, List<String> values) {
    double logOdds =
        -1
            + 0.9 * STAGES.indexOf(stage)
            + (values.get(0).equals("existing") ? 0.8 : 0)
            - (values.get(1).equals("0-10") ? 0 : 0.5 * Math.log10(from(values.get(1))));
    return 1 / (1 + Math.exp(-logOdds));
  }

  private static double from(String band) {
    return Double.parseDouble(band.replaceAll("[-+].*", ""));
  }

  @Test
  void knowsNothingOfWhatHappensAfterItsDate() {
    double daysBack = 90;
    TestDeals deals = new TestDeals(1).wild(500, STAGES, LEVELS, 40);
    long at = TestDeals.back(daysBack);
    TestDeals truncated = new TestDeals(1);
    for (Paths.Visit visit : deals.visits()) {
      if (visit.enteredAt() < at) {
        boolean open = visit.closedAt() >= at;
        truncated.visit(
            TestDeals.visit(
                visit.deal(),
                visit.number(),
                visit.stageId(),
                visit.enteredAt(),
                visit.leftAt() >= at ? Paths.NEVER : visit.leftAt(),
                open ? Paths.NEVER : visit.closedAt(),
                open ? Paths.OPEN : visit.outcome(),
                visit.cents(),
                visit.values()));
      }
    }
    assertThat(truncated.visits()).hasSizeLessThan(deals.visits().size() - 20);

    for (Detail detail : Detail.values()) {
      Form form = new Form(detail, 200);
      Map<String, Double> known = confidences(truncated.visits(), at, form);
      assertThat(known).hasSizeGreaterThan(9);
      assertThat(confidences(deals.visits(), at, form)).isEqualTo(known);
    }
  }

  @Test
  void doesNotDependOnTheOrderOfTheVisits() {
    List<Paths.Visit> visits = new ArrayList<>(simulated(2, 400).visits());
    Map<String, Double> expected = confidences(visits, TestSettings.CUTOFF, full());
    Collections.shuffle(visits, new Random(7));

    assertThat(confidences(visits, TestSettings.CUTOFF, full())).isEqualTo(expected);
  }

  @Test
  void doesNotDependOnTheCalendar() {
    List<Paths.Visit> visits = simulated(3, 400).visits();
    long shift = 1234 * TestDeals.DAY;
    List<Paths.Visit> later =
        visits.stream()
            .map(
                visit ->
                    TestDeals.visit(
                        visit.deal(),
                        visit.number(),
                        visit.stageId(),
                        visit.enteredAt() + shift,
                        visit.leftAt() == Paths.NEVER ? Paths.NEVER : visit.leftAt() + shift,
                        visit.closedAt() == Paths.NEVER ? Paths.NEVER : visit.closedAt() + shift,
                        visit.outcome(),
                        visit.cents(),
                        visit.values()))
            .toList();

    assertThat(confidences(later, TestSettings.CUTOFF + shift, full()))
        .isEqualTo(confidences(visits, TestSettings.CUTOFF, full()));
  }

  @Test
  void doesNotDependOnTheNamesOfStagesAndValues() {
    List<Paths.Visit> visits = simulated(4, 400).visits();
    Map<String, String> names = Map.of("a", "z", "b", "y", "c", "x", "new", "2", "existing", "1");
    List<Paths.Visit> renamed =
        visits.stream()
            .map(
                visit ->
                    TestDeals.visit(
                        visit.deal(),
                        visit.number(),
                        names.get(visit.stageId()),
                        visit.enteredAt(),
                        visit.leftAt(),
                        visit.closedAt(),
                        visit.outcome(),
                        visit.cents(),
                        List.of(names.get(visit.values().get(0)), visit.values().get(1))))
            .toList();
    Map<String, Double> before = confidences(visits, TestSettings.CUTOFF, full());
    Map<String, Double> after = confidences(renamed, TestSettings.CUTOFF, full());

    assertThat(after).hasSameSizeAs(before);
    before.forEach(
        (cell, confidence) -> {
          String[] parts = cell.split("\\|", -1);
          String other =
              names.get(parts[0]) + "|" + parts[1] + "|" + names.get(parts[2]) + "|" + parts[3];
          // A sweep visits the same blocks in the same order: only rounding differs.
          assertThat(after.get(other)).as(cell).isCloseTo(confidence, within(1e-6));
        });
  }

  @Test
  void saysAlmostTheSameOfTwiceTheSameDeals() {
    for (Detail detail : Detail.values()) {
      Form form = new Form(detail, Double.POSITIVE_INFINITY);
      List<Paths.Visit> visits = simulated(5, 600).visits();
      List<Paths.Visit> twice = new ArrayList<>(visits);
      // The next key of the same bucket.
      visits.forEach(visit -> twice.add(withKey(visit, visit.deal() + 64)));
      Map<String, Double> once = confidences(visits, TestSettings.CUTOFF, form);
      Map<String, Double> doubled = confidences(twice, TestSettings.CUTOFF, form);

      assertThat(mostDifference(once, doubled))
          .as(detail.name())
          .isLessThan(MOST_BY_DOUBLING.get(detail));
    }
  }

  @Test
  void saysAlmostTheSameInOtherBuckets() {
    List<Paths.Visit> visits = simulated(6, 2000).visits();
    List<Paths.Visit> others =
        visits.stream().map(visit -> withKey(visit, TestDeals.key(visit.deal()))).toList();
    double most =
        mostDifference(
            confidences(visits, TestSettings.CUTOFF, full()),
            confidences(others, TestSettings.CUTOFF, full()));
    assertThat(most).isLessThan(0.02);
  }

  @Test
  void recoversEffectsOfStageAndSegments() {
    TestDeals deals = simulated(7, 12_000);
    ConfidenceModel model = model(deals.visits(), TestSettings.CUTOFF, full());
    Landmarks landmarks = model.landmarks();
    double most = 0;
    for (int c = 0; c < landmarks.cells().size(); c++) {
      if (model.ownDeals(c) >= 30) {
        most = Math.max(most, Math.abs(model.confidence(c) - truth(landmarks, c)));
      }
    }
    assertThat(most).isLessThan(0.1);
    assertThat(rootMeanSquare(model, model::confidence)).isLessThan(0.03);
  }

  @Test
  void recoversTheEffectOfAge() {
    // Half of those that leave within 20 days win, of the others a tenth; stays of 30 days on
    // average forget their age: younger than 20 - x days, a deal at age x leaves early with
    // 1 - exp(-(20 - x) / 30).
    TestDeals deals =
        new TestDeals(8)
            .single(
                8000,
                List.of("a"),
                List.of(List.of("new"), List.of("0+")),
                30,
                700,
                (stage, values, age, before) -> age < 20 ? 0.5 : 0.1);
    ConfidenceModel model = model(deals.visits(), TestSettings.CUTOFF, full());
    Landmarks landmarks = model.landmarks();
    AgeBands bands = landmarks.bands().get(0);
    double[] rate = new double[bands.count()];
    for (int c = 0; c < landmarks.cells().size(); c++) {
      rate[landmarks.cells().get(c).band()] = model.confidence(c);
    }
    for (int b = 0; b < rate.length; b++) {
      assertThat(rate[b])
          .as(bands.label(b))
          .isCloseTo(ageTruth(bands.from(b), bands.to(b)), within(0.04));
    }
    assertThat(rate[0]).isGreaterThan(rate[rate.length - 1] + 0.1);
  }

  /** Mean confidence over the ages of a band, which thin out as exp(-age / 30). */
  private static double ageTruth(double from, double to) {
    double sum = 0;
    double weight = 0;
    for (double age = from; age < Math.min(to, 300); age += 0.01) {
      double early = age < 20 ? 1 - Math.exp(-(20 - age) / 30) : 0;
      sum += Math.exp(-age / 30) * (0.5 * early + 0.1 * (1 - early));
      weight += Math.exp(-age / 30);
    }
    return sum / weight;
  }

  @Test
  void saysWhatStandingInAnEarlierStageOfAFunnelIsWorth() {
    TestDeals deals =
        new TestDeals(9)
            .funnel(
                6000,
                STAGES,
                new double[] {0.5, 0.6, 0.7},
                List.of(List.of("new"), List.of("0+")),
                20,
                800);
    ConfidenceModel model = model(deals.visits(), TestSettings.CUTOFF, full());
    double[] truth = {0.5 * 0.6 * 0.7, 0.6 * 0.7, 0.7};
    for (int c = 0; c < model.landmarks().cells().size(); c++) {
      assertThat(model.confidence(c))
          .isCloseTo(truth[model.landmarks().cells().get(c).stage()], within(0.06));
    }
  }

  @Test
  void beatsTheRawCellAndThePooledStageWhereCellsAreSmall() {
    double resolved = 0;
    double ofModel = 0;
    double ofCell = 0;
    double ofStage = 0;
    int seeds = 40;
    for (int seed = 0; seed < seeds; seed++) {
      // 3 stages x 2 x 8 = 48 cells of about 5 closed deals that stood there at a landmark.
      TestDeals deals =
          new TestDeals(100 + seed)
              .single(
                  270,
                  STAGES,
                  List.of(LEVELS.get(0), SIZES),
                  20,
                  500,
                  (stage, values, age, before) -> additive(stage, values));
      Landmarks landmarks =
          Landmarks.of(
              Paths.of(deals.visits(), List.of(DIMENSIONS), 64),
              new Landmarks.Grid(TestSettings.CUTOFF, 2, 250, Long.MIN_VALUE),
              1);
      ConfidenceModel full = ConfidenceModel.fit(landmarks, 64, full());
      double[][] byCell = new double[landmarks.cells().size()][2];
      double[][] byStage = new double[STAGES.size()][2];
      Set<Integer> seen = new HashSet<>();
      for (int r = 0; r < landmarks.rows().size(); r++) {
        int deal = landmarks.paths().deal(landmarks.rows().visit(r));
        byte outcome = landmarks.paths().outcomeAt(deal, TestSettings.CUTOFF);
        if (outcome != Paths.OPEN && seen.add(deal)) {
          int cell = landmarks.rows().cell(r);
          for (double[] counts :
              List.of(byCell[cell], byStage[landmarks.cells().get(cell).stage()])) {
            counts[0] += outcome == Paths.WON ? 1 : 0;
            counts[1]++;
          }
        }
      }
      resolved += seen.size() / (double) byCell.length / seeds;
      ofModel += rootMeanSquare(full, full::confidence);
      ofCell += rootMeanSquare(full, c -> byCell[c][1] > 0 ? byCell[c][0] / byCell[c][1] : 0.5);
      ofStage +=
          rootMeanSquare(
              full,
              c -> {
                double[] counts = byStage[landmarks.cells().get(c).stage()];
                return counts[0] / counts[1];
              });
    }
    assertThat(resolved).isBetween(4.5, 5.5);
    assertThat(ofModel).isLessThan(0.7 * ofCell).isLessThan(0.95 * ofStage);
  }

  @Test
  void takesNotMoreThanItsShareFromDealsThatNeverClose() {
    // A third is forgotten and stands open for ever; of the others half win.
    TestDeals deals = new TestDeals(11);
    List<String> values = List.of("new", "0+");
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 3000; i++) {
      double created = random.nextDouble() * 1500;
      double stay = -15 * Math.log1p(-random.nextDouble());
      if (i % 3 == 0 || stay > created) {
        deals.deal("a", created, 0, Paths.OPEN, values);
      } else {
        deals.deal(
            "a", created, created - stay, random.nextBoolean() ? Paths.WON : Paths.LOST, values);
      }
    }
    Landmarks landmarks =
        Landmarks.of(
            Paths.of(deals.visits(), List.of(DIMENSIONS), 64),
            new Landmarks.Grid(TestSettings.CUTOFF, 3, 60, Long.MIN_VALUE),
            6);
    ConfidenceModel model = ConfidenceModel.fit(landmarks, 64, full());
    // At any time 2000 / 1500 * 15 = 20 stand that will close, none of them for 250 days, and of
    // the
    // forgotten 1000 / 1500 a day: 167 of up to 250 days.
    for (int c = 0; c < landmarks.cells().size(); c++) {
      int band = landmarks.cells().get(c).band();
      double close = band == 0 ? 20 / 187.0 : 0;
      assertThat(landmarks.bands().get(0).label(0)).isEqualTo("0-250");
      assertThat(model.closes(c)).isCloseTo(close, within(0.03));
      assertThat(model.confidence(c)).isCloseTo(close / 2, within(0.02));
    }
  }

  @Test
  void staysInBoundsWhateverThereIs() {
    Map<String, TestDeals> cases = new TreeMap<>();
    cases.put("no visits", new TestDeals(1));
    cases.put("one won", new TestDeals(1).deal("a", 50, 20, Paths.WON, List.of("new", "0+")));
    cases.put("one lost", new TestDeals(1).deal("a", 50, 20, Paths.LOST, List.of("new", "0+")));
    cases.put("one open", new TestDeals(1).deal("a", 50, 20, Paths.OPEN, List.of("new", "0+")));
    cases.put("all won", sure(1));
    cases.put("all lost", sure(0));
    TestDeals open = new TestDeals(1);
    TestDeals oneDay = new TestDeals(1);
    TestDeals zero = new TestDeals(1);
    for (int i = 0; i < 90; i++) {
      List<String> values = List.of(LEVELS.get(0).get(i % 2), LEVELS.get(1).get(i % 3));
      byte outcome = i % 4 == 0 ? Paths.WON : Paths.LOST;
      open.deal(STAGES.get(i % 3), 5 + i, 0, Paths.OPEN, values);
      oneDay.deal("a", 60, 20, outcome, values);
      zero.deal("a", 60, 60, outcome, values);
    }
    cases.put("all open", open);
    cases.put("one day", oneDay);
    cases.put("visits without length", zero);
    for (int seed = 0; seed < 30; seed++) {
      cases.put("wild " + seed, new TestDeals(seed).wild(1 + seed * 3, STAGES, LEVELS, 1 + seed));
    }
    cases.forEach(
        (name, deals) -> {
          for (Detail detail : Detail.values()) {
            for (double halfLife : new double[] {Double.POSITIVE_INFINITY, 30, 0.1}) {
              ConfidenceModel model =
                  model(deals.visits(), TestSettings.CUTOFF, new Form(detail, halfLife));
              double[] none = new double[64];
              none[5] = 64;
              List<ConfidenceModel> all =
                  List.of(model, model.resampled(none, new SplittableRandom(1)));
              for (ConfidenceModel of : all) {
                for (int c = 0; c < of.landmarks().cells().size(); c++) {
                  assertThat(of.confidence(c)).as(name + detail + halfLife).isBetween(0.0, 1.0);
                  assertThat(of.additive(c)).as(name).isBetween(0.0, 1.0);
                  assertThat(of.closes(c)).as(name).isBetween(0.0, 1.0);
                  assertThat(of.weight(c)).as(name).isNotNegative().isFinite();
                  for (int d = ConfidenceModel.AGE; d < 2; d++) {
                    assertThat(of.contributions(d)[c]).as(name).isFinite();
                  }
                }
              }
              assertThat(model.isKnown())
                  .as(name)
                  .isEqualTo(
                      !List.of("no visits", "one open", "all open", "visits without length")
                                  .contains(name)
                              && !name.startsWith("wild")
                          || name.startsWith("wild") && hasResolved(model));
            }
          }
        });
    assertThat(cases).hasSize(39);
  }

  private static boolean hasResolved(ConfidenceModel model) {
    Landmarks landmarks = model.landmarks();
    for (int r = 0; r < landmarks.rows().size(); r++) {
      int deal = landmarks.paths().deal(landmarks.rows().visit(r));
      if (landmarks.paths().outcomeAt(deal, landmarks.grid().at()) != Paths.OPEN) {
        return true;
      }
    }
    return false;
  }

  @Test
  void predictsFewWinsWithoutAnyAndManyWithoutAnyLoss() {
    for (int won : new int[] {0, 1}) {
      ConfidenceModel model = model(sure(won).visits(), TestSettings.CUTOFF, full());
      for (int c = 0; c < model.landmarks().cells().size(); c++) {
        assertThat(model.confidence(c)).isCloseTo(won, within(0.06)).isStrictlyBetween(0.0, 1.0);
      }
    }
  }

  @Test
  void leavesSegmentsOutOfTheSimplerModels() {
    List<Paths.Visit> visits = simulated(12, 800).visits();
    ConfidenceModel stage =
        model(visits, TestSettings.CUTOFF, new Form(Detail.STAGE, Double.POSITIVE_INFINITY));
    ConfidenceModel age =
        model(visits, TestSettings.CUTOFF, new Form(Detail.STAGE_AGE, Double.POSITIVE_INFINITY));
    ConfidenceModel full = model(visits, TestSettings.CUTOFF, full());

    assertThat(distinct(stage, c -> stage.landmarks().cells().get(c).stage())).isEqualTo(3);
    assertThat(
            distinct(
                age,
                c ->
                    BANDS * age.landmarks().cells().get(c).stage()
                        + age.landmarks().cells().get(c).band()))
        .isEqualTo(9);
    assertThat(stage.uses(ConfidenceModel.AGE)).isFalse();
    assertThat(age.uses(ConfidenceModel.AGE)).isTrue();
    assertThat(age.uses(0)).isFalse();
    assertThat(full.uses(0)).isTrue();
    assertThat(full.uses(1)).isTrue();
  }

  @Test
  void countsOldEvidenceLessWithAHalfLife() {
    TestDeals deals =
        new TestDeals(13)
            .single(
                4000,
                List.of("a"),
                List.of(List.of("new"), List.of("0+")),
                10,
                600,
                (stage, values, age, before) -> before > 300 ? 0.2 : 0.6);
    double all = stageMean(deals, Double.POSITIVE_INFINITY);
    double recent = stageMean(deals, 40);

    assertThat(all).isBetween(0.3, 0.5);
    assertThat(recent).isCloseTo(0.6, within(0.05));
  }

  private static double stageMean(TestDeals deals, double halfLife) {
    Landmarks landmarks =
        Landmarks.of(
            Paths.of(deals.visits(), List.of(DIMENSIONS), 64),
            new Landmarks.Grid(TestSettings.CUTOFF, 5, 200, Long.MIN_VALUE),
            1);
    return ConfidenceModel.fit(landmarks, 64, new Form(Detail.STAGE, halfLife)).confidence(0);
  }

  /** How many different confidences there are, one per group. */
  private static long distinct(
      ConfidenceModel model, java.util.function.IntUnaryOperator groupOfCell) {
    Map<Integer, Double> first = new TreeMap<>();
    for (int c = 0; c < model.landmarks().cells().size(); c++) {
      double before = first.computeIfAbsent(groupOfCell.applyAsInt(c), g -> Double.NaN);
      if (Double.isNaN(before)) {
        first.put(groupOfCell.applyAsInt(c), model.additive(c));
      } else {
        assertThat(model.additive(c)).isCloseTo(before, within(1e-12));
      }
    }
    return first.values().stream().distinct().count();
  }

  private static TestDeals sure(double won) {
    return new TestDeals(14).single(300, STAGES, LEVELS, 20, 500, (s, v, age, before) -> won);
  }

  private static TestDeals simulated(long seed, int deals) {
    return new TestDeals(seed)
        .single(
            deals,
            STAGES,
            LEVELS,
            20,
            500,
            (stage, values, age, before) -> additive(stage, values));
  }

  private static Form full() {
    return new Form(Detail.STAGE_AGE_SEGMENT, Double.POSITIVE_INFINITY);
  }

  private static Paths.Visit withKey(Paths.Visit visit, long deal) {
    return TestDeals.visit(
        deal,
        visit.number(),
        visit.stageId(),
        visit.enteredAt(),
        visit.leftAt(),
        visit.closedAt(),
        visit.outcome(),
        visit.cents(),
        visit.values());
  }

  private static Landmarks landmarks(List<Paths.Visit> visits, long at, int bands) {
    return Landmarks.of(
        Paths.of(visits, List.of(DIMENSIONS), 64),
        new Landmarks.Grid(at, 4, 60, Long.MIN_VALUE),
        bands);
  }

  private static ConfidenceModel model(List<Paths.Visit> visits, long at, Form form) {
    return ConfidenceModel.fit(landmarks(visits, at, BANDS), 64, form);
  }

  private static List<String> values(Paths paths, Landmarks.CellKey key) {
    List<String> values = new ArrayList<>();
    for (int d = 0; d < key.codes().size(); d++) {
      values.add(paths.dimensions().get(d).levels().get(key.codes().get(d)));
    }
    return values;
  }

  private static double truth(Landmarks landmarks, int cell) {
    Landmarks.CellKey key = landmarks.cells().get(cell);
    return additive(landmarks.paths().stages().get(key.stage()), values(landmarks.paths(), key));
  }

  private static double rootMeanSquare(ConfidenceModel model, ToDoubleFunction<Integer> estimate) {
    double sum = 0;
    int n = model.landmarks().cells().size();
    for (int c = 0; c < n; c++) {
      double error = estimate.applyAsDouble(c) - truth(model.landmarks(), c);
      sum += error * error / n;
    }
    return Math.sqrt(sum);
  }

  private static double mostDifference(Map<String, Double> one, Map<String, Double> other) {
    assertThat(other.keySet()).isEqualTo(one.keySet());
    return one.entrySet().stream()
        .mapToDouble(entry -> Math.abs(entry.getValue() - other.get(entry.getKey())))
        .max()
        .orElseThrow();
  }

  /** By stage, band and values. */
  private static Map<String, Double> confidences(List<Paths.Visit> visits, long at, Form form) {
    ConfidenceModel model = model(visits, at, form);
    Landmarks landmarks = model.landmarks();
    Map<String, Double> all = new TreeMap<>();
    for (int c = 0; c < landmarks.cells().size(); c++) {
      Landmarks.CellKey key = landmarks.cells().get(c);
      all.put(
          landmarks.paths().stages().get(key.stage())
              + "|"
              + landmarks.bands().get(key.stage()).label(key.band())
              + "|"
              + String.join("|", values(landmarks.paths(), key)),
          model.confidence(c));
    }
    return all;
  }
}
