package io.plumbline.calibrate;

import io.plumbline.stats.AdditiveLogOdds;
import io.plumbline.stats.AdditiveLogOdds.Evidence;
import io.plumbline.stats.BetaBinomialPooling;
import io.plumbline.stats.EventualOutcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The confidence of every cell of a pipeline as known at one date: landmark estimates as a sum of
 * effects on the log odds (base, stage, age in the stage, segments and their crossings).
 *
 * <ol>
 *   <li>Landmarks whose deals are resolved are weighted for those that are not yet
 *       (inverse-probability-of-censoring weights, per stage).
 *   <li>Landmarks of deals still open then enter with the probability of where they stand now, so
 *       that what is known of them is not thrown away; the effects are fitted again, with variances
 *       and design effects from the data.
 *   <li>The base is set so that expected and actual wins agree on the weighted resolved landmarks.
 *   <li>The share that never closes is taken off ({@link EventualOutcome}), per stage and age band.
 * </ol>
 *
 * <p>van Houwelingen (2007), doi:10.1111/j.1467-9469.2006.00529.x; Putter and Spitoni (2018),
 * doi:10.1177/0962280216674497.
 */
final class ConfidenceModel {

  /** Stands for the age where dimensions are numbered. */
  static final int AGE = -1;

  private static final int FIRST_SWEEPS = 16;
  private static final int SWEEPS = 8;
  private static final int REFIT_SWEEPS = 10;

  /**
   * What a model is made of.
   *
   * @param detail what tells deals apart
   * @param halfLifeDays of the recency weights; infinite for none
   */
  record Form(Detail detail, double halfLifeDays) {
    /** What tells deals apart. */
    enum Detail {
      STAGE,
      STAGE_AGE,
      STAGE_AGE_SEGMENT
    }
  }

  private final Landmarks landmarks;
  private final Form form;
  private final Design design;
  private final AdditiveLogOdds effects;

  private final FollowUp followUp;

  /** Weight of a row by the number of its landmark before the date: the age of the evidence. */
  private final double[] recency;

  /** Per stay, the weight of its rows. */
  private final double[] weight;

  /** Per stay, the weight of its rows and of those that they stand for; 0 while open. */
  private final double[] resolvedWeight;

  private final double[] ownDeals;
  private final double[] ownRate;
  private final double strength;
  private double[] cellWeights;
  private double shift;

  private ConfidenceModel(Landmarks landmarks, int buckets, Form form) {
    this.landmarks = landmarks;
    this.form = form;
    followUp = landmarks.followUp();
    recency = recencies(landmarks.grid(), form.halfLifeDays());
    weight = new double[followUp.stays()];
    resolvedWeight = new double[weight.length];
    for (int s = 0; s < weight.length; s++) {
      for (int r = followUp.firstRow(s); r < followUp.firstRow(s + 1); r++) {
        double ofRow = recency[landmarks.rows().k(r)];
        weight[s] += ofRow;
        resolvedWeight[s] += followUp.censoring(r) * ofRow;
      }
    }
    design = landmarks.design(form.detail());
    effects = design.effects();
    double[] once = new double[buckets];
    Arrays.fill(once, 1);
    ownDeals = new double[landmarks.cells().size()];
    ownRate = new double[ownDeals.length];
    Evidence resolved = resolved(once);
    fit(once, resolved);
    strength =
        form.detail() == Form.Detail.STAGE_AGE_SEGMENT
            ? pool(resolved)
            : BetaBinomialPooling.MAX_STRENGTH;
  }

  private static double[] recencies(Landmarks.Grid grid, double halfLifeDays) {
    double[] recency = new double[grid.count() + 1];
    for (int k = 0; k < recency.length; k++) {
      recency[k] =
          Double.isInfinite(halfLifeDays)
              ? 1
              : Math.pow(0.5, k * (double) grid.spacingDays() / halfLifeDays);
    }
    return recency;
  }

  /**
   * Fits the model to what was known at the date of the landmarks.
   *
   * @param buckets groups of deals that design effects and resampling work on
   */
  static ConfidenceModel fit(Landmarks landmarks, int buckets, Form form) {
    return new ConfidenceModel(landmarks, buckets, form);
  }

