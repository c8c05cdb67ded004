package io.plumbline.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.calibrate.PipelineCalibration.Decided;
import io.plumbline.calibrate.PipelineCalibration.Result;
import io.plumbline.stats.CompetingRiskCounts;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PipelineCalibrationTest {

  private static final List<List<String>> LEVELS = List.of(List.of("new", "existing"));
  private static final double[] MOVES = {0.5, 0.6, 0.7};
  private static final List<Stage> STAGES =
      List.of(
          new Stage("a", "A", 1, 0.5),
          new Stage("b", "B", 2, 0.55),
          new Stage("c", "C", 3, 0.95),
          new Stage("unused", "U", 4, 0.9));

  private static TestDeals deals;
  private static Result result;

  /** A funnel: 21, 42 and 70 % of what stands in a, b and c is won. */
  @BeforeAll
  static void calibrate() {
    deals = new TestDeals(1).funnel(1500, List.of("a", "b", "c"), MOVES, LEVELS, 20, 700);
    result = of(deals, STAGES, Optional.empty());
  }

  @Test
  void findsWhatTheFunnelIsMadeOf() {
    assertSound(result);
    assertThat(stage(result, "a").line().confidence()).isCloseTo(0.21, within(0.04));
    assertThat(stage(result, "b").line().confidence()).isCloseTo(0.42, within(0.05));
    assertThat(stage(result, "c").line().confidence()).isCloseTo(0.7, within(0.06));
    assertThat(stage(result, "c").change())
        .isCloseTo(stage(result, "c").line().confidence() - 0.95, within(1e-12));
  }

  @Test
  void publishesTheUsualRateBeside() {
    for (String id : List.of("a", "b", "c")) {
      Set<Long> won = new HashSet<>();
      Set<Long> lost = new HashSet<>();
      for (Paths.Visit visit : deals.visits()) {
        if (visit.stageId().equals(id) && visit.outcome() != Paths.OPEN) {
          (visit.outcome() == Paths.WON ? won : lost).add(visit.deal());
        }
      }
      assertThat(stage(result, id).reachedWinRate())
          .isCloseTo((double) won.size() / (won.size() + lost.size()), within(1e-12));
    }
  }

  @Test
  void decidesByTheEvidence() {
    assertThat(stage(result, "a").decision().reasons()).contains("change_above_limit");
    assertThat(stage(result, "b").decision().verdict()).isEqualTo(Decision.Verdict.PUBLISH);
    assertThat(stage(result, "unused").decision().reasons()).containsExactly("no_evidence");
    assertThat(stage(result, "unused").decision().verdict()).isEqualTo(Decision.Verdict.HOLD);
    assertThat(result.choice().version().worseThanIncumbent()).isLessThan(0.01);
    assertThat(result.drifts()).hasSize(4);
    assertThat(result.drifts().get(3).verdict()).isEqualTo("too_few_deals");
  }

  @Test
  void provesItOnPastDates() {
    Map<String, Double> losses = new HashMap<>();
    for (Proof.Metric metric : result.metrics()) {
      if (metric.date().equals("all") && metric.slice().equals("all")) {
        losses.put(metric.method(), metric.logLoss());
      }
    }
    assertThat(losses.keySet())
        .contains(
            "incumbent", "reached_win_rate", "stage_landmark", "stage_age", "stage_age_segment")
        .doesNotContain("published");
    assertThat(losses.get(result.choice().chosen().name())).isLessThan(losses.get("incumbent"));
    assertThat(result.metrics())
        .extracting(Proof.Metric::date)
        .contains("all")
        .hasSizeGreaterThan(9);
    Set<String> dates =
        result.metrics().stream().map(Proof.Metric::date).collect(Collectors.toSet());
    dates.remove("all");
    assertThat(dates)
        .hasSize(3)
        .allSatisfy(date -> assertThat(LocalDate.parse(date)).isBefore(TestSettings.AS_OF));
  }

  @Test
  void countsTheDealsThatStoodOpenOnAPastDate() {
    CalibrationSettings settings = TestSettings.of("customer_type").build();
    Calendar calendar = Calendar.of(deals.paths("customer_type"), settings);
    for (int days : calendar.dates(3)) {
      long at = TestDeals.back(days);
      String date = TestSettings.AS_OF.minusDays(days).toString();
      long stood =
          deals.visits().stream()
              .filter(v -> v.enteredAt() < at && v.leftAt() >= at && v.closedAt() >= at)
              .count();
      long won =
          deals.visits().stream()
              .filter(v -> v.enteredAt() < at && v.leftAt() >= at && v.closedAt() >= at)
              .filter(v -> v.outcome() == Paths.WON && v.closedAt() < TestSettings.CUTOFF)
              .count();
      assertThat(result.metrics())
          .filteredOn(
              m ->
                  m.date().equals(date)
                      && m.slice().equals("all")
                      && m.method().equals("stage_age_segment"))
          .singleElement()
          .satisfies(
              m -> {
                assertThat(m.n()).isEqualTo(stood);
                assertThat(m.actualWins()).isEqualTo(won);
                // Calibrated in the large: within four standard deviations of chance.
                assertThat(m.expectedWins()).isCloseTo(won, within(4 * Math.sqrt(won + 1.0)));
              });
    }
  }

  @Test
  void comparesWithThePublishedVersionFromItsDateOn() {
    Calendar calendar =
        Calendar.of(deals.paths("customer_type"), TestSettings.of("customer_type").build());
    LocalDate second = TestSettings.AS_OF.minusDays(calendar.dates(3).get(1));
    Result compared =
        of(deals, STAGES, Optional.of(published(second, Map.of("a", 0.21, "b", 0.42, "c", 0.7))));
    Set<String> dates =
        compared.metrics().stream()
            .filter(m -> m.method().equals("published") && m.slice().equals("all"))
            .map(Proof.Metric::date)
            .collect(Collectors.toSet());

    assertThat(dates)
        .containsExactlyInAnyOrder(
            "all",
            second.toString(),
            TestSettings.AS_OF.minusDays(calendar.dates(3).get(0)).toString());
    assertThat(compared.choice().version().worseThanPublished()).isBetween(0.0, 1.0);
    Result wrong =
        of(deals, STAGES, Optional.of(published(second, Map.of("a", 0.9, "b", 0.9, "c", 0.1))));
    assertThat(wrong.choice().version().worseThanPublished()).isZero();
  }

  @Test
  void comparesWithWhatTheCrmSaidBeforeItWasGivenAVersion() {
    Map<String, Double> fitted = new HashMap<>();
    Map<String, Double> incumbents = new HashMap<>();
    List<Stage> imported = new ArrayList<>();
    for (Stage stage : STAGES) {
      double confidence = stage(result, stage.id()).line().confidence();
      // As a CRM with whole percents holds it.
      double rounded = Double.isNaN(confidence) ? Double.NaN : Math.rint(100 * confidence) / 100;
      fitted.put(stage.id(), confidence);
      incumbents.put(stage.id(), stage.incumbent());
      imported.add(new Stage(stage.id(), stage.label(), stage.order(), rounded));
    }
    Result next =
        of(
            deals,
            imported,
            Optional.of(
                new Published(
                    TestSettings.AS_OF.minusDays(1),
                    fitted,
                    Map.of(),
                    incumbents,
                    Optional.empty())));

    assertThat(metrics(next, "incumbent"))
        .as("all dates are before the version, which was made from what became of their deals")
        .isEqualTo(metrics(result, "incumbent"))
        .isNotEmpty();
    assertThat(next.choice().version().worseThanIncumbent())
        .isEqualTo(result.choice().version().worseThanIncumbent());
  }

  @Test
  void scoresWhatPersonsTypedBesideWhatTheyReplaced() {
    CalibrationSettings settings = TestSettings.of("customer_type").build();
    List<Integer> days = Calendar.of(deals.paths("customer_type"), settings).dates(3);
    LocalDate second = TestSettings.AS_OF.minusDays(days.get(1));
    LocalDate first = TestSettings.AS_OF.minusDays(days.get(0));
    Map<String, Double> given = Map.of("a", 0.21, "b", 0.9, "c", 0.7);
    Result plain = of(deals, STAGES, Optional.of(published(second, given)));
    Result typed =
        of(
            deals,
            STAGES,
            Optional.of(
                new Published(
                    second,
                    given,
                    Map.of("b", new Published.Overridden(0.9, 0.42)),
                    Map.of(),
                    Optional.empty())));

    Map<String, Proof.Metric> byPerson = metrics(typed, "override");
    Map<String, Proof.Metric> byModel = metrics(typed, "overridden");
    assertThat(byPerson.keySet())
        .as("stage b, since the version; its segments over all dates")
        .containsExactlyInAnyOrder(
            second + " b",
            second + " all",
            first + " b",
            first + " all",
            "all b",
            "all all",
            "all customer_type=existing",
            "all customer_type=new");
    assertThat(byModel.keySet()).isEqualTo(byPerson.keySet());
    byPerson.forEach(
        (slice, metric) -> {
          Proof.Metric replaced = byModel.get(slice);
          assertThat(metric.n()).as(slice).isEqualTo(replaced.n()).isPositive();
          assertThat(metric.actualWins()).isEqualTo(replaced.actualWins());
          assertThat(metric.expectedWins() / replaced.expectedWins())
              .as("each number stands for all deals of the stage")
              .isCloseTo(0.9 / 0.42, within(1e-9));
          assertThat(metric.logLoss()).as("0.42 is the truth").isGreaterThan(replaced.logLoss());
        });
    assertThat(byPerson.get(second + " b").n())
        .isEqualTo(metrics(typed, "published").get(second + " b").n());

    assertThat(typed.choice().version()).isEqualTo(plain.choice().version());
    assertThat(typed.choice().chosen()).isEqualTo(plain.choice().chosen());
    assertThat(typed.lines()).isEqualTo(plain.lines());
    assertThat(typed.choice().lines())
        .filteredOn(line -> line.method().name().startsWith("overrid"))
        .hasSize(2)
        .noneMatch(MethodChoice.Line::isChosen);
    assertThat(typed.metrics().stream().filter(m -> !m.method().startsWith("overrid")))
        .containsExactlyElementsOf(plain.metrics());
  }

  private static Map<String, Proof.Metric> metrics(Result of, String method) {
    return of.metrics().stream()
        .filter(m -> m.method().equals(method))
        .collect(Collectors.toMap(m -> m.date() + " " + m.slice(), m -> m));
  }

  @Test
  void refusesToReplaceWhatIsRight() {
    // The CRM knows the truth by itself, of every stage.
    List<Stage> right =
        List.of(
            new Stage("a", "A", 1, 0.21),
            new Stage("b", "B", 2, 0.42),
            new Stage("c", "C", 3, 0.7));
    int refused = 0;
    for (int seed = 20; seed < 25; seed++) {
      Result of =
          of(
              new TestDeals(seed).funnel(150, List.of("a", "b", "c"), MOVES, LEVELS, 20, 700),
              right,
              Optional.empty());
      assertSound(of);
      refused += of.choice().version().isRefused() ? 1 : 0;
    }
    assertThat(refused).isGreaterThanOrEqualTo(3);
  }

  @Test
  void noticesStagesThatAreSkippedOrOutOfOrder() {
    TestDeals odd = new TestDeals(3);
    odd.single(
        600,
        List.of("a", "c"),
        LEVELS,
        20,
        600,
        (stage, values, age, before) -> stage.equals("a") ? 0.7 : 0.3);
    odd.single(40, List.of("b"), LEVELS, 20, 600, (stage, values, age, before) -> 0.5);
    Result of = of(odd, STAGES, Optional.empty());

    assertThat(stage(of, "b").decision().reasons()).contains("skipped_by_most");
    assertThat(stage(of, "c").decision().reasons()).contains("order_reversed");
    assertThat(stage(of, "a").decision().reasons())
        .doesNotContain("order_reversed", "indistinguishable_from_stage_before");
    assertThat(stage(result, "b").decision().reasons()).doesNotContain("skipped_by_most");
  }

  @Test
  void usesTheHalfLifeThatIsSet() {
    Result of =
        PipelineCalibration.of(
            STAGES,
            deals.paths("customer_type"),
            new CompetingRiskCounts().curve(),
            Optional.empty(),
            TestSettings.of("customer_type").halfLifeDays(120).draws(20).build());

    assertThat(of.choice().lines())
        .extracting(line -> line.method().name())
        .containsExactly(
            "incumbent",
            "reached_win_rate",
            "stage_landmark",
            "stage_age",
            "stage_age_segment_half_life_120_days",
            "stage_average");
  }

  @Test
  void staysSoundWhateverThereIs() {
    Map<String, TestDeals> cases = new TreeMap<>();
    cases.put("nothing", new TestDeals(1));
    for (byte outcome : new byte[] {Paths.WON, Paths.LOST, Paths.OPEN}) {
      cases.put("one " + outcome, new TestDeals(1).deal("a", 90, 40, outcome, List.of("new")));
      TestDeals many = new TestDeals(2);
      TestDeals oneDay = new TestDeals(2);
      for (int i = 0; i < 150; i++) {
        many.deal("a", 300 - i, 270 - i, outcome, LEVELS.get(0).subList(i % 2, i % 2 + 1));
        oneDay.deal("a", 100, 60, outcome, LEVELS.get(0).subList(i % 2, i % 2 + 1));
      }
      cases.put("all " + outcome, many);
      cases.put("one day " + outcome, oneDay);
    }
    for (int seed = 0; seed < 6; seed++) {
      cases.put(
          "wild " + seed,
          new TestDeals(seed).wild(10 + 30 * seed, List.of("a", "b"), LEVELS, 1 + 12 * seed));
    }
    cases.forEach(
        (name, of) -> {
          Result calibrated = of(of, STAGES, Optional.empty());
          assertSound(calibrated);
          if (name.equals("nothing") || name.startsWith("one ") && of.visits().size() == 1) {
            assertThat(calibrated.lines())
                .allSatisfy(
                    line -> assertThat(line.decision().verdict()).isEqualTo(Decision.Verdict.HOLD));
          }
        });
  }

  @Test
  void saysNothingOfAPipelineWithoutStages() {
    Result of = of(deals, List.of(), Optional.empty());

    assertThat(of.lines()).isEmpty();
    assertThat(of.effects()).isEmpty();
    assertThat(of.drifts()).isEmpty();
  }

  /** What holds for every pipeline. */
  private static void assertSound(Result of) {
    assertThat(
            of.lines().stream()
                .filter(line -> line.line().isStage())
                .map(line -> line.line().stage().id())
                .toList())
        .startsWith("a", "b", "c")
        .doesNotHaveDuplicates();
    for (Decided decided : of.lines()) {
      Line line = decided.line();
      if (Double.isNaN(line.confidence())) {
        assertThat(decided.decision().reasons()).containsExactly("no_evidence");
        assertThat(decided.decision().verdict()).isEqualTo(Decision.Verdict.HOLD);
        assertThat(line.interval().isKnown()).isFalse();
        assertThat(decided.change()).isNaN();
      } else {
        assertThat(line.confidence()).isBetween(0.0, 1.0);
        assertThat(line.interval().low()).isBetween(0.0, line.confidence());
        assertThat(line.interval().high()).isBetween(line.confidence(), 1.0);
        assertThat(Double.isNaN(decided.change()))
            .isEqualTo(Double.isNaN(line.stage().incumbent()));
      }
      assertThat(line.borrowedShare()).isBetween(0.0, 1.0);
      assertThat(line.effectiveN()).isFinite().isNotNegative();
      assertThat(line.borrowedFrom()).isNotBlank();
    }
    for (ConfidenceTable.Effect effect : of.effects()) {
      assertThat(effect.logOdds()).isFinite();
      assertThat(effect.points()).isBetween(-1.0, 1.0);
    }
    for (Timings.Line timing : of.timings()) {
      assertThat(timing.shareOfWins()).isBetween(0.0, 1.0);
    }
    for (Proof.Metric metric : of.metrics()) {
      assertThat(metric.n()).isPositive();
      assertThat(metric.logLoss()).isFinite().isNotNegative();
      assertThat(metric.brier()).isBetween(0.0, 1.0);
      assertThat(metric.expectedWins()).isFinite();
    }
    for (Proof.Reliability row : of.reliability()) {
      assertThat(row.bin().predicted()).isBetween(0.0, 1.0);
      assertThat(row.bin().observed()).isBetween(0.0, 1.0);
    }
    assertThat(of.choice().lines()).filteredOn(MethodChoice.Line::isChosen).hasSize(1);
  }

  private static Published published(LocalDate asOf, Map<String, Double> given) {
    return new Published(asOf, given, Map.of(), Map.of(), Optional.empty());
  }

  private static Decided stage(Result of, String id) {
    return of.lines().stream()
        .filter(line -> line.line().isStage() && line.line().stage().id().equals(id))
        .findFirst()
        .orElseThrow();
  }

  private static Result of(TestDeals of, List<Stage> stages, Optional<Published> published) {
    return PipelineCalibration.of(
        stages,
        of.paths("customer_type"),
        new CompetingRiskCounts().curve(),
        published,
        TestSettings.of("customer_type").draws(20).build());
  }
}
