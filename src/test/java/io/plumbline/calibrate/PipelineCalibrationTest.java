package io.plumbline.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.calibrate.PipelineCalibration.Line;
import io.plumbline.calibrate.PipelineCalibration.Result;
import io.plumbline.calibrate.PipelineCalibration.Timing;
import io.plumbline.table.CellCounts.Cell;
import io.plumbline.table.TestCells;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.assertj.core.api.recursive.comparison.RecursiveComparisonConfiguration;
import org.junit.jupiter.api.Test;

class PipelineCalibrationTest {

  private static final LocalDate AS_OF = LocalDate.of(2026, 3, 11);
  private static final CalibrationSettings SETTINGS =
      new CalibrationSettings(0.9, 4, List.of("customer_type", "product"), 20, 0.25, 10);

  @Test
  void saysNothingOfAPipelineWithoutCounts() {
    Result result = PipelineCalibration.of(List.of(), AS_OF, SETTINGS);

    assertThat(result.lines()).isEmpty();
    assertThat(result.timings()).isEmpty();
    assertThat(result.metrics()).isEmpty();
    assertThat(result.reliability()).isEmpty();
    assertSound(result);
  }

  @Test
  void holdsStagesInWhichNothingEverStood() {
    Result result = sound(new TestDeals().stage("a", 0.2).stage("b", null));

    assertThat(result.lines())
        .hasSize(2)
        .allSatisfy(
            line -> {
              assertThat(line.cell().mean()).isNaN();
              assertThat(line.cell().resolved()).isZero();
              assertThat(line.cell().borrowedShare()).isEqualTo(1);
              assertThat(line.reachedWinRate()).isNaN();
              assertThat(line.change()).isNaN();
              assertThat(line.decision().verdict()).isEqualTo(Decision.Verdict.HOLD);
              assertThat(line.decision().reasons()).containsExactly("no_evidence");
            });
  }

  @Test
  void holdsWhereAllDealsAreOpen() {
    Result result =
        sound(new TestDeals().stage("a", 0.2).deals(100, "a", "new", "open", new Random(1)));

    assertThat(result.lines())
        .isNotEmpty()
        .allSatisfy(
            line -> {
              assertThat(line.cell().mean()).isNaN();
              assertThat(line.decision().verdict()).isEqualTo(Decision.Verdict.HOLD);
              assertThat(line.decision().reasons()).isNotEmpty();
            });
  }

  @Test
  void staysSoundWithoutAnyWinOrWithoutAnyLoss() {
    for (String event : List.of("won", "lost")) {
      Result result =
          sound(
              new TestDeals()
                  .stage("a", 0.2)
                  .stage("b", 0.4)
                  .deals(80, "a", "new", event, new Random(1))
                  .deals(20, "a", "new", "open", new Random(2))
                  .deals(60, "b", "existing", event, new Random(3)));

      assertThat(result.lines())
          .isNotEmpty()
          .allSatisfy(
              line -> {
                // Of the open ones some may never be closed.
                assertThat(line.cell().mean())
                    .isBetween(event.equals("won") ? 0.6 : 0, event.equals("won") ? 1 : 0.05);
                assertThat(line.cell().interval().width()).isPositive();
              });
    }
  }

  @Test
  void holdsWhatOneDealSays() {
    for (String event : List.of("won", "lost", "open")) {
      Result result =
          sound(
              new TestDeals()
                  .stage("a", 0.2)
                  .deal(new TestDeals.Deal("a", "new", "p", event, 4, 3, 10)));

      assertThat(result.lines())
          .isNotEmpty()
          .allSatisfy(
              line -> {
                assertThat(line.decision().verdict()).isEqualTo(Decision.Verdict.HOLD);
                assertThat(line.decision().reasons()).contains("too_few_deals");
              });
    }
  }

