package io.plumbline.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import org.apache.commons.numbers.gamma.LogBeta;
import org.apache.commons.numbers.gamma.LogGamma;
import org.junit.jupiter.api.Test;

class ControlLimitsTest {

  // scipy: t = (1 - level) / 2; binom(n, mean).ppf(t), .ppf(1 - t)
  @Test
  void equalsScipyForTheBinomial() {
    assertWins(20, 0.3, 0, 0.95, 2, 10);
    assertWins(1_000_000, 0.3, 0, 0.95, 299_102, 300_898);
  }

  // scipy: k = 1/rho - 1; betabinom(n, mean*k, (1-mean)*k).ppf(t), .ppf(1 - t) (from n = 1e5 on:
  // .isf(t))
  @Test
  void equalsScipyForTheBetaBinomial() {
    assertWins(20, 0.3, 0.05, 0.95, 1, 12);
    assertWins(1, 0.3, 0.1, 0.9, 0, 1);
    assertWins(7, 0.05, 0.3, 0.99, 0, 6);
    assertWins(13, 0.42, 0.15, 0.8, 2, 10);
    assertWins(50, 0.9, 0.6, 0.9, 12, 50);
    assertWins(200, 0.5, 0.02, 0.9973, 54, 146);
    assertWins(1000, 0.25, 0.01, 0.95, 166, 344);
    assertWins(100_000, 0.02, 0.0001, 0.99, 1641, 2397);
    assertWins(1_000_000, 0.3, 0.001, 0.95, 271_971, 328_788);
  }

  @Test
  void leavesNoMoreThanTheTailsOutsideAndCannotBeNarrower() {
    SplittableRandom random = new SplittableRandom(12);
    for (int i = 0; i < 500; i++) {
      int n = 1 + random.nextInt(60);
      double mean = 0.01 + 0.98 * random.nextDouble();
      double rho = i % 4 == 0 ? 0.9 * random.nextDouble() : 0.1 * random.nextDouble() + 1e-3;
      double level = 0.5 + 0.4999 * random.nextDouble();
      double tail = (1 - level) / 2;
      Interval limits = ControlLimits.of(n, mean, rho, level);
      int low = (int) Math.round(limits.low() * n);
      int high = (int) Math.round(limits.high() * n);

      assertThat(naiveProbability(n, mean, rho, 0, low - 1)).isLessThanOrEqualTo(tail);
      assertThat(naiveProbability(n, mean, rho, 0, low)).isGreaterThan(tail);
      assertThat(naiveProbability(n, mean, rho, high + 1, n)).isLessThanOrEqualTo(tail);
      assertThat(naiveProbability(n, mean, rho, high, n)).isGreaterThan(tail);
    }
  }

  @Test
  void isTheSameForLossesSeenFromTheOtherSide() {
    Interval wins = ControlLimits.of(37, 0.2, 0.07, 0.95);
    Interval losses = ControlLimits.of(37, 0.8, 0.07, 0.95);

    assertThat(losses.low()).isCloseTo(1 - wins.high(), within(1e-15));
    assertThat(losses.high()).isCloseTo(1 - wins.low(), within(1e-15));
  }

  // P(X > 1) of binomial(2, 1/2) is 1/4, which is just the tail of level 1/2.
  @Test
  void countsAProbabilityThatEqualsTheTailAsWithinIt() {
    assertThat(ControlLimits.of(2, 0.5, 0, 0.5)).isEqualTo(new Interval(0.5, 0.5, 0.5));
    assertThat(ControlLimits.of(2, 0.5, 0, 0.51)).isEqualTo(new Interval(0, 1, 0.51));
  }

  @Test
  void keepsItsEndsInOrderAtTheLowestLevels() {
    assertThat(ControlLimits.of(1, 0.5, 0, 1e-12)).isEqualTo(new Interval(0, 1, 1e-12));
  }

  @Test
  void isAPointWhereTheMeanIsCertain() {
    assertThat(ControlLimits.of(9, 0, 0.2, 0.95)).isEqualTo(new Interval(0, 0, 0.95));
    assertThat(ControlLimits.of(9, 1, 0.2, 0.95)).isEqualTo(new Interval(1, 1, 0.95));
    assertThat(ControlLimits.of(9, 1, 0, 0.95)).isEqualTo(new Interval(1, 1, 0.95));
  }

  @Test
  void spansEverythingWhenPeriodsAreAllOrNothing() {
    assertThat(ControlLimits.of(1000, 0.5, 1 - 1e-12, 0.95)).isEqualTo(new Interval(0, 1, 0.95));
  }

  @Test
  void isUnknownWithoutOutcomes() {
    assertThat(ControlLimits.of(0, 0.3, 0.1, 0.95).isKnown()).isFalse();
  }

  @Test
  void refusesWhatIsOutOfRange() {
    for (double correlation : List.of(-0.1, 1.0, Double.NaN)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> ControlLimits.of(5, 0.3, correlation, 0.95))
          .withMessageContaining("Intra-class correlation is " + correlation);
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ControlLimits.of(ControlLimits.MAX_N + 1L, 0.3, 0, 0.95))
        .withMessageContaining("n is 10000001");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ControlLimits.of(5, 1.3, 0, 0.95))
        .withMessageContaining("Mean is 1.3");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ControlLimits.of(5, 0.3, 0, 95))
        .withMessageContaining("level is 95.0");
  }

  private static void assertWins(int n, double mean, double rho, double level, int low, int high) {
    assertThat(ControlLimits.of(n, mean, rho, level))
        .isEqualTo(new Interval(low / (double) n, high / (double) n, level));
  }

  /** From beta functions, each number of wins by itself. */
  private static double naiveProbability(int n, double mean, double rho, int from, int to) {
    double alpha = mean * (1 / rho - 1);
    double beta = (1 - mean) * (1 / rho - 1);
    double sum = 0;
    for (int x = from; x <= to; x++) {
      sum +=
          Math.exp(
              LogGamma.value(n + 1)
                  - LogGamma.value(x + 1)
                  - LogGamma.value(n - x + 1)
                  + LogBeta.value(x + alpha, n - x + beta)
                  - LogBeta.value(alpha, beta));
    }
    return sum;
  }
}
