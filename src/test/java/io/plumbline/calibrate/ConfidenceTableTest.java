package io.plumbline.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.calibrate.ConfidenceModel.Form;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ConfidenceTableTest {

  private static final List<List<String>> LEVELS =
      List.of(List.of("new", "existing"), List.of("0-10", "10+"), List.of("EMEA", "US"));
  private static final String[] DIMENSIONS = {"customer_type", "size_band", "region"};
  private static final List<Stage> STAGES =
      List.of(
          new Stage("a", "A", 1, 0.2),
          new Stage("b", "B", 2, Double.NaN),
          new Stage("never", "N", 3, 0.9));

  private static ConfidenceModel model;
  private static ConfidenceTable table;
  private static List<Line> lines;

  /** Existing customers win far more, regions all the same. */
  @BeforeAll
  static void build() {
    TestDeals deals =
        new TestDeals(1)
            .single(
                3000,
                List.of("a", "b", "closed"),
                LEVELS,
                25,
                400,
                (stage, values, age, before) ->
                    (stage.equals("b") ? 0.2 : 0) + (values.get(0).equals("new") ? 0.1 : 0.6))
            // A combination that stands today and never stood before.
            .deal("a", 0.5, 0, Paths.OPEN, List.of("partner", "unknown", "US"));
    model = model(deals);
    table = ConfidenceTable.of(model, TestSettings.of(DIMENSIONS).build());
    lines = table.lines(STAGES);
  }

  @Test
  void averagesTheStageOverItsLandmarks() {
    Landmarks landmarks = model.landmarks();
    for (String stage : List.of("a", "b")) {
      double sum = 0;
      int n = 0;
      for (int r = 0; r < landmarks.rows().size(); r++) {
        if (stageOf(landmarks.rows().visit(r)).equals(stage)) {
          sum += model.confidence(landmarks.rows().cell(r));
          n++;
        }
      }
      assertThat(lines("stage", stage)).hasSize(1);
      assertThat(lines("stage", stage).get(0).confidence()).isCloseTo(sum / n, within(1e-9));
      assertThat(model.stageAverages()[landmarks.paths().stages().indexOf(stage)])
          .as("what past dates are tested with")
          .isCloseTo(sum / n, within(1e-9));
    }
  }

  @Test
  void hasALineForEveryStandingDeal() {
    Landmarks landmarks = model.landmarks();
    Set<String> cells = new HashSet<>();
    for (Line line : lines) {
      if (line.level().equals("cell")) {
        assertThat(
                cells.add(
                    String.join(
                        "|",
                        line.stage().id(),
                        line.bandLabel(),
                        line.customerType(),
                        line.sizeBand(),
                        line.attributes())))
            .isTrue();
      }
    }
    int standing = 0;
    for (int r = 0; r < landmarks.standing().size(); r++) {
      int visit = landmarks.standing().visit(r);
      Landmarks.CellKey key = landmarks.cells().get(landmarks.standing().cell(r));
      if (!stageOf(visit).equals("closed")) {
        standing++;
        assertThat(cells)
            .contains(
                String.join(
                    "|",
                    stageOf(visit),
                    landmarks.bands().get(key.stage()).label(key.band()),
                    value(0, visit),
                    value(1, visit),
                    "region=" + value(2, visit)));
      }
    }
    assertThat(standing).isGreaterThan(20);
  }

  @Test
  void countsDistinctDealsOfEveryGroup() {
    Landmarks landmarks = model.landmarks();
    Paths paths = landmarks.paths();
    for (Line line : lines) {
      Map<Byte, Set<Integer>> deals = new HashMap<>();
      for (int r = 0; r < landmarks.rows().size(); r++) {
        int visit = landmarks.rows().visit(r);
        Landmarks.CellKey key = landmarks.cells().get(landmarks.rows().cell(r));
        AgeBands bands = landmarks.bands().get(key.stage());
        String region = "region=" + value(2, visit);
        if (stageOf(visit).equals(line.stage().id())
            && (line.bandLabel() == null || line.bandLabel().equals(bands.label(key.band())))
            && (line.customerType() == null || line.customerType().equals(value(0, visit)))
            && (line.sizeBand() == null || line.sizeBand().equals(value(1, visit)))
            && (line.attributes() == null || line.attributes().equals(region))) {
          byte outcome = paths.outcomeAt(paths.deal(visit), TestSettings.CUTOFF);
          deals.computeIfAbsent(outcome, o -> new HashSet<>()).add(paths.deal(visit));
        }
      }
      assertThat(line.won()).isEqualTo(deals.getOrDefault(Paths.WON, Set.of()).size());
      assertThat(line.lost()).isEqualTo(deals.getOrDefault(Paths.LOST, Set.of()).size());
      assertThat(line.open()).isEqualTo(deals.getOrDefault(Paths.OPEN, Set.of()).size());
      assertThat(line.effectiveN()).isBetween(0.0, line.resolved() + 1e-9);
    }
    assertThat(lines).extracting(Line::level).contains("region", "size_band", "age_band");
  }

  @Test
  void putsEveryEstimateIntoItsInterval() {
    for (Line line : lines) {
      assertThat(line.confidence()).isBetween(0.0, 1.0);
      assertThat(line.interval().low()).isBetween(0.0, line.confidence());
      assertThat(line.interval().high()).isBetween(line.confidence(), 1.0);
      assertThat(line.interval().width()).isPositive();
      assertThat(line.borrowedShare()).isBetween(0.0, 1.0);
    }
  }

  @Test
  void borrowsAllWhereNothingWasSeen() {
    Line partner =
        lines("cell", "a").stream()
            .filter(line -> Objects.equals(line.customerType(), "partner"))
            .findFirst()
            .orElseThrow();

    assertThat(partner.resolved() + partner.open()).isZero();
    assertThat(partner.effectiveN()).isZero();
    assertThat(partner.borrowedShare()).isEqualTo(1);
    assertThat(partner.borrowedFrom()).isEqualTo("a: sum of the effects of age and segment");
    assertThat(partner.interval().width())
        .isGreaterThan(lines("stage", "a").get(0).interval().width());
  }

  @Test
  void saysWhatDrivesACell() {
    for (Line line : lines) {
      if (!line.level().equals("cell")) {
        assertThat(line.drivers()).isEmpty();
      } else if (line.resolved() >= 5) {
        double ofStage = lines("stage", line.stage().id()).get(0).confidence();
        boolean isNew = line.customerType().equals("new");
        String text = line.drivers().get(0);
        assertThat(text)
            .matches((isNew ? "new" : "existing") + " customer: 0\\.\\d\\d instead of 0\\.\\d\\d");
        double now = Double.parseDouble(text.replaceAll(".*: (\\S+) instead.*", "$1"));
        double without = Double.parseDouble(text.replaceAll(".* of ", ""));
        assertThat(now).isCloseTo(line.confidence(), within(0.0051));
        assertThat(now < without).isEqualTo(isNew);
        assertThat(without).isCloseTo(ofStage, within(0.25));
      }
      assertThat(line.drivers()).hasSizeLessThanOrEqualTo(3);
    }
  }

  @Test
  void weighsEffectsSoThatTheyAddUpToNothing() {
    Landmarks landmarks = model.landmarks();
    List<ConfidenceTable.Effect> effects = table.effects(STAGES);
    for (String stage : List.of("a", "b")) {
      for (int d = 0; d < DIMENSIONS.length; d++) {
        Map<String, Double> weights = new TreeMap<>();
        for (int r = 0; r < landmarks.rows().size(); r++) {
          if (stageOf(landmarks.rows().visit(r)).equals(stage)) {
            weights.merge(value(d, landmarks.rows().visit(r)), 1.0, Double::sum);
          }
        }
        double sum = 0;
        Set<String> values = new TreeSet<>();
        for (ConfidenceTable.Effect effect : effects) {
          if (effect.stage().id().equals(stage) && effect.dimension().equals(DIMENSIONS[d])) {
            sum += weights.getOrDefault(effect.value(), 0.0) * effect.logOdds();
            values.add(effect.value());
          }
        }
        assertThat(values).containsAll(weights.keySet());
        assertThat(sum / landmarks.rows().size()).isCloseTo(0, within(1e-6));
      }
    }
  }

  @Test
  void measuresEffects() {
    for (ConfidenceTable.Effect effect : table.effects(STAGES)) {
      assertThat(effect.logOddsInterval().contains(effect.logOdds())).isTrue();
      assertThat(effect.pointsInterval().contains(effect.points())).isTrue();
      assertThat(Math.signum(effect.points())).isEqualTo(Math.signum(effect.logOdds()));
      if (effect.dimension().equals("region")) {
        assertThat(effect.logOdds()).isCloseTo(0, within(0.2));
        assertThat(effect.logOddsInterval().contains(0)).isTrue();
      }
    }
    // Stage a: log odds of 0.6 less those of 0.1 are 2.6, of 0.8 less those of 0.3 are 2.2 in b.
    assertThat(effect("a", "existing").logOdds() - effect("a", "new").logOdds())
        .isCloseTo(2.6, within(0.6));
    assertThat(effect("b", "existing").logOdds() - effect("b", "new").logOdds())
        .isCloseTo(2.2, within(0.6));
    assertThat(effect("a", "new").opportunities())
        .isEqualTo(
            lines("customer_type", "a").stream()
                .filter(line -> line.customerType().equals("new"))
                .mapToLong(line -> line.resolved() + line.open())
                .sum());
  }

  @Test
  void saysHowSureTheOrderOfTwoStagesIs() {
    assertThat(table.shareHigher("a", "b")).isGreaterThan(0.9);
    assertThat(table.shareHigher("b", "a")).isLessThan(0.1);
    assertThat(table.shareHigher("a", "a")).isZero();
    assertThat(table.shareHigher("a", "never")).isNaN();
  }

  @Test
  void keepsTheStagesAskedForInTheirLevels() {
    assertThat(lines).extracting(line -> line.stage().id()).containsOnly("a", "b");
    for (Line line : lines) {
      boolean byAge = line.level().equals("age_band") || line.level().equals("cell");
      assertThat(line.bandLabel() != null).isEqualTo(byAge);
      assertThat(Double.isNaN(line.ageFrom())).isEqualTo(!byAge);
      boolean byType = line.level().equals("customer_type") || line.level().equals("cell");
      assertThat(line.customerType() != null).isEqualTo(byType);
      boolean byRegion = line.level().equals("region") || line.level().equals("cell");
      assertThat(line.attributes() != null).isEqualTo(byRegion);
      assertThat(line.product()).isNull();
    }
    List<String> keys = new ArrayList<>();
    lines.forEach(
        line ->
            keys.add(
                line.stage().id()
                    + line.level()
                    + line.ageFrom()
                    + line.customerType()
                    + line.sizeBand()
                    + line.attributes()));
    assertThat(keys).doesNotHaveDuplicates();
  }

  @Test
  void saysTheSameAgain() {
    ConfidenceTable again = ConfidenceTable.of(model, TestSettings.of(DIMENSIONS).build());

    assertThat(again.lines(STAGES)).isEqualTo(lines);
    assertThat(again.effects(STAGES)).isEqualTo(table.effects(STAGES));
  }

  private static ConfidenceModel model(TestDeals deals) {
    Landmarks landmarks =
        Landmarks.of(
            deals.paths(DIMENSIONS),
            new Landmarks.Grid(TestSettings.CUTOFF, 5, 100, Long.MIN_VALUE),
            2);
    return ConfidenceModel.fit(
        landmarks,
        CalibrationSettings.BUCKETS,
        new Form(Form.Detail.STAGE_AGE_SEGMENT, Double.POSITIVE_INFINITY));
  }

  private static String stageOf(int visit) {
    Paths paths = model.landmarks().paths();
    return paths.stages().get(paths.stage(visit));
  }

  private static String value(int dimension, int visit) {
    Paths paths = model.landmarks().paths();
    return paths.dimensions().get(dimension).levels().get(paths.code(dimension, visit));
  }

  private static List<Line> lines(String level, String stage) {
    return lines.stream()
        .filter(line -> line.level().equals(level) && line.stage().id().equals(stage))
        .toList();
  }

  private static ConfidenceTable.Effect effect(String stage, String value) {
    return table.effects(STAGES).stream()
        .filter(effect -> effect.stage().id().equals(stage) && effect.value().equals(value))
        .findFirst()
        .orElseThrow();
  }
}