  private ConfidenceModel(ConfidenceModel fitted, double[] multiplicity, RandomGenerator random) {
    landmarks = fitted.landmarks;
    form = fitted.form;
    effects = fitted.effects.copy();
    design = fitted.design;
    followUp = fitted.followUp;
    recency = fitted.recency;
    weight = fitted.weight;
    resolvedWeight = fitted.resolvedWeight;
    ownDeals = fitted.ownDeals;
    ownRate = fitted.ownRate;
    strength = fitted.strength;
    effects.perturbPrior(random::nextGaussian);
    Evidence resolved = resolved(multiplicity);
    effects.fit(resolved, REFIT_SWEEPS);
    Evidence imputed = imputed(multiplicity);
    cellWeights = imputed.weight();
    effects.fit(imputed, REFIT_SWEEPS);
    shift = effects.recalibration(resolved.won(), resolved.weight());
  }

  /**
   * The model refitted with every bucket of deals counted as often as said, and priors drawn: one
   * draw of what the confidences might be.
   */
  ConfidenceModel resampled(double[] multiplicity, RandomGenerator random) {
    return new ConfidenceModel(this, multiplicity, random);
  }

  private void fit(double[] once, Evidence resolved) {
    double wins = Arrays.stream(resolved.won()).sum();
    double all = Arrays.stream(resolved.weight()).sum();
    double rowsPerDeal =
        Math.max(1, (double) landmarks.rows().size() / Math.max(1, followUp.deals()));
    effects.startFrom(wins / rowsPerDeal, (all - wins) / rowsPerDeal);
    effects.designEffect(rowsPerDeal);
    effects.fit(resolved, FIRST_SWEEPS);
    Evidence imputed = imputed(once);
    cellWeights = imputed.weight();
    effects.fit(imputed, SWEEPS);
    estimateDesignEffects(once.length);
    effects.fitVariances(imputed, SWEEPS);
    effects.fit(imputed, SWEEPS);
    shift = effects.recalibration(resolved.won(), resolved.weight());
  }

  private void estimateDesignEffects(int buckets) {
    int stays = followUp.stays();
    int[] cell = new int[stays];
    int[] bucket = new int[stays];
    double[] share = new double[stays];
    boolean[] seen = new boolean[stays];
    for (int s = 0; s < stays; s++) {
      cell[s] = followUp.cell(s);
      bucket[s] = followUp.bucket(s);
      seen[s] = followUp.outcome(s) != Paths.OPEN;
      share[s] = followUp.outcome(s) == Paths.WON ? 1 : 0;
    }
    effects.designEffects(cell, bucket, buckets, share, weight, seen);
  }

  /** Own evidence of every cell, and how strongly it is drawn to the sum of the effects. */
  private double pool(Evidence resolved) {
    double[] ofDeal = new double[ownDeals.length];
    double[] sum = new double[ownDeals.length];
    double[] squares = new double[ownDeals.length];
    int[] last = new int[ownDeals.length];
    Arrays.fill(last, -1);
    for (int s = 0; s < weight.length; s++) {
      if (followUp.outcome(s) != Paths.OPEN) {
        int c = followUp.cell(s);
        int deal = followUp.deal(s);
        if (last[c] != deal) {
          squares[c] += ofDeal[c] * ofDeal[c];
          ofDeal[c] = 0;
          last[c] = deal;
        }
        ofDeal[c] += resolvedWeight[s];
        sum[c] += resolvedWeight[s];
      }
    }
    for (int c = 0; c < ownDeals.length; c++) {
      squares[c] += ofDeal[c] * ofDeal[c];
      ownDeals[c] = squares[c] > 0 ? sum[c] * sum[c] / squares[c] : 0;
    }
    List<BetaBinomialPooling.Cell> cells = new ArrayList<>();
    for (int c = 0; c < ownDeals.length; c++) {
      if (resolved.weight()[c] > 0) {
        ownRate[c] = Math.min(1, resolved.won()[c] / resolved.weight()[c]);
        cells.add(new BetaBinomialPooling.Cell(ownRate[c] * ownDeals[c], ownDeals[c], additive(c)));
      } else {
        // Evidence so old that its weight vanishes is none.
        ownDeals[c] = 0;
      }
    }
    return BetaBinomialPooling.strength(cells);
  }

  /** Won, if it closes at all: the sum of the effects. */
  double additive(int ofCell) {
    return 1 / (1 + Math.exp(-effects.logOdds(ofCell) - shift));
  }

  /** How many deals the sum of the effects is worth against the own deals of a cell. */
  double strength() {
    return strength;
  }

  /**
   * Deals that the own evidence of a cell is worth: its resolved deals, fewer where long stays
   * weigh more, as (sum of weights)^2 / sum of squared weights (Kish 1965).
   */
  double ownDeals(int ofCell) {
    return ownDeals[ofCell];
  }

