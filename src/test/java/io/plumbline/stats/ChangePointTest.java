package io.plumbline.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class ChangePointTest {
  private static final int SERIES = 2000;

  // Binomial, rho = 0. numpy, without the two empty periods: p = won.sum()/n.sum()
  //   S = cumsum(won - p*n); s = abs(S).max() / sqrt(n.sum()*p*(1-p)); scipy.special.kolmogorov(s)
  @Test
  void equalsThePlainCusumWithoutOverdispersion() {
    ChangePoint change =
        ChangePoint.of(
            Periods.of(
                new long[] {5, 6, 0, 4, 7, 5, 2, 1, 0, 2, 1, 3},
                new long[] {10, 12, 0, 9, 13, 10, 11, 10, 0, 9, 12, 14}));

    assertThat(change.correlation()).isZero();
    assertThat(change.statistic()).isCloseTo(1.8953259461792957, within(1e-12));
    assertThat(change.pValue()).isCloseTo(0.0015164644027622065, within(1e-12));
    assertThat(change.start()).hasValue(6);
    assertThat(change.rateBefore()).isEqualTo(27 / 54.0);
    assertThat(change.rateAfter()).isEqualTo(9 / 56.0);
  }

  // numpy: rho of OverdispersionTest; w = n/(1+(n-1)*rho); p = (w*r).sum()/w.sum()
  //   S = cumsum(w*(r-p)); s = abs(S).max() / sqrt(w.sum()*p*(1-p)); scipy.special.kolmogorov(s)
  @Test
  void weighsPeriodsByTheirEvidenceUnderOverdispersion() {
    ChangePoint change =
        ChangePoint.of(
            Periods.of(
                new long[] {12, 3, 14, 5, 9, 2, 7, 1, 6, 0, 3, 8},
                new long[] {20, 18, 22, 15, 20, 9, 25, 12, 20, 14, 30, 21}));

    assertThat(change.correlation()).isCloseTo(0.13960624705402214, within(1e-14));
    assertThat(change.statistic()).isCloseTo(1.027485732129226, within(1e-12));
    assertThat(change.pValue()).isCloseTo(0.2416940795062201, within(1e-12));
    assertThat(change.start()).hasValue(5);
    assertThat(change.rateBefore()).isEqualTo(43 / 95.0);
    assertThat(change.rateAfter()).isEqualTo(27 / 131.0);
  }

  // With equal n the divisor is n p (1 - p) phi, phi = 1 + (n - 1) rho.
  @Test
  void dividesByTheOverdispersionFactorWhereSizesAreEqual() {
    List<BinomialCount> periods = new Periods(4).constantSize(30, 20).share(0.4).betaBinomial(0.2);
    double p = periods.stream().mapToLong(BinomialCount::won).sum() / 600.0;
    double sum = 0;
    double greatest = 0;
    for (BinomialCount period : periods) {
      sum += period.won() - 20 * p;
      greatest = Math.max(greatest, Math.abs(sum));
    }
    double phi = 1 + 19 * Overdispersion.ofSuccessiveDifferences(periods);

    assertThat(phi).isGreaterThan(2);
    assertThat(ChangePoint.of(periods).statistic())
        .isCloseTo(greatest / Math.sqrt(600 * p * (1 - p) * phi), within(1e-12));
  }

  @Test
  void seldomCriesWolfOnBinomialPeriods() {
    assertThat(alarms(periods -> periods.constantSize(40, 20).share(0.5), 0))
        .isBetween(0.005, 0.06);
    assertThat(alarms(periods -> periods.constantSize(120, 20).share(0.2), 0))
        .isBetween(0.01, 0.06);
  }

  @Test
  void seldomCriesWolfOnPeriodsThatDifferBeyondChance() {
    assertThat(alarms(periods -> periods.constantSize(40, 20).share(0.5), 0.05))
        .isBetween(0.02, 0.065);
    assertThat(alarms(periods -> periods.constantSize(12, 20).share(0.3), 0.05))
        .isBetween(0.02, 0.065);
    assertThat(alarms(periods -> periods.constantSize(120, 20).share(0.2), 0.05))
        .isBetween(0.02, 0.065);
  }

  // One overdispersion factor for all periods would find a change in 30 % of these.
  @Test
  void seldomCriesWolfWhenSomePeriodsAreTenTimesAsLarge() {
    assertThat(alarms(periods -> periods.constantSize(40, 20).peaks(12, 200).share(0.5), 0.05))
        .isBetween(0.02, 0.07);
  }

  @Test
  void findsAShift() {
    assertThat(alarms(periods -> periods.constantSize(40, 20).shift(0.5, 0.3), 0))
        .isGreaterThan(0.95);
    assertThat(alarms(periods -> periods.constantSize(40, 20).shift(0.5, 0.3), 0.05))
        .isGreaterThan(0.85);
  }

  @Test
  void locatesAShiftNearWhereItWas() {
    int near = 0;
    for (int seed = 0; seed < 500; seed++) {
      int start =
          ChangePoint.of(new Periods(seed).constantSize(40, 20).shift(0.5, 0.3).betaBinomial(0.05))
              .start()
              .orElseThrow();
      near += Math.abs(start - 20) <= 4 ? 1 : 0;
    }

    assertThat(near / 500.0).isGreaterThan(0.8);
  }

  @Test
  void seesTheSameChangeBackwards() {
    List<BinomialCount> periods =
        new Periods(9).constantSize(31, 17).shift(0.6, 0.3).betaBinomial(0.05);
    List<BinomialCount> backwards = new ArrayList<>(periods);
    Collections.reverse(backwards);
    ChangePoint change = ChangePoint.of(periods);
    ChangePoint mirrored = ChangePoint.of(backwards);

    assertThat(mirrored.statistic()).isCloseTo(change.statistic(), within(1e-12));
    assertThat(mirrored.start().orElseThrow()).isEqualTo(31 - change.start().orElseThrow());
    assertThat(mirrored.rateBefore()).isEqualTo(change.rateAfter());
  }

  @Test
  void cannotTellAShiftFromOverdispersionInTwoPeriods() {
    ChangePoint change = ChangePoint.of(Periods.of(new long[] {600, 400}, new long[] {1000, 1000}));

    // S^2 = (n d / 2)^2, phi = d^2 n / (2 p (1 - p)): the statistic is 1/2 whatever the shift.
    assertThat(change.statistic()).isCloseTo(0.5, within(1e-12));
    assertThat(change.start()).hasValue(1);
  }

  @Test
  void seesNoChangeInASteadyShare() {
    ChangePoint change =
        ChangePoint.of(Periods.of(new long[] {5, 5, 5, 5}, new long[] {10, 10, 10, 10}));

    assertThat(change.statistic()).isZero();
    assertThat(change.pValue()).isEqualTo(1);
    assertThat(change.rateBefore()).isEqualTo(change.rateAfter()).isEqualTo(0.5);
  }

  @Test
  void hasNothingToTestWithoutTwoPeriodsAndTwoOutcomes() {
    List<List<BinomialCount>> untestable =
        List.of(
            List.of(),
            Periods.of(new long[] {3}, new long[] {9}),
            Periods.of(new long[] {0, 3, 0}, new long[] {0, 9, 0}),
            Periods.of(new long[] {0, 0, 0}, new long[] {0, 0, 0}),
            Periods.of(new long[] {0, 0, 0}, new long[] {4, 9, 3}),
            Periods.of(new long[] {4, 9, 3}, new long[] {4, 9, 3}));

    assertThat(untestable)
        .allSatisfy(
            periods ->
                assertThat(ChangePoint.of(periods))
                    .isEqualTo(
                        new ChangePoint(
                            OptionalInt.empty(),
                            Double.NaN,
                            Double.NaN,
                            0,
                            Double.NaN,
                            Double.NaN)));
  }

  @Test
  void refusesMoreWinsThanOutcomes() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new BinomialCount(4, 3))
        .withMessageContaining("Won is 4 of n = 3");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new BinomialCount(-1, 3))
        .withMessageContaining("Won is -1");
  }

  /** Share of simulated series that are found changed at 5 %. */
  private static double alarms(UnaryOperator<Periods> series, double rho) {
    int alarms = 0;
    for (int seed = 0; seed < SERIES; seed++) {
      alarms +=
          ChangePoint.of(series.apply(new Periods(seed)).betaBinomial(rho)).pValue() < 0.05 ? 1 : 0;
    }
    return alarms / (double) SERIES;
  }
}
