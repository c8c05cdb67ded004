package io.plumbline.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class KolmogorovDistributionTest {

  // scipy.special.kolmogorov(x)
  @Test
  void equalsScipyOnBothSidesOfTheCrossover() {
    assertSurvival(0.2, 0.999999999999495);
    assertSurvival(0.3, 0.9999906941986655);
    assertSurvival(0.5, 0.9639452436648751);
    assertSurvival(0.8, 0.5441424115741981);
    assertSurvival(0.95, 0.32748548447955916);
    assertSurvival(1, 0.26999967167735456);
    assertSurvival(1.18, 0.1234538094297657);
    assertSurvival(1.358, 0.05002679733444698);
    assertSurvival(2, 0.0006709252557796953);
    assertSurvival(3, 3.045995948942526e-08);
    assertSurvival(5, 3.8574996959278356e-22);
  }

  @Test
  void isContinuousAtTheCrossover() {
    assertThat(KolmogorovDistribution.survival(Math.nextDown(1.0)))
        .isCloseTo(KolmogorovDistribution.survival(1), within(1e-14));
  }

  @Test
  void isCertainAtZeroAndUnknownOfTheUnknown() {
    assertThat(KolmogorovDistribution.survival(0)).isEqualTo(1);
    assertThat(KolmogorovDistribution.survival(1e-9)).isEqualTo(1);
    assertThat(KolmogorovDistribution.survival(Double.POSITIVE_INFINITY)).isZero();
    assertThat(KolmogorovDistribution.survival(Double.NaN)).isNaN();
  }

  private static void assertSurvival(double x, double expected) {
    assertThat(KolmogorovDistribution.survival(x))
        .isCloseTo(expected, Percentage.withPercentage(1e-10));
  }
}
