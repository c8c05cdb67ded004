package io.plumbline.stats;

import static io.plumbline.stats.BetaBinomialPooling.pool;
import static io.plumbline.stats.BetaBinomialPooling.strength;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.stats.BetaBinomialPooling.Cell;
import io.plumbline.stats.BetaBinomialPooling.Pooled;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.apache.commons.statistics.distribution.BetaDistribution;
import org.junit.jupiter.api.Test;

class BetaBinomialPoolingTest {
  private static final int[] WON = {3, 8, 1, 12, 5, 0, 7};
  private static final int[] N = {10, 12, 9, 20, 6, 5, 30};

  // scipy: f = lambda lk: -betabinom.logpmf(won, n, exp(lk)*.4, exp(lk)*.6).sum()
  //   exp(minimize_scalar(f, bounds=(log(.5), log(1e5)), method='bounded',
  //                       options=dict(xatol=1e-10)).x)
  @Test
  void maximisesTheBetaBinomialLikelihoodLikeScipy() {
    assertThat(strength(cells())).isCloseTo(4.175237533943405, within(1e-5));
  }

  @Test
  void ignoresTheOrderOfCellsBitForBit() {
    List<Cell> shuffled = new ArrayList<>(cells());
    Collections.shuffle(shuffled, new Random(3));

    assertThat(shuffled).isNotEqualTo(cells());
    assertThat(strength(shuffled)).isEqualTo(strength(cells()));
  }

  @Test
  void findsTheMaximumOfANaiveSearch() {
    SplittableRandom random = new SplittableRandom(17);
    List<Cell> cells = simulated(random, 30, 12, 0.25, 6).stream().map(Truth::cell).toList();
    double best = Double.NEGATIVE_INFINITY;
    double at = 0;
    for (double kappa = 0.5; kappa < 200; kappa *= 1.001) {
      double sum = 0;
      for (Cell cell : cells) {
        sum += naiveLogLikelihood(cell, kappa);
      }
      if (sum > best) {
        best = sum;
        at = kappa;
      }
    }

    assertThat(strength(cells)).isCloseTo(at, within(at * 0.0011));
  }

  @Test
  void recoversTheStrengthOfSimulatedCells() {
    for (double kappa : new double[] {3, 10, 40}) {
      SplittableRandom random = new SplittableRandom(99);
      List<Cell> cells = simulated(random, 600, 60, 0.3, kappa).stream().map(Truth::cell).toList();

      assertThat(strength(cells)).isBetween(kappa * 0.8, kappa * 1.25);
    }
  }

  @Test
  void believesTheParentWhenCellsDifferByChanceOnly() {
    SplittableRandom random = new SplittableRandom(7);
    List<Cell> cells = simulated(random, 400, 50, 0.3, 1e9).stream().map(Truth::cell).toList();

    assertThat(strength(cells)).isGreaterThan(300);
  }

  @Test
  void believesTheParentWhenCellsAreMoreAlikeThanChance() {
    List<Cell> cells = Collections.nCopies(10, new Cell(3, 10, 0.3));

    assertThat(strength(cells)).isEqualTo(BetaBinomialPooling.MAX_STRENGTH);
  }

  @Test
  void borrowsLittleWhenCellsAreAllOrNothing() {
    List<Cell> cells = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      cells.add(new Cell(i % 2 == 0 ? 50 : 0, 50, 0.5));
    }

