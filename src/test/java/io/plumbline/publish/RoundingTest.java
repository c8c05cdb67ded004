package io.plumbline.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RoundingTest {

  private static final List<Rounding> SCALES =
      List.of(
          Rounding.percent(0),
          Rounding.percent(1),
          Rounding.percent(2),
          Rounding.fraction(new BigDecimal("0.1")),
          Rounding.fraction(new BigDecimal("0.05")),
          Rounding.fraction(new BigDecimal("0.01")),
          Rounding.fraction(new BigDecimal("0.5")));

  @ParameterizedTest
  @CsvSource({
    "0.372, 37",
    "0.285, 29", // the double 0.285 is 0.28499999999999998
    "0.375, 38",
    "0.565, 57", // the double 0.565 is 0.56499999999999995
    "0.3749999999999999, 37",
    "0.005, 1",
    "0.004, 1",
    "0, 1",
    "0.994, 99",
    "0.995, 99",
    "0.9999, 99",
    "1, 99"
  })
  void makesWholePercentsHalvesUpAndNeverAnEnd(double probability, String percent) {
    assertThat(Rounding.percent(0).open(Rounding.decimal(probability)).toPlainString())
        .isEqualTo(percent);
  }

  @ParameterizedTest
  @CsvSource({"0.04, 0.1", "0.05, 0.1", "0.25, 0.3", "0.249, 0.2", "0.96, 0.9", "0.37, 0.4"})
  void makesTenthsForHubSpotAndNeverAnEnd(double probability, String fraction) {
    assertThat(
            Rounding.fraction(new BigDecimal("0.1"))
                .open(Rounding.decimal(probability))
                .toPlainString())
        .isEqualTo(fraction);
  }

  @Test
  void keepsTheDecimalsOfItsStep() {
    assertThat(Rounding.percent(2).open(Rounding.decimal(0.372))).hasToString("37.20");
    assertThat(Rounding.percent(2).open(Rounding.decimal(0.123455))).hasToString("12.35");
    assertThat(Rounding.percent(1).open(Rounding.decimal(0.00001))).hasToString("0.1");
  }

  @Test
  void reachesTheEndsOnlyWhereTheCrmHoldsThemNow() {
    assertThat(Rounding.percent(0).nearest(Rounding.decimal(0.001))).isEqualByComparingTo("0");
    assertThat(Rounding.percent(0).nearest(Rounding.decimal(1))).isEqualByComparingTo("100");
  }

  @Test
  void keepsTheOrderStaysNearAndOffTheEndsOnThousandsOfPairs() {
    Random random = new Random(20261121);
    for (int i = 0; i < 20_000; i++) {
      Rounding scale = SCALES.get(random.nextInt(SCALES.size()));
      double low = draw(random);
      double high = random.nextInt(4) == 0 ? low : draw(random);
      BigDecimal a = Rounding.decimal(Math.min(low, high));
      BigDecimal b = Rounding.decimal(Math.max(low, high));
      BigDecimal roundedA = scale.open(a);
      BigDecimal roundedB = scale.open(b);

      assertThat(roundedA).as("%s and %s by %s", a, b, scale).isLessThanOrEqualTo(roundedB);
      assertThat(roundedA).isGreaterThan(BigDecimal.ZERO).isLessThan(scale.whole());
      assertThat(roundedA.remainder(scale.step())).isEqualByComparingTo("0");
      BigDecimal moved = roundedA.subtract(a.multiply(scale.whole()));
      BigDecimal half = scale.step().divide(BigDecimal.valueOf(2));
      boolean isInside =
          a.multiply(scale.whole()).compareTo(scale.step()) >= 0
              && a.multiply(scale.whole()).compareTo(scale.whole().subtract(scale.step())) <= 0;
      if (isInside) {
        assertThat(moved).isGreaterThan(half.negate()).isLessThanOrEqualTo(half);
      }
      assertThat(scale.open(scale.probability(roundedA)))
          .as("again")
          .isEqualByComparingTo(roundedA);
    }
  }

  /** Anything, numbers of few decimals on which halves fall, and values near the ends. */
  private static double draw(Random random) {
    return switch (random.nextInt(3)) {
      case 0 -> random.nextDouble();
      case 1 -> random.nextInt(2001) / 2000.0;
      default -> Math.pow(random.nextDouble(), 12);
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-0.1", "0.3", "1", "0.7"})
  void refusesAStepThatIsNoPartOfOne(String step) {
    BigDecimal wrong = new BigDecimal(step);
    assertThatThrownBy(() -> Rounding.fraction(wrong))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(step);
  }
}
