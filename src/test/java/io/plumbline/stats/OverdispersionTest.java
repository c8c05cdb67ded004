package io.plumbline.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OverdispersionTest {
  // won = [12,3,14,5,9,2,7,1,6,0,3,8]; n = [20,18,22,15,20,9,25,12,20,14,30,21]
  private static final List<BinomialCount> PERIODS =
      Periods.of(
          new long[] {12, 3, 14, 5, 9, 2, 7, 1, 6, 0, 3, 8},
          new long[] {20, 18, 22, 15, 20, 9, 25, 12, 20, 14, 30, 21});

  // scipy: p = won.sum() / n.sum(); f = lambda lk: -betabinom.logpmf(won, n, exp(lk)*p,
  //   exp(lk)*(1-p)).sum(); k = exp(minimize_scalar(f, bounds=(log(.5), log(1e5)),
  //   method='bounded', options=dict(xatol=1e-10)).x); 1 / (1 + k)
  @Test
  void maximisesTheBetaBinomialLikelihoodLikeScipy() {
    assertThat(Overdispersion.maximumLikelihood(PERIODS))
        .isCloseTo(0.12894333611172692, within(1e-7));
  }

  // numpy: r = won/n; p = won.sum()/n.sum(); a = 1/n[1:] + 1/n[:-1]; d = diff(r)**2
  //   ((d/(p*(1-p)) - a)/a).sum() / ((2 - a)/a).sum()
  @Test
  void solvesTheMomentsOfSuccessiveDifferencesLikeNumpy() {
    assertThat(Overdispersion.ofSuccessiveDifferences(PERIODS))
        .isCloseTo(0.13960624705402214, within(1e-14));
  }

  @Test
  void recoversTheCorrelationOfSimulatedPeriods() {
    for (double rho : new double[] {0.02, 0.05, 0.3}) {
      List<BinomialCount> periods =
          new Periods(5).constantSize(3000, 20).share(0.3).betaBinomial(rho);

      assertThat(Overdispersion.maximumLikelihood(periods)).isBetween(rho * 0.85, rho * 1.15);
      assertThat(Overdispersion.ofSuccessiveDifferences(periods)).isBetween(rho * 0.8, rho * 1.2);
    }
  }

  @Test
  void seesNextToNothingInBinomialPeriods() {
    List<BinomialCount> periods = new Periods(6).constantSize(3000, 20).share(0.3).betaBinomial(0);

    assertThat(Overdispersion.maximumLikelihood(periods)).isLessThan(0.004);
    assertThat(Overdispersion.ofSuccessiveDifferences(periods)).isLessThan(0.004);
  }

  @Test
  void leavesALastingShiftOutOfSuccessiveDifferencesOnly() {
    List<BinomialCount> periods = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      // Shares move a little up and down, as binomial ones do.
      periods.add(new BinomialCount((i < 20 ? 50 : 20) + (i % 2 == 0 ? 3 : -3), 100));
    }

    // Twenty periods at .5 and twenty at .2 around .35: variance .0225 of .2275.
    assertThat(Overdispersion.maximumLikelihood(periods)).isBetween(0.07, 0.13);
    // One difference of .36, 39 of .06: (.1296 + 38 * .0036) / .2275 / .02 = 58.5 for 39, so that
    // (58.5 - 39) / (39 * 99) = .005.
    assertThat(Overdispersion.ofSuccessiveDifferences(periods)).isLessThan(0.0075);
  }

  @Test
  void ignoresOrderForLikelihoodBitForBitAndEmptyPeriodsAlways() {
    List<BinomialCount> shuffled = new ArrayList<>(PERIODS);
    Collections.shuffle(shuffled, new Random(2));
    List<BinomialCount> gaps = new ArrayList<>();
    for (BinomialCount period : PERIODS) {
      gaps.add(new BinomialCount(0, 0));
      gaps.add(period);
    }

    assertThat(shuffled).isNotEqualTo(PERIODS);
    assertThat(Overdispersion.maximumLikelihood(shuffled))
        .isEqualTo(Overdispersion.maximumLikelihood(PERIODS));
    assertThat(Overdispersion.maximumLikelihood(gaps))
        .isEqualTo(Overdispersion.maximumLikelihood(PERIODS));
    assertThat(Overdispersion.ofSuccessiveDifferences(gaps))
        .isEqualTo(Overdispersion.ofSuccessiveDifferences(PERIODS));
  }

  @Test
  void isZeroWhereNothingCanBeSeen() {
    List<List<BinomialCount>> blind =
        List.of(
            List.of(),
            Periods.of(new long[] {3}, new long[] {9}),
            Periods.of(new long[] {0, 0}, new long[] {0, 0}),
            Periods.of(new long[] {0, 0, 0}, new long[] {4, 9, 3}),
            Periods.of(new long[] {4, 9, 3}, new long[] {4, 9, 3}),
            Periods.of(new long[] {1, 0, 1, 0}, new long[] {1, 1, 1, 1}),
            Periods.of(new long[] {3, 3, 3}, new long[] {10, 10, 10}));

    assertThat(blind).allSatisfy(p -> assertThat(Overdispersion.maximumLikelihood(p)).isZero());
    assertThat(blind)
        .allSatisfy(p -> assertThat(Overdispersion.ofSuccessiveDifferences(p)).isZero());
  }

  @Test
  void isAtItsGreatestWhenPeriodsAreAllOrNothing() {
    List<BinomialCount> periods =
        Periods.of(new long[] {50, 0, 50, 0, 50, 0}, new long[] {50, 50, 50, 50, 50, 50});

    assertThat(Overdispersion.maximumLikelihood(periods)).isCloseTo(2 / 3.0, within(1e-6));
    assertThat(Overdispersion.ofSuccessiveDifferences(periods)).isEqualTo(1);
  }
}