    assertThat(strength(cells)).isCloseTo(BetaBinomialPooling.MIN_STRENGTH, within(1e-6));
  }

  @Test
  void believesTheParentWithFewerThanTwoInformativeCells() {
    assertThat(strength(List.of())).isEqualTo(BetaBinomialPooling.MAX_STRENGTH);
    assertThat(
            strength(
                List.of(
                    new Cell(9, 10, 0.2),
                    new Cell(1, 1, 0.2),
                    new Cell(0, 0, 0.2),
                    new Cell(0, 30, 0),
                    new Cell(30, 30, 1))))
        .isEqualTo(BetaBinomialPooling.MAX_STRENGTH);
  }

  // With 5 deals per cell neither the raw rate nor the parent alone is near the truth.
  @Test
  void isNearerToTheTruthThanRawRatesAndThanTheParent() {
    SplittableRandom random = new SplittableRandom(41);
    List<Truth> truths = simulated(random, 500, 5, 0.3, 5);
    double kappa = strength(truths.stream().map(Truth::cell).toList());
    double pooled = 0;
    double raw = 0;
    double parent = 0;
    int covered = 0;
    for (Truth truth : truths) {
      Pooled result = pool(truth.cell.won(), 5, 0.3, kappa, 0.9);
      pooled += square(result.mean() - truth.rate);
      raw += square(truth.cell.won() / 5 - truth.rate);
      parent += square(0.3 - truth.rate);
      covered += result.interval().contains(truth.rate) ? 1 : 0;
    }

    assertThat(pooled).isLessThan(0.65 * raw).isLessThan(0.65 * parent);
    assertThat(covered / 500.0).isBetween(0.86, 0.94);
  }

  // (3 + 10 * 0.4) / (10 + 10) = 0.35; scipy: beta.ppf([.05, .95], 7, 13)
  @Test
  void weighsCellAndParentByTheirCounts() {
    Pooled pooled = pool(3, 10, 0.4, 10, 0.9);

    assertThat(pooled.mean()).isCloseTo(0.35, within(1e-15));
    assertThat(pooled.borrowedShare()).isEqualTo(0.5);
    assertThat(pooled.interval().low()).isCloseTo(0.18750431, within(1e-8));
    assertThat(pooled.interval().high()).isCloseTo(0.52996712, within(1e-8));
    assertThat(pooled.interval().level()).isEqualTo(0.9);
  }

  // scipy: m = 7/20; v = m*(1-m)/21 + .5**2 * .01; s = m*(1-m)/v - 1; beta.ppf([.05,.95], m*s,
  // (1-m)*s)
  @Test
  void widensTheIntervalByTheUncertaintyOfTheParent() {
    Pooled pooled = pool(3, 10, 0.4, 0.01, 10, 0.9);

    assertThat(pooled.mean()).isCloseTo(0.35, within(1e-15));
    assertThat(pooled.interval().low()).isCloseTo(0.17102603445488782, within(1e-9));
    assertThat(pooled.interval().high()).isCloseTo(0.5508439691587204, within(1e-9));
  }

  @Test
  void equalsItsParentWithoutData() {
    assertThat(pool(0, 0, 0.4, 25, 0.9).mean()).isCloseTo(0.4, within(1e-15));
    assertThat(pool(0, 0, 0.4, 25, 0.9).borrowedShare()).isEqualTo(1);
    assertThat(pool(0, 0, 0.4, 0, 0.9)).isEqualTo(new Pooled(0.4, 1, new Interval(0, 1, 0.9)));
  }

  @Test
  void isTheRawRateWithoutStrength() {
    Pooled pooled = pool(0, 8, 0.4, 0, 0.9);

    assertThat(pooled.mean()).isZero();
    assertThat(pooled.borrowedShare()).isZero();
    assertThat(pooled.interval()).isEqualTo(BinomialInterval.JEFFREYS.of(0, 8, 0.9));
    assertThat(pool(8, 8, 0.4, 0, 0.9).mean()).isEqualTo(1);
  }

  @Test
  void staysOffZeroWhenNothingWasWonYet() {
    Pooled pooled = pool(0, 3, 0.4, 6, 0.9);

    assertThat(pooled.mean()).isCloseTo(2.4 / 9, within(1e-15));
    assertThat(pooled.interval().low()).isPositive();
  }

  @Test
  void admitsAParentThatIsWhollyUnknown() {
    assertThat(pool(0, 0, 0.4, 0.3, 25, 0.9).interval()).isEqualTo(new Interval(0, 1, 0.9));
  }

  @Test
  void refusesWhatIsOutOfRange() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Cell(4, 3, 0.5))
        .withMessageContaining("Won is 4.0 of n = 3.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> pool(1, 3, Double.NaN, 5, 0.9))
        .withMessageContaining("Parent mean is NaN");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> pool(1, 3, 0.5, -1, 0.9))
        .withMessageContaining("Strength is -1.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> pool(1, 3, 0.5, -0.1, 5, 0.9))
        .withMessageContaining("Parent variance is -0.1");
  }

  private record Truth(double rate, Cell cell) {}

  private static List<Truth> simulated(
      SplittableRandom random, int cells, int n, double mean, double kappa) {
    BetaDistribution prior = BetaDistribution.of(kappa * mean, kappa * (1 - mean));
    List<Truth> truths = new ArrayList<>();
    for (int i = 0; i < cells; i++) {
      double rate = prior.inverseCumulativeProbability(random.nextDouble());
      int won = 0;
      for (int j = 0; j < n; j++) {
        won += random.nextDouble() < rate ? 1 : 0;
      }
      truths.add(new Truth(rate, new Cell(won, n, mean)));
    }
    return truths;
  }

  /** Rising factorials term by term, without a beta function. */
  private static double naiveLogLikelihood(Cell cell, double kappa) {
    double sum = 0;
    for (int i = 0; i < cell.n(); i++) {
      sum -= Math.log(kappa + i);
    }
    for (int i = 0; i < cell.won(); i++) {
      sum += Math.log(kappa * cell.parentMean() + i);
    }
    for (int i = 0; i < cell.n() - cell.won(); i++) {
      sum += Math.log(kappa * (1 - cell.parentMean()) + i);
    }
    return sum;
  }

  private static List<Cell> cells() {
    List<Cell> cells = new ArrayList<>();
    for (int i = 0; i < N.length; i++) {
      cells.add(new Cell(WON[i], N[i], 0.4));
    }
    return cells;
  }

  private static double square(double x) {
    return x * x;
  }
}
