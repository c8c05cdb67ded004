package io.plumbline.stats;

import io.plumbline.stats.AdditiveLogOdds.Block;
import io.plumbline.stats.AdditiveLogOdds.Evidence;
import io.plumbline.stats.AdditiveLogOdds.Prior;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import java.util.function.IntUnaryOperator;

/**
 * Simulated deals of five dimensions with main effects, effects of pairs, a smooth effect of size
 * and some of triples; crossed_deals.py draws the same, number for number.
 */
final class CrossedDeals {
  static final int DEALS = 78025;
  static final int[] LEVELS = {2, 20, 12, 8, 6};
  static final int CELLS = 2 * 20 * 12 * 8 * 6;
  private static final int CUSTOMER = 0;
  private static final int SIZE = 1;
  private static final int RULES = 12;
  private static final double[] RATES = {0.17, 0.64};
  private static final double[] PAIR_SPREAD = {1, 1, 0.5, 0.5, 1, 0, 0.5, 0.5, 1, 0};

  /** How much pairs matter. */
  enum Crossings {
    WEAK(0.1),
    MEDIUM(0.35),
    STRONG(0.8),
    /** Weak ones, and twelve rules that hold where three dimensions meet, as trees like them. */
    RULES(0.1);

    private final double scale;

    Crossings(double scale) {
      this.scale = scale;
    }
  }

  final int[] cell = new int[DEALS];
  final boolean[] won = new boolean[DEALS];
  final boolean[] test = new boolean[DEALS];
  final double[] probability = new double[DEALS];

