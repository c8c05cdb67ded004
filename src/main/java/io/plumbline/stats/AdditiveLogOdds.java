package io.plumbline.stats;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.stream.IntStream;

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
 * to nothing. Where blocks are nested, as a crossing is in its margins, that number leaves out what
 * the coarser block explains, and for the coarser one what the finer effects blur. The trace behind
 * it is exact for one block in one other and taken to multiply over several; a dense inverse is
 * never needed.
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
   * The variance to start from counts as much as so many effects that are known: from two or three
   * levels none can be estimated, and one that is too small makes intervals too narrow.
   */
  private static final double PRIOR_EFFECTS = 1;

  private static final double LEAST_VARIANCE = 1e-6;
  private static final double GREATEST_VARIANCE = 25;
  private static final int VARIANCE_STEPS = 10;
  private static final double LARGEST_STEP = 1;
  private static final double FARTHEST_APPROXIMATED = 0.5;
  private static final double CONVERGED = 1e-4;

  /** Keeps a random walk around zero: the precision of the mean of a series. */
  private static final double MEAN_PRECISION = 25;

  /** Keeps what nothing is known of finite. */
  private static final double RIDGE = 1e-2;

  private final Block[] blocks;
  private final Nesting[][] nestings;
  private final double[][] effect;
  private final double[][] prior;
  private final double[] variance;
  private final double[] designEffect;
  private final double[][] determining;
  private final double[] eta;
  private final double[] probability;
  private double base;
  private double pseudoRows = 1;

  /** All effects zero, all design effects 1. */
  public AdditiveLogOdds(List<Block> blocks, int cells) {
    this.blocks = blocks.toArray(Block[]::new);
    this.nestings =
        Nesting.of(blocks).stream()
            .map(coarser -> coarser.toArray(Nesting[]::new))
            .toArray(Nesting[][]::new);
    this.effect = new double[blocks.size()][];
    this.prior = new double[blocks.size()][];
    this.variance = new double[blocks.size()];
    this.designEffect = new double[blocks.size()];
    this.determining = new double[blocks.size()][];
    for (int b = 0; b < blocks.size(); b++) {
      Block block = blocks.get(b);
      Arguments.sameLength("cells of block " + block.name(), block.level().length, "cells", cells);
      effect[b] = new double[block.levels()];
      prior[b] = new double[block.levels()];
      determining[b] = new double[block.levels()];
      variance[b] = block.variance();
      designEffect[b] = 1;
    }
    this.eta = new double[cells];
    this.probability = new double[cells];
    Arrays.fill(probability, 0.5);
  }

  private AdditiveLogOdds(AdditiveLogOdds other) {
    blocks = other.blocks;
    nestings = other.nestings;
    effect = Arrays.stream(other.effect).map(double[]::clone).toArray(double[][]::new);
    prior = Arrays.stream(other.prior).map(double[]::clone).toArray(double[][]::new);
    variance = other.variance.clone();
    designEffect = other.designEffect.clone();
    determining = Arrays.stream(other.determining).map(double[]::clone).toArray(double[][]::new);
    eta = other.eta.clone();
    probability = other.probability.clone();
    base = other.base;
    pseudoRows = other.pseudoRows;
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
    for (int c = 0; c < eta.length; c++) {
      eta[c] += from - base;
      probability[c] = 1 / (1 + Math.exp(-eta[c]));
    }
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
    Working working = new Working(evidence);
    double moved = Double.POSITIVE_INFINITY;
    for (int i = 0; i < sweeps && !(moved < CONVERGED); i++) {
      moved = fitBase(working);
      for (int b = 0; b < blocks.length; b++) {
        moved = Math.max(moved, fitBlock(b, working, estimate));
        for (Nesting nesting : nestings[b]) {
          moved = Math.max(moved, handOver(b, nesting));
        }
      }
      working.renew();
    }
    addUp();
  }

  /** The log odds of all cells, those without evidence too, as the sum of their effects. */
  private void addUp() {
    Arrays.fill(eta, base);
    for (int b = 0; b < effect.length; b++) {
      int[] level = blocks[b].level();
      for (int c = 0; c < eta.length; c++) {
        if (level[c] >= 0) {
          eta[c] += effect[b][level[c]];
        }
      }
    }
    for (int c = 0; c < eta.length; c++) {
      probability[c] = 1 / (1 + Math.exp(-eta[c]));
    }
  }

  /**
   * The quadratic approximation of the likelihood at some effects. Steps update its slope; only
   * when they add up to more than it is good for are the probabilities computed anew.
   *
   * <p>Cells without evidence add nothing to any sum and are left out: of resampled groups of
   * deals, that is every other cell.
   */
  private final class Working {
    private final double[] won;
    private final double[] weight;
    private final double[] logOdds;
    private final double[] residual;
    private final double[] curvature;
    private final int[][] level;
    private double travelled;

    Working(Evidence evidence) {
      int[] cells = IntStream.range(0, eta.length).filter(c -> evidence.weight()[c] > 0).toArray();
      won = at(evidence.won(), cells);
      weight = at(evidence.weight(), cells);
      logOdds = at(eta, cells);
      residual = new double[cells.length];
      curvature = new double[cells.length];
      level = new int[blocks.length][cells.length];
      for (int b = 0; b < level.length; b++) {
        int[] ofBlock = blocks[b].level();
        for (int i = 0; i < cells.length; i++) {
          level[b][i] = ofBlock[cells[i]];
        }
      }
      renew();
    }

    private static double[] at(double[] values, int[] cells) {
      double[] chosen = new double[cells.length];
      for (int i = 0; i < cells.length; i++) {
        chosen[i] = values[cells[i]];
      }
      return chosen;
    }

    void renew() {
      travelled = 0;
      for (int i = 0; i < logOdds.length; i++) {
        double p = 1 / (1 + Math.exp(-logOdds[i]));
        residual[i] = won[i] - weight[i] * p;
        curvature[i] = weight[i] * p * (1 - p);
      }
    }

    /** Sums of the slope and of its own slope by level of a block. */
    void addByLevel(int b, double[] gradient, double[] information) {
      int[] ofBlock = level[b];
      for (int i = 0; i < ofBlock.length; i++) {
        int l = ofBlock[i];
        if (l >= 0) {
          gradient[l] += residual[i];
          information[l] += curvature[i];
        }
      }
    }

    /** Moves the levels of a block. */
    void move(int b, double[] step, double most) {
      int[] ofBlock = level[b];
      for (int i = 0; i < ofBlock.length; i++) {
        int l = ofBlock[i];
        if (l >= 0) {
          logOdds[i] += step[l];
          residual[i] -= curvature[i] * step[l];
        }
      }
      moved(most);
    }

    void moveAll(double step) {
      for (int i = 0; i < logOdds.length; i++) {
        logOdds[i] += step;
        residual[i] -= curvature[i] * step;
      }
      moved(Math.abs(step));
    }

    private void moved(double most) {
      travelled += most;
      if (travelled > FARTHEST_APPROXIMATED) {
        renew();
      }
    }
  }

  private double fitBase(Working working) {
    double p = 1 / (1 + Math.exp(-base));
    double gradient = baseGradient(p);
    double information = baseInformation(p);
    for (int i = 0; i < working.residual.length; i++) {
      gradient += working.residual[i];
      information += working.curvature[i];
    }
    double step = bounded(gradient / information);
    base += step;
    working.moveAll(step);
    return Math.abs(step);
  }

  // One deal more, half won: without it, zero won would mean certain loss.
  private double baseGradient(double p) {
    return pseudoRows * (0.5 - p);
  }

  private double baseInformation(double p) {
    return pseudoRows * p * (1 - p);
  }

  /** How many rows make one deal more. */
  private static double most(double[] designEffects) {
    double most = designEffects.length == 0 ? 1 : designEffects[0];
    for (double rows : designEffects) {
      most = Math.max(most, rows);
    }
    return most;
  }

  private double fitBlock(int b, Working working, boolean estimate) {
    Block block = blocks[b];
    double[] gradient = new double[block.levels()];
    double[] information = new double[block.levels()];
    working.addByLevel(b, gradient, information);
    determining[b] = estimate ? besideFiner(b, information) : information;
    double[] before = effect[b].clone();
    if (block.prior() == Prior.EXCHANGEABLE) {
      if (estimate) {
        estimateExchangeable(b, gradient, information);
      }
      exchangeable(b, gradient, information);
    } else {
      randomWalk(b, gradient, information);
      if (estimate) {
        estimateRandomWalk(b);
      }
    }
    double moved = 0;
    double[] step = new double[block.levels()];
    for (int l = 0; l < step.length; l++) {
      step[l] = effect[b][l] - before[l];
      if (information[l] > 0 && Math.abs(step[l]) > moved) {
        moved = Math.abs(step[l]);
      }
    }
    working.move(b, step, moved);
    return moved;
  }

  private void exchangeable(int b, double[] gradient, double[] information) {
    double precision = designEffect[b] / variance[b];
    for (int l = 0; l < gradient.length; l++) {
      double step =
          (gradient[l] - precision * (effect[b][l] - prior[b][l])) / (information[l] + precision);
      effect[b][l] += information[l] > 0 ? bounded(step) : step;
    }
  }

  /**
   * Iterates MacKay's fixed point of a block at the present effects of the others, on the quadratic
   * approximation of the likelihood, so that no cell is looked at.
   */
  private void estimateExchangeable(int b, double[] gradient, double[] information) {
    double[] share = new double[gradient.length];
    for (int i = 0; i < VARIANCE_STEPS; i++) {
      double precision = designEffect[b] / variance[b];
      double squares = 0;
      double determined = 0;
      for (int l = 0; l < gradient.length; l++) {
        if (information[l] > 0) {
          double size =
              (gradient[l] + information[l] * effect[b][l] + precision * prior[b][l])
                  / (information[l] + precision);
          squares += size * size;
          share[l] = determining[b][l] / (determining[b][l] + precision);
          determined += share[l];
        }
      }
      double own = 1;
      for (Nesting nesting : nestings[b]) {
        own *= 1 - sharedWith(nesting, b, share) / determined;
      }
      double before = variance[b];
      setVariance(b, squares, own * determined);
      if (Math.abs(variance[b] - before) < 1e-3 * before) {
        return;
      }
    }
  }

  /**
   * How many of the effects of a block are, as far as the data tell, effects of the coarser block:
   * the means within its levels. Without this the variance would be too small, as a maximum
   * likelihood estimate is next to a restricted one (Patterson and Thompson 1971,
   * doi:10.1093/biomet/58.3.545).
   *
   * @param share of each effect that the data determine
   */
  private double sharedWith(Nesting nesting, int b, double[] share) {
    double precision = designEffect[b] / variance[b];
    double[] sum = new double[nesting.groups()];
    double[] squares = new double[nesting.groups()];
    for (int l = 0; l < share.length; l++) {
      int group = nesting.group()[l];
      if (group >= 0) {
        sum[group] += share[l];
        squares[group] += share[l] * share[l];
      }
    }
    double coarser =
        nesting.isBase()
            ? baseInformation(1 / (1 + Math.exp(-base)))
            : priorPrecision(nesting.coarser());
    double shared = 0;
    for (int g = 0; g < sum.length; g++) {
      shared += squares[g] > 0 ? squares[g] / (sum[g] + coarser / precision) : 0;
    }
    return shared;
  }

  /** Of one effect, given the others. */
  private double priorPrecision(int b) {
    double precision = designEffect[b] / variance[b];
    return blocks[b].prior() == Prior.EXCHANGEABLE ? precision : 2 * precision;
  }

  private void setVariance(int b, double squares, double determined) {
    if (determined > 1e-3) {
      double estimate =
          (squares + PRIOR_EFFECTS * blocks[b].variance()) / (determined + PRIOR_EFFECTS);
      variance[b] = Math.min(GREATEST_VARIANCE, Math.max(LEAST_VARIANCE, estimate));
    }
  }

  private void randomWalk(int b, double[] gradient, double[] information) {
    int width = blocks[b].width();
    RandomWalkPrecision penalty = walk(b, new double[width], 0);
    double[] distance = new double[width];
    for (int from = 0; from < gradient.length; from += width) {
      for (int i = 0; i < width; i++) {
        distance[i] = effect[b][from + i] - prior[b][from + i];
      }
      double[] right = penalty.times(distance);
      for (int i = 0; i < width; i++) {
        right[i] = gradient[from + i] - right[i];
      }
      double[] step = walk(b, information, from).solve(right);
      for (int i = 0; i < width; i++) {
        effect[b][from + i] += information[from + i] > 0 ? bounded(step[i]) : step[i];
      }
    }
  }

  private void estimateRandomWalk(int b) {
    int width = blocks[b].width();
    double precision = designEffect[b] / variance[b];
    double squares = 0;
    double determined = 0;
    for (int from = 0; from < effect[b].length; from += width) {
      double seen = 0;
      for (int i = 0; i < width; i++) {
        seen += determining[b][from + i];
      }
      if (seen > 0) {
        for (int i = 1; i < width; i++) {
          double rise = effect[b][from + i] - effect[b][from + i - 1];
          squares += rise * rise;
        }
        double variance = walk(b, determining[b], from).varianceOfDifferences();
        determined += width - 1 - precision * variance;
      }
    }
    setVariance(b, squares, determined);
  }

  /**
   * The information on the effects of a block when finer blocks take a part of what is seen: an
   * effect is known no better than the mean of the finer effects in it.
   */
  private double[] besideFiner(int b, double[] information) {
    double[] inverse = new double[information.length];
    for (int l = 0; l < inverse.length; l++) {
      inverse[l] = 1 / information[l];
    }
    for (int f = 0; f < blocks.length; f++) {
      for (Nesting nesting : nestings[f]) {
        if (nesting.coarser() == b) {
          double[] alone = new double[inverse.length];
          double[] beside = new double[inverse.length];
          double precision = shiftPrecision(f);
          int unit = blocks[f].prior() == Prior.EXCHANGEABLE ? 1 : blocks[f].width();
          for (int from = 0; from < determining[f].length; from += unit) {
            int group = nesting.group()[from];
            double of = 0;
            for (int l = from; l < from + unit; l++) {
              of += determining[f][l];
            }
            if (group >= 0) {
              alone[group] += of;
              beside[group] += of * unit * precision / (of + unit * precision);
            }
          }
          for (int l = 0; l < inverse.length; l++) {
            inverse[l] += beside[l] > 0 ? 1 / beside[l] - 1 / alone[l] : 0;
          }
        }
      }
    }
    for (int l = 0; l < inverse.length; l++) {
      inverse[l] = information[l] > 0 ? 1 / inverse[l] : 0;
    }
    return inverse;
  }

  /** Of the prior of a level when all levels of its series move alike. */
  private double shiftPrecision(int b) {
    Block block = blocks[b];
    return block.prior() == Prior.EXCHANGEABLE
        ? designEffect[b] / variance[b]
        : designEffect[b] * (MEAN_PRECISION / block.width() + RIDGE);
  }

  /**
   * Lets a coarser block have what the effects of a finer one share. No probability changes, but
   * the priors are met as well as they can be at once; alternating between the blocks alone would
   * only creep there.
   *
   * @return the greatest change of an effect
   */
  private double handOver(int b, Nesting nesting) {
    double[] pull = new double[nesting.groups()];
    double[] stiffness = new double[nesting.groups()];
    Block block = blocks[b];
    double precision = shiftPrecision(b);
    for (int l = 0; l < block.levels(); l++) {
      int group = nesting.group()[l];
      if (group >= 0) {
        pull[group] += precision * (effect[b][l] - prior[b][l]);
        stiffness[group] += precision;
      }
    }
    double[] change = taken(nesting, pull, stiffness);
    double moved = 0;
    for (int l = 0; l < block.levels(); l++) {
      int group = nesting.group()[l];
      if (group >= 0) {
        effect[b][l] -= change[group];
        moved = Math.max(moved, Math.abs(change[group]));
      }
    }
    return moved;
  }

  private double[] taken(Nesting nesting, double[] pull, double[] stiffness) {
    double[] change = new double[pull.length];
    if (nesting.isBase()) {
      double p = 1 / (1 + Math.exp(-base));
      change[0] = bounded((pull[0] + baseGradient(p)) / (stiffness[0] + baseInformation(p)));
      base += change[0];
      return change;
    }
    int b = nesting.coarser();
    double[] before = effect[b].clone();
    // As fitted to pseudo-observations whose information is the stiffness of the finer priors.
    if (blocks[b].prior() == Prior.EXCHANGEABLE) {
      exchangeable(b, pull, stiffness);
    } else {
      randomWalk(b, pull, stiffness);
    }
    for (int l = 0; l < change.length; l++) {
      change[l] = effect[b][l] - before[l];
    }
    return change;
  }

  /**
   * The precision of a series of a random walk: its prior, and information on each of its levels.
   *
   * @param from where the information on the series begins
   */
  private RandomWalkPrecision walk(int b, double[] information, int from) {
    int width = blocks[b].width();
    double[] own = new double[width];
    for (int i = 0; i < width; i++) {
      own[i] = designEffect[b] * RIDGE + information[from + i];
    }
    return new RandomWalkPrecision(
        designEffect[b] / variance[b],
        designEffect[b] * MEAN_PRECISION / ((double) width * width),
        own);
  }

  private static double bounded(double step) {
    if (step > LARGEST_STEP) {
      return LARGEST_STEP;
    }
    if (step < -LARGEST_STEP) {
      return -LARGEST_STEP;
    }
    return Double.isNaN(step) ? 0 : step;
  }

  /** The design effect of every block at first: so many rows are worth one. */
  public void designEffect(double rows) {
    Arrays.fill(designEffect, Math.max(1, rows));
    pseudoRows = most(designEffect);
  }

  /**
   * Estimates the design effects from groups of independent deals: the variance of the scores of a
   * block between the groups, over that of as many independent rows (Kish 1965; Liang and Zeger
   * 1986, doi:10.1093/biomet/73.1.13). At least 1.
   *
   * @param cell of each row
   * @param group of each row, from 0
   * @param won share won of each row; not read where it was not seen
   * @param weight of each row
   * @param seen whether the outcome of the row was seen
   */
  public void designEffects(
      int[] cell, int[] group, int groups, double[] won, double[] weight, boolean[] seen) {
    for (int b = 0; b < blocks.length; b++) {
      Block block = blocks[b];
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
          double sum = 0;
          for (double score : ofLevel) {
            sum += score;
          }
          for (double score : ofLevel) {
            squares += (score - sum / groups) * (score - sum / groups);
          }
        }
      }
      double unbiased = groups > 1 ? squares * groups / (groups - 1) : squares;
      designEffect[b] = expected > 0 ? Math.max(1, unbiased / expected) : 1;
    }
    pseudoRows = most(designEffect);
  }

  /**
   * Draws the prior means of all effects from their priors: with evidence that is resampled too, a
   * refit is a draw from the posterior (randomize-then-optimize: Bardsley, Solonen, Haario and
   * Laine 2014, doi:10.1137/140964023).
   *
   * @param standardNormal supplies independent standard normal numbers
   */
  public void perturbPrior(DoubleSupplier standardNormal) {
    for (int b = 0; b < blocks.length; b++) {
      Block block = blocks[b];
      double scale = Math.sqrt(variance[b]);
      boolean walk = block.prior() == Prior.RANDOM_WALK;
      for (int l = 0; l < block.levels(); l++) {
        double step = scale * standardNormal.getAsDouble();
        prior[b][l] = walk && l % block.width() != 0 ? prior[b][l - 1] + step : walk ? 0 : step;
      }
      if (walk) {
        center(prior[b], block.width());
        addMeans(prior[b], block.width(), standardNormal);
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

  private static void addMeans(double[] values, int width, DoubleSupplier standardNormal) {
    double scale = 1 / Math.sqrt(MEAN_PRECISION + RIDGE * width);
    for (int from = 0; from < values.length; from += width) {
      double mean = scale * standardNormal.getAsDouble();
      for (int i = 0; i < width; i++) {
        values[from + i] += mean;
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
    return List.of(blocks);
  }
}
