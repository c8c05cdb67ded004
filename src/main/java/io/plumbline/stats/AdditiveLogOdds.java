package io.plumbline.stats;

import java.util.Arrays;
import java.util.List;

/**
 * Win probabilities as a sum of effects on the log odds: a base, and blocks of effects that are
 * drawn to nothing, each with a strength estimated from the data. A penalised quasi-likelihood fit
 * of a logistic mixed model (Breslow and Clayton 1993, <a
 * href="https://doi.org/10.1080/01621459.1993.10594284">doi:10.1080/01621459.1993.10594284</a>):
 * effects of an exchangeable block are independent normal, those of a random walk differ from their
 * neighbours by independent normal steps (Fahrmeir and Lang 2001, doi:10.1111/1467-9876.00229).
 *
 * <p>Variances follow MacKay's fixed point (1992, doi:10.1162/neco.1992.4.3.415): the squared size
 * of the effects over the number of them that the data determine. A block without a signal shrinks
 * to nothing.
 *
 * <p>Rows of one deal are not independent. The design effect of a block says how many rows are
 * worth one; it multiplies the penalty of the block, so that the fit is as sure as so many deals
 * allow. See {@link #designEffects}.
 *
 * <p>Cells with equal levels are merged by the caller; a cell belongs to at most one level of each
 * block. Mutable, warm starts from its present effects; not safe for concurrent use.
 */
public final class AdditiveLogOdds {

  /** How the effects of a block hang together. */
  public enum Prior {
    /** Levels in no order. */
    EXCHANGEABLE,
    /**
     * Levels in order, neighbours alike; several series of {@code width} levels may share a block.
     */
    RANDOM_WALK
  }

  /**
   * A block of effects.
   *
   * @param name for people
   * @param level of each cell, -1 where the block does not touch it
   * @param levels how many there are
   * @param width levels per series of a random walk; ignored otherwise
   * @param prior how they hang together
   * @param variance to start from: of an effect, or of a step
   */
  public record Block(
      String name, int[] level, int levels, int width, Prior prior, double variance) {}

  /**
   * The variance to start from counts as much as so many effects: from two or three levels none can
   * be estimated, and one that is too small makes intervals too narrow.
   */
  private static final double PRIOR_EFFECTS = 2;

  private static final double LEAST_VARIANCE = 1e-6;
  private static final double GREATEST_VARIANCE = 25;
  private static final double LARGEST_STEP = 1;
  private static final double CONVERGED = 1e-4;

  /** Keeps a random walk around zero: the precision of the mean of a series. */
  private static final double MEAN_PRECISION = 25;

  /** Keeps what nothing is known of finite. */
  private static final double RIDGE = 1e-2;

  private final List<Block> blocks;
  private final double[][] effect;
  private final double[][] prior;
  private final double[] variance;
  private final double[] designEffect;
  private final double[] eta;
  private final double[] probability;
  private double base;

  /** All effects zero, all design effects 1. */
  public AdditiveLogOdds(List<Block> blocks, int cells) {
    this.blocks = List.copyOf(blocks);
    this.effect = new double[blocks.size()][];
    this.prior = new double[blocks.size()][];
    this.variance = new double[blocks.size()];
    this.designEffect = new double[blocks.size()];
    for (int b = 0; b < blocks.size(); b++) {
      Block block = blocks.get(b);
      Arguments.sameLength("cells of block " + block.name(), block.level().length, "cells", cells);
      effect[b] = new double[block.levels()];
      prior[b] = new double[block.levels()];
      variance[b] = block.variance();
      designEffect[b] = 1;
    }
    this.eta = new double[cells];
    this.probability = new double[cells];
    Arrays.fill(probability, 0.5);
  }

  private AdditiveLogOdds(AdditiveLogOdds other) {
    blocks = other.blocks;
    effect = Arrays.stream(other.effect).map(double[]::clone).toArray(double[][]::new);
    prior = Arrays.stream(other.prior).map(double[]::clone).toArray(double[][]::new);
    variance = other.variance.clone();
    designEffect = other.designEffect.clone();
    eta = other.eta.clone();
    probability = other.probability.clone();
    base = other.base;
  }

  /** An independent copy. */
  public AdditiveLogOdds copy() {
    return new AdditiveLogOdds(this);
  }

  /**
   * What is fitted to, per cell.
   *
   * @param won weight won, 0..weight
   * @param weight weight of all
   */
  public record Evidence(double[] won, double[] weight) {}

  /** Sets the base to the log odds of the share won, half a deal more of either kind. */
  public void startFrom(double won, double lost) {
    double from = Math.log((won + 0.5) / (lost + 0.5));
    shift(from - base);
    base = from;
  }

  /**
   * Improves the effects by so many sweeps over the blocks at most, fewer where nothing moves any
   * more.
   */
  public void fit(Evidence evidence, int sweeps) {
    sweep(evidence, sweeps, false);
  }

  /** As {@link #fit}, estimating the variances on the way. */
  public void fitVariances(Evidence evidence, int sweeps) {
    sweep(evidence, sweeps, true);
  }

