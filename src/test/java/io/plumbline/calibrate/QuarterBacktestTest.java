package io.plumbline.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.calibrate.QuarterBacktest.Line;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class QuarterBacktestTest {

  private static final List<Quarter> QUARTERS =
      Quarter.endedBy(LocalDate.of(2025, 12, 31), 1, ZoneOffset.UTC);

  /** October to December 2025: 92 days, from 161 days before the cutoff on. */
  private static final Quarter LAST = QUARTERS.get(3);

  private static final int START_BACK = 161;
  private static final List<List<String>> LEVELS = List.of(List.of("new", "existing"));
  private static final double[] MOVES = {0.5, 0.6};
  private static final List<Stage> STAGES =
      List.of(new Stage("a", "A", 1, 0.5), new Stage("b", "B", 2, 0.8));

  /**
   * One landmark, 200 days before the quarter: of the five deals that stood there, three were won
   * (after 10, 50 and 120 days) and two were lost. So 3/5 are won, and of these 2/3 within 92 days.
   * With those that came and went since, 4 of the 8 closed ones were won.
   */
  private static List<Paths.Visit> handMade() {
    Hand hand = new Hand();
    hand.past(-210, -200 + 10.5, Paths.WON);
    hand.past(-210, -200 + 50.5, Paths.WON);
    hand.past(-205, -200 + 120.5, Paths.WON);
    hand.past(-210, -200 + 30.5, Paths.LOST);
    hand.past(-201, -200 + 60.5, Paths.LOST);
    hand.past(-100, -90, Paths.WON);
    hand.past(-100, -50, Paths.LOST);
    hand.past(-99, -40, Paths.LOST);
    hand.deal(-5, 20, Paths.WON, 100_000);
    hand.deal(-30, 10, Paths.LOST, 25_050);
    hand.deal(-30, 15, Paths.WON, Paths.NO_AMOUNT);
    // Won with the last moment of the quarter gone, and with its first.
    hand.deal(-30, 92, Paths.WON, 40_000);
    hand.deal(-30, 0, Paths.WON, 1_000);
    hand.deal(-30, Double.POSITIVE_INFINITY, Paths.OPEN, 8_005);
    // Not there yet.
    hand.deal(0, 20, Paths.WON, 999_900);
    hand.deal(3, 20, Paths.WON, 999_900);
    return hand.visits;
  }

  private static final class Hand {
    private final List<Paths.Visit> visits = new ArrayList<>();

    void past(double entered, double closed, byte outcome) {
      deal(entered, closed, outcome, 7_700);
    }

    /** Times in days from the start of the quarter. */
    void deal(double entered, double closed, byte outcome, long cents) {
      long end = outcome == Paths.OPEN ? Paths.NEVER : TestDeals.back(START_BACK - closed);
      visits.add(
          TestDeals.visit(
              TestDeals.key(visits.size() + 1L),
              1,
              "a",
              TestDeals.back(START_BACK - entered),
              end,
              end,
              outcome,
              cents,
              List.of()));
    }
  }

  @Test
  void forecastsWhatStandsOpenAtTheStartOfAQuarter() {
    List<Line> lines = ofHandMade(handMade(), Optional.of(version("2025-09-30")), 1);

    assertThat(LAST.from()).isEqualTo(TestDeals.back(START_BACK));
    assertThat(lines)
        .allSatisfy(
            line -> {
              assertThat(line.quarter()).isEqualTo(LAST);
              assertThat(line.deals()).isEqualTo(6);
              // 1000.00 + 250.50 + 400.00 + 10.00 + 80.05, of which 1000.00 + 10.00.
              assertThat(line.amount()).isEqualTo("1740.55");
              assertThat(line.actual()).isEqualTo("1010.00");
            });
    // 1740.55 x 2/3 x 0.3, 0.9, 4/8 and 3/5.
    assertThat(lines.stream().map(line -> line.method() + " " + line.forecast()))
        .containsExactly(
            "incumbent 348.11", "published 1044.33", "reached_win_rate 580.18", "proposed 696.22");
    assertThat(lines.get(0).error()).isEqualTo("-661.89");
    assertThat(lines.get(0).absolutePercentageError()).isCloseTo(0.655337, within(1e-6));
    assertThat(lines.get(1).error()).isEqualTo("34.33");
  }

  @Test
  void saysWhatAVersionSaidOnlyWhereItIsOlderThanTheQuarter() {
    assertThat(methods(ofHandMade(handMade(), Optional.of(version("2025-10-01")), 1)))
        .containsExactly("incumbent", "reached_win_rate", "proposed");
  }

  @Test
  void saysWhatTheCrmSaidBeforeItWasGivenAVersion() {
    List<Line> lines =
        QuarterBacktest.of(
            input(
                handMade(),
                List.of(new Stage("a", "A", 1, 0.9)),
                Optional.of(version("2025-10-01")),
                1),
            Method.STAGE,
            handSettings());

    // 1740.55 x 2/3 x 0.4, not the 0.9 that it was given in the quarter.
    assertThat(lines.get(0).method()).isEqualTo("incumbent");
    assertThat(lines.get(0).forecast()).isEqualTo("464.15");
  }

  @Test
  void takesTheTimingOfAllStagesWhereAStageHasNoWinsYet() {
    List<Paths.Visit> visits = handMade();
    long entered = TestDeals.back(START_BACK + 40);
    visits.add(
        TestDeals.visit(
            1, 1, "b", entered, Paths.NEVER, Paths.NEVER, Paths.OPEN, 10_000, List.of()));
    List<Line> lines =
        QuarterBacktest.of(
            input(visits, STAGES, Optional.empty(), 1), Method.STAGE, handSettings());

    assertThat(methods(lines))
        .as("no deal that was in b has closed: there is no usual rate")
        .containsExactly("incumbent", "proposed");
    assertThat(lines.get(0).deals()).isEqualTo(7);
    // 2/3 x (1740.55 x 0.5 + 100 x 0.8).
    assertThat(lines.get(0).forecast()).isEqualTo("633.52");
    assertThat(lines.get(1).forecast())
        .isBetween(new BigDecimal("696.22"), new BigDecimal("762.89"));
  }

  @Test
  void saysNothingByAMethodThatLacksAStage() {
    Stage without = new Stage("a", "A", 1, Double.NaN);
    Published empty =
        new Published(LocalDate.of(2025, 9, 1), Map.of(), Map.of(), Map.of(), Optional.empty());
    List<Line> lines =
        QuarterBacktest.of(
            input(handMade(), List.of(without), Optional.of(empty), 1),
            Method.STAGE,
            handSettings());

    assertThat(methods(lines)).containsExactly("reached_win_rate", "proposed");
  }

  @Test
  void takesTheMoneyOfASampleToTheWhole() {
    List<Line> whole = ofHandMade(handMade(), Optional.empty(), 1);
    List<Line> sample = ofHandMade(handMade(), Optional.empty(), 0.125);

    assertThat(sample).extracting(Line::deals).containsOnly(6L);
    assertThat(sample).extracting(Line::amount).containsOnly(new BigDecimal("13924.40"));
    assertThat(sample).extracting(Line::actual).containsOnly(new BigDecimal("8080.00"));
    // 1740.55 x 8 x 2/3 x 4/8, not the rounded 580.18 x 8.
    assertThat(sample.get(1).forecast()).isEqualTo("4641.47");
    assertThat(sample.get(0).absolutePercentageError())
        .isCloseTo(whole.get(0).absolutePercentageError(), within(1e-12));
  }

  @Test
  void hasNoPercentageWhereNothingWasWon() {
    List<Paths.Visit> lost =
        handMade().stream()
            .map(
                v ->
                    v.closedAt() >= LAST.from() && v.outcome() == Paths.WON
                        ? with(v, v.closedAt(), Paths.LOST, v.cents())
                        : v)
            .toList();

    assertThat(ofHandMade(lost, Optional.empty(), 1))
        .hasSize(3)
        .allSatisfy(
            line -> {
              assertThat(line.actual()).isEqualTo("0.00");
              assertThat(line.absolutePercentageError()).isNaN();
            });
  }

  @Test
  void saysNothingOfAQuarterBeforeWhichNothingIsKnown() {
    Hand open = new Hand();
    open.deal(-30, 10, Paths.WON, 100);
    Hand nothingOpen = new Hand();
    nothingOpen.past(-210, -150, Paths.WON);
    Hand neverWon = new Hand();
    neverWon.past(-210, -150, Paths.LOST);
    neverWon.deal(-30, 10, Paths.WON, 100);
    // Closed before, but it did not stand at the only landmark.
    Hand tooShort = new Hand();
    tooShort.past(-100, -90, Paths.WON);
    tooShort.deal(-30, 10, Paths.WON, 100);

    for (Hand hand : List.of(new Hand(), open, nothingOpen, neverWon, tooShort)) {
      assertThat(ofHandMade(hand.visits, Optional.empty(), 1)).isEmpty();
    }
    assertThat(
            QuarterBacktest.of(
                input(handMade(), STAGES, Optional.empty(), 1),
                Method.STAGE,
                TestSettings.of().quarters(QUARTERS.subList(0, 1)).build()))
        .as("a year before")
        .isEmpty();
  }

  @Test
  void agreesWithCountingOneByOne() {
    List<Paths.Visit> visits = priced(new TestDeals(5));
    int spacing = 10;
    int landmarks = 30;
    List<Line> lines =
        QuarterBacktest.of(
            input(visits, STAGES, Optional.empty(), 1),
            Method.STAGE_AGE,
            TestSettings.of().spacingDays(spacing).landmarks(landmarks).quarters(QUARTERS).build());

    assertThat(lines).hasSize(12);
    for (Line line : lines) {
      Quarter quarter = line.quarter();
      Map<String, Double> shares = new HashMap<>();
      for (Stage stage : STAGES) {
        shares.put(stage.id(), share(visits, stage.id(), quarter, spacing, landmarks));
      }
      Map<String, Double> probabilities =
          line.method().equals("incumbent")
              ? STAGES.stream().collect(Collectors.toMap(Stage::id, Stage::incumbent))
              : reached(visits, quarter.from());
      long deals = 0;
      double amount = 0;
      double forecast = 0;
      double actual = 0;
      for (Paths.Visit visit : visits) {
        if (visit.enteredAt() < quarter.from()
            && visit.leftAt() >= quarter.from()
            && visit.closedAt() >= quarter.from()) {
          double own = visit.cents() == Paths.NO_AMOUNT ? 0 : visit.cents() / 100.0;
          deals++;
          amount += own;
          forecast += own * shares.get(visit.stageId()) * probabilities.get(visit.stageId());
          actual += visit.outcome() == Paths.WON && visit.closedAt() < quarter.to() ? own : 0;
        }
      }

      assertThat(line.deals()).isEqualTo(deals).isGreaterThan(50);
      assertThat(line.amount().doubleValue()).isCloseTo(amount, within(0.001));
      assertThat(line.actual().doubleValue()).isCloseTo(actual, within(0.001)).isPositive();
      if (line.method().equals("proposed")) {
        // The funnel's truth: 30 % of what stands in a is won, 60 % of b.
        assertThat(line.forecast().doubleValue()).isCloseTo(actual, within(0.35 * actual));
      } else {
        assertThat(line.forecast().doubleValue()).isCloseTo(forecast, within(0.006));
      }
    }
  }

  /** Of the wins from a stage that landmarks saw, those within the quarter's length: by hand. */
  private static double share(
      List<Paths.Visit> visits, String stage, Quarter quarter, int spacing, int landmarks) {
    TreeMap<Long, int[]> days = new TreeMap<>();
    for (int k = 1; k <= landmarks; k++) {
      long landmark = quarter.from() - k * spacing * TestDeals.DAY;
      for (Paths.Visit visit : visits) {
        if (visit.stageId().equals(stage)
            && visit.enteredAt() <= landmark
            && visit.leftAt() > landmark) {
          boolean closed = visit.closedAt() < quarter.from();
          long end = closed ? visit.closedAt() : quarter.from();
          int[] counts = days.computeIfAbsent((end - landmark) / TestDeals.DAY, day -> new int[3]);
          counts[!closed ? 2 : visit.outcome() == Paths.WON ? 0 : 1]++;
        }
      }
    }
    int atRisk = days.values().stream().mapToInt(c -> c[0] + c[1] + c[2]).sum();
    double open = 1;
    double won = 0;
    double wonWithin = 0;
    for (Map.Entry<Long, int[]> day : days.entrySet()) {
      int[] counts = day.getValue();
      won += open * counts[0] / atRisk;
      open *= 1 - (double) (counts[0] + counts[1]) / atRisk;
      atRisk -= counts[0] + counts[1] + counts[2];
      wonWithin = day.getKey() < quarter.days() ? won : wonWithin;
    }
    return wonWithin / won;
  }

  private static Map<String, Double> reached(List<Paths.Visit> visits, long at) {
    Map<String, Double> rates = new HashMap<>();
    for (Stage stage : STAGES) {
      Set<Long> won = new HashSet<>();
      Set<Long> all = new HashSet<>();
      for (Paths.Visit visit : visits) {
        if (visit.stageId().equals(stage.id()) && visit.closedAt() < at) {
          all.add(visit.deal());
          if (visit.outcome() == Paths.WON) {
            won.add(visit.deal());
          }
        }
      }
      rates.put(stage.id(), (double) won.size() / all.size());
    }
    return rates;
  }

  @Test
  void whatHappensLaterChangesOnlyWhatWasWon() {
    List<Paths.Visit> visits = priced(new TestDeals(6));
    Set<Long> later = new HashSet<>();
    List<Paths.Visit> otherwise = new ArrayList<>();
    for (Paths.Visit visit : visits) {
      if (visit.enteredAt() >= LAST.from()) {
        later.add(visit.deal());
        continue;
      }
      boolean closesLater = visit.closedAt() >= LAST.from();
      otherwise.add(
          closesLater ? with(visit, LAST.from() + TestDeals.DAY, Paths.WON, visit.cents()) : visit);
    }
    // New deals, at once large, short and lost.
    for (int i = 0; i < 300; i++) {
      long entered = LAST.from() + i * 1000L;
      otherwise.add(
          TestDeals.visit(
              TestDeals.key(1_000_000L + i),
              1,
              "b",
              entered,
              entered + 5,
              entered + 5,
              Paths.LOST,
              90_000_000,
              List.of("new")));
    }
    CalibrationSettings settings = TestSettings.of("customer_type").quarters(List.of(LAST)).build();
    Method method = Method.withHalfLife(100);
    List<Line> before =
        QuarterBacktest.of(input(visits, STAGES, Optional.empty(), 1), method, settings);
    List<Line> after =
        QuarterBacktest.of(input(otherwise, STAGES, Optional.empty(), 1), method, settings);

    assertThat(later).hasSizeGreaterThan(50);
    Function<Line, List<Object>> forecast =
        line -> List.of(line.method(), line.deals(), line.amount(), line.forecast());
    assertThat(after.stream().map(forecast))
        .hasSize(3)
        .containsExactlyElementsOf(before.stream().map(forecast).toList());
    assertThat(after)
        .allSatisfy(line -> assertThat(line.actual()).isEqualByComparingTo(line.amount()));
    assertThat(before).allSatisfy(line -> assertThat(line.actual()).isLessThan(line.amount()));
  }

  /** A funnel of two stages whose deals have amounts, but for every seventh. */
  private static List<Paths.Visit> priced(TestDeals deals) {
    return deals.funnel(2500, List.of("a", "b"), MOVES, LEVELS, 30, 800).visits().stream()
        .map(
            v ->
                with(
                    v,
                    v.closedAt(),
                    v.outcome(),
                    v.deal() % 7 == 0
                        ? Paths.NO_AMOUNT
                        : Math.floorMod(v.deal() >> 8, 1_000_000L) + v.number()))
        .toList();
  }

  /** Another end of the deal, and of the visit where that was its end. */
  private static Paths.Visit with(Paths.Visit visit, long closed, byte outcome, long cents) {
    return TestDeals.visit(
        visit.deal(),
        visit.number(),
        visit.stageId(),
        visit.enteredAt(),
        Math.min(
            visit.leftAt() == visit.closedAt() || visit.leftAt() > closed ? closed : visit.leftAt(),
            closed),
        closed,
        outcome,
        cents,
        visit.values());
  }

  private static List<String> methods(List<Line> lines) {
    return lines.stream().map(Line::method).toList();
  }

  private static Published version(String asOf) {
    return new Published(
        LocalDate.parse(asOf), Map.of("a", 0.9), Map.of(), Map.of("a", 0.4), Optional.empty());
  }

  private static CalibrationSettings handSettings() {
    return TestSettings.of()
        .spacingDays(200)
        .landmarks(1)
        .ageBands(1)
        .quarters(List.of(LAST))
        .build();
  }

  private static List<Line> ofHandMade(
      List<Paths.Visit> visits, Optional<Published> published, double sampledShare) {
    return QuarterBacktest.of(
        input(visits, List.of(new Stage("a", "A", 1, 0.3)), published, sampledShare),
        Method.STAGE,
        handSettings());
  }

  private static PipelineInput input(
      List<Paths.Visit> visits,
      List<Stage> stages,
      Optional<Published> published,
      double sampledShare) {
    List<String> dimensions =
        visits.isEmpty() || visits.get(0).values().isEmpty() ? List.of() : List.of("customer_type");
    return new PipelineInput(
        stages,
        Paths.of(visits, dimensions, CalibrationSettings.BUCKETS),
        List.of(),
        published,
        sampledShare,
        Map.of(),
        List.of(),
        false);
  }
}
