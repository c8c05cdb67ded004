package io.plumbline.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class JackknifeTest {
  private static final double NAN = Double.NaN;

  // For the mean of n values the jackknife is s^2 / n exactly. Values 1, 2, 4, 9: mean 4, s^2 =
  // 38/3.
  @Test
  void isTheClassicalVarianceOfAMean() {
    double[] leaveOneOut = {15 / 3.0, 14 / 3.0, 12 / 3.0, 7 / 3.0};

    assertThat(Jackknife.variance(leaveOneOut)).isCloseTo(38 / 3.0 / 4, within(1e-12));
  }

  @Test
  void leavesOutGroupsWithoutAnEstimate() {
    assertThat(Jackknife.variance(new double[] {0.2, NAN, 0.4, NAN}))
        .isCloseTo(Jackknife.variance(new double[] {0.2, 0.4}), within(1e-15));
    // (2 - 1) / 2 * (0.1^2 + 0.1^2)
    assertThat(Jackknife.variance(new double[] {0.2, 0.4})).isCloseTo(0.01, within(1e-15));
  }

  @Test
  void knowsNothingFromFewerThanTwoGroups() {
    assertThat(Jackknife.variance(new double[] {})).isNaN();
    assertThat(Jackknife.variance(new double[] {0.3})).isNaN();
    assertThat(Jackknife.variance(new double[] {0.3, NAN})).isNaN();
  }

  @Test
  void knowsNothingWhenAllRestsOnOneGroup() {
    assertThat(Jackknife.variance(new double[] {0.3, 0.3, NAN, 0.3})).isNaN();
    assertThat(Jackknife.variance(new double[] {0.3, 0.3, 0.3})).isZero();
  }

  // 200 deals whose 8 rows each repeat one outcome: the rows say n = 1600, the truth is 200.
  @Test
  void findsTheNumberOfDealsBehindRepeatedRows() {
    SplittableRandom random = new SplittableRandom(8);
    double mean = 0;
    int repeats = 200;
    for (int repeat = 0; repeat < repeats; repeat++) {
      double[] won = new double[40];
      double[] n = new double[40];
      for (int deal = 0; deal < 200; deal++) {
        int bucket = random.nextInt(40);
        won[bucket] += random.nextDouble() < 0.3 ? 8 : 0;
        n[bucket] += 8;
      }
      double wins = Arrays.stream(won).sum();
      double[] leaveOneOut = new double[40];
      for (int bucket = 0; bucket < 40; bucket++) {
        leaveOneOut[bucket] = (wins - won[bucket]) / (1600 - n[bucket]);
      }
      double p = wins / 1600;
      mean += Jackknife.variance(leaveOneOut) / repeats;
      assertThat(Jackknife.effectiveN(p, Jackknife.variance(leaveOneOut))).isBetween(80.0, 550.0);
    }

    assertThat(Jackknife.effectiveN(0.3, mean)).isBetween(180.0, 220.0);
  }

  @Test
  void isTheBinomialCountForABinomialVariance() {
    assertThat(Jackknife.effectiveN(0.25, 0.25 * 0.75 / 48)).isCloseTo(48, within(1e-12));
  }

  @Test
  void hasNoEffectiveCountWithoutSpread() {
    assertThat(Jackknife.effectiveN(0.5, 0)).isNaN();
    assertThat(Jackknife.effectiveN(0, 0.1)).isNaN();
    assertThat(Jackknife.effectiveN(1, 0.1)).isNaN();
    assertThat(Jackknife.effectiveN(NAN, 0.1)).isNaN();
    assertThat(Jackknife.effectiveN(0.5, NAN)).isNaN();
  }
}