  CrossedDeals(Crossings crossings, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] logOdds = new double[CELLS];
    add(logOdds, i -> 0.9 * Math.sin(i * 0.25), SIZE);
    addDrawn(random, logOdds, 0.5, 2);
    addDrawn(random, logOdds, 0.3, 3);
    addDrawn(random, logOdds, 0.5, 4);
    int pair = 0;
    for (int a = 0; a < LEVELS.length; a++) {
      for (int b = a + 1; b < LEVELS.length; b++) {
        addDrawn(random, logOdds, crossings.scale * PAIR_SPREAD[pair++], a, b);
      }
    }
    addDrawn(random, logOdds, 0.15, 0, 1, 2);
    addDrawn(random, logOdds, 0.15, 2, 3, 4);
    for (int r = 0; r < (crossings == Crossings.RULES ? RULES : 0); r++) {
      addRule(random, logOdds, r);
    }
    double[] outcome = new double[DEALS];
    for (int deal = 0; deal < DEALS; deal++) {
      double[] u = random.doubles(7).toArray();
      int customer = u[0] < 0.4 ? 1 : 0;
      int size =
          customer == 1
              ? pick(20, k -> (k + 4) * (26 - k), u[1])
              : pick(20, k -> (k + 1) * (20 - k), u[1]);
      int product = pick(12, k -> 1 / (k + 1.0), u[2]);
      int region = pick(8, k -> 1 / (k + 2.0), u[3]);
      int source = pick(6, k -> 1 / (k + 2.0), u[4]);
      cell[deal] = (((customer * 20 + size) * 12 + product) * 8 + region) * 6 + source;
      outcome[deal] = u[5];
      test[deal] = u[6] < 0.2;
    }
    double[] intercept = {intercept(0, logOdds), intercept(1, logOdds)};
    for (int deal = 0; deal < DEALS; deal++) {
      double eta = logOdds[cell[deal]] + intercept[level(cell[deal], CUSTOMER)];
      probability[deal] = 1 / (1 + Math.exp(-eta));
      won[deal] = outcome[deal] < probability[deal];
    }
  }

  /** Level of a cell. */
  static int level(int cell, int... dimensions) {
    int level = 0;
    for (int d : dimensions) {
      int below = cell;
      for (int e = LEVELS.length - 1; e > d; e--) {
        below /= LEVELS[e];
      }
      level = level * LEVELS[d] + below % LEVELS[d];
    }
    return level;
  }

  private static int levels(int... dimensions) {
    return Arrays.stream(dimensions).map(d -> LEVELS[d]).reduce(1, (a, b) -> a * b);
  }

  private static void addDrawn(
      SplittableRandom random, double[] logOdds, double spread, int... dimensions) {
    double[] effects = new double[levels(dimensions)];
    for (int l = 0; l < effects.length; l++) {
      double sum = 0;
      for (int i = 0; i < 12; i++) {
        sum += random.nextDouble();
      }
      effects[l] = spread * (sum - 6);
    }
    add(logOdds, i -> effects[i], dimensions);
  }

  private static void add(double[] logOdds, IntToDoubleFunction effect, int... dimensions) {
    for (int c = 0; c < CELLS; c++) {
      logOdds[c] += effect.applyAsDouble(level(c, dimensions));
    }
  }

  private static void addRule(SplittableRandom random, double[] logOdds, int rule) {
    double effect = random.nextDouble() < 0.5 ? 1.5 : -1.5;
    boolean[][] met = new boolean[LEVELS.length][];
    for (int d = 0; d < LEVELS.length; d++) {
      double[] u = random.doubles(LEVELS[d]).toArray();
      int low = (int) Math.floor(u[0] * 13);
      met[d] = new boolean[LEVELS[d]];
      for (int l = 0; l < LEVELS[d]; l++) {
        met[d][l] = d == SIZE ? l >= low && l < low + 8 : u[l] < 0.6;
      }
    }
    for (int c = 0; c < CELLS; c++) {
      boolean holds = true;
      for (int i = 0; i < 3; i++) {
        int d = (rule + i) % LEVELS.length;
        holds &= met[d][level(c, d)];
      }
      logOdds[c] += holds ? effect : 0;
    }
  }

  private static int pick(int levels, IntToDoubleFunction weight, double u) {
    double all = 0;
    for (int k = 0; k < levels; k++) {
      all += weight.applyAsDouble(k);
    }
    double by = 0;
    for (int k = 0; k < levels; k++) {
      by += weight.applyAsDouble(k);
      if (u * all < by) {
        return k;
      }
    }
    return levels - 1;
  }

  private double intercept(int customer, double[] logOdds) {
    int[] deals = new int[CELLS];
    for (int c : cell) {
      deals[c] += level(c, CUSTOMER) == customer ? 1 : 0;
    }
    double low = -20;
    double high = 20;
    for (int i = 0; i < 60; i++) {
      double mid = (low + high) / 2;
      double sum = 0;
      double n = 0;
      for (int c = 0; c < CELLS; c++) {
        if (deals[c] > 0) {
          sum += deals[c] / (1 + Math.exp(-logOdds[c] - mid));
          n += deals[c];
        }
      }
      if (sum / n < RATES[customer]) {
        low = mid;
      } else {
        high = mid;
      }
    }
    return (low + high) / 2;
  }

  /** The same number as crossed_deals.py prints, if these are the same deals. */
  long checksum() {
    long sum = 0;
    for (int deal = 0; deal < DEALS; deal++) {
      sum += (cell[deal] + 1L) * (1 + (won[deal] ? 1 : 0) + (test[deal] ? 2 : 0));
    }
    return sum;
  }

  /** Mean log loss of the test deals, given a probability per cell. */
  double logLoss(IntToDoubleFunction probabilityOfCell) {
    return logLossOf(deal -> probabilityOfCell.applyAsDouble(cell[deal]));
  }

  double logLossOfTruth() {
    return logLossOf(deal -> probability[deal]);
  }

  private double logLossOf(IntToDoubleFunction probabilityOfDeal) {
    double sum = 0;
    int n = 0;
    for (int deal = 0; deal < DEALS; deal++) {
      if (test[deal]) {
        double p = probabilityOfDeal.applyAsDouble(deal);
        sum -= Math.log(won[deal] ? p : 1 - p);
        n++;
      }
    }
    return sum / n;
  }

  /** The training deals in the cells that have any, and how their dimensions are crossed. */
  Table training() {
    return new Table(this);
  }

  static final class Table {
    final int[] cells;
    final Evidence evidence;
    private final Map<Integer, Integer> position = new HashMap<>();

    private Table(CrossedDeals deals) {
      // Cells of test deals take part without weight, so that they have a probability.
      cells = Arrays.stream(deals.cell).distinct().sorted().toArray();
      for (int i = 0; i < cells.length; i++) {
        position.put(cells[i], i);
      }
      double[] won = new double[cells.length];
      double[] weight = new double[cells.length];
      for (int deal = 0; deal < DEALS; deal++) {
        if (!deals.test[deal]) {
          int at = position.get(deals.cell[deal]);
          weight[at]++;
          won[at] += deals.won[deal] ? 1 : 0;
        }
      }
      evidence = new Evidence(won, weight);
    }

    int at(int cell) {
      return position.get(cell);
    }

    /** Main effects, size in order, and all crossings of up to so many dimensions. */
    List<Block> blocks(int crossed) {
      List<Block> blocks = new ArrayList<>();
      for (int order = 1; order <= crossed; order++) {
        for (int set = 1; set < 1 << LEVELS.length; set++) {
          if (Integer.bitCount(set) == order) {
            blocks.add(block(set));
          }
        }
      }
      return blocks;
    }

    private Block block(int set) {
      int[] dimensions = new int[Integer.bitCount(set)];
      int next = 0;
      for (int d = 0; d < LEVELS.length; d++) {
        if ((set >> d & 1) == 1) {
          dimensions[next++] = d;
        }
      }
      boolean walk = next == 1 && dimensions[0] == SIZE;
      return block(
          Arrays.toString(dimensions),
          levels(dimensions),
          walk ? Prior.RANDOM_WALK : Prior.EXCHANGEABLE,
          walk ? 0.03 : next == 1 ? 0.2 : next == 2 ? 0.05 : 0.02,
          c -> level(c, dimensions));
    }

    private Block block(
        String name, int levels, Prior prior, double variance, IntUnaryOperator level) {
      return new Block(
          name, Arrays.stream(cells).map(level).toArray(), levels, levels, prior, variance);
    }
  }
}
