package io.plumbline.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class BinomialIntervalTest {

  // statsmodels 0.13.5: proportion_confint(x, n, 1 - level, 'wilson' | 'jeffreys' | 'beta')
  @ParameterizedTest
  @CsvSource({
    "WILSON, 7, 20, 0.95, 0.18119182410108206, 0.5671457233147638",
    "WILSON, 1, 10, 0.9, 0.02263490873086718, 0.34771866733585843",
    "WILSON, 99, 100, 0.8, 0.9671607346539624, 0.9970040692862443",
    "WILSON, 0, 5, 0.95, 0, 0.43448246478317476",
    "WILSON, 5, 5, 0.95, 0.5655175352168251, 1",
    "WILSON, 2.5, 7.25, 0.9, 0.13565063531841515, 0.63834462567616",
    "WILSON, 3000, 10000, 0.99, 0.28833184601275413, 0.31193337388062975",
    "WILSON, 1, 1000000, 0.95, 1.7652457674537176e-07, 5.664911804311444e-06",
    "JEFFREYS, 7, 20, 0.95, 0.17227621363191203, 0.5677660938414961",
    "JEFFREYS, 1, 10, 0.9, 0.01789198805574782, 0.33056280326013454",
    "JEFFREYS, 99, 100, 0.8, 0.9691502227604741, 0.9970750739728009",
    "JEFFREYS, 2.5, 7.25, 0.9, 0.12383535487565564, 0.6430297350499071",
    "JEFFREYS, 3000, 10000, 0.99, 0.2882932118729556, 0.3118970034853026",
    "JEFFREYS, 1, 1000000, 0.95, 1.0789766246541877e-07, 4.6741920467298275e-06",
    "CLOPPER_PEARSON, 7, 20, 0.95, 0.1539092047845412, 0.5921885345328282",
    "CLOPPER_PEARSON, 1, 10, 0.9, 0.005116196891823701, 0.3941633024365049",
    "CLOPPER_PEARSON, 99, 100, 0.8, 0.961660502504613, 0.9989469496904544",
    "CLOPPER_PEARSON, 0, 5, 0.95, 0, 0.5218237501049814",
    "CLOPPER_PEARSON, 5, 5, 0.95, 0.47817624989501856, 1",
    "CLOPPER_PEARSON, 2.5, 7.25, 0.9, 0.08483418261406692, 0.7027822192666554",
    "CLOPPER_PEARSON, 3000, 10000, 0.99, 0.28824379759977614, 0.31194754149179516",
    "CLOPPER_PEARSON, 1, 1000000, 0.95, 2.53178076637942e-08, 5.571630655166939e-06",
  })
  void equalsStatsmodels(
      BinomialInterval method,
      double successes,
      double trials,
      double level,
      double low,
      double high) {
    Interval interval = method.of(successes, trials, level);

    assertThat(interval.low()).isCloseTo(low, within(1e-9));
    assertThat(interval.high()).isCloseTo(high, within(1e-9));
    assertThat(interval.level()).isEqualTo(level);
  }

  // statsmodels gives 9.34206000395449e-05 .. 0.37937714229903935 for 0 of 5 at 95 %; Brown, Cai
  // and
  // DasGupta (2001) move the lower end to 0 and keep the upper one.
  @Test
  void movesJeffreysEndsToZeroAndOne() {
    assertThat(BinomialInterval.JEFFREYS.of(0, 5, 0.95).low()).isZero();
    assertThat(BinomialInterval.JEFFREYS.of(0, 5, 0.95).high())
        .isCloseTo(0.37937714229903935, within(1e-9));
    assertThat(BinomialInterval.JEFFREYS.of(5, 5, 0.95).low())
        .isCloseTo(0.6206228577009607, within(1e-9));
    assertThat(BinomialInterval.JEFFREYS.of(5, 5, 0.95).high()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void knowsNothingWithoutTrials(BinomialInterval method) {
    assertThat(method.of(0, 0, 0.9)).isEqualTo(new Interval(0, 1, 0.9));
  }

  @ParameterizedTest
  @EnumSource
  void staysInsideZeroToOneForTheSmallestCounts(BinomialInterval method) {
    Interval interval = method.of(Double.MIN_NORMAL, 2 * Double.MIN_NORMAL, 0.95);

    assertThat(interval.low()).isBetween(0.0, 0.5);
    assertThat(interval.high()).isBetween(0.5, 1.0);
  }

  @ParameterizedTest
  @EnumSource
  void swapsSidesWithSuccessesAndFailures(BinomialInterval method) {
    Interval wins = method.of(3, 17, 0.9);
    Interval losses = method.of(14, 17, 0.9);

    assertThat(wins.low()).isCloseTo(1 - losses.high(), within(1e-10));
    assertThat(wins.high()).isCloseTo(1 - losses.low(), within(1e-10));
  }

  @ParameterizedTest
  @EnumSource
  void coversTheTruthAboutAsOftenAsItSays(BinomialInterval method) {
    int n = 40;
    double coverage = 0;
    int rates = 0;
    for (double p = 0.05; p < 0.96; p += 0.01) {
      for (int x = 0; x <= n; x++) {
        if (method.of(x, n, 0.9).contains(p)) {
          coverage += BinomialDistribution.of(n, p).probability(x);
        }
      }
      rates++;
    }

    double least = method == BinomialInterval.CLOPPER_PEARSON ? 0.92 : 0.88;
    assertThat(coverage / rates).isBetween(least, 0.96);
  }

  @Test
  void takesRoundedSumsOfWeightsAsAllWon() {
    assertThat(BinomialInterval.WILSON.of(0.1 + 0.2, 0.3, 0.9).high()).isEqualTo(1);
  }

  @Test
  void refusesWhatIsNoCount() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BinomialInterval.WILSON.of(3, 2, 0.9))
        .withMessageContaining("3.0 of 2.0")
        .withMessageContaining("Count both over the same units");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BinomialInterval.WILSON.of(-1, 2, 0.9))
        .withMessageContaining("Successes is -1.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BinomialInterval.WILSON.of(0, Double.NaN, 0.9))
        .withMessageContaining("Trials is NaN");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BinomialInterval.WILSON.of(1, 2, 95))
        .withMessageContaining("level is 95.0");
  }
}
