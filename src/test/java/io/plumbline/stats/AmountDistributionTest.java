package io.plumbline.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.stats.AmountDistribution.Arrivals;
import io.plumbline.stats.AmountDistribution.Deal;
import io.plumbline.stats.AmountDistribution.Remainder;
import io.plumbline.stats.AmountDistribution.Simulated;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.distribution.PoissonDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AmountDistributionTest {
  private static final int DRAWS = 200_000;
  private static final long SEED = 20_260_101;

  private static final List<Deal> THREE =
      List.of(new Deal(10_000, 0.5), new Deal(20_000, 0.5), new Deal(30_000, 0.2));

  @Test
  void expectsTwoThousandOfTenThousandAtTwentyPercent() {
    Simulated simulated =
        AmountDistribution.closedWon(0)
            .withDeals(List.of(new Deal(10_000, 0.2)))
            .simulate(DRAWS, SEED);

    assertThat(simulated.mean()).isEqualTo(2_000);
    assertThat(simulated.means().deals()).isEqualTo(2_000);
    // four standard errors of 10,000 sqrt(0.2 * 0.8 / 200,000)
    assertThat(simulated.simulatedMean()).isCloseTo(2_000, within(36.0));
    assertThat(simulated.quantile(0.79)).isZero();
    assertThat(simulated.quantile(0.81)).isEqualTo(10_000);
    assertThat(simulated.probabilityAtLeast(10_000)).isCloseTo(0.2, within(0.004));
  }

  // By hand over 8 outcomes: the 30,000 deal alone reaches 30,000 (0.2), else both others must
  // (0.8 * 0.25).
  @ParameterizedTest
  @CsvSource({
    "0, 1",
    "1, 0.8",
    "10000, 0.8",
    "10001, 0.6",
    "20001, 0.4",
    "30000, 0.4",
    "30001, 0.15",
    "50000, 0.1",
    "50001, 0.05",
    "60000, 0.05",
    "60001, 0"
  })
  void equalsTheEightOutcomesOfThreeDeals(double target, double probability) {
    assertThat(AmountDistribution.exactProbabilityAtLeast(0, THREE, target))
        .isCloseTo(probability, within(1e-12));
    assertThat(AmountDistribution.exactProbabilityAtLeast(5_000, THREE, target + 5_000))
        .isCloseTo(probability, within(1e-12));

    Simulated simulated =
        AmountDistribution.closedWon(5_000).withDeals(THREE).simulate(DRAWS, SEED);
    // four standard errors of at most sqrt(0.25 / 200,000)
    assertThat(simulated.probabilityAtLeast(target + 5_000)).isCloseTo(probability, within(0.0045));
  }

  @Test
  void isCertainWithNothingToCome() {
    Simulated simulated = AmountDistribution.closedWon(700).withPeriodShock(0.5).simulate(10, SEED);

    assertThat(simulated.mean()).isEqualTo(700);
    assertThat(simulated.quantile(0)).isEqualTo(700);
    assertThat(simulated.quantile(1)).isEqualTo(700);
    assertThat(simulated.probabilityAtLeast(700)).isEqualTo(1);
    assertThat(simulated.probabilityAtLeast(700.01)).isZero();
    assertThat(simulated.draws()).isEqualTo(10);
  }

  @Test
  void reachesATargetThatSumsMissByRounding() {
    List<Deal> deals = Collections.nCopies(3, new Deal(0.1, 1));

    assertThat(
            AmountDistribution.closedWon(0).withDeals(deals).simulate(1, 1).probabilityAtLeast(0.3))
        .isEqualTo(1);
    assertThat(
            AmountDistribution.exactProbabilityAtLeast(
                0.7, Collections.nCopies(1, new Deal(0.1, 1)), 0.8))
        .isEqualTo(1);
  }

  // scipy: gamma.ppf([.1, .5, .9], 100000**2 / 4e8, scale=4e8 / 100000)
  @Test
  void drawsTheRemainderFromAGamma() {
    Simulated simulated =
        AmountDistribution.closedWon(0)
            .withRemainder(new Remainder(100_000, 4e8))
            .simulate(DRAWS, SEED);

    assertThat(simulated.quantile(0.1)).isCloseTo(75_377.29678796, within(300.0));
    assertThat(simulated.quantile(0.5)).isCloseTo(98_669.87346795, within(300.0));
    assertThat(simulated.quantile(0.9)).isCloseTo(126_334.24201145, within(400.0));
    assertThat(simulated.means().remainder()).isEqualTo(100_000);
  }

  @Test
  void takesManySmallDealsTogetherAsWellAsSingly() {
    List<Deal> deals = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      deals.add(new Deal(100 + i % 50, 0.05 + i % 7 * 0.1));
    }
    Simulated singly = AmountDistribution.closedWon(0).withDeals(deals).simulate(20_000, SEED);
    Simulated together =
        AmountDistribution.closedWon(0).withRemainder(Remainder.of(deals)).simulate(20_000, SEED);

    assertThat(together.mean()).isCloseTo(singly.mean(), within(1e-6));
    for (double q : new double[] {0.05, 0.5, 0.95}) {
      assertThat(together.quantile(q)).isCloseTo(singly.quantile(q), within(singly.mean() * 0.01));
    }
  }

  // With one amount for all, the total is that amount times a Poisson count.
  @Test
  void drawsArrivalsOfOneAmountFromAPoisson() {
    Simulated simulated =
        AmountDistribution.closedWon(0)
            .withArrivals(new Arrivals(3, 1_000, 0))
            .simulate(DRAWS, SEED);

    for (int count = 1; count < 8; count++) {
      assertThat(simulated.probabilityAtLeast(count * 1_000))
          .isCloseTo(PoissonDistribution.of(3).survivalProbability(count - 1), within(0.0045));
    }
    assertThat(simulated.mean()).isEqualTo(3_000);
  }

  // Compound Poisson: variance 3 (250,000 + 1,000,000); no arrival at all with exp(-3).
  @Test
  void drawsArrivalsOfVaryingAmounts() {
    AmountDistribution distribution =
        AmountDistribution.closedWon(0).withArrivals(new Arrivals(3, 1_000, 250_000));
    Simulated simulated = distribution.simulate(DRAWS, SEED);

    assertThat(distribution.variance()).isCloseTo(3_750_000, within(1e-6));
    assertThat(simulated.simulatedMean()).isCloseTo(3_000, within(18.0));
    assertThat(sampleVariance(simulated)).isCloseTo(3_750_000, within(60_000.0));
    assertThat(1 - simulated.probabilityAtLeast(1e-9)).isCloseTo(Math.exp(-3), within(0.002));
  }

  // A certain amount under shock is log-normal: quantile exp(sigma z - sigma^2 / 2), mean 1.
  @Test
  void shocksWhatIsNotYetCertainAndKeepsTheMean() {
    double sigma = 0.3;
    AmountDistribution distribution =
        AmountDistribution.closedWon(500)
            .withDeals(List.of(new Deal(1_000, 1)))
            .withPeriodShock(sigma);
    Simulated simulated = distribution.simulate(DRAWS, SEED);

    assertThat(simulated.mean()).isEqualTo(1_500);
    assertThat(simulated.simulatedMean()).isCloseTo(1_500, within(4.0));
    for (double q : new double[] {0.1, 0.5, 0.9}) {
      double z = NormalDistribution.of(0, 1).inverseCumulativeProbability(q);
      assertThat(simulated.quantile(q))
          .isCloseTo(500 + 1_000 * Math.exp(sigma * z - sigma * sigma / 2), within(8.0));
    }
    assertThat(distribution.variance()).isCloseTo(1e6 * Math.expm1(0.09), within(1e-6));
  }

  @Test
  void hasTheVarianceThatItSays() {
    AmountDistribution distribution = everything();
    Simulated simulated = distribution.simulate(DRAWS, SEED);

    assertThat(simulated.means().total()).isCloseTo(5_000 + 21_000 + 8_000 + 6_000, within(1e-9));
    assertThat(simulated.simulatedMean())
        .isCloseTo(40_000, within(4 * Math.sqrt(distribution.variance() / DRAWS)));
    assertThat(sampleVariance(simulated))
        .isCloseTo(distribution.variance(), within(distribution.variance() * 0.03));
  }

  @Test
  void repeatsItselfForASeedOnly() {
    assertThat(everything().simulate(1_000, 1).quantile(0.3))
        .isEqualTo(everything().simulate(1_000, 1).quantile(0.3))
        .isNotEqualTo(everything().simulate(1_000, 2).quantile(0.3));
  }

  @Test
  void ignoresTheOrderOfDeals() {
    List<Deal> reversed = new ArrayList<>(THREE);
    Collections.reverse(reversed);

    assertThat(everything().withDeals(reversed).simulate(1_000, 1).simulatedMean())
        .isEqualTo(everything().simulate(1_000, 1).simulatedMean());
  }

  @Test
  void leavesTheDrawsOfDealsAloneWhenOtherPartsChange() {
    double[] amounts = new double[2];
    for (int i = 0; i < 2; i++) {
      amounts[i] =
          AmountDistribution.closedWon(i == 0 ? 0 : 1_000_000)
              .withDeals(THREE)
              .simulate(1_000, 9)
              .probabilityAtLeast(30_000 + (i == 0 ? 0 : 1_000_000));
    }

    assertThat(amounts[0]).isEqualTo(amounts[1]);
    // A remainder of one unit for sure shifts every draw by one and changes no deal.
    assertThat(
            AmountDistribution.closedWon(0)
                .withDeals(THREE)
                .withRemainder(new Remainder(1, 0))
                .simulate(1_000, 9)
                .probabilityAtLeast(30_001))
        .isEqualTo(amounts[0]);
  }

  @Test
  void takesTheInverseOfTheDrawnDistribution() {
    Simulated simulated =
        AmountDistribution.closedWon(0).withDeals(List.of(new Deal(1, 1))).simulate(10, 1);

    assertThat(simulated.quantile(0)).isEqualTo(1);
    assertThat(simulated.quantile(1)).isEqualTo(1);
  }

  @Test
  void refusesWhatIsOutOfRange() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Deal(10_000, 20))
        .withMessageContaining("Deal probability is 20.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Deal(-1, 0.2))
        .withMessageContaining("Deal amount is -1.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Remainder(0, 5))
        .withMessageContaining("variance 5.0");
    assertThatIllegalArgumentException().isThrownBy(() -> new Arrivals(1, 0, 5));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AmountDistribution.closedWon(Double.NaN))
        .withMessageContaining("Closed won is NaN");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> everything().simulate(0, 1))
        .withMessageContaining("Draws is 0");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                AmountDistribution.exactProbabilityAtLeast(
                    0, Collections.nCopies(21, new Deal(1, 0.5)), 3))
        .withMessageContaining("21 deals")
        .withMessageContaining("Simulate instead");
  }

  private static AmountDistribution everything() {
    return AmountDistribution.closedWon(5_000)
        .withDeals(THREE)
        .withRemainder(new Remainder(8_000, 9e6))
        .withArrivals(new Arrivals(2, 3_000, 1e6))
        .withPeriodShock(0.2);
  }

  /** From the quantiles at the middle of each draw's share, which are the draws. */
  private static double sampleVariance(Simulated simulated) {
    double mean = simulated.simulatedMean();
    double sum = 0;
    for (int i = 0; i < simulated.draws(); i++) {
      double distance = simulated.quantile((i + 0.5) / simulated.draws()) - mean;
      sum += distance * distance;
    }
    return sum / (simulated.draws() - 1);
  }
}