  @Test
  void staysSoundWhereAllWereClosedOnOneDay() {
    TestDeals deals = new TestDeals().stage("a", 0.2);
    for (int i = 0; i < 90; i++) {
      String event = i % 3 == 0 ? "won" : "lost";
      deals.deal(new TestDeals.Deal("a", i % 2 == 0 ? "new" : "existing", "p", event, 7, 1, 0));
    }
    Result result = sound(deals);

    Line stage = result.lines().get(0);
    assertThat(stage.cell().mean()).isCloseTo(1 / 3.0, within(0.01));
    assertThat(stage.cell().won()).isEqualTo(30);
    assertThat(stage.cell().lost()).isEqualTo(60);
  }

  @Test
  void staysSoundOnASingleStageAndOnManySmallOnes() {
    Random random = new Random(11);
    for (int repeat = 0; repeat < 40; repeat++) {
      TestDeals deals = new TestDeals();
      for (int stage = random.nextInt(5); stage >= 0; stage--) {
        String name = "s" + stage;
        deals.stage(name, random.nextBoolean() ? random.nextDouble() : null);
        for (String type : List.of("new", "existing")) {
          for (String event : List.of("won", "lost", "open")) {
            deals.deals(random.nextInt(12), name, type, event, random);
          }
        }
      }
      sound(
          deals,
          new CalibrationSettings(0.9, 1 + random.nextInt(6), SETTINGS.dimensions(), 2, 0.25, 5));
    }
  }

  @Test
  void borrowsAllWhereACellHasNoResolvedDeal() {
    Random random = new Random(4);
    TestDeals deals = mixed(random);
    for (int i = 0; i < 6; i++) {
      deals.deal(new TestDeals.Deal("a", "partner", "p0", "open", 3, 1, 40));
    }
    Result result = sound(deals);
    Map<CellKey, Confidence> cells =
        result.lines().stream()
            .map(Line::cell)
            .collect(Collectors.toMap(Confidence::key, cell -> cell));
    List<Confidence> partner =
        cells.values().stream()
            .filter(cell -> "partner".equals(cell.key().customerType()))
            .toList();

    assertThat(partner)
        .isNotEmpty()
        .allSatisfy(
            cell -> {
              assertThat(cell.open()).isEqualTo(6);
              assertThat(cell.resolved()).isZero();
              assertThat(cell.borrowedShare()).isEqualTo(1);
              assertThat(cell.mean()).isCloseTo(cells.get(cell.parent()).mean(), within(1e-12));
            });
  }

  @Test
  void namesTheParentAndTheChangeOfEveryCell() {
    Result result = sound(mixed(new Random(5)));

    assertThat(result.lines())
        .extracting(line -> line.cell().level())
        .contains("stage", "age_band", "customer_type", "product");
    for (Line line : result.lines()) {
      if (Double.isNaN(line.cell().mean())) {
        assertThat(line.borrowedFrom()).isNull();
        continue;
      }
      String above =
          switch (line.cell().level()) {
            case "stage" -> "pipeline";
            case "age_band" -> line.stage().stageId();
            default -> line.stage().stageId() + ", " + line.bandLabel() + " days";
          };
      assertThat(line.borrowedFrom()).startsWith(above);
      assertThat(line.change()).isEqualTo(line.cell().mean() - line.stage().number());
    }
  }

  @Test
  void countsDistinctDealsOfACellOnce() {
    TestDeals deals = new TestDeals().stage("a", 0.2);
    for (int i = 0; i < 40; i++) {
      // Stood at bins 5 to 12: on both sides of every cut.
      deals.deal(
          new TestDeals.Deal(
              "a", "new", "p", i % 4 == 0 ? "won" : i % 4 == 1 ? "open" : "lost", 5, 8, i));
    }
    Result result = sound(deals, new CalibrationSettings(0.9, 2, List.of(), 1, 0.25, 5));

    assertThat(result.lines()).hasSize(3);
    assertThat(result.lines())
        .allSatisfy(
            line -> {
              assertThat(line.cell().won()).isEqualTo(10);
              assertThat(line.cell().open()).isEqualTo(10);
              assertThat(line.cell().lost()).isEqualTo(20);
            });
  }

