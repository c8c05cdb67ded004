package io.plumbline.outlook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.outlook.ForecastPeriod.Kind;
import io.plumbline.outlook.PipelineForecast.Plan;
import io.plumbline.outlook.Segment.Level;
import io.plumbline.table.Tables;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class PipelineForecastTest {

  private static final LocalDate TODAY = LocalDate.of(2026, 1, 21);
  private static final ForecastPeriod JANUARY =
      new ForecastPeriod(Kind.MONTH, LocalDate.of(2026, 1, 1), LocalDate.of(2026, 1, 31));
  private static final ForecastPeriod FEBRUARY =
      new ForecastPeriod(Kind.MONTH, LocalDate.of(2026, 2, 1), LocalDate.of(2026, 2, 28));
  private static final ForecastPeriod MARCH =
      new ForecastPeriod(Kind.MONTH, LocalDate.of(2026, 3, 1), LocalDate.of(2026, 3, 31));
  private static final ForecastPeriod QUARTER =
      new ForecastPeriod(Kind.QUARTER, LocalDate.of(2026, 1, 1), LocalDate.of(2026, 3, 31));
  private static final Set<Level> EVERY_LEVEL = EnumSet.allOf(Level.class);
  private static final Plan PLAN =
      new Plan(TODAY, List.of(JANUARY, FEBRUARY, MARCH, QUARTER), 1000, 42, List.of(), EVERY_LEVEL);

  private static final Segment NEW_SMALL = new Segment("new", "0-500", "a", "o", "t");
  private static final Segment OLD_LARGE = new Segment("existing", "500+", "a", "o", "t");

  @Test
  void multipliesAmountConfidenceAndShareOfThePeriod() {
    PipelineForecast forecast = quiet(PLAN);
    forecast.addOpen(deal("d1", NEW_SMALL, "s", null, 0.2, 0.5, "10000.00"));
    forecast.addTiming("s", null, 10, 0.25);
    forecast.addTiming("s", null, 38, 0.75);
    forecast.addTiming("s", null, 69, 1.0);

    // 10 days to the end of January, 38 to that of February, 69 to that of March.
    assertThat(whole(forecast, Snapshot::openExpected))
        .containsExactly(money("500"), money("1000"), money("500"), money("2000"));
    assertThat(whole(forecast, Snapshot::weightedConfidence))
        .containsOnly(money("2000"))
        .hasSize(4);
    assertThat(whole(forecast, Snapshot::weightedIncumbent))
        .containsOnly(Optional.of(money("5000")));
    assertThat(whole(forecast, Snapshot::openAmount)).containsOnly(money("10000"));
  }

  @Test
  void countsNoDriftTwiceThatHasHappenedAlready() {
    // All deals enter at 1,000.00 and are won at 800.00. Of 40, half have come down to that.
    PipelineForecast forecast = quiet(PLAN);
    for (int i = 0; i < 40; i++) {
      boolean hasChanged = i % 2 == 0;
      forecast.addOpen(
          new OpenDeal(
              "d" + i,
              NEW_SMALL,
              new Placement("s", null, null, 0.5, Double.NaN, Double.NaN, hasChanged ? null : "s"),
              hasChanged ? 80_000 : 100_000,
              Optional.empty()));
    }
    forecast.addTiming("s", null, 1, 1.0);
    forecast.addDrift("s", 0.8);

    List<Snapshot> rows = forecast.snapshots().toList();
    assertThat(rows.get(0).openExpected()).isEqualTo(money("" + 40 * 800 / 2));
    assertThat(rows.get(0).openBand().p50().doubleValue())
        .as("simulated deal by deal")
        .isCloseTo(16_000, within(800.0));
  }

  @Test
  void takesTheTimingOfTheAgeBandBeforeThatOfTheStage() {
    PipelineForecast forecast = quiet(PLAN);
    forecast.addOpen(deal("d1", NEW_SMALL, "s", "2-5", 0.5, Double.NaN, "100.00"));
    forecast.addOpen(deal("d2", NEW_SMALL, "s", "5+", 0.5, Double.NaN, "1000.00"));
    forecast.addTiming("s", null, 1, 0.5);
    forecast.addTiming("s", "2-5", 1, 1.0);

    assertThat(whole(forecast, Snapshot::openExpected))
        .containsExactly(money("300"), money("0"), money("0"), money("300"));
    assertThat(whole(forecast, Snapshot::weightedIncumbent)).containsOnly(Optional.empty());
  }

  @Test
  void looksTheTimingUpAtThePaceOfTheSize() {
    PipelineForecast forecast = quiet(PLAN);
    for (String size : List.of("0-10", "1000+", "other")) {
      Placement placement = new Placement("s", null, size, 0.5, Double.NaN, Double.NaN, "s");
      forecast.addOpen(new OpenDeal(size, NEW_SMALL, placement, 100_000, Optional.empty()));
    }
    int left = PLAN.daysTo(JANUARY.end());
    forecast.addTiming("s", null, left / 2, 0.2);
    forecast.addTiming("s", null, left, 0.6);
    forecast.addTiming("s", null, 2 * left, 1.0);
    forecast.addPace("1000+", 0.5);
    forecast.addPace("0-10", 2);

    assertThat(whole(forecast, Snapshot::openExpected).get(0))
        .as("half of 1,000 x 0.2, 0.6 and 1, by size")
        .isEqualTo(money("900"));
  }

  @Test
  void countsDealsWithoutConfidenceOrTimingOnlyAsOpen() {
    PipelineForecast forecast = quiet(PLAN);
    forecast.addOpen(deal("d1", NEW_SMALL, "s", null, Double.NaN, Double.NaN, "100.00"));
    forecast.addOpen(deal("d2", NEW_SMALL, "t", null, 0.5, Double.NaN, "30.00"));
    forecast.addOpen(deal("d3", NEW_SMALL, null, null, Double.NaN, Double.NaN, "4.00"));
    forecast.addTiming("s", null, 1, 1.0);
    forecast.addTiming(null, null, 1, 1.0);

    Snapshot january = forecast.snapshots().findFirst().orElseThrow();
    assertThat(january.openAmount()).isEqualTo(money("134"));
    assertThat(january.weightedConfidence()).isEqualTo(money("15"));
    assertThat(january.openExpected()).isEqualTo(money("0"));
    assertThat(january.band()).isEqualTo(new Snapshot.Band(money("0"), money("0"), money("0")));
  }

  @Test
  void countsWonAmountsInEveryPeriodThatHoldsTheDay() {
    PipelineForecast forecast = quiet(PLAN);
    forecast.addWon(LocalDate.of(2026, 1, 1), NEW_SMALL, 1, 10_050);
    forecast.addWon(LocalDate.of(2026, 1, 21), OLD_LARGE, 1, 1);
    forecast.addWon(LocalDate.of(2025, 12, 31), NEW_SMALL, 1, 99_999);

    assertThat(whole(forecast, Snapshot::closedWon))
        .containsExactly(money("100.51"), money("0"), money("0"), money("100.51"));
    assertThat(forecast.snapshots().filter(row -> row.cell().equals("existing")).findFirst())
        .map(Snapshot::closedWon)
        .contains(money("0.01"));
  }

  @Test
  void integratesArrivalsOverTheDaysToCome() {
    PipelineForecast forecast = quiet(PLAN);
    forecast.addArrival(Level.PIPELINE, NEW_SMALL, new Arrival(2, List.of(), 0.5, 300, 100));
    forecast.addTiming(null, null, 0, 0.2);
    forecast.addTiming(null, null, 5, 1.0);

    // One win a day in the end, of 300 each. Created day 1..10, by day 10: 5 x 1 + 5 x 0.2 = 6.
    // By day 38: 33 x 1 + 5 x 0.2 = 34; by day 69: 65.
    assertThat(whole(forecast, Snapshot::newBusiness))
        .containsExactly(
            Optional.of(money("1800")),
            Optional.of(money("8400")),
            Optional.of(money("9300")),
            Optional.of(money("19500")));
  }

  @Test
  void isSilentOnNewBusinessWithoutArrivalsOrTheirTiming() {
    PipelineForecast without = quiet(PLAN);
    without.addWon(TODAY, NEW_SMALL, 1, 100);
    PipelineForecast untimed = quiet(PLAN);
    untimed.addArrival(Level.PIPELINE, NEW_SMALL, new Arrival(2, List.of(), 0.5, 3, 1));
    PipelineForecast none = quiet(PLAN);
    none.addArrival(
        Level.PIPELINE, NEW_SMALL, new Arrival(0, List.of(), Double.NaN, Double.NaN, Double.NaN));

    assertThat(whole(without, Snapshot::newBusiness)).containsOnly(Optional.empty());
    assertThat(whole(without, Snapshot::expected)).startsWith(money("1"), money("0"));
    assertThat(whole(untimed, Snapshot::newBusiness)).containsOnly(Optional.empty());
    assertThat(whole(none, Snapshot::newBusiness)).containsOnly(Optional.of(money("0")));
  }

  @Test
  void filesArrivalsThatNoCellClaimsUnderUnknown() {
    PipelineForecast forecast = quiet(PLAN);
    forecast.addArrival(Level.PIPELINE, NEW_SMALL, new Arrival(1, List.of(), 1, 10, 0));
    forecast.addTiming(null, null, 0, 1.0);

    assertThat(forecast.snapshots().filter(row -> row.period().equals(JANUARY)))
        .extracting(row -> row.level().label() + " " + row.cell() + " " + row.newBusiness().get())
        .containsExactly(
            "pipeline all 100.00",
            "owner unknown 100.00",
            "team unknown 100.00",
            "customer_type unknown 100.00",
            "size_band unknown 100.00",
            "product unknown 100.00");
  }

  @Test
  void splitsArrivalsByWhatTheCellsBring() {
    PipelineForecast forecast = quiet(PLAN);
    forecast.addArrival(Level.PIPELINE, NEW_SMALL, new Arrival(1, List.of(), 1, 10, 0));
    // 0.5 x 1 x 4 = 2 and 0.5 x 0.5 x 4 = 1 a day: two thirds and one third of 100.00.
    forecast.addArrival(Level.CUSTOMER_TYPE, NEW_SMALL, new Arrival(0.5, List.of(), 1, 4, 0));
    forecast.addArrival(Level.CUSTOMER_TYPE, OLD_LARGE, new Arrival(0.5, List.of(), 0.5, 4, 0));
    forecast.addTiming(null, null, 0, 1.0);

    assertThat(
            forecast
                .snapshots()
                .filter(row -> row.period().equals(JANUARY))
                .filter(row -> row.level() == Level.CUSTOMER_TYPE))
        .extracting(row -> row.cell() + " " + row.newBusiness().get())
        .containsExactly("existing 33.33", "new 66.67");
  }

  @Test
  void worksBackwardsFromTheTarget() {
    PipelineForecast forecast = quiet(PLAN);
    forecast.addWon(TODAY, NEW_SMALL, 1, 100_000);
    forecast.addOpen(deal("d1", NEW_SMALL, "s", null, 0.25, Double.NaN, "4000.00"));
    forecast.addTiming("s", null, 1, 0.5);
    forecast.addTiming("s", null, 20, 1.0);
    forecast.addTarget(JANUARY.start(), JANUARY.end(), 200_000);
    forecast.addTarget(JANUARY.start(), JANUARY.end(), 50_000);
    forecast.addTarget(FEBRUARY.start(), FEBRUARY.end(), 0);
    forecast.addTarget(LocalDate.of(2026, 1, 2), JANUARY.end(), 77);

    List<Optional<Snapshot.Outlook>> outlooks = whole(forecast, Snapshot::target);
    Snapshot.Outlook january = outlooks.get(0).orElseThrow();
    // Gap 1,500; an eighth of the open amount closes in January: 12,000 needed, 4,000 / 1,500
    // there.
    assertThat(january.amount()).isEqualTo(money("2500"));
    assertThat(january.pipelineNeeded()).contains(money("12000"));
    assertThat(january.coverage().orElseThrow()).isCloseTo(8 / 3.0, within(1e-12));
    // 1,000 + 4,000 reaches 2,500 when the deal is won in January, probability 1/8.
    assertThat(january.probability()).isCloseTo(0.125, within(0.04));
    Snapshot.Outlook february = outlooks.get(1).orElseThrow();
    assertThat(february.probability()).isEqualTo(1);
    assertThat(february.pipelineNeeded()).isEmpty();
    assertThat(february.coverage()).isEmpty();
    assertThat(outlooks.get(2)).isEmpty();
    assertThat(outlooks.get(3)).isEmpty();
    assertThat(forecast.snapshots().filter(row -> row.level() != Level.PIPELINE))
        .allMatch(row -> row.target().isEmpty());
  }

  @Test
  void needsNoPipelineThatItCannotCompute() {
    PipelineForecast forecast = quiet(PLAN);
    forecast.addOpen(deal("d1", NEW_SMALL, "s", null, 0.25, Double.NaN, "4000.00"));
    forecast.addTarget(JANUARY.start(), JANUARY.end(), 200_000);

    Snapshot.Outlook january =
        forecast.snapshots().findFirst().orElseThrow().target().orElseThrow();
    assertThat(january.pipelineNeeded()).isEmpty();
    assertThat(january.coverage()).hasValue(2);
    assertThat(january.probability()).isZero();
  }

  @Test
  void drawsOneDealAsWonOrNot() {
    PipelineForecast forecast = quiet(PLAN);
    forecast.addWon(TODAY, NEW_SMALL, 1, 700);
    forecast.addOpen(deal("d1", NEW_SMALL, "s", null, 0.3, Double.NaN, "1000.00"));
    forecast.addTiming("s", null, 1, 1.0);

    // Won with probability 0.3: the 0.1 and 0.5 quantiles are without it, the 0.9 one is with it.
    assertThat(forecast.snapshots().findFirst().orElseThrow().band())
        .isEqualTo(new Snapshot.Band(money("7"), money("7"), money("1007")));
  }

  @Test
  void spreadsManyDealsAsTheirSumDoes() {
    Plan plan = new Plan(TODAY, List.of(JANUARY), 20_000, 42, List.of(), EVERY_LEVEL);
    PipelineForecast forecast = quiet(plan);
    for (int i = 0; i < 3000; i++) {
      Segment segment = i % 3 == 0 ? NEW_SMALL : OLD_LARGE;
      forecast.addOpen(deal("d" + i, segment, "s", null, 0.5, Double.NaN, "10.00"));
    }
    forecast.addTiming("s", null, 1, 1.0);

    // Ten times a binomial: R 10 * qbinom(c(.1, .5, .9), 3000, .5) = 14650 15000 15350,
    // 10 * qbinom(c(.1, .5, .9), 1000, .5) = 4800 5000 5200; more deals than are drawn singly.
    List<Snapshot> rows = forecast.snapshots().toList();
    Snapshot.Band band = rows.get(0).band();
    assertThat(band.p10()).isCloseTo(money("14650"), within(money("25")));
    assertThat(band.p50()).isCloseTo(money("15000"), within(money("25")));
    assertThat(band.p90()).isCloseTo(money("15350"), within(money("25")));
    Snapshot.Band part =
        rows.stream().filter(row -> row.cell().equals("new")).findFirst().orElseThrow().band();
    assertThat(part.p10()).isCloseTo(money("4800"), within(money("15")));
    assertThat(part.p50()).isCloseTo(money("5000"), within(money("15")));
    assertThat(part.p90()).isCloseTo(money("5200"), within(money("15")));
  }

  @Test
  void widensTheBandByWhatDealsShare() {
    Plan plan = new Plan(TODAY, List.of(JANUARY), 50_000, 1, List.of(), EVERY_LEVEL);
    PipelineForecast forecast = new PipelineForecast("p", plan);
    forecast.addSpread(new Spread(0, 10, 0.5, 0, 1, 9, Double.NaN, Double.NaN));
    for (int i = 0; i < 1000; i++) {
      forecast.addOpen(deal("d" + i, NEW_SMALL, "s", null, 0.2, Double.NaN, "10.00"));
    }
    forecast.addTiming("s", null, 1, 1.0);

    // Python: p = [1 / (1 + exp(-(log(.25) + .5 * gauss(0, 1) - .125 * .6))) for _ in
    // range(400000)];
    // 10 x quantiles of [round(gauss(1000 * x, sqrt(1000 * x * (1 - x)))) for x in p]
    // = 1070 1880 3070.
    Snapshot january = forecast.snapshots().findFirst().orElseThrow();
    assertThat(january.band().p10()).isCloseTo(money("1070"), within(money("20")));
    assertThat(january.band().p50()).isCloseTo(money("1880"), within(money("20")));
    assertThat(january.band().p90()).isCloseTo(money("3070"), within(money("35")));
    assertThat(january.deals().p90() * 10)
        .isCloseTo(january.band().p90().doubleValue(), within(1e-6));
  }

  @Test
  void keepsASingleLargeDealAJump() {
    Plan plan = new Plan(TODAY, List.of(JANUARY), 4000, 1, List.of(0.25, 0.95), EVERY_LEVEL);
    PipelineForecast forecast = new PipelineForecast("p", plan);
    forecast.addSpread(new Spread(0, 10, 0.8, 0.8, 1, 9, Double.NaN, Double.NaN));
    forecast.addOpen(deal("giant", NEW_SMALL, "s", null, 0.3, Double.NaN, "1000000.00"));
    forecast.addOpen(deal("dwarf", NEW_SMALL, "s", null, 0.3, Double.NaN, "1.00"));
    forecast.addTiming("s", null, 1, 1.0);

    Snapshot january = forecast.snapshots().findFirst().orElseThrow();
    assertThat(january.quantiles())
        .extracting(Snapshot.Quantile::amount)
        .isSubsetOf(money("0"), money("1"), money("1000000"), money("1000001"));
    assertThat(january.deciding()).hasSize(1);
    assertThat(january.deciding().get(0).opportunityId()).isEqualTo("giant");
    assertThat(january.deciding().get(0).shareOfVariance()).isBetween(0.9, 1.0);
  }

  @Test
  void drawsAllEightOutcomesOfThreeDealsAsOftenAsTheyComeAbout() {
    int draws = 200_000;
    Plan plan =
        new Plan(
            TODAY,
            List.of(JANUARY),
            draws,
            7,
            List.of(0.05, 0.13, 0.2, 0.3, 0.45, 0.6, 0.75, 0.9, 0.99),
            EVERY_LEVEL);
    PipelineForecast forecast = quiet(plan);
    forecast.addOpen(deal("a", NEW_SMALL, "s", null, 0.5, Double.NaN, "100.00"));
    forecast.addOpen(deal("b", NEW_SMALL, "s", null, 0.2, Double.NaN, "250.01"));
    forecast.addOpen(deal("c", OLD_LARGE, "s", null, 0.9, Double.NaN, "1000.00"));
    forecast.addTiming("s", null, 1, 1.0);

    // By hand, with the probabilities of the sums: 0: .04, 100: .04, 250.01: .01, 350.01: .01,
    // 1000: .36, 1100: .36, 1250.01: .09, 1350.01: .09; so that the distribution function is
    // .04 .08 .09 .10 .46 .82 .91 1.
    Snapshot january = forecast.snapshots().findFirst().orElseThrow();
    assertThat(january.openExpected()).isEqualTo(money("1000.00"));
    assertThat(january.quantiles())
        .extracting(Snapshot.Quantile::amount)
        .containsExactly(
            money("100"),
            money("1000"),
            money("1000"),
            money("1000"),
            money("1000"),
            money("1100"),
            money("1100"),
            money("1250.01"),
            money("1350.01"));
  }

  @Test
  void addsTwoThousandForTenThousandAtTwentyPercent() {
    // The sentence of the CRM's own report: "an opportunity of 10,000 at 20 % adds 2,000".
    PipelineForecast forecast = quiet(PLAN);
    forecast.addOpen(deal("d", NEW_SMALL, "s", null, Double.NaN, 0.2, "10000.00"));

    assertThat(whole(forecast, Snapshot::weightedIncumbent))
        .containsOnly(Optional.of(money("2000")));
    assertThat(whole(forecast, row -> row.simple().orElseThrow().incumbent()))
        .containsOnly(Optional.of(money("2000")));
  }

  @Test
  void hasNoRowsForNothing() {
    PipelineForecast forecast = quiet(PLAN);
    forecast.addTiming("s", null, 1, 1.0);
    forecast.addTarget(JANUARY.start(), JANUARY.end(), 200_000);

    assertThat(forecast.snapshots()).isEmpty();
  }

  @Test
  void givesALevelOfOneCellTheBandOfThePipeline() {
    PipelineForecast forecast = quiet(PLAN);
    randomFacts(3, 300).forEach(fact -> fact.accept(forecast));
    forecast.addArrival(Level.PRODUCT, NEW_SMALL, new Arrival(1.7, List.of(), 0.3, 1000, 0));

    List<Snapshot> january =
        forecast.snapshots().filter(row -> row.period().equals(JANUARY)).toList();
    Snapshot product =
        january.stream().filter(row -> row.level() == Level.PRODUCT).findFirst().orElseThrow();
    assertThat(product.cell()).isEqualTo("a");
    assertThat(product.band()).isEqualTo(january.get(0).band());
  }

  @Test
  void sharesTheFuturesOfADealBetweenTheLevels() {
    PipelineForecast forecast = quiet(PLAN);
    forecast.addArrival(Level.PIPELINE, NEW_SMALL, new Arrival(0, List.of(), 1, 1, 0));
    for (int i = 0; i < 1200; i++) {
      forecast.addOpen(deal("d" + i, NEW_SMALL, "s", null, 0.3, Double.NaN, (i % 7 + 1) + ".00"));
    }
    forecast.addWon(TODAY, OLD_LARGE, 1, 100_000);
    forecast.addTiming("s", null, 5, 0.5);
    forecast.addTiming("s", null, 40, 1.0);

    // All that is open is of one cell: its futures are those of the pipeline without the other.
    for (Snapshot row : forecast.snapshots().filter(row -> row.cell().equals("new")).toList()) {
      Snapshot whole =
          forecast.snapshots().filter(w -> w.period().equals(row.period())).findFirst().get();
      BigDecimal others = whole.closedWon();
      assertThat(row.band().p10()).isEqualTo(whole.band().p10().subtract(others));
      assertThat(row.band().p50()).isEqualTo(whole.band().p50().subtract(others));
      assertThat(row.band().p90()).isEqualTo(whole.band().p90().subtract(others));
    }
  }

  @Test
  void widensACellByTheAmountsOfItsOwnArrivals() {
    Plan plan = new Plan(TODAY, List.of(JANUARY), 20_000, 42, List.of(), EVERY_LEVEL);
    PipelineForecast forecast = quiet(plan);
    forecast.addArrival(Level.PIPELINE, NEW_SMALL, new Arrival(1, List.of(), 1, 100, 0));
    forecast.addArrival(Level.SIZE_BAND, NEW_SMALL, new Arrival(5, List.of(), 1, 10, 0));
    forecast.addArrival(Level.SIZE_BAND, OLD_LARGE, new Arrival(0.05, List.of(), 1, 1000, 0));
    forecast.addTiming(null, null, 0, 1.0);

    // Half of the 1,000 of 10 days each: 50 wins of 10, and half a win of 1,000.
    // R: 10 * qpois(c(.1, .9), 50) = 410 590; qpois(c(.1, .5, .9), 0.5) = 0 0 1.
    List<Snapshot> rows =
        forecast.snapshots().filter(row -> row.level() == Level.SIZE_BAND).toList();
    assertThat(rows).extracting(Snapshot::cell).containsExactly("0-500", "500+");
    assertThat(rows.get(0).band().p10()).isCloseTo(money("410"), within(money("10")));
    assertThat(rows.get(0).band().p90()).isCloseTo(money("590"), within(money("10")));
    assertThat(rows.get(1).band())
        .isEqualTo(new Snapshot.Band(money("0"), money("0"), money("1000")));
  }

  @Test
  void hasALevelForEverySegmentColumnAndNoOther() {
    assertThat(
            Arrays.stream(Level.values())
                .filter(level -> level != Level.PIPELINE && level.isOfArrivals())
                .map(Level::label))
        .containsExactlyInAnyOrderElementsOf(Tables.SEGMENT_COLUMNS);
  }

  @Test
  void addsUpToTheCentOnEveryLevel() {
    for (int seed = 0; seed < 5; seed++) {
      PipelineForecast forecast = quiet(PLAN);
      randomFacts(seed, 400).forEach(fact -> fact.accept(forecast));
      List<Snapshot> rows = forecast.snapshots().toList();

      for (ForecastPeriod period : PLAN.periods()) {
        for (Level level : Level.values()) {
          List<Function<Snapshot, BigDecimal>> amounts =
              List.of(
                  Snapshot::closedWon,
                  Snapshot::openAmount,
                  row -> row.weightedIncumbent().orElse(BigDecimal.ZERO),
                  Snapshot::weightedConfidence,
                  Snapshot::openExpected,
                  row -> row.newBusiness().orElseThrow(),
                  Snapshot::expected);
          for (Function<Snapshot, BigDecimal> amount : amounts) {
            assertThat(sum(rows, period, level, amount))
                .as("seed %s, %s, %s", seed, period, level)
                .isEqualByComparingTo(sum(rows, period, Level.PIPELINE, amount));
          }
        }
      }
      assertThat(sum(rows, QUARTER, Level.PIPELINE, Snapshot::openExpected)).isPositive();
      assertThat(rows).allMatch(row -> row.band().p10().compareTo(row.band().p50()) <= 0);
      assertThat(rows).allMatch(row -> row.band().p50().compareTo(row.band().p90()) <= 0);
    }
  }

  @Test
  void aTeamIsTheSumOfItsOwners() {
    PipelineForecast forecast = quiet(PLAN);
    randomFacts(8, 400).forEach(fact -> fact.accept(forecast));
    Map<String, List<String>> ownersOf =
        Map.of(
            "east", List.of("ann", "cid"), "west", List.of("bob"), "unknown", List.of("unknown"));
    List<Snapshot> rows = forecast.snapshots().toList();

    for (ForecastPeriod period : PLAN.periods()) {
      ownersOf.forEach(
          (team, owners) -> {
            Snapshot ofTeam = only(rows, period, Level.TEAM, team);
            List<Snapshot> parts =
                owners.stream().map(owner -> only(rows, period, Level.OWNER, owner)).toList();
            assertThat(ofTeam.closedWon()).isEqualTo(total(parts, Snapshot::closedWon));
            assertThat(ofTeam.openAmount()).isEqualTo(total(parts, Snapshot::openAmount));
            assertThat(ofTeam.deals().open())
                .isEqualTo(parts.stream().mapToLong(part -> part.deals().open()).sum());
            assertThat(ofTeam.deals().closedWon())
                .isEqualTo(parts.stream().mapToLong(part -> part.deals().closedWon()).sum());
            // Owners and teams are rounded to cents each for itself.
            assertThat(ofTeam.openExpected())
                .isCloseTo(total(parts, Snapshot::openExpected), within(money("0.02")));
            // Of deals that nobody has created yet, neither is known.
            assertThat(ofTeam.newBusiness()).isEqualTo(parts.get(0).newBusiness());
          });
    }
    assertThat(rows.stream().filter(row -> row.level() == Level.TEAM)).hasSize(4 * 3);
    assertThat(only(rows, JANUARY, Level.TEAM, "east").openAmount()).isPositive();
    assertThat(only(rows, JANUARY, Level.TEAM, "east").newBusiness()).contains(money("0"));
    assertThat(only(rows, JANUARY, Level.TEAM, "unknown").newBusiness().orElseThrow()).isPositive();
  }

  @Test
  void aLevelThatIsNotAskedForChangesNothingOfTheOthers() {
    Set<Level> withoutTeams = EnumSet.complementOf(EnumSet.of(Level.TEAM));
    PipelineForecast without =
        quiet(new Plan(TODAY, PLAN.periods(), 1000, 42, List.of(0.95), withoutTeams));
    PipelineForecast with =
        quiet(new Plan(TODAY, PLAN.periods(), 1000, 42, List.of(0.95), EVERY_LEVEL));
    randomFacts(6, 1500)
        .forEach(
            fact -> {
              fact.accept(without);
              fact.accept(with);
            });

    List<Snapshot> expected = with.snapshots().filter(row -> row.level() != Level.TEAM).toList();
    assertThat(without.snapshots().toList()).isEqualTo(expected);
    assertThat(with.snapshots()).hasSize(expected.size() + 4 * 3);
  }

  private static Snapshot only(
      List<Snapshot> rows, ForecastPeriod period, Level level, String cell) {
    List<Snapshot> found =
        rows.stream()
            .filter(row -> row.period().equals(period))
            .filter(row -> row.level() == level && row.cell().equals(cell))
            .toList();
    assertThat(found).hasSize(1);
    return found.get(0);
  }

  private static BigDecimal total(List<Snapshot> rows, Function<Snapshot, BigDecimal> amount) {
    return rows.stream().map(amount).reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  @Test
  void addsMonthsUpToTheQuarterButForRounding() {
    PipelineForecast forecast = quiet(PLAN);
    randomFacts(11, 400).forEach(fact -> fact.accept(forecast));
    List<Snapshot> rows = forecast.snapshots().toList();

    BigDecimal months =
        sum(rows, JANUARY, Level.PIPELINE, Snapshot::expected)
            .add(sum(rows, FEBRUARY, Level.PIPELINE, Snapshot::expected))
            .add(sum(rows, MARCH, Level.PIPELINE, Snapshot::expected));
    assertThat(months)
        .isCloseTo(sum(rows, QUARTER, Level.PIPELINE, Snapshot::expected), within(money("0.05")));
  }

  @Test
  void doesNotDependOnTheOrderOfTheFacts() {
    List<Consumer<PipelineForecast>> facts = new ArrayList<>(randomFacts(5, 1500));
    PipelineForecast one = quiet(PLAN);
    facts.forEach(fact -> fact.accept(one));
    Collections.shuffle(facts, new Random(99));
    PipelineForecast other = quiet(PLAN);
    facts.forEach(fact -> fact.accept(other));

    assertThat(other.snapshots().toList()).isEqualTo(one.snapshots().toList());
  }

  /** A forecast that assumes no shock. */
  private static PipelineForecast quiet(Plan plan) {
    PipelineForecast forecast = new PipelineForecast("p", plan);
    forecast.addSpread(ExperienceTest.NO_SHOCK);
    return forecast;
  }

  private static BigDecimal money(String amount) {
    return new BigDecimal(amount).setScale(2);
  }

  private static List<Consumer<PipelineForecast>> randomFacts(int seed, int deals) {
    Random random = new Random(seed);
    String[] owners = {"ann", "bob", "cid", null};
    String[] teams = {"east", "west", "east", null};
    String[] types = {"new", "existing", null};
    String[] sizes = {"0-500", "500-2000", "2000+", null};
    List<Consumer<PipelineForecast>> facts = new ArrayList<>();
    for (int i = 0; i < deals; i++) {
      int owner = random.nextInt(4);
      Segment segment =
          new Segment(
              types[random.nextInt(3)], sizes[random.nextInt(4)], "a", owners[owner], teams[owner]);
      long cents = Math.round(Math.exp(random.nextGaussian() * 2) * 100_000);
      String id = "deal " + i;
      if (random.nextInt(4) == 0) {
        LocalDate day = TODAY.minusDays(random.nextInt(40));
        facts.add(forecast -> forecast.addWon(day, segment, 1, cents));
        continue;
      }
      Placement placement =
          new Placement(
              "s" + random.nextInt(3),
              random.nextBoolean() ? "0-5" : null,
              random.nextBoolean() ? "1000+" : null,
              random.nextInt(10) == 0 ? Double.NaN : Math.round(random.nextDouble() * 20) / 20.0,
              random.nextInt(3) == 0 ? Double.NaN : 0.3,
              0.4,
              random.nextBoolean() ? "s0" : null);
      facts.add(
          forecast ->
              forecast.addOpen(new OpenDeal(id, segment, placement, cents, Optional.empty())));
    }
    for (int stage = 0; stage < 2; stage++) {
      String stageId = "s" + stage;
      for (int day = 1; day <= 100; day += 3) {
        int at = day;
        double share = 1 - Math.exp(-day / (20.0 + 10 * stage));
        facts.add(forecast -> forecast.addTiming(stageId, null, at, share));
        facts.add(forecast -> forecast.addTiming(null, null, at, share / 2));
      }
    }
    facts.add(forecast -> forecast.addPace("1000+", 0.7));
    facts.add(forecast -> forecast.addPace("0-10", 1.3));
    facts.add(arrival(Level.PIPELINE, null, null, 1.7));
    facts.add(arrival(Level.CUSTOMER_TYPE, "new", null, 0.9));
    facts.add(arrival(Level.CUSTOMER_TYPE, "existing", null, 0.77));
    facts.add(arrival(Level.SIZE_BAND, null, "0-500", 0.333));
    facts.add(arrival(Level.SIZE_BAND, null, "2000+", 1.1));
    return facts;
  }

  private static Consumer<PipelineForecast> arrival(
      Level level, String type, String size, double rate) {
    return forecast ->
        forecast.addArrival(
            level,
            new Segment(type, size, null, null, null),
            new Arrival(rate, List.of(), 0.31, 1234.56, 99_999));
  }

  private static OpenDeal deal(
      String id,
      Segment segment,
      String stage,
      String band,
      double confidence,
      double incumbent,
      String amount) {
    return new OpenDeal(
        id,
        segment,
        new Placement(stage, band, null, confidence, incumbent, Double.NaN, stage),
        money(amount).unscaledValue().longValueExact(),
        Optional.empty());
  }

  private static <T> List<T> whole(PipelineForecast forecast, Function<Snapshot, T> value) {
    return forecast.snapshots().filter(row -> row.level() == Level.PIPELINE).map(value).toList();
  }

  private static BigDecimal sum(
      List<Snapshot> rows,
      ForecastPeriod period,
      Level level,
      Function<Snapshot, BigDecimal> amount) {
    return rows.stream()
        .filter(row -> row.period().equals(period) && row.level() == level)
        .map(amount)
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }
}
