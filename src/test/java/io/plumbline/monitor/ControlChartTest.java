package io.plumbline.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.monitor.ControlChart.Month;
import io.plumbline.monitor.ControlChart.Point;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.statistics.distribution.BetaDistribution;
import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ControlChartTest {

  private static final int MONTHS = 36;
  private static final int SERIES = 200;

  @Test
  void limitsOfAStableBaselineAreThoseOfTheReference() {
    Point point =
        last(months("12/40 14/40 11/40 13/40 12/40 15/40 10/40 12/40"), new Month(12, 40));

    // limits([12,14,11,13,12,15,10,12],[40]*8,40) with
    //   from scipy.stats import betabinom; import numpy as np
    //   def limits(won, n, n0):
    //     won, n = np.array(won), np.array(n); p = won.sum()/n.sum(); x = won/n
    //     a = 1/n[:-1]+1/n[1:]; d = np.diff(x)
    //     rho = max(0, (d*d/(p*(1-p))/a-1).sum()/(2/a-1).sum()); f = 2*(len(n)-1)/3
    //     v = (1+(n0-1)*rho)*f/(f-2)+n0*(n*(1+(n-1)*rho)).sum()/n.sum()**2
    //     k = (n0-1)/(v-1)-1; m = (won.sum()+.5)/(n.sum()+1)
    //     b = betabinom(n0, m*k, (1-m)*k); i = np.arange(n0+1)
    //     return rho, p, np.argmax(b.cdf(i) > .00135), np.argmax(b.sf(i) <= .00135)
    assertThat(point.overdispersion()).isZero();
    assertThat(point.centre()).isCloseTo(0.309375, within(1e-12));
    assertThat(point.lowerLimit()).isEqualTo(2 / 40.0);
    assertThat(point.upperLimit()).isEqualTo(25 / 40.0);
    assertThat(point.baselineMonths()).isEqualTo(8);
    assertThat(point.signal()).isEqualTo(Signal.NONE);
  }

  @Test
  void limitsOfMonthsThatDifferWidelyAreWide() {
    Point point = last(months("4/40 20/40 7/40 18/40 3/40 22/40"), new Month(0, 40));

    // limits([4,20,7,18,3,22],[40]*6,40), see above
    assertThat(point.overdispersion()).isCloseTo(0.31461396521637486, within(1e-12));
    assertThat(point.lowerLimit()).isZero();
    assertThat(point.upperLimit()).isEqualTo(1);
    assertThat(point.signal()).isEqualTo(Signal.NONE);
  }

  @Test
  void limitsFollowTheNumberOfDealsOfTheMonth() {
    List<Month> baseline =
        months("30/100 41/120 38/110 29/90 35/105 33/95 40/115 36/100 31/98 37/102 34/104 39/108");

    // limits([30,41,38,29,35,33,40,36,31,37,34,39],[100,120,110,90,105,95,115,100,98,102,104,108],40)
    Point point = last(baseline, new Month(3, 40));

    assertThat(point.centre()).isCloseTo(0.3392141138732959, within(1e-12));
    assertThat(point.lowerLimit()).isEqualTo(4 / 40.0);
    assertThat(point.upperLimit()).isEqualTo(25 / 40.0);
    assertThat(point.signal()).isEqualTo(Signal.BELOW_LIMITS);
    assertThat(last(baseline, new Month(26, 40)).signal()).isEqualTo(Signal.ABOVE_LIMITS);
    assertThat(last(baseline, new Month(1, 1)).upperLimit()).isEqualTo(1);
  }

  @Test
  void sixMonthsWithClosedDealsAreNeeded() {
    List<Month> months = months("3/9 3/9 0/0 3/9 3/9 0/0 3/9 3/9 3/9 0/0");

    List<Point> points = ControlChart.of(months);

    assertThat(points.subList(0, 8))
        .allSatisfy(
            point -> {
              assertThat(point.signal()).isEqualTo(Signal.TOO_FEW_MONTHS);
              assertThat(point.centre()).isNaN();
              assertThat(point.lowerLimit()).isNaN();
              assertThat(point.upperLimit()).isNaN();
            });
    assertThat(points.get(2).winRate()).isNaN();
    assertThat(points.get(8).baselineMonths()).isEqualTo(6);
    assertThat(points.get(8).lowerLimit()).isZero();
    assertThat(points.get(9).signal()).isEqualTo(Signal.NONE);
    assertThat(points.get(9).lowerLimit()).isNaN();
    assertThat(points.get(9).centre()).isEqualTo(21 / 63.0);
  }

  @Test
  void aMonthSaysNothingOfTheMonthsBeforeIt() {
    List<Month> months = simulated(0.3, 0.02, 40, new Random(3));
    List<Point> all = ControlChart.of(months);

    for (int i = 1; i < months.size(); i++) {
      assertThat(ControlChart.of(months.subList(0, i))).isEqualTo(all.subList(0, i));
    }
  }

  @Test
  void forgetsWhatIsOlderThanThreeYears() {
    List<Month> months = new ArrayList<>(Collections.nCopies(20, new Month(90, 100)));
    months.addAll(Collections.nCopies(37, new Month(30, 100)));

    List<Point> points = ControlChart.of(months);

    assertThat(points.get(56).centre()).isEqualTo(0.3);
    assertThat(points.get(56).baselineMonths()).isEqualTo(36);
    assertThat(points.get(54).centre()).isGreaterThan(0.3);
  }

  @Test
  void eightMonthsOnOneSideAreASignalAndNotSeven() {
    List<Month> months = new ArrayList<>(Collections.nCopies(24, new Month(30, 100)));
    months.addAll(Collections.nCopies(8, new Month(36, 100)));

    List<Point> points = ControlChart.of(months);

    assertThat(points.subList(24, 31)).extracting(Point::signal).containsOnly(Signal.NONE);
    assertThat(points.get(31).signal()).isEqualTo(Signal.RUN_ABOVE);
    assertThat(points.get(31).monthsOnOneSide()).isEqualTo(8);
  }

  @Test
  void monthsWithoutDealsNeitherBreakARunNorLengthenIt() {
    List<Month> months = new ArrayList<>(Collections.nCopies(24, new Month(30, 100)));
    months.addAll(months("24/100 24/100 0/0 24/100 24/100 24/100 24/100 24/100 0/0 24/100"));

    List<Point> points = ControlChart.of(months);

    assertThat(points.subList(24, 33)).extracting(Point::signal).containsOnly(Signal.NONE);
    assertThat(points.get(33).signal()).isEqualTo(Signal.RUN_BELOW);
  }

  @Test
  void aMonthOnTheCentreBreaksARun() {
    List<Month> months = new ArrayList<>(Collections.nCopies(24, new Month(30, 100)));
    months.addAll(months("36/100 36/100 36/100 36/100 31/100 36/100 36/100 36/100 36/100"));

    assertThat(ControlChart.of(months).subList(24, 33))
        .extracting(Point::signal)
        .containsOnly(Signal.NONE);
  }

  @Test
  void fewDealsThatAreAllLostAsUsualAreNoRun() {
    // Three deals at 10 %: all lost with probability 0.729.
    List<Month> months = new ArrayList<>(Collections.nCopies(10, new Month(1, 10)));
    months.addAll(Collections.nCopies(12, new Month(0, 3)));

    assertThat(ControlChart.of(months).subList(10, 22))
        .extracting(Point::signal)
        .containsOnly(Signal.NONE);
  }

  @ParameterizedTest
  @CsvSource({"0.3, 0, 40", "0.3, 0.05, 40", "0.4, 0.02, 150", "0.1, 0.02, 8", "0.5, 0.1, 15"})
  void stableSeriesAreHardlyEverSignalled(double rate, double rho, int deals) {
    Random random = new Random(20);
    int judged = 0;
    int beyond = 0;
    int runs = 0;
    for (int i = 0; i < SERIES; i++) {
      for (Point point : ControlChart.of(simulated(rate, rho, deals, random))) {
        if (point.signal() != Signal.TOO_FEW_MONTHS) {
          judged++;
          switch (point.signal()) {
            case ABOVE_LIMITS, BELOW_LIMITS -> beyond++;
            case RUN_ABOVE, RUN_BELOW -> runs++;
            case NONE, TOO_FEW_MONTHS -> {}
          }
        }
      }
    }

    assertThat(judged).isEqualTo(SERIES * (MONTHS - 6));
    assertThat(beyond).isLessThanOrEqualTo(judged / 100);
    assertThat(runs).isLessThanOrEqualTo(judged * 15 / 1000);
  }

  @Test
  void aRealDropIsFoundWithinTwoMonths() {
    Random random = new Random(5);
    int found = 0;
    for (int i = 0; i < SERIES; i++) {
      List<Month> months = new ArrayList<>(simulated(0.4, 0.005, 120, random).subList(0, 24));
      months.addAll(simulated(0.15, 0.005, 120, random).subList(0, 2));
      List<Point> points = ControlChart.of(months);
      if (points.subList(24, 26).stream().anyMatch(p -> p.signal() == Signal.BELOW_LIMITS)) {
        found++;
      }
    }

    assertThat(found).isGreaterThanOrEqualTo(SERIES * 95 / 100);
  }

  private static Point last(List<Month> baseline, Month month) {
    List<Month> all = new ArrayList<>(baseline);
    all.add(month);
    return ControlChart.of(all).get(baseline.size());
  }

  private static List<Month> months(String wonOfClosed) {
    return Arrays.stream(wonOfClosed.split(" ", -1))
        .map(month -> month.split("/", -1))
        .map(month -> new Month(Long.parseLong(month[0]), Long.parseLong(month[1])))
        .toList();
  }

  /** Beta-binomial months, their deals from half of to one and a half times the given number. */
  private static List<Month> simulated(double rate, double rho, int deals, Random random) {
    UniformRandomProvider source = random::nextLong;
    List<Month> months = new ArrayList<>();
    for (int i = 0; i < MONTHS; i++) {
      int n = deals / 2 + random.nextInt(deals + 1);
      double strength = 1 / rho - 1;
      double ofMonth =
          rho == 0
              ? rate
              : BetaDistribution.of(rate * strength, (1 - rate) * strength)
                  .createSampler(source)
                  .sample();
      long won = BinomialDistribution.of(n, ofMonth).createSampler(source).sample();
      months.add(new Month(won, n));
    }
    return months;
  }
}
