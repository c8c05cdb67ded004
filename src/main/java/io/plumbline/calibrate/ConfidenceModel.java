package io.plumbline.calibrate;

import io.plumbline.stats.AdditiveLogOdds;
import io.plumbline.stats.AdditiveLogOdds.Block;
import io.plumbline.stats.AdditiveLogOdds.Evidence;
import io.plumbline.stats.AdditiveLogOdds.Prior;
import io.plumbline.stats.BetaBinomialPooling;
import io.plumbline.stats.CompetingRiskCounts;
import io.plumbline.stats.EventualOutcome;
import io.plumbline.stats.InverseCensoringWeights;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
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
  private static final int MOST_CROSSED_LEVELS = 400;

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
  private final AdditiveLogOdds effects;

  /** Which dimensions each block belongs to. */
  private final List<Set<Integer>> parts = new ArrayList<>();

  private final int[] cell;
  private final int[] bucket;
  private final byte[] outcome;
  private final int[] standsIn;
  private final double[] recency;
  private final double[] censoring;
  private final double[] closes;
  private final double[] ownDeals;
  private final double[] ownRate;
  private final double strength;
  private double[] cellWeights;
  private double shift;

  private ConfidenceModel(Landmarks landmarks, int buckets, Form form) {
    this.landmarks = landmarks;
    this.form = form;
    Paths paths = landmarks.paths();
    Landmarks.Rows rows = landmarks.rows();
    int n = rows.size();
    cell = new int[n];
    bucket = new int[n];
    outcome = new byte[n];
    standsIn = new int[n];
    recency = new double[n];
    int[] standing = new int[paths.deals()];
    Arrays.fill(standing, -1);
    for (int r = 0; r < landmarks.standing().size(); r++) {
      standing[paths.deal(landmarks.standing().visit(r))] = landmarks.standing().cell(r);
    }
    for (int r = 0; r < n; r++) {
      int deal = paths.deal(rows.visit(r));
      cell[r] = rows.cell(r);
      bucket[r] = paths.bucket(deal);
      outcome[r] = paths.outcomeAt(deal, landmarks.grid().at());
      standsIn[r] = standing[deal];
      recency[r] =
          Double.isInfinite(form.halfLifeDays())
              ? 1
              : Math.pow(
                  0.5, rows.k(r) * (double) landmarks.grid().spacingDays() / form.halfLifeDays());
    }
    censoring = censoringWeights();
    effects = new AdditiveLogOdds(blocks(), landmarks.cells().size());
    closes = closingShares();
    double[] once = new double[buckets];
    Arrays.fill(once, 1);
    ownDeals = new double[landmarks.cells().size()];
    ownRate = new double[ownDeals.length];
    fit(once);
    strength =
        form.detail() == Form.Detail.STAGE_AGE_SEGMENT
            ? pool(once)
            : BetaBinomialPooling.MAX_STRENGTH;
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
    parts.addAll(fitted.parts);
    cell = fitted.cell;
    bucket = fitted.bucket;
    outcome = fitted.outcome;
    standsIn = fitted.standsIn;
    recency = fitted.recency;
    censoring = fitted.censoring;
    closes = fitted.closes;
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

  private void fit(double[] once) {
    Evidence resolved = resolved(once);
    double wins = Arrays.stream(resolved.won()).sum();
    double all = Arrays.stream(resolved.weight()).sum();
    double rowsPerDeal = Math.max(1, (double) cell.length / Math.max(1, dealsSeen()));
    effects.startFrom(wins / rowsPerDeal, (all - wins) / rowsPerDeal);
    effects.designEffect(rowsPerDeal);
    effects.fit(resolved, FIRST_SWEEPS);
    double[] share = new double[cell.length];
    boolean[] seen = new boolean[cell.length];
    for (int r = 0; r < cell.length; r++) {
      seen[r] = outcome[r] != Paths.OPEN;
      share[r] = outcome[r] == Paths.WON ? 1 : 0;
    }
    Evidence imputed = imputed(once);
    cellWeights = imputed.weight();
    effects.fit(imputed, SWEEPS);
    effects.designEffects(cell, bucket, once.length, share, recency, seen);
    effects.fitVariances(imputed, SWEEPS);
    effects.fit(imputed, SWEEPS);
    shift = effects.recalibration(resolved.won(), resolved.weight());
  }

  /** Own evidence of every cell, and how strongly it is drawn to the sum of the effects. */
  private double pool(double[] once) {
    double[] ofDeal = new double[ownDeals.length];
    double[] sum = new double[ownDeals.length];
    double[] squares = new double[ownDeals.length];
    int[] last = new int[ownDeals.length];
    Arrays.fill(last, -1);
    Landmarks.Rows rows = landmarks.rows();
    for (int r = 0; r < cell.length; r++) {
      if (outcome[r] != Paths.OPEN) {
        int c = cell[r];
        int deal = landmarks.paths().deal(rows.visit(r));
        if (last[c] != deal) {
          squares[c] += ofDeal[c] * ofDeal[c];
          ofDeal[c] = 0;
          last[c] = deal;
        }
        ofDeal[c] += censoring[r] * recency[r];
        sum[c] += censoring[r] * recency[r];
      }
    }
    for (int c = 0; c < ownDeals.length; c++) {
      squares[c] += ofDeal[c] * ofDeal[c];
      ownDeals[c] = squares[c] > 0 ? sum[c] * sum[c] / squares[c] : 0;
    }
    Evidence resolved = resolved(once);
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

  private long dealsSeen() {
    long deals = 0;
    int before = -1;
    Landmarks.Rows rows = landmarks.rows();
    for (int r = 0; r < rows.size(); r++) {
      int deal = landmarks.paths().deal(rows.visit(r));
      deals += deal == before ? 0 : 1;
      before = deal;
    }
    return deals;
  }

  private double[] censoringWeights() {
    Landmarks.Rows rows = landmarks.rows();
    int stages = landmarks.paths().stages().size();
    int longest = 0;
    for (int r = 0; r < rows.size(); r++) {
      longest = Math.max(longest, rows.day(r));
    }
    double[][] resolved = new double[stages][longest + 1];
    double[][] censored = new double[stages][longest + 1];
    for (int r = 0; r < rows.size(); r++) {
      int stage = landmarks.paths().stage(rows.visit(r));
      (outcome[r] == Paths.OPEN ? censored : resolved)[stage][rows.day(r)]++;
    }
    InverseCensoringWeights[] weights = new InverseCensoringWeights[stages];
    for (int s = 0; s < stages; s++) {
      weights[s] = InverseCensoringWeights.of(resolved[s], censored[s]);
    }
    double[] ofRow = new double[rows.size()];
    for (int r = 0; r < ofRow.length; r++) {
      ofRow[r] =
          outcome[r] == Paths.OPEN
              ? 0
              : weights[landmarks.paths().stage(rows.visit(r))].at(rows.day(r));
    }
    return ofRow;
  }

  /** Per cell, the share of its stage and age band that closes at all. */
  private double[] closingShares() {
    int stages = landmarks.paths().stages().size();
    double[][] byBand = new double[stages][];
    for (int s = 0; s < stages; s++) {
      int count = landmarks.bands().get(s).count();
      CompetingRiskCounts whole = new CompetingRiskCounts();
      CompetingRiskCounts[] ofBand = new CompetingRiskCounts[count];
      for (int b = 0; b < count; b++) {
        ofBand[b] = new CompetingRiskCounts();
      }
      Landmarks.Rows rows = landmarks.rows();
      for (int r = 0; r < rows.size(); r++) {
        if (landmarks.paths().stage(rows.visit(r)) == s) {
          CompetingRiskCounts band = ofBand[landmarks.cells().get(cell[r]).band()];
          Paths.count(band, outcome[r], rows.day(r));
        }
      }
      for (CompetingRiskCounts band : ofBand) {
        whole.add(band);
      }
      EventualOutcome ofStage = EventualOutcome.of(whole.curve());
      double parent = ofStage.isKnown() ? 1 - ofStage.never() : 1;
      byBand[s] = new double[count];
      for (int b = 0; b < count; b++) {
        EventualOutcome own = EventualOutcome.of(ofBand[b].curve());
        byBand[s][b] = own.isKnown() ? 1 - own.never() : parent;
      }
    }
    double[] ofCell = new double[landmarks.cells().size()];
    for (int c = 0; c < ofCell.length; c++) {
      Landmarks.CellKey key = landmarks.cells().get(c);
      ofCell[c] = byBand[key.stage()][key.band()];
    }
    return ofCell;
  }

  private Evidence resolved(double[] multiplicity) {
    double[] won = new double[landmarks.cells().size()];
    double[] weight = new double[won.length];
    for (int r = 0; r < cell.length; r++) {
      if (outcome[r] != Paths.OPEN) {
        double w = multiplicity[bucket[r]] * censoring[r] * recency[r];
        weight[cell[r]] += w;
        won[cell[r]] += outcome[r] == Paths.WON ? w : 0;
      }
    }
    return new Evidence(won, weight);
  }

  private Evidence imputed(double[] multiplicity) {
    double[] won = new double[landmarks.cells().size()];
    double[] weight = new double[won.length];
    for (int r = 0; r < cell.length; r++) {
      boolean open = outcome[r] == Paths.OPEN;
      if (!open || standsIn[r] >= 0) {
        double w = multiplicity[bucket[r]] * recency[r];
        weight[cell[r]] += w;
        won[cell[r]] +=
            open ? w * effects.probability(standsIn[r]) : outcome[r] == Paths.WON ? w : 0;
      }
    }
    return new Evidence(won, weight);
  }

  private List<Block> blocks() {
    List<Landmarks.CellKey> cells = landmarks.cells();
    List<Dimension> dimensions =
        form.detail() == Form.Detail.STAGE_AGE_SEGMENT ? landmarks.paths().dimensions() : List.of();
    int stages = landmarks.paths().stages().size();
    int widest = landmarks.bands().stream().mapToInt(AgeBands::count).max().orElse(1);
    List<Block> blocks = new ArrayList<>();
    parts.add(Set.of());
    blocks.add(block("stage", cells, stages, 1, Prior.EXCHANGEABLE, 1, c -> c.stage()));
    if (form.detail() == Form.Detail.STAGE) {
      return blocks;
    }
    parts.add(Set.of(AGE));
    blocks.add(
        block(
            "age",
            cells,
            stages * widest,
            widest,
            Prior.RANDOM_WALK,
            0.2,
            c -> c.stage() * widest + c.band()));
    for (int d = 0; d < dimensions.size(); d++) {
      int at = d;
      int levels = dimensions.get(d).levels().size();
      if (levels < 2) {
        continue;
      }
      String name = dimensions.get(d).name();
      boolean ordered = dimensions.get(d).isOrdered();
      parts.add(Set.of(d));
      blocks.add(
          block(
              name,
              cells,
              levels,
              levels,
              ordered ? Prior.RANDOM_WALK : Prior.EXCHANGEABLE,
              ordered ? 0.03 : 0.2,
              c -> c.codes().get(at)));
      parts.add(Set.of(d));
      blocks.add(
          block(
              "stage x " + name,
              cells,
              stages * levels,
              1,
              Prior.EXCHANGEABLE,
              0.03,
              c -> c.stage() * levels + c.codes().get(at)));
      for (int e = 0; e < d; e++) {
        int other = e;
        int crossed = dimensions.get(e).levels().size();
        if (crossed >= 2 && crossed * levels <= MOST_CROSSED_LEVELS) {
          parts.add(Set.of(d, e));
          blocks.add(
              block(
                  dimensions.get(e).name() + " x " + name,
                  cells,
                  crossed * levels,
                  1,
                  Prior.EXCHANGEABLE,
                  0.015,
                  c -> c.codes().get(other) * levels + c.codes().get(at)));
        }
      }
    }
    return blocks;
  }

  private static Block block(
      String name,
      List<Landmarks.CellKey> cells,
      int levels,
      int width,
      Prior prior,
      double variance,
      java.util.function.ToIntFunction<Landmarks.CellKey> level) {
    return new Block(
        name, cells.stream().mapToInt(level).toArray(), levels, width, prior, variance);
  }

  /** Won eventually, given standing in the cell. */
  double confidence(int ofCell) {
    double n = ownDeals[ofCell];
    return closes[ofCell] * (ownRate[ofCell] * n + strength * additive(ofCell)) / (n + strength);
  }

  /** The share of deals like those of the cell that closes at all. */
  double closes(int ofCell) {
    return closes[ofCell];
  }

  /**
   * The resolved landmarks of a cell, weighted for those that are not: share won; 0 without any.
   */
  double ownRate(int ofCell) {
    return ownRate[ofCell];
  }

  /** For a landmark of an open deal: the probability of where the deal stands now. */
  double imputedShare(int row) {
    return additive(standsIn[row] >= 0 ? standsIn[row] : cell[row]);
  }

  /** Whether any dimension may take part; else stage and age are all that tells deals apart. */
  boolean usesSegments() {
    return form.detail() == Form.Detail.STAGE_AGE_SEGMENT;
  }

  /** Whether a dimension takes part. */
  boolean uses(int dimension) {
    return parts.stream().anyMatch(of -> of.contains(dimension));
  }

  /** What the rows weigh: the age of the evidence. */
  double recency(int row) {
    return recency[row];
  }

  /** What became of the deal of a row by the date of the model. */
  byte outcome(int row) {
    return outcome[row];
  }

  /** The group of the deal of a row. */
  int bucket(int row) {
    return bucket[row];
  }

  /** Whether anything has been won or lost at all. */
  boolean isKnown() {
    for (byte o : outcome) {
      if (o != Paths.OPEN) {
        return true;
      }
    }
    return false;
  }

  /** The landmarks of a cell, by the age of the evidence. */
  double weight(int ofCell) {
    return cellWeights[ofCell];
  }

  /** Sum of the effects of a cell that a dimension takes part in; {@link #AGE} for the age. */
  double contribution(int dimension, int ofCell) {
    double sum = 0;
    for (int b = 0; b < parts.size(); b++) {
      if (parts.get(b).contains(dimension)) {
        int level = effects.blocks().get(b).level()[ofCell];
        sum += effects.effect(b, level);
      }
    }
    return sum;
  }

  AdditiveLogOdds effects() {
    return effects;
  }

  Landmarks landmarks() {
    return landmarks;
  }
}