  private void sweep(Evidence evidence, int sweeps, boolean estimate) {
    for (int i = 0; i < sweeps; i++) {
      double moved = fitBase(evidence);
      for (int b = 0; b < blocks.size(); b++) {
        moved = Math.max(moved, fitBlock(b, evidence, estimate));
      }
      if (moved < CONVERGED) {
        return;
      }
    }
  }

  private double fitBase(Evidence evidence) {
    // One deal more, half won: without it, zero won would mean certain loss.
    double pseudo = designEffect.length == 0 ? 1 : Arrays.stream(designEffect).max().orElse(1);
    double p = 1 / (1 + Math.exp(-base));
    double gradient = pseudo * (0.5 - p);
    double information = pseudo * p * (1 - p);
    for (int c = 0; c < eta.length; c++) {
      double q = probability[c];
      gradient += evidence.won()[c] - evidence.weight()[c] * q;
      information += evidence.weight()[c] * q * (1 - q);
    }
    double step = bounded(gradient / information);
    base += step;
    shift(step);
    return Math.abs(step);
  }

  private void shift(double step) {
    for (int c = 0; c < eta.length; c++) {
      eta[c] += step;
      probability[c] = 1 / (1 + Math.exp(-eta[c]));
    }
  }

  private double fitBlock(int b, Evidence evidence, boolean estimate) {
    Block block = blocks.get(b);
    double[] gradient = new double[block.levels()];
    double[] information = new double[block.levels()];
    int[] level = block.level();
    for (int c = 0; c < level.length; c++) {
      if (level[c] >= 0) {
        double q = probability[c];
        gradient[level[c]] += evidence.won()[c] - evidence.weight()[c] * q;
        information[level[c]] += evidence.weight()[c] * q * (1 - q);
      }
    }
    double[] before = effect[b].clone();
    Spread spread =
        block.prior() == Prior.EXCHANGEABLE
            ? exchangeable(b, gradient, information)
            : randomWalk(b, gradient, information);
    if (estimate && spread.determined() > 1e-3) {
      variance[b] =
          Math.min(
              GREATEST_VARIANCE,
              Math.max(
                  LEAST_VARIANCE,
                  (spread.squares() + PRIOR_EFFECTS * block.variance())
                      / (spread.determined() + PRIOR_EFFECTS)));
    }
    double moved = 0;
    double[] step = new double[block.levels()];
    for (int l = 0; l < step.length; l++) {
      step[l] = effect[b][l] - before[l];
      moved = Math.max(moved, information[l] > 0 ? Math.abs(step[l]) : 0);
    }
    for (int c = 0; c < level.length; c++) {
      if (level[c] >= 0 && step[level[c]] != 0) {
        eta[c] += step[level[c]];
        probability[c] = 1 / (1 + Math.exp(-eta[c]));
      }
    }
    return moved;
  }

  /** Sum of squared effects, and how many of them the data determine. */
  private record Spread(double squares, double determined) {}

  private Spread exchangeable(int b, double[] gradient, double[] information) {
    double precision = designEffect[b] / variance[b];
    double squares = 0;
    double determined = 0;
    for (int l = 0; l < gradient.length; l++) {
      double step =
          (gradient[l] - precision * (effect[b][l] - prior[b][l])) / (information[l] + precision);
      effect[b][l] += bounded(step);
      if (information[l] > 0) {
        squares += effect[b][l] * effect[b][l];
        determined += information[l] / (information[l] + precision);
      }
    }
    return new Spread(squares, determined);
  }

  private Spread randomWalk(int b, double[] gradient, double[] information) {
    int width = blocks.get(b).width();
    double precision = designEffect[b] / variance[b];
    double squares = 0;
    double determined = 0;
    for (int from = 0; from < gradient.length; from += width) {
      double seen = 0;
      for (int i = 0; i < width; i++) {
        seen += information[from + i];
      }
      double[] distance = new double[width];
      for (int i = 0; i < width; i++) {
        distance[i] = effect[b][from + i] - prior[b][from + i];
      }
      double[][] penalty = walkPenalty(width, precision, designEffect[b]);
      double[] right = new double[width];
      for (int i = 0; i < width; i++) {
        right[i] = gradient[from + i];
        for (int j = 0; j < width; j++) {
          right[i] -= penalty[i][j] * distance[j];
        }
        penalty[i][i] += information[from + i];
      }
      double[][] inverse = PositiveDefinite.inverse(penalty);
      for (int i = 0; i < width; i++) {
        double step = 0;
        for (int j = 0; j < width; j++) {
          step += inverse[i][j] * right[j];
        }
        effect[b][from + i] += bounded(step);
      }
      if (seen > 0) {
        double trace = 0;
        for (int i = 1; i < width; i++) {
          double rise = effect[b][from + i] - effect[b][from + i - 1];
          squares += rise * rise;
          trace += inverse[i][i] + inverse[i - 1][i - 1] - 2 * inverse[i][i - 1];
        }
        determined += width - 1 - precision * trace;
      }
    }
    return new Spread(squares, determined);
  }