  @Test
  void marksAStageBelowAnEarlierOne() {
    Random random = new Random(6);
    TestDeals deals =
        new TestDeals()
            .stage("a", 0.5)
            .stage("b", 0.5)
            .stage("c", 0.5)
            .deals(300, "a", "new", "won", random)
            .deals(300, "a", "new", "lost", random)
            .deals(180, "b", "new", "won", random)
            .deals(420, "b", "new", "lost", random)
            .deals(240, "c", "new", "won", random)
            .deals(360, "c", "new", "lost", random);
    Result result = sound(deals);

    // c is above b, but still below a.
    assertThat(reversedStages(result)).containsExactly("b", "c");
  }

  private static List<String> reversedStages(Result result) {
    return result.lines().stream()
        .filter(line -> line.decision().reasons().contains("order_reversed"))
        .map(line -> line.stage().stageId())
        .toList();
  }

  @Test
  void doesNotDependOnTheOrderOfTheCounts() {
    List<Cell> cells = mixed(new Random(8)).cells();
    Result result = PipelineCalibration.of(cells, AS_OF, SETTINGS);
    for (int seed = 0; seed < 3; seed++) {
      List<Cell> shuffled = new ArrayList<>(cells);
      Collections.shuffle(shuffled, new Random(seed));

      assertThat(PipelineCalibration.of(shuffled, AS_OF, SETTINGS))
          .usingRecursiveComparison(equalNumbers(0))
          .isEqualTo(result);
    }
  }

  @Test
  void doesNotDependOnHowCountsAreSplitIntoRows() {
    List<Cell> cells = mixed(new Random(9)).cells();
    List<Cell> thrice = new ArrayList<>();
    List<Cell> inTwo = new ArrayList<>();
    for (Cell cell : cells) {
      switch (cell.kind()) {
        case STAGE, ORIGIN -> {
          thrice.add(cell);
          inTwo.add(cell);
        }
        default -> {
          thrice.add(TestCells.withCount(cell, 3));
          inTwo.add(TestCells.withCount(cell, 1));
          inTwo.add(TestCells.withCount(cell, 2));
        }
      }
    }

    // Sums of logarithms are taken in another order.
    assertThat(PipelineCalibration.of(inTwo, AS_OF, SETTINGS))
        .usingRecursiveComparison(equalNumbers(1e-9))
        .isEqualTo(PipelineCalibration.of(thrice, AS_OF, SETTINGS));
  }

  @Test
  void readsPastDatesWithTheCountsOfThatDateOnly() {
    List<Cell> cells = mixed(new Random(10)).cells();
    Result result = PipelineCalibration.of(cells, AS_OF, SETTINGS);
    List<Cell> without =
        cells.stream()
            .filter(
                cell ->
                    !(cell.origin() == 0
                        && cell.kind() == io.plumbline.table.CellCounts.Kind.LANDMARK))
            .filter(
                cell ->
                    !(cell.origin() == 0 && cell.kind() == io.plumbline.table.CellCounts.Kind.DEAL))
            .toList();

    assertThat(result.metrics())
        .extracting(Proof.Metric::date)
        .contains("2026-01-10", "2025-11-11", "all");
    assertThat(PipelineCalibration.of(without, AS_OF, SETTINGS).metrics())
        .usingRecursiveComparison(equalNumbers(0))
        .isEqualTo(result.metrics());
  }

