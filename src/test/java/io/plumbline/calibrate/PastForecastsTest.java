package io.plumbline.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.calibrate.PipelineInput.Day;
import io.plumbline.outlook.Category;
import io.plumbline.outlook.Experience.Past;
import io.plumbline.outlook.Experience.Stretch;
import io.plumbline.outlook.ForecastPeriod;
import io.plumbline.outlook.Segment;
import io.plumbline.outlook.Snapshot;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PastForecastsTest {

  private static final Segment SEGMENT = Segment.NOTHING_KNOWN;
  private static final LocalDate THEN = TestSettings.AS_OF.minusDays(70);
  private static final ForecastPeriod AFTER =
      new ForecastPeriod(ForecastPeriod.Kind.DAYS, THEN.plusDays(1), THEN.plusDays(30));

  /** One deal of the simulated pipeline, in days before the cutoff. */
  private record Simulated(
      long key, double created, double moved, double closed, byte outcome, long cents) {

    Simulated with(long otherCents) {
      return new Simulated(key, created, moved, closed, outcome, otherCents);
    }
  }

  @Test
  void knowsOnlyWhatWasKnownThen() {
    List<Simulated> all = deals(900, 3);
    double since = ChronoUnit.DAYS.between(THEN, TestSettings.AS_OF);
    List<Simulated> known =
        all.stream()
            .filter(deal -> deal.created() > since)
            .map(
                deal ->
                    deal.closed() > since
                        ? deal
                        : new Simulated(
                            deal.key(),
                            deal.created(),
                            deal.moved() > since ? deal.moved() : -1,
                            -1,
                            Paths.OPEN,
                            deal.cents()))
            .toList();

    Snapshot then = kept(all);
    assertThat(then).isEqualTo(kept(known));
    assertThat(then.openExpected()).isPositive();
    assertThat(then.newBusiness().orElseThrow()).isPositive();
    assertThat(kept(all.subList(0, 760))).isNotEqualTo(then);
  }

  @Test
  void isRightOnTheWholeInASteadyPipeline() {
    assertRight(learned(deals(3000, 7)));
  }

  @Test
  void isRightOnTheWholeWhereHalfOfTheDealsHaveNoAmount() {
    assertRight(
        learned(
            deals(6000, 7).stream()
                .map(deal -> deal.key() % 2 == 0 ? deal : deal.with(Paths.NO_AMOUNT))
                .toList()));
  }

  private static void assertRight(PastForecasts.Result result) {
    for (Stretch stretch : List.of(new Stretch(0, 30), new Stretch(0, 91))) {
      List<Past> pasts =
          result.pasts().stream().filter(past -> past.stretch().equals(stretch)).toList();
      double forecast =
          pasts.stream().mapToDouble(past -> past.forecast().expected().doubleValue()).sum();
      double actual = pasts.stream().mapToDouble(Past::actual).sum();
      assertThat(pasts).hasSizeGreaterThan(8);
      assertThat(forecast / actual).as(stretch.toString()).isBetween(0.9, 1.1);
      assertThat(pasts).allMatch(past -> past.openActual() <= past.actual());
    }
  }

  @Test
  void takesOlderDealsForLateEntriesWhereTheExportIsNotComplete() {
    double complete = 300;
    List<Simulated> since =
        deals(900, 3).stream().filter(deal -> deal.created() <= complete).toList();
    List<Simulated> withOld = new ArrayList<>(since);
    for (int i = 0; i < 500; i++) {
      // Still open then, and for ever.
      withOld.add(
          new Simulated(
              TestDeals.key(10_000 + i), 420 + i % 60, -1, -1, Paths.OPEN, Paths.NO_AMOUNT));
    }

    double wanted = kept(since, complete).newBusiness().orElseThrow().doubleValue();
    assertThat(kept(withOld, complete).newBusiness().orElseThrow().doubleValue())
        .isCloseTo(wanted, within(0.01 * wanted));
  }

  @Test
  void makesNoForecastThatIsNotOverYet() {
    assertThat(learned(deals(900, 5)).pasts())
        .isNotEmpty()
        .allMatch(
            past ->
                !past.madeOn().plusDays(past.stretch().to()).isAfter(TestSettings.AS_OF)
                    && past.madeOn().toEpochDay() % 14 == 0);
  }

  @Test
  void countsWhatCategoriesWereWorth() {
    List<PastForecasts.Worth> worths = learned(deals(3000, 9)).worths();

    Map<Category, PastForecasts.Worth> quarter = new TreeMap<>();
    worths.stream()
        .filter(worth -> worth.stretch().equals(new Stretch(0, 91)))
        .forEach(worth -> quarter.put(worth.category(), worth));
    assertThat(quarter).containsOnlyKeys(Category.COMMIT, Category.PIPELINE);
    // Late deals are won in two of three cases, early ones in one of three.
    assertThat((double) quarter.get(Category.COMMIT).won() / quarter.get(Category.COMMIT).deals())
        .isBetween(0.6, 0.73);
    assertThat(
            (double) quarter.get(Category.PIPELINE).won() / quarter.get(Category.PIPELINE).deals())
        .isBetween(0.27, 0.4);
  }

  private static Snapshot kept(List<Simulated> deals) {
    return kept(deals, 1_000);
  }

  /**
   * Of an export.
   *
   * @param complete days before the cutoff that it is complete for
   */
  private static Snapshot kept(List<Simulated> deals, double complete) {
    TreeMap<LocalDate, List<ForecastPeriod>> series = new TreeMap<>(Map.of(THEN, List.of(AFTER)));
    CalibrationSettings settings =
        TestSettings.of()
            .observedFrom(TestDeals.back(complete))
            .forecast(new ForecastSettings(0, 500, List.of(0.5), series, Set.of()))
            .build();
    List<PastForecasts.Kept> kept =
        PastForecasts.of("p", input(deals, complete), Method.STAGE_AGE, settings).kept();
    assertThat(kept).extracting(PastForecasts.Kept::date).containsOnly(THEN);
    return kept.get(0).snapshot();
  }

  private static PastForecasts.Result learned(List<Simulated> deals) {
    CalibrationSettings settings =
        TestSettings.of()
            .forecast(new ForecastSettings(26, 500, List.of(), new TreeMap<>(), Set.of()))
            .build();
    return PastForecasts.of("p", input(deals, 1_000), Method.STAGE_AGE, settings);
  }

  /**
   * Deals created over 500 days: 10 days on average early, then 15 late; half of those that come
   * late are lost on the way, and two of three of the rest won.
   */
  private static List<Simulated> deals(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Simulated> deals = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double created = 500 * (1 - (i + random.nextDouble()) / count);
      double early = created - 10 * -Math.log(random.nextDouble());
      boolean moves = random.nextBoolean();
      double end = moves ? early - 15 * -Math.log(random.nextDouble()) : early;
      byte outcome = end < 0 ? Paths.OPEN : moves && random.nextInt(3) < 2 ? Paths.WON : Paths.LOST;
      deals.add(
          new Simulated(
              TestDeals.key(i),
              created,
              moves && early > 0 ? early : -1,
              outcome == Paths.OPEN ? -1 : end,
              outcome,
              100L * (1 + random.nextInt(500))));
    }
    return deals;
  }

  private static PipelineInput input(List<Simulated> deals, double complete) {
    List<Paths.Visit> visits = new ArrayList<>();
    TreeMap<LocalDate, long[]> days = new TreeMap<>();
    for (Simulated deal : deals) {
      long closed = deal.outcome() == Paths.OPEN ? Paths.NEVER : TestDeals.back(deal.closed());
      long moved = deal.moved() < 0 ? closed : TestDeals.back(deal.moved());
      visits.add(visit(deal, 1, "a", TestDeals.back(deal.created()), moved, closed));
      if (deal.moved() >= 0) {
        visits.add(visit(deal, 2, "b", moved, closed, closed));
      }
      if (deal.created() <= complete) {
        days.computeIfAbsent(day(TestDeals.back(deal.created())), of -> new long[3])[0]++;
      }
      if (deal.outcome() == Paths.WON && deal.cents() != Paths.NO_AMOUNT) {
        long[] won = days.computeIfAbsent(day(closed), of -> new long[3]);
        won[1]++;
        won[2] += deal.cents();
      }
    }
    return new PipelineInput(
        List.of(new Stage("a", "A", 1, 0.2), new Stage("b", "B", 2, 0.6)),
        Paths.of(visits, List.of(), CalibrationSettings.BUCKETS),
        List.of(),
        Optional.empty(),
        1,
        Map.of("a", Category.PIPELINE, "b", Category.COMMIT),
        days.entrySet().stream()
            .map(
                entry ->
                    new Day(
                        entry.getKey(),
                        SEGMENT,
                        entry.getValue()[0],
                        entry.getValue()[1],
                        entry.getValue()[2]))
            .toList(),
        false);
  }

  private static Paths.Visit visit(
      Simulated deal, int number, String stage, long entered, long left, long closed) {
    return new Paths.Visit(
        deal.key(),
        number,
        stage,
        entered,
        left,
        closed,
        deal.outcome(),
        deal.cents(),
        List.of(),
        new Paths.Sale(deal.cents(), Paths.NO_DAY, null, null));
  }

  private static LocalDate day(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS).atZone(ZoneOffset.UTC).toLocalDate();
  }
}
