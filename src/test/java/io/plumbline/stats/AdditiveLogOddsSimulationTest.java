package io.plumbline.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.stats.AdditiveLogOdds.Block;
import io.plumbline.stats.AdditiveLogOdds.Evidence;
import io.plumbline.stats.AdditiveLogOdds.Prior;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AdditiveLogOddsSimulationTest {

  /** 25 levels with standard deviation 0.7, 20 with 0.4, their crossing with 0.3, and noise. */
  @Test
  void recoversTheVariancesThatDealsWereDrawnWith() {
    int cells = 2000;
    double[] spread = {0.7, 0.4, 0.3, 0};
    List<Block> blocks =
        List.of(
            exchangeable(cells, 25, c -> c % 25),
            exchangeable(cells, 20, c -> c / 25 % 20),
            exchangeable(cells, 500, c -> c % 500),
            exchangeable(cells, 40, c -> (c * 31 + c / 7) % 40));
    double[] mean = new double[blocks.size()];
    int runs = 20;
    for (int seed = 0; seed < runs; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      double[] logOdds = drawn(random, blocks, spread);
      AdditiveLogOdds model = new AdditiveLogOdds(blocks, cells);
      model.fitVariances(observed(random, logOdds, -0.5, 30), 30);
      for (int b = 0; b < mean.length; b++) {
        mean[b] += model.variance(b) / runs;
      }
    }

    // Standard errors of the means: about 7 %, 7 % and 4 %.
    assertThat(mean[0]).isCloseTo(0.49, within(0.49 * 0.2));
    assertThat(mean[1]).isCloseTo(0.16, within(0.16 * 0.2));
    assertThat(mean[2]).isCloseTo(0.09, within(0.09 * 0.12));
    // The variance to start from counts as one effect of 40.
    assertThat(mean[3]).isLessThan(0.01);
  }

  /** Half a block's variance was lost before the crossing's share in its margins was counted. */
  @Test
  void recoversTheVarianceOfACrossingOfTwoLevels() {
    int cells = 40;
    List<Block> blocks =
        List.of(
            exchangeable(cells, 2, c -> c % 2),
            exchangeable(cells, 20, c -> c / 2),
            exchangeable(cells, 40, c -> c));
    double mean = 0;
    int runs = 60;
    for (int seed = 0; seed < runs; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      double[] logOdds = drawn(random, blocks, new double[] {1, 0.6, 0.4});
      AdditiveLogOdds model = new AdditiveLogOdds(blocks, cells);
      model.fitVariances(observed(random, logOdds, 0, 2000), 60);
      mean += model.variance(2) / runs;
    }

    // Standard error of the mean: 4 %.
    assertThat(mean).isCloseTo(0.16, within(0.16 * 0.15));
  }

  @Test
  void recoversTheVarianceOfTheStepsOfARandomWalk() {
    int series = 6;
    int width = 20;
    int cells = series * width;
    List<Block> blocks =
        List.of(
            exchangeable(cells, series, c -> c / width),
            new Block("walk", numbers(cells), cells, width, Prior.RANDOM_WALK, 0.2));
    double mean = 0;
    int runs = 20;
    for (int seed = 0; seed < runs; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      double[] logOdds = new double[cells];
      for (int c = 0; c < cells; c++) {
        logOdds[c] = (c % width == 0 ? 0 : logOdds[c - 1]) + 0.3 * random.nextGaussian();
      }
      AdditiveLogOdds model = new AdditiveLogOdds(blocks, cells);
      model.fitVariances(observed(random, logOdds, 0, 200), 30);
      mean += model.variance(1) / runs;
    }

    // Standard error of the mean: 4 %.
    assertThat(mean).isCloseTo(0.09, within(0.09 * 0.15));
  }

  @Test
  void givesUpABlockWithoutSignalAndKeepsOneWithIt() {
    int cells = 400;
    List<Block> blocks =
        List.of(exchangeable(cells, 20, c -> c % 20), exchangeable(cells, 20, c -> c / 20));
    double mean = 0;
    for (int seed = 0; seed < 10; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      double[] logOdds = drawn(random, blocks, new double[] {0.5, 0});
      AdditiveLogOdds model = new AdditiveLogOdds(blocks, cells);
      model.fitVariances(observed(random, logOdds, -1, 20), 40);
      mean += model.variance(1) / 10;

      assertThat(model.variance(0)).isBetween(0.08, 0.7);
      // By chance alone, shares of 20 levels of 400 deals spread by 0.11, with variance 0.0125;
      // what is above that by chance has a standard deviation of 0.004.
      // The variance to start from, 0.25, counts as one effect of 20.
      assertThat(model.variance(1)).isLessThan(0.05);
    }
    assertThat(mean).isLessThan(0.035);
  }

  @Test
  void findsHowManyRowsADealIsCountedWith() {
    for (int rows : new int[] {1, 3, 8}) {
      double[] mean = new double[2];
      int runs = 10;
      for (int seed = 0; seed < runs; seed++) {
        AdditiveLogOdds model = ofDeals(seed, rows);
        for (int b = 0; b < 2; b++) {
          mean[b] += model.designEffectOf(b) / runs;
        }
      }
      // Standard errors: 64 groups and 10 or 20 levels, 10 runs: 2 %. Never below 1, so 1 is met
      // from above.
      assertThat(mean[0]).isCloseTo(rows, within(rows * 0.1));
      assertThat(mean[1]).isCloseTo(rows, within(rows * 0.1));
    }
  }

  @Test
  void leavesRowsOutThatWereNotSeen() {
    int n = 200;
    Block all = exchangeable(1, 1, c -> 0);
    AdditiveLogOdds model = new AdditiveLogOdds(List.of(all), 1);
    double[] won = new double[n];
    double[] weight = new double[n];
    boolean[] seen = new boolean[n];
    int[] group = new int[n];
    for (int r = 0; r < n; r++) {
      seen[r] = r % 2 == 0;
      won[r] = seen[r] ? r / 2 % 2 : 1;
      weight[r] = 1;
      group[r] = seen[r] ? r / 2 % 50 : 0;
    }
    model.designEffects(new int[n], group, 50, won, weight, seen);

    // Two seen rows per group, both alike: won or lost together.
    assertThat(model.designEffectOf(0)).isCloseTo(2 * 50.0 / 49, within(1e-9));
  }

  /**
   * 2000 refits with priors drawn and outcomes drawn again, against the inverse of the penalised
   * information at the fit. A cell without deals and a level of the walk that was never seen are
   * among them.
   */
  @Test
  void refitsToDrawnPriorsAndOutcomesSpreadLikeThePosterior() {
    int cells = 20;
    Block a = new Block("a", level(cells, c -> c % 4), 4, 1, Prior.EXCHANGEABLE, 0.3);
    Block walk = new Block("walk", level(cells, c -> c / 4), 5, 5, Prior.RANDOM_WALK, 0.1);
    Block crossed = new Block("crossed", numbers(cells), cells, 1, Prior.EXCHANGEABLE, 0.05);
    SplittableRandom random = new SplittableRandom(8);
    double[] share = new double[cells];
    double[] weight = new double[cells];
    for (int c = 0; c < cells; c++) {
      share[c] = 0.3 + 0.4 * random.nextDouble();
      weight[c] = c % 4 == 3 || c / 4 == 2 ? 0 : c % 3 == 0 ? 200 : 2000;
    }
    double[] won = new double[cells];
    Arrays.setAll(won, c -> Math.rint(share[c] * weight[c]));
    AdditiveLogOdds model = new AdditiveLogOdds(List.of(a, walk, crossed), cells);
    for (int i = 0; i < 200; i++) {
      model.fit(new Evidence(won, weight), 1);
    }

    int refits = 2000;
    double[] sum = new double[cells];
    double[] squares = new double[cells];
    for (int i = 0; i < refits; i++) {
      AdditiveLogOdds refit = model.copy();
      refit.perturbPrior(random::nextGaussian);
      double[] again = new double[cells];
      for (int c = 0; c < cells; c++) {
        double p = model.probability(c);
        again[c] = won[c] + Math.sqrt(weight[c] * p * (1 - p)) * random.nextGaussian();
      }
      refit.fit(new Evidence(again, weight), 4);
      for (int c = 0; c < cells; c++) {
        double off = refit.logOdds(c) - model.logOdds(c);
        sum[c] += off;
        squares[c] += off * off;
      }
    }

    double[] expected = posteriorSpread(model, weight);
    for (int c = 0; c < cells; c++) {
      double mean = sum[c] / refits;
      double spread = Math.sqrt(squares[c] / refits - mean * mean);
      assertThat(spread)
          .as("spread of cell %d", c)
          .isCloseTo(expected[c], within(expected[c] * 0.08));
      assertThat(mean).as("mean of cell %d", c).isCloseTo(0, within(0.12 * expected[c]));
    }
  }

  /** Standard deviations of the log odds: base, 4 effects, 5 steps, 20 crossings. */
  private static double[] posteriorSpread(AdditiveLogOdds model, double[] weight) {
    int n = 1 + 4 + 5 + 20;
    double[][] matrix = new double[n][n];
    double[][] design = new double[20][n];
    for (int c = 0; c < 20; c++) {
      design[c][0] = 1;
      design[c][1 + c % 4] = 1;
      design[c][5 + c / 4] = 1;
      design[c][10 + c] = 1;
      double p = model.probability(c);
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) {
          matrix[i][j] += weight[c] * p * (1 - p) * design[c][i] * design[c][j];
        }
      }
    }
    // The pseudo deal; base near 0.
    matrix[0][0] += 0.25;
    for (int i = 1; i < 5; i++) {
      matrix[i][i] += 1 / 0.3;
    }
    for (int i = 5; i < 10; i++) {
      matrix[i][i] += 0.01;
      for (int j = 5; j < 10; j++) {
        matrix[i][j] += 25 / 25.0;
      }
      if (i > 5) {
        matrix[i][i] += 10;
        matrix[i - 1][i - 1] += 10;
        matrix[i][i - 1] -= 10;
        matrix[i - 1][i] -= 10;
      }
    }
    for (int i = 10; i < n; i++) {
      matrix[i][i] += 20;
    }
    double[][] covariance = PositiveDefinite.inverse(matrix);
    double[] spread = new double[20];
    for (int c = 0; c < 20; c++) {
      double variance = 0;
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) {
          variance += design[c][i] * covariance[i][j] * design[c][j];
        }
      }
      spread[c] = Math.sqrt(variance);
    }
    return spread;
  }

  /** Five deals per cell: the sum of effects, then the cell's own deals, beat either extreme. */
  @Test
  void areNearerToTheTruthThanTheCellAloneAndThanTheBase() {
    int cells = 300;
    List<Block> blocks =
        List.of(exchangeable(cells, 20, c -> c % 20), exchangeable(cells, 15, c -> c / 20));
    double[] errors = new double[4];
    for (int seed = 0; seed < 10; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      double[] logOdds = drawn(random, blocks, new double[] {0.6, 0.5});
      for (int c = 0; c < cells; c++) {
        logOdds[c] += 0.5 * random.nextGaussian();
      }
      Evidence evidence = observed(random, logOdds, -0.8, 5);
      AdditiveLogOdds model = new AdditiveLogOdds(blocks, cells);
      model.fitVariances(evidence, 30);
      List<BetaBinomialPooling.Cell> own = new ArrayList<>();
      for (int c = 0; c < cells; c++) {
        own.add(
            new BetaBinomialPooling.Cell(
                evidence.won()[c], evidence.weight()[c], model.probability(c)));
      }
      double strength = BetaBinomialPooling.strength(own);
      double base = Arrays.stream(evidence.won()).sum() / Arrays.stream(evidence.weight()).sum();
      for (int c = 0; c < cells; c++) {
        double truth = 1 / (1 + Math.exp(0.8 - logOdds[c]));
        double won = evidence.won()[c];
        double[] guesses = {
          (won + strength * model.probability(c)) / (5 + strength),
          won / 5,
          base,
          model.probability(c)
        };
        for (int g = 0; g < guesses.length; g++) {
          errors[g] += (guesses[g] - truth) * (guesses[g] - truth);
        }
      }
    }

    assertThat(errors[0]).isLessThan(0.5 * errors[1]);
    assertThat(errors[0]).isLessThan(0.6 * errors[2]);
    assertThat(errors[0]).isLessThan(errors[3]);
  }

  /** 3000 deals, each with so many equal rows, in 64 groups. */
  private static AdditiveLogOdds ofDeals(int seed, int rows) {
    int cells = 200;
    int deals = 3000;
    List<Block> blocks =
        List.of(exchangeable(cells, 20, c -> c % 20), exchangeable(cells, 10, c -> c / 20));
    SplittableRandom random = new SplittableRandom(seed);
    double[] logOdds = drawn(random, blocks, new double[] {0.3, 0.3});
    int[] cell = new int[deals * rows];
    int[] group = new int[cell.length];
    double[] won = new double[cell.length];
    double[] weight = new double[cell.length];
    boolean[] seen = new boolean[cell.length];
    Arrays.fill(weight, 1);
    Arrays.fill(seen, true);
    Evidence evidence = new Evidence(new double[cells], new double[cells]);
    for (int deal = 0; deal < deals; deal++) {
      int in = random.nextInt(cells);
      int wins = random.nextDouble() < 1 / (1 + Math.exp(-logOdds[in])) ? 1 : 0;
      for (int i = 0; i < rows; i++) {
        int r = deal * rows + i;
        cell[r] = in;
        group[r] = deal % 64;
        won[r] = wins;
        evidence.won()[in] += wins;
        evidence.weight()[in]++;
      }
    }
    AdditiveLogOdds model = new AdditiveLogOdds(blocks, cells);
    model.designEffect(rows);
    model.fit(evidence, 30);
    model.designEffects(cell, group, 64, won, weight, seen);
    return model;
  }

  private static double[] drawn(SplittableRandom random, List<Block> blocks, double[] spread) {
    double[] logOdds = new double[blocks.get(0).level().length];
    for (int b = 0; b < spread.length; b++) {
      double[] effect = new double[blocks.get(b).levels()];
      for (int l = 0; l < effect.length; l++) {
        effect[l] = spread[b] * random.nextGaussian();
      }
      for (int c = 0; c < logOdds.length; c++) {
        logOdds[c] += effect[blocks.get(b).level()[c]];
      }
    }
    return logOdds;
  }

  private static Evidence observed(
      SplittableRandom random, double[] logOdds, double base, int deals) {
    double[] won = new double[logOdds.length];
    double[] weight = new double[logOdds.length];
    for (int c = 0; c < won.length; c++) {
      weight[c] = deals;
      for (int i = 0; i < deals; i++) {
        won[c] += random.nextDouble() < 1 / (1 + Math.exp(-base - logOdds[c])) ? 1 : 0;
      }
    }
    return new Evidence(won, weight);
  }

  private static Block exchangeable(int cells, int levels, IntUnaryOperator level) {
    return new Block("of " + levels, level(cells, level), levels, 1, Prior.EXCHANGEABLE, 0.2);
  }

  private static int[] numbers(int cells) {
    return level(cells, c -> c);
  }

  private static int[] level(int cells, IntUnaryOperator level) {
    return IntStream.range(0, cells).map(level).toArray();
  }
}
