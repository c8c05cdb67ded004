package io.plumbline.calibrate;

import io.plumbline.stats.AdditiveLogOdds;
import io.plumbline.stats.AdditiveLogOdds.Block;
import io.plumbline.stats.AdditiveLogOdds.Evidence;
import io.plumbline.stats.AdditiveLogOdds.Prior;
import io.plumbline.stats.CompetingRiskCounts;
import io.plumbline.stats.EventualOutcome;
import io.plumbline.stats.InverseCensoringWeights;
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
 *   <li>The share that never closes is taken off ({@link EventualOutcome}), per stage and age band,
 *       pooled to the stage.
 * </ol>
 *
 * <p>van Houwelingen (2007), doi:10.1111/j.1467-9469.2006.00529.x; Putter and Spitoni (2018),
 * doi:10.1177/0962280216674497.
 */
final class ConfidenceModel {

  private static final int FIRST_SWEEPS = 16;
  private static final int SWEEPS = 8;
  private static final int VARIANCE_ROUNDS = 1;
  private static final int REFIT_SWEEPS = 4;
  private static final int MOST_CROSSED_LEVELS = 400;

  /**
   * What a model is made of.
   *
   * @param segments whether the dimensions take part
   * @param halfLifeDays of the recency weights; infinite for none
   */
  record Form(Segments segments, double halfLifeDays) {
    /** Whether the dimensions take part. */
    enum Segments {
      NONE,
      CROSSED
    }
  }

  private final Landmarks landmarks;
  private final Form form;
  private final AdditiveLogOdds effects;
  private final int[] cell;
  private final int[] bucket;
  private final byte[] outcome;
  private final int[] standsIn;
  private final double[] recency;
  private final double[] censoring;
  private final double[] closes;
  private double shift;

  private ConfidenceModel(Landmarks landmarks, long at, int spacingDays, int buckets, Form form) {
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
      outcome[r] = paths.outcomeAt(deal, at);
      standsIn[r] = standing[deal];
      recency[r] =
          Double.isInfinite(form.halfLifeDays())
              ? 1
              : Math.pow(0.5, rows.k(r) * (double) spacingDays / form.halfLifeDays());
    }
    censoring = censoringWeights();
    effects = new AdditiveLogOdds(blocks(), landmarks.cells().size());
    closes = closingShares();
    int[] once = new int[buckets];
    Arrays.fill(once, 1);
    fit(once);
  }

  /**
   * Fits the model to what was known at a date.
   *
   * @param at the date, as in the landmarks
   */
  static ConfidenceModel fit(
      Landmarks landmarks, long at, int spacingDays, int buckets, Form form) {
    return new ConfidenceModel(landmarks, at, spacingDays, buckets, form);
  }

  private ConfidenceModel(ConfidenceModel fitted, int[] multiplicity, RandomGenerator random) {
    landmarks = fitted.landmarks;
    form = fitted.form;
    effects = fitted.effects.copy();
    cell = fitted.cell;
    bucket = fitted.bucket;
    outcome = fitted.outcome;
    standsIn = fitted.standsIn;
    recency = fitted.recency;
    censoring = fitted.censoring;
    closes = fitted.closes;
    effects.perturbPrior(random::nextGaussian);
    Evidence resolved = resolved(multiplicity);
    effects.fit(imputed(multiplicity), REFIT_SWEEPS);
    shift = effects.recalibration(resolved.won(), resolved.weight());
  }

  /**
   * The model refitted with every bucket of deals counted as often as said, and priors drawn: one
   * draw of what the confidences might be.
   */
  ConfidenceModel resampled(int[] multiplicity, RandomGenerator random) {
    return new ConfidenceModel(this, multiplicity, random);
  }

  private void fit(int[] once) {
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
      share[r] = seen[r] ? (outcome[r] == Paths.WON ? 1 : 0) : 0;
    }
    Evidence imputed = imputed(once);
    effects.fit(imputed, SWEEPS);
    for (int i = 0; i < VARIANCE_ROUNDS; i++) {
      effects.designEffects(cell, bucket, once.length, share, recency, seen);
      effects.fitVariances(imputed, SWEEPS);
    }
    effects.fit(imputed, SWEEPS);
    shift = effects.recalibration(resolved.won(), resolved.weight());
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
          switch (outcome[r]) {
            case Paths.WON -> band.won(rows.day(r), 1);
            case Paths.LOST -> band.lost(rows.day(r), 1);
            default -> band.censored(rows.day(r), 1);
          }
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

  private Evidence resolved(int[] multiplicity) {
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

  private Evidence imputed(int[] multiplicity) {
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
        form.segments() == Form.Segments.CROSSED ? landmarks.paths().dimensions() : List.of();
    int stages = landmarks.paths().stages().size();
    int widest = landmarks.bands().stream().mapToInt(AgeBands::count).max().orElse(1);
    List<Block> blocks = new ArrayList<>();
    blocks.add(block("stage", cells, stages, 1, Prior.EXCHANGEABLE, 1, c -> c.stage()));
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
      blocks.add(
          block(
              name,
              cells,
              levels,
              levels,
              ordered ? Prior.RANDOM_WALK : Prior.EXCHANGEABLE,
              ordered ? 0.03 : 0.2,
              c -> c.codes().get(at)));
      blocks.add(
          block(
              "stage x " + name,
              cells,
              stages * levels,
              1,
              Prior.EXCHANGEABLE,
              0.1,
              c -> c.stage() * levels + c.codes().get(at)));
      for (int e = 0; e < d; e++) {
        int other = e;
        int crossed = dimensions.get(e).levels().size();
        if (crossed >= 2 && crossed * levels <= MOST_CROSSED_LEVELS) {
          blocks.add(
              block(
                  dimensions.get(e).name() + " x " + name,
                  cells,
                  crossed * levels,
                  1,
                  Prior.EXCHANGEABLE,
                  0.05,
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
    return closes[ofCell] / (1 + Math.exp(-effects.logOdds(ofCell) - shift));
  }

  AdditiveLogOdds effects() {
    return effects;
  }

  Landmarks landmarks() {
    return landmarks;
  }
}