  private Evidence resolved(double[] multiplicity) {
    double[] won = new double[landmarks.cells().size()];
    double[] all = new double[won.length];
    for (int s = 0; s < weight.length; s++) {
      if (followUp.outcome(s) != Paths.OPEN) {
        double w = multiplicity[followUp.bucket(s)] * resolvedWeight[s];
        all[followUp.cell(s)] += w;
        won[followUp.cell(s)] += followUp.outcome(s) == Paths.WON ? w : 0;
      }
    }
    return new Evidence(won, all);
  }

  private Evidence imputed(double[] multiplicity) {
    double[] won = new double[landmarks.cells().size()];
    double[] all = new double[won.length];
    for (int s = 0; s < weight.length; s++) {
      boolean open = followUp.outcome(s) == Paths.OPEN;
      if (!open || followUp.standsIn(s) >= 0) {
        double w = multiplicity[followUp.bucket(s)] * weight[s];
        all[followUp.cell(s)] += w;
        won[followUp.cell(s)] +=
            open
                ? w * effects.probability(followUp.standsIn(s))
                : followUp.outcome(s) == Paths.WON ? w : 0;
      }
    }
    return new Evidence(won, all);
  }

  /** Per cell, {@link #confidence}. */
  double[] confidences() {
    double[] ofCell = new double[landmarks.cells().size()];
    Arrays.setAll(ofCell, this::confidence);
    return ofCell;
  }

  /**
   * By stage, one number as CRMs hold it: the confidence of its cells by their landmarks, or by the
   * deals that stand there where no landmark weighs anything; NaN for a stage without either.
   */
  double[] stageAverages() {
    double[] ofCell = confidences();
    double[] standing = landmarks.standingByCell();
    int stages = landmarks.paths().stages().size();
    double[][] sum = new double[2][stages];
    double[][] all = new double[2][stages];
    for (int c = 0; c < ofCell.length; c++) {
      int stage = landmarks.cells().get(c).stage();
      sum[0][stage] += weight(c) * ofCell[c];
      all[0][stage] += weight(c);
      sum[1][stage] += standing[c] * ofCell[c];
      all[1][stage] += standing[c];
    }
    double[] ofStage = new double[stages];
    Arrays.setAll(ofStage, s -> all[0][s] > 0 ? sum[0][s] / all[0][s] : sum[1][s] / all[1][s]);
    return ofStage;
  }

  /** Won eventually, given standing in the cell. */
  double confidence(int ofCell) {
    double n = ownDeals[ofCell];
    return closes(ofCell) * (ownRate[ofCell] * n + strength * additive(ofCell)) / (n + strength);
  }

  /** The share of deals like those of the cell that closes at all. */
  double closes(int ofCell) {
    return followUp.closes(ofCell);
  }

  /**
   * The resolved landmarks of a cell, weighted for those that are not: share won; 0 without any.
   */
  double ownRate(int ofCell) {
    return ownRate[ofCell];
  }

  /** For a stay of an open deal: the probability of where the deal stands now. */
  double imputedShare(int stay) {
    int standsIn = followUp.standsIn(stay);
    return additive(standsIn >= 0 ? standsIn : followUp.cell(stay));
  }

  /** Whether any dimension may take part; else stage and age are all that tells deals apart. */
  boolean usesSegments() {
    return form.detail() == Form.Detail.STAGE_AGE_SEGMENT;
  }

  /** Whether a dimension takes part. */
  boolean uses(int dimension) {
    return design.uses(dimension);
  }

  /** What the rows of a stay weigh: the age of the evidence. */
  double weightOfStay(int stay) {
    return weight[stay];
  }

  /** Whether anything has been won or lost at all. */
  boolean isKnown() {
    return followUp.isAnyResolved();
  }

  /** The landmarks of a cell, by the age of the evidence. */
  double weight(int ofCell) {
    return cellWeights[ofCell];
  }

  /** Per cell, the sum of the effects that a dimension takes part in; {@link #AGE} for the age. */
  double[] contributions(int dimension) {
    double[] ofCell = new double[landmarks.cells().size()];
    for (int b = 0; b < effects.blocks().size(); b++) {
      if (design.isAbout(b, dimension)) {
        int[] level = effects.blocks().get(b).level();
        for (int c = 0; c < ofCell.length; c++) {
          ofCell[c] += effects.effect(b, level[c]);
        }
      }
    }
    return ofCell;
  }

  AdditiveLogOdds effects() {
    return effects;
  }

  Landmarks landmarks() {
    return landmarks;
  }
}
