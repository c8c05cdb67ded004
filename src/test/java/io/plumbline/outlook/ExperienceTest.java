package io.plumbline.outlook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.outlook.Experience.Past;
import io.plumbline.outlook.Experience.Stretch;
import io.plumbline.outlook.PipelineForecast.Plan;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ExperienceTest {

  /** No shock, no correction. */
  static final Spread NO_SHOCK = new Spread(0, 1, 0, 0, 1, 0, Double.NaN, Double.NaN);

  private static final LocalDate FIRST = LocalDate.of(2024, 1, 1);
  private static final Stretch MONTH = new Stretch(0, 30);
  private static final Stretch NEXT = new Stretch(30, 61);
  private static final int DEALS = 400;
  private static final double WON = 0.3;

  @Test
  void assumesWhatItHasNotSeen() {
    assertThat(experience().knownOn(FIRST))
        .containsExactly(Spread.unknown(0, 30), Spread.unknown(30, 61));
  }

  @Test
  void tellsOnlyOfWhatIsOver() {
    Experience experience = experience();
    for (int i = 0; i < 5; i++) {
      experience.add(past(FIRST.plusDays(30 * i), MONTH, 1200, forecast(NO_SHOCK)));
    }

    assertThat(experience.knownOn(FIRST.plusDays(29)).get(0).forecasts()).isZero();
    assertThat(experience.knownOn(FIRST.plusDays(30)).get(0).forecasts()).isEqualTo(1);
    assertThat(experience.knownOn(FIRST.plusDays(150)).get(0).forecasts()).isEqualTo(5);
    assertThat(experience.knownOn(FIRST.plusDays(150)).get(1).forecasts()).isZero();
  }

  @Test
  void findsTheShockThatMovesAllDeals() {
    for (double shock : new double[] {0, 0.2, 0.5}) {
      Experience experience = experience();
      Random random = new Random(11);
      for (int i = 0; i < 300; i++) {
        experience.add(past(FIRST.plusDays(30 * i), MONTH, won(random, shock), forecast(NO_SHOCK)));
      }

      Spread learned = experience.knownOn(FIRST.plusDays(9_100)).get(0);
      // 300 squared errors: five standard errors of a standard deviation are 0.2 of it.
      assertThat(learned.openShock()).isCloseTo(shock, within(Math.max(0.05, 0.2 * shock)));
    }
  }

  @Test
  void widensBandsUntilTheyHoldFourOfFive() {
    for (double shock : new double[] {0, 0.2, 0.4}) {
      Experience experience = experience();
      Random random = new Random(12);
      Snapshot narrow = forecast(NO_SHOCK);
      for (int i = 0; i < 250; i++) {
        experience.add(past(FIRST.plusDays(30 * i), MONTH, won(random, shock), narrow));
      }
      double width = experience.knownOn(FIRST.plusDays(7_600)).get(0).width();
      double median = narrow.band().p50().doubleValue();
      double low = median - width * (median - narrow.band().p10().doubleValue());
      double high = median + width * (narrow.band().p90().doubleValue() - median);
      int inside = 0;
      for (int i = 0; i < 4000; i++) {
        double amount = won(random, shock);
        inside += amount >= low && amount <= high ? 1 : 0;
      }

      // A quantile of 250 scores: three standard errors of a share of 0.8 are 0.076.
      assertThat(inside / 4000.0).as("shock %s", shock).isCloseTo(0.8, within(0.08));
    }
  }

  @Test
  void believesFewForecastsLittle() {
    Experience experience = experience();
    // Twice what was expected, far outside of the band.
    experience.add(past(FIRST, MONTH, 2400, forecast(NO_SHOCK)));
    Spread one = experience.knownOn(FIRST.plusDays(30)).get(0);
    for (int i = 1; i < 20; i++) {
      experience.add(past(FIRST.plusDays(30 * i), MONTH, 2400, forecast(NO_SHOCK)));
    }
    Spread twenty = experience.knownOn(FIRST.plusDays(600)).get(0);

    assertThat(one.openShock()).isBetween(0.3, 0.8);
    assertThat(one.width()).isBetween(1.1, 1.6);
    assertThat(twenty.openShock()).isGreaterThan(one.openShock());
    assertThat(twenty.width()).isGreaterThan(2.5);
  }

  @Test
  void knowsWhatCoverageWasNeeded() {
    Experience experience = experience();
    // 4000 open: 1000, 2000, 500 and 800 won need a coverage of 4, 2, 8 and 5; once nothing was.
    for (double won : new double[] {1000, 2000, 500, 800, 0}) {
      experience.add(past(FIRST, MONTH, won, forecast(NO_SHOCK)));
    }

    Spread spread = experience.knownOn(FIRST.plusDays(30)).get(0);
    assertThat(spread.coverageNeeded()).isEqualTo(5);
    assertThat(spread.coverageSafe()).isEqualTo(8);
  }

  @Test
  void choosesTheStretchMostAlike() {
    Spread month = Spread.unknown(0, 30);
    Spread next = Spread.unknown(30, 61);
    Spread quarter = Spread.unknown(0, 91);

    List<Spread> known = List.of(month, next, quarter);
    assertThat(Spread.nearest(known, 0, 21)).isEqualTo(month);
    assertThat(Spread.nearest(known, 25, 53)).isEqualTo(next);
    assertThat(Spread.nearest(known, 0, 80)).isEqualTo(quarter);
    assertThat(Spread.nearest(known, 60, 90)).isEqualTo(next);
  }

  private static Experience experience() {
    return new Experience(List.of(MONTH, NEXT), 30, 1000);
  }

  private static Past past(LocalDate date, Stretch stretch, double won, Snapshot forecast) {
    return new Past(date, stretch, forecast, won, won);
  }

  /** 400 deals of 10, each won with a probability of 0.3. */
  private static Snapshot forecast(Spread spread) {
    Plan plan = new Plan(FIRST, List.of(MONTH.after(FIRST)), 2000, 5, List.of(), Set.of());
    PipelineForecast forecast = new PipelineForecast("p", plan);
    Segment segment = Segment.NOTHING_KNOWN;
    Placement placement = new Placement("s", null, null, WON, Double.NaN, Double.NaN, "s");
    for (int i = 0; i < DEALS; i++) {
      forecast.addOpen(new OpenDeal("d" + i, segment, placement, 1000, Optional.empty()));
    }
    forecast.addTiming("s", null, 1, 1.0);
    forecast.addSpread(spread);
    return forecast.snapshots().findFirst().orElseThrow();
  }

  private static double won(Random random, double shock) {
    double odds = WON / (1 - WON);
    double shift = shock * random.nextGaussian() - shock * shock / 2 * (1 - 2 * WON);
    double probability = odds * Math.exp(shift) / (1 + odds * Math.exp(shift));
    int won = 0;
    for (int i = 0; i < DEALS; i++) {
      won += random.nextDouble() < probability ? 1 : 0;
    }
    return won * 10.0;
  }
}