  @Test
  void comesNearTheTruthOfTwoCustomerTypesWithManyDeals() {
    Random random = new Random(12);
    TestDeals deals = new TestDeals().stage("a", 0.3);
    for (int i = 0; i < 6000; i++) {
      boolean existing = i % 2 == 0;
      deals.deal(deal("a", existing ? "existing" : "new", random, existing ? 0.6 : 0.2));
    }
    Result result =
        sound(deals, new CalibrationSettings(0.9, 2, List.of("customer_type"), 20, 0.25, 10));
    List<Line> byType =
        result.lines().stream()
            .filter(line -> line.cell().level().equals("customer_type"))
            .toList();

    // 1500 deals per cell: standard error below 0.013.
    assertThat(byType).hasSize(4);
    for (Line line : byType) {
      double truth = line.cell().key().customerType().equals("existing") ? 0.6 : 0.2;
      assertThat(line.cell().mean()).isCloseTo(truth, within(0.05));
      assertThat(line.cell().borrowedShare()).isLessThan(0.05);
    }
    assertThat(result.lines().get(0).cell().mean()).isCloseTo(0.4, within(0.03));
  }

  @Test
  void errsLessThanTheRawRateAndThanTheStageWithFiveDealsPerCell() {
    Map<String, Double> truth = Map.of("existing", 0.7, "new", 0.2);
    CalibrationSettings settings =
        new CalibrationSettings(0.9, 1, List.of("customer_type"), 2, 0.25, 10);
    double pooled = 0;
    double raw = 0;
    double stage = 0;
    int n = 0;
    for (int seed = 0; seed < 40; seed++) {
      Random random = new Random(seed);
      TestDeals deals = new TestDeals();
      for (int s = 0; s < 10; s++) {
        deals.stage("s" + s, null);
        for (int i = 0; i < 5; i++) {
          for (String type : List.of("existing", "new")) {
            deals.deal(deal("s" + s, type, random, truth.get(type)));
          }
        }
      }
      double ofStage = Double.NaN;
      for (Line line : sound(deals, settings).lines()) {
        Confidence cell = line.cell();
        if (cell.level().equals("stage")) {
          ofStage = cell.mean();
        } else if (cell.level().equals("customer_type")) {
          double p = truth.get(cell.key().customerType());
          pooled += square(cell.mean() - p);
          raw += square((double) cell.won() / cell.resolved() - p);
          stage += square(ofStage - p);
          n++;
        }
      }
    }

    assertThat(n).isEqualTo(40 * 20);
    assertThat(pooled).isLessThan(0.9 * raw);
    assertThat(pooled).isLessThan(0.9 * stage);
  }

  @Test
  void coversTheTruthAboutAsOftenAsItsLevelSays() {
    CalibrationSettings settings = new CalibrationSettings(0.9, 1, List.of(), 2, 0.25, 10);
    int covered = 0;
    for (int seed = 0; seed < 100; seed++) {
      Random random = new Random(seed);
      TestDeals deals = new TestDeals().stage("a", null);
      for (int i = 0; i < 300; i++) {
        deals.deal(deal("a", "new", random, 0.3));
      }
      covered += sound(deals, settings).lines().get(0).cell().interval().contains(0.3) ? 1 : 0;
    }

    // Binomial(100, 0.9): mean 90, standard deviation 3; never far too narrow.
    assertThat(covered).isGreaterThanOrEqualTo(80);
  }

  /** NaN equals NaN. */
  private static RecursiveComparisonConfiguration equalNumbers(double tolerance) {
    return RecursiveComparisonConfiguration.builder()
        .withComparatorForType(
            (a, b) -> Math.abs(a - b) <= tolerance ? 0 : Double.compare(a, b), Double.class)
        .build();
  }

  private static double square(double x) {
    return x * x;
  }

  /** Age, number of landmarks and time to the event say nothing of the outcome. */
  private static TestDeals.Deal deal(String stage, String type, Random random, double p) {
    return new TestDeals.Deal(
        stage,
        type,
        "p",
        random.nextDouble() < p ? "won" : "lost",
        random.nextInt(20),
        1 + random.nextInt(3),
        random.nextInt(60));
  }

