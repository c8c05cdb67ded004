package io.plumbline.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class InverseCensoringWeightsTest {

  // R 4.2, survival; half a day later, because outcomes come before censoring at one time:
  // t <- c(0,1,1,2,2,3,4,4,5,7,7,9); d <- c(1,0,1,1,0,0,1,0,1,0,1,1)
  // f <- survfit(Surv(t + 0.5 * (d == 0), d == 0) ~ 1)
  // 1 / summary(f, times = c(0,1,2,4,5,7,9) - 0.25, extend = TRUE)$surv
  @Test
  void areOneOverTheKaplanMeierCurveOfTheCensoringOfR() {
    double[] resolved = {1, 1, 1, 0, 1, 1, 0, 1, 0, 1};
    double[] censored = {0, 1, 1, 1, 1, 0, 0, 1, 0, 0};

    InverseCensoringWeights weights = InverseCensoringWeights.of(resolved, censored);

    int[] times = {0, 1, 2, 4, 5, 7, 9};
    assertThat(Arrays.stream(times).mapToDouble(weights::at).toArray())
        .containsExactly(
            new double[] {
              1, 1, 1.11111111111, 1.48148148148, 1.85185185185, 1.85185185185, 3.70370370370
            },
            within(1e-10));
  }

  @Test
  void makeTheShareOfWonThatOfAalenAndJohansen() {
    for (int seed = 0; seed < 200; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      int longest = 5 + random.nextInt(20);
      double[] won = new double[longest + 1];
      double[] lost = new double[longest + 1];
      double[] censored = new double[longest + 1];
      CompetingRiskCounts counts = new CompetingRiskCounts();
      for (int i = 0; i < 60; i++) {
        int time = random.nextInt(longest);
        switch (random.nextInt(4)) {
          case 0 -> {
            won[time]++;
            counts.won(time, 1);
          }
          case 1 -> {
            censored[time]++;
            counts.censored(time, 1);
          }
          default -> {
            lost[time]++;
            counts.lost(time, 1);
          }
        }
      }
      // The last one at risk resolves: followed to the end.
      lost[longest]++;
      counts.lost(longest, 1);

      InverseCensoringWeights weights = InverseCensoringWeights.of(sum(won, lost), censored);
      double wins = 0;
      double all = 0;
      boolean capped = false;
      for (int time = 0; time <= longest; time++) {
        wins += won[time] * weights.at(time);
        all += (won[time] + lost[time]) * weights.at(time);
        capped |= weights.at(time) == InverseCensoringWeights.MOST;
      }

      assertThat(capped).isFalse();
      assertThat(wins / all).isCloseTo(counts.curve().eventualWon(), within(1e-12));
      assertThat(all).as("everybody is spoken for").isCloseTo(61, within(1e-9));
    }
  }

  @Test
  void speakForNoMoreThanTheMost() {
    double[] resolved = new double[10];
    double[] censored = new double[10];
    censored[3] = 999;
    resolved[9] = 1;

    assertThat(InverseCensoringWeights.of(resolved, censored).at(9))
        .isEqualTo(InverseCensoringWeights.MOST);
    assertThat(InverseCensoringWeights.of(resolved, censored).at(3)).isEqualTo(1);
  }

  @Test
  void areOneWithoutCensoringAndWithoutAnybody() {
    InverseCensoringWeights nobody =
        InverseCensoringWeights.of(new double[] {0, 0}, new double[] {0, 0});
    InverseCensoringWeights resolved =
        InverseCensoringWeights.of(new double[] {0.3, 0.7}, new double[] {0, 0});

    assertThat(new double[] {nobody.at(0), nobody.at(1), resolved.at(0), resolved.at(1)})
        .containsOnly(1);
  }

  @Test
  void areFiniteWhenTheLastOneIsCensored() {
    InverseCensoringWeights weights =
        InverseCensoringWeights.of(new double[] {0.1, 0.2, 0}, new double[] {0.1, 0.3, 0.1});

    assertThat(weights.at(2)).isBetween(1.0, InverseCensoringWeights.MOST);
  }

  @Test
  void refuseTablesOfDifferentLengths() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> InverseCensoringWeights.of(new double[2], new double[3]))
        .withMessageContaining("resolved has 2 entries and censored has 3");
  }

  private static double[] sum(double[] a, double[] b) {
    double[] sum = a.clone();
    for (int i = 0; i < sum.length; i++) {
      sum[i] += b[i];
    }
    return sum;
  }
}
