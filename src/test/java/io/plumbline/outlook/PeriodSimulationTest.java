package io.plumbline.outlook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.outlook.PeriodSimulation.Shock;
import io.plumbline.outlook.PeriodSimulation.Sum;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PeriodSimulationTest {

  private static final int DRAWS = 100_000;
  private static final int[] ONLY = {0};

  @Test
  void addsTheCellsOfALevelUpToTheWholeInEveryDraw() {
    PeriodSimulation simulation =
        new PeriodSimulation(6, 999, new Shock(0.4, 7), new Shock(0.3, 8));
    Random random = new Random(3);
    for (int i = 0; i < 200; i++) {
      // The whole, two cells of one level and three of another.
      int[] in = {0, 1 + random.nextInt(2), 3 + random.nextInt(3)};
      double from = random.nextDouble() / 2;
      simulation.addDeal(random.nextInt(1_000_000), simulation.chances(from, from + 0.1), in, i);
      if (i % 10 == 0) {
        simulation.addSum(new Sum(random.nextInt(10_000), 1e6, 2, 1.5), in, 1000 + i);
      }
    }

    double[] whole = simulation.drawn(0);
    for (int draw = 0; draw < whole.length; draw++) {
      double two = simulation.drawn(1)[draw] + simulation.drawn(2)[draw];
      double three =
          simulation.drawn(3)[draw] + simulation.drawn(4)[draw] + simulation.drawn(5)[draw];
      assertThat(two).isCloseTo(whole[draw], within(1e-3));
      assertThat(three).isCloseTo(whole[draw], within(1e-3));
    }
    assertThat(Arrays.stream(whole).distinct()).hasSizeGreaterThan(990);
  }

  @Test
  void winsADealAsOftenAsItsRangeIsWide() {
    // Four standard errors of a share of 0.3 in 100,000 are 0.0058.
    assertThat(shareWon(0, 0.3)).isCloseTo(0.3, within(0.0058));
    assertThat(shareWon(0.55, 0.85)).isCloseTo(0.3, within(0.0058));
    assertThat(shareWon(0, 1)).isEqualTo(1);
    assertThat(shareWon(0.4, 0.4)).isZero();
    assertThat(shareWon(0.4, 0.3)).isZero();
    assertThat(shareWon(0, 0)).isZero();
  }

  @Test
  void winsADealInOnePeriodAtMost() {
    double[] january = won(0, 0.2, 5);
    double[] february = won(0.2, 0.45, 5);
    double[] quarter = won(0, 0.45, 5);

    assertThat(january).isNotEqualTo(new double[january.length]);
    for (int draw = 0; draw < quarter.length; draw++) {
      assertThat(january[draw] + february[draw]).isEqualTo(quarter[draw]);
    }
  }

  @Test
  void drawsDealsIndependently() {
    double[] one = won(0, 0.3, 1);
    double[] other = won(0, 0.3, 2);
    long both = IntStream.range(0, DRAWS).filter(i -> one[i] > 0 && other[i] > 0).count();

    // Four standard errors of a share of 0.09 in 100,000.
    assertThat(both / (double) DRAWS).isCloseTo(0.09, within(0.0037));
    // So are consecutive draws, of which two come from one random number.
    long row = IntStream.range(1, DRAWS).filter(i -> one[i] > 0 && one[i - 1] > 0).count();
    assertThat(row / (double) DRAWS).isCloseTo(0.09, within(0.0045));
  }

  @Test
  void spreadsASumOfManyDealsAsAGamma() {
    PeriodSimulation simulation = new PeriodSimulation(1, DRAWS, Shock.NONE, Shock.NONE);
    simulation.addSum(new Sum(1000, 250_000, 0, 0), ONLY, 1);

    // R: qgamma(c(.1, .5, .9), 4, scale = 250) = 436.19239 918.01519 1670.19577
    Futures futures = simulation.brought(0).all();
    assertThat(futures.quantile(0.1)).isCloseTo(436.19, within(7.0));
    assertThat(futures.quantile(0.5)).isCloseTo(918.02, within(8.0));
    assertThat(futures.quantile(0.9)).isCloseTo(1670.20, within(16.0));
    assertThat(futures.quantile(0)).isNotNegative();
  }

  @Test
  void addsTheMeanWithoutVariance() {
    PeriodSimulation simulation = new PeriodSimulation(1, 11, Shock.NONE, Shock.NONE);
    simulation.addSum(new Sum(1000, 0, 0, 0), ONLY, 1);
    simulation.addSum(new Sum(0, 0, 0, 0), ONLY, 2);

    assertThat(simulation.drawn(0)).containsOnly(1000);
  }

  @Test
  void drawsArrivalsAsACompoundPoisson() {
    PeriodSimulation simulation = new PeriodSimulation(2, DRAWS, Shock.NONE, Shock.NONE);
    simulation.addArrivals(3, 100, 2500, 1, 1);

    // Mean 3 x 100, variance 3 x (2500 + 100^2); none at all with probability exp(-3).
    double[] drawn = simulation.drawn(1);
    double mean = Arrays.stream(drawn).average().orElseThrow();
    double variance =
        Arrays.stream(drawn).map(x -> (x - mean) * (x - mean)).average().orElseThrow();
    assertThat(mean).isCloseTo(300, within(2.5));
    assertThat(variance).isCloseTo(37_500, within(900.0));
    assertThat(Arrays.stream(drawn).filter(x -> x == 0).count() / (double) DRAWS)
        .isCloseTo(0.0498, within(0.0028));
    assertThat(simulation.drawn(0)).containsOnly(0);
  }

  @Test
  void countsArrivalsOfOneAmount() {
    PeriodSimulation simulation = new PeriodSimulation(1, 1000, Shock.NONE, Shock.NONE);
    simulation.addArrivals(2, 50, 0, 0, 1);

    assertThat(Arrays.stream(simulation.drawn(0)).map(x -> x % 50).distinct().toArray())
        .containsExactly(0);
    assertThat(Arrays.stream(simulation.drawn(0)).max().orElseThrow()).isGreaterThan(150);
  }

  @Test
  void addsNothingOfNoArrivals() {
    PeriodSimulation simulation = new PeriodSimulation(1, 10, Shock.NONE, Shock.NONE);
    simulation.addArrivals(0, 50, 1, 0, 1);
    simulation.addArrivals(2, 0, 0, 0, 1);

    assertThat(simulation.drawn(0)).containsOnly(0);
  }

  @Test
  void movesTheOddsOfAllDealsTogether() {
    PeriodSimulation simulation = new PeriodSimulation(1, DRAWS, new Shock(0.5, 3), Shock.NONE);
    for (int i = 0; i < 200; i++) {
      simulation.addDeal(1, simulation.chances(0, 0.2), ONLY, i);
    }

    // By the trapezoidal rule over z, p = 1 / (1 + exp(-(log(.25) + .5 z - .125 x .6))): mean
    // 0.1996,
    // 200 E[p (1 - p)] + 200^2 Var[p] = 275.9: eight times what independent deals have.
    double[] drawn = simulation.drawn(0);
    double mean = Arrays.stream(drawn).average().orElseThrow();
    double variance =
        Arrays.stream(drawn).map(x -> (x - mean) * (x - mean)).average().orElseThrow();
    assertThat(mean).isCloseTo(40, within(0.4));
    assertThat(variance).isCloseTo(275.9, within(8.0));
    assertThat(Arrays.stream(drawn).allMatch(x -> x == Math.rint(x))).isTrue();
  }

  @Test
  void movesTheRateOfAllArrivalsTogether() {
    PeriodSimulation simulation = new PeriodSimulation(1, DRAWS, Shock.NONE, new Shock(0.5, 3));
    simulation.addArrivals(40, 1, 0, 0, 1);

    // Mean 40; variance 40 + 40^2 x (exp(0.25) - 1) = 494.4.
    double[] drawn = simulation.drawn(0);
    double mean = Arrays.stream(drawn).average().orElseThrow();
    double variance =
        Arrays.stream(drawn).map(x -> (x - mean) * (x - mean)).average().orElseThrow();
    assertThat(mean).isCloseTo(40, within(0.4));
    assertThat(variance).isCloseTo(494.4, within(25.0));
    assertThat(simulation.brought(0).wins().quantile(0.5))
        .isEqualTo(simulation.brought(0).all().quantile(0.5));
  }

  private static double[] won(double from, double to, long seed) {
    PeriodSimulation simulation = new PeriodSimulation(1, DRAWS, Shock.NONE, Shock.NONE);
    simulation.addDeal(100, simulation.chances(from, to), ONLY, seed);
    return simulation.drawn(0);
  }

  private static double shareWon(double from, double to) {
    return Arrays.stream(won(from, to, 42)).filter(x -> x == 100).count() / (double) DRAWS;
  }
}