  private static TestDeals mixed(Random random) {
    TestDeals deals = new TestDeals().stage("a", 0.3).stage("b", 0.4).stage("unused", 0.9);
    for (String stage : List.of("a", "b")) {
      for (String type : List.of("new", "existing")) {
        deals
            .deals(60 + random.nextInt(60), stage, type, "won", random)
            .deals(60 + random.nextInt(60), stage, type, "lost", random)
            .deals(20 + random.nextInt(20), stage, type, "open", random);
      }
    }
    return deals;
  }

  private static Result sound(TestDeals deals) {
    return sound(deals, SETTINGS);
  }

  private static Result sound(TestDeals deals, CalibrationSettings settings) {
    Result result = PipelineCalibration.of(deals.cells(), AS_OF, settings);
    assertSound(result);
    return result;
  }

  /** What holds for every pipeline: a value that is claimed is a number in its bounds. */
  private static void assertSound(Result result) {
    for (Line line : result.lines()) {
      Confidence cell = line.cell();
      assertThat(cell.borrowedShare()).isBetween(0.0, 1.0);
      assertThat(cell.effectiveN()).isBetween(0.0, (cell.resolved() + cell.open()) * (1 + 1e-9));
      if (Double.isNaN(cell.mean())) {
        assertThat(cell.interval().isKnown()).isFalse();
        assertThat(cell.borrowedShare()).isEqualTo(1);
        assertThat(line.change()).isNaN();
        assertThat(line.decision().verdict()).isEqualTo(Decision.Verdict.HOLD);
      } else {
        assertThat(cell.interval().low()).isBetween(0.0, cell.mean());
        assertThat(cell.interval().high()).isBetween(cell.mean(), 1.0);
        assertThat(cell.variance()).isGreaterThanOrEqualTo(0);
        assertThat(Double.isNaN(line.change())).isEqualTo(line.stage().number() == null);
        assertThat(line.borrowedFrom()).isNotBlank();
      }
      if (line.decision().verdict() != Decision.Verdict.PUBLISH) {
        assertThat(line.decision().reasons()).isNotEmpty();
      }
      assertThat(cell.key().band() == null).isEqualTo(line.bandLabel() == null);
      assertThat(cell.key().band() == null).isEqualTo(Double.isNaN(line.ageFrom()));
    }
    assertThat(result.periodShock()).isPositive().isFinite();
    for (Arrivals.Line line : result.arrivals()) {
      assertThat(line.createdPerDay()).isGreaterThanOrEqualTo(0).isFinite();
      assertThat(line.windowDays()).isPositive();
      if (line.meanWonAmount() != null) {
        assertThat(line.meanWonAmount()).isGreaterThanOrEqualTo(BigDecimal.ZERO);
      }
    }
    for (Proof.Metric metric : result.metrics()) {
      if (metric.n() > 0) {
        assertThat(metric.logLoss()).isGreaterThanOrEqualTo(0).isFinite();
        assertThat(metric.brier()).isBetween(0.0, 1.0);
        assertThat(metric.low()).isLessThanOrEqualTo(metric.logLoss());
        assertThat(metric.high()).isGreaterThanOrEqualTo(metric.logLoss());
      }
    }
    assertTimings(result.timings());
  }

  private static void assertTimings(List<Timing> timings) {
    timings.stream()
        .collect(Collectors.groupingBy(timing -> timing.stageId() + "/" + timing.ageBand()))
        .forEach(
            (curve, points) -> {
              for (int i = 0; i < points.size(); i++) {
                assertThat(points.get(i).shareOfWins()).isBetween(0.0, 1.0);
                if (i > 0) {
                  assertThat(points.get(i).day()).isGreaterThan(points.get(i - 1).day());
                  assertThat(points.get(i).shareOfWins())
                      .isGreaterThan(points.get(i - 1).shareOfWins());
                }
              }
            });
  }
}