  private static double[][] walkPenalty(int width, double precision, double designEffect) {
    double[][] penalty = new double[width][width];
    double mean = designEffect * MEAN_PRECISION / ((double) width * width);
    for (int i = 0; i < width; i++) {
      Arrays.fill(penalty[i], mean);
      penalty[i][i] += designEffect * RIDGE;
    }
    for (int i = 1; i < width; i++) {
      penalty[i][i] += precision;
      penalty[i - 1][i - 1] += precision;
      penalty[i][i - 1] -= precision;
      penalty[i - 1][i] -= precision;
    }
    return penalty;
  }

  private static double bounded(double step) {
    return Double.isNaN(step) ? 0 : Math.max(-LARGEST_STEP, Math.min(LARGEST_STEP, step));
  }

  /** The design effect of every block at first: so many rows are worth one. */
  public void designEffect(double rows) {
    Arrays.fill(designEffect, Math.max(1, rows));
  }

  /**
   * Estimates the design effects from groups of independent deals: the variance of the scores of a
   * block between the groups, over that of as many independent rows (Kish 1965; Liang and Zeger
   * 1986, doi:10.1093/biomet/73.1.13). At least 1.
   *
   * @param cell of each row
   * @param group of each row, from 0
   * @param won share won of each row, imputed where not seen
   * @param weight of each row
   * @param seen whether the outcome of the row was seen
   */
  public void designEffects(
      int[] cell, int[] group, int groups, double[] won, double[] weight, boolean[] seen) {
    for (int b = 0; b < blocks.size(); b++) {
      Block block = blocks.get(b);
      double[][] scores = new double[block.levels()][];
      double expected = 0;
      for (int r = 0; r < cell.length; r++) {
        int level = block.level()[cell[r]];
        if (level < 0 || !seen[r]) {
          continue;
        }
        double q = probability[cell[r]];
        if (scores[level] == null) {
          scores[level] = new double[groups];
        }
        scores[level][group[r]] += weight[r] * (won[r] - q);
        expected += weight[r] * q * (1 - q);
      }
      double squares = 0;
      for (double[] ofLevel : scores) {
        if (ofLevel != null) {
          double mean = Arrays.stream(ofLevel).sum() / groups;
          for (double score : ofLevel) {
            squares += (score - mean) * (score - mean);
          }
        }
      }
      double unbiased = groups > 1 ? squares * groups / (groups - 1) : squares;
      designEffect[b] = expected > 0 ? Math.max(1, unbiased / expected) : 1;
    }
  }

  /**
   * Draws the prior means of all effects from their priors: with evidence that is resampled too, a
   * refit is a draw from the posterior (randomize-then-optimize: Bardsley, Solonen, Haario and
   * Laine 2014, doi:10.1137/140964023).
   *
   * @param standardNormal supplies independent standard normal numbers
   */
  public void perturbPrior(java.util.function.DoubleSupplier standardNormal) {
    for (int b = 0; b < blocks.size(); b++) {
      Block block = blocks.get(b);
      double scale = Math.sqrt(variance[b]);
      boolean walk = block.prior() == Prior.RANDOM_WALK;
      for (int l = 0; l < block.levels(); l++) {
        double step = scale * standardNormal.getAsDouble();
        prior[b][l] = walk && l % block.width() != 0 ? prior[b][l - 1] + step : walk ? 0 : step;
      }
      if (walk) {
        center(prior[b], block.width());
      }
    }
  }

  private static void center(double[] values, int width) {
    for (int from = 0; from < values.length; from += width) {
      double mean = 0;
      for (int i = 0; i < width; i++) {
        mean += values[from + i] / width;
      }
      for (int i = 0; i < width; i++) {
        values[from + i] -= mean;
      }
    }
  }

  /**
   * The shift of the log odds that makes expected and actual wins of other evidence equal
   * (recalibration in the large); 0 where that evidence has no win or no loss.
   */
  public double recalibration(double[] won, double[] weight) {
    double wins = Arrays.stream(won).sum();
    if (!(wins > 0 && wins < Arrays.stream(weight).sum())) {
      return 0;
    }
    double shift = 0;
    for (int i = 0; i < 50; i++) {
      double gradient = 0;
      double information = 0;
      for (int c = 0; c < eta.length; c++) {
        if (weight[c] > 0) {
          double q = 1 / (1 + Math.exp(-eta[c] - shift));
          gradient += won[c] - weight[c] * q;
          information += weight[c] * q * (1 - q);
        }
      }
      double step = bounded(gradient / information);
      shift += step;
      if (Math.abs(step) < 1e-10) {
        break;
      }
    }
    return shift;
  }

  /** The probability of a cell. */
  public double probability(int cell) {
    return probability[cell];
  }

  /** The log odds of a cell. */
  public double logOdds(int cell) {
    return eta[cell];
  }

  /** An effect on the log odds. */
  public double effect(int block, int level) {
    return effect[block][level];
  }

  /** The variance of the effects of a block, or of its steps, as estimated. */
  public double variance(int block) {
    return variance[block];
  }

  /** The design effect of a block. */
  public double designEffectOf(int block) {
    return designEffect[block];
  }

  /** The blocks. */
  public List<Block> blocks() {
    return blocks;
  }
}
