package io.plumbline.calibrate;

import io.plumbline.stats.CompetingRiskCounts;
import io.plumbline.stats.CompetingRiskCurve;
import io.plumbline.stats.EventualOutcome;
import io.plumbline.stats.InverseCensoringWeights;
import java.util.Arrays;

/**
 * What had become of the deals of landmarks by the date of these: all that models of one date have
 * in common, whatever they are made of.
 *
 * <p>Landmarks of one deal in one cell that follow one another are a <em>stay</em>: they have one
 * outcome and belong to one group of deals, so that sums over stays do for sums over landmarks.
 */
final class FollowUp {

  private final Landmarks landmarks;
  private final int[] byDay;
  private final int[] firstRow;
  private final int[] cell;
  private final int[] deal;
  private final int[] bucket;
  private final byte[] outcome;
  private final byte[] outcomeOfRow;
  private final int[] standsIn;
  private final double[] censoring;
  private final double[] closes;
  private final CompetingRiskCurve ofAll;
  private final CompetingRiskCurve[] ofStage;
  private final CompetingRiskCurve[][] ofBand;
  private final long[][] wonDeals;
  private final int deals;

  private FollowUp(Landmarks landmarks) {
    this.landmarks = landmarks;
    Landmarks.Rows rows = landmarks.rows();
    byDay = byDay(rows);
    firstRow = firstRows(landmarks);
    int stays = firstRow.length - 1;
    int[] standing = standing(landmarks);
    cell = new int[stays];
    deal = new int[stays];
    bucket = new int[stays];
    outcome = new byte[stays];
    standsIn = new int[stays];
    int seen = 0;
    for (int s = 0; s < stays; s++) {
      cell[s] = rows.cell(firstRow[s]);
      deal[s] = landmarks.paths().deal(rows.visit(firstRow[s]));
      bucket[s] = landmarks.paths().bucket(deal[s]);
      outcome[s] = landmarks.paths().outcomeAt(deal[s], landmarks.grid().at());
      standsIn[s] = standing[deal[s]];
      seen += s == 0 || deal[s] != deal[s - 1] ? 1 : 0;
    }
    deals = seen;
    censoring = censoringWeights();
    int stages = landmarks.paths().stages().size();
    CompetingRiskCounts all = new CompetingRiskCounts();
    CompetingRiskCounts[] counts = new CompetingRiskCounts[stages];
    CompetingRiskCounts[][] byBand = new CompetingRiskCounts[stages][];
    wonDeals = new long[stages][];
    for (int s = 0; s < stages; s++) {
      counts[s] = new CompetingRiskCounts();
      byBand[s] = new CompetingRiskCounts[landmarks.bands().get(s).count()];
      wonDeals[s] = new long[byBand[s].length];
      Arrays.setAll(byBand[s], b -> new CompetingRiskCounts());
    }
    outcomeOfRow = outcomeByRow();
    for (int r : byDay) {
      Landmarks.CellKey key = landmarks.cells().get(rows.cell(r));
      Paths.count(all, outcomeOfRow[r], rows.day(r));
      Paths.count(counts[key.stage()], outcomeOfRow[r], rows.day(r));
      Paths.count(byBand[key.stage()][key.band()], outcomeOfRow[r], rows.day(r));
    }
    ofAll = all.curve();
    ofStage =
        Arrays.stream(counts).map(CompetingRiskCounts::curve).toArray(CompetingRiskCurve[]::new);
    ofBand =
        Arrays.stream(byBand)
            .map(
                bands ->
                    Arrays.stream(bands)
                        .map(CompetingRiskCounts::curve)
                        .toArray(CompetingRiskCurve[]::new))
            .toArray(CompetingRiskCurve[][]::new);
    closes = closingShares();
    countWonDeals();
  }

  /** Stays of a deal come one after the other; those of a band may not. */
  private void countWonDeals() {
    int[][] last = new int[wonDeals.length][];
    for (int s = 0; s < last.length; s++) {
      last[s] = new int[wonDeals[s].length];
      Arrays.fill(last[s], -1);
    }
    for (int s = 0; s < stays(); s++) {
      Landmarks.CellKey key = landmarks.cells().get(cell[s]);
      if (outcome[s] == Paths.WON && last[key.stage()][key.band()] != deal[s]) {
        last[key.stage()][key.band()] = deal[s];
        wonDeals[key.stage()][key.band()]++;
      }
    }
  }

  /** Looks at what became of all landmarks. */
  static FollowUp of(Landmarks landmarks) {
    return new FollowUp(landmarks);
  }

  /** Counts are kept in the order of time: in that order each is added at the end. */
  private static int[] byDay(Landmarks.Rows rows) {
    int[] before = new int[longest(rows) + 2];
    for (int r = 0; r < rows.size(); r++) {
      before[rows.day(r) + 1]++;
    }
    for (int day = 1; day < before.length; day++) {
      before[day] += before[day - 1];
    }
    int[] ordered = new int[rows.size()];
    for (int r = 0; r < ordered.length; r++) {
      ordered[before[rows.day(r)]++] = r;
    }
    return ordered;
  }

  private static int longest(Landmarks.Rows rows) {
    int longest = 0;
    for (int r = 0; r < rows.size(); r++) {
      longest = Math.max(longest, rows.day(r));
    }
    return longest;
  }

  /** Where stays begin, and the number of rows behind the last. */
  private static int[] firstRows(Landmarks landmarks) {
    Landmarks.Rows rows = landmarks.rows();
    Paths paths = landmarks.paths();
    int[] first = new int[rows.size() + 1];
    int stays = 0;
    for (int r = 0; r < rows.size(); r++) {
      if (r == 0
          || rows.cell(r) != rows.cell(r - 1)
          || paths.deal(rows.visit(r)) != paths.deal(rows.visit(r - 1))) {
        first[stays++] = r;
      }
    }
    first[stays] = rows.size();
    return Arrays.copyOf(first, stays + 1);
  }

  /** The cell that each deal stands in, or -1. */
  private static int[] standing(Landmarks landmarks) {
    int[] standing = new int[landmarks.paths().deals()];
    Arrays.fill(standing, -1);
    for (int r = 0; r < landmarks.standing().size(); r++) {
      standing[landmarks.paths().deal(landmarks.standing().visit(r))] =
          landmarks.standing().cell(r);
    }
    return standing;
  }

  private byte[] outcomeByRow() {
    byte[] ofRow = new byte[landmarks.rows().size()];
    for (int s = 0; s < stays(); s++) {
      Arrays.fill(ofRow, firstRow[s], firstRow[s + 1], outcome[s]);
    }
    return ofRow;
  }

  private double[] censoringWeights() {
    Landmarks.Rows rows = landmarks.rows();
    int stages = landmarks.paths().stages().size();
    int times = longest(rows) + 1;
    double[][] resolved = new double[stages][times];
    double[][] censored = new double[stages][times];
    for (int s = 0; s < stays(); s++) {
      double[] counted = (outcome[s] == Paths.OPEN ? censored : resolved)[stage(s)];
      for (int r = firstRow[s]; r < firstRow[s + 1]; r++) {
        counted[rows.day(r)]++;
      }
    }
    InverseCensoringWeights[] weights = new InverseCensoringWeights[stages];
    for (int s = 0; s < stages; s++) {
      weights[s] = InverseCensoringWeights.of(resolved[s], censored[s]);
    }
    double[] ofRow = new double[rows.size()];
    for (int s = 0; s < stays(); s++) {
      for (int r = firstRow[s]; r < firstRow[s + 1] && outcome[s] != Paths.OPEN; r++) {
        ofRow[r] = weights[stage(s)].at(rows.day(r));
      }
    }
    return ofRow;
  }

  private double[] closingShares() {
    double[][] byBand = new double[ofBand.length][];
    EventualOutcome pipeline = EventualOutcome.of(ofAll);
    double ofPipeline = pipeline.isKnown() ? 1 - pipeline.never() : 1;
    for (int s = 0; s < ofBand.length; s++) {
      EventualOutcome whole = EventualOutcome.of(ofStage[s]);
      double parent = whole.isKnown() ? 1 - whole.never() : ofPipeline;
      byBand[s] = new double[ofBand[s].length];
      for (int b = 0; b < ofBand[s].length; b++) {
        EventualOutcome own = EventualOutcome.of(ofBand[s][b]);
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

  private int stage(int stay) {
    return landmarks.cells().get(cell[stay]).stage();
  }

  int stays() {
    return firstRow.length - 1;
  }

  /** The first row of a stay; that of the number of stays is the number of rows. */
  int firstRow(int stay) {
    return firstRow[stay];
  }

  int cell(int stay) {
    return cell[stay];
  }

  int deal(int stay) {
    return deal[stay];
  }

  /** The group of the deal. */
  int bucket(int stay) {
    return bucket[stay];
  }

  /** What became of the deal by the date. */
  byte outcome(int stay) {
    return outcome[stay];
  }

  /** What became of the deal of a row by the date. */
  byte outcomeOfRow(int row) {
    return outcomeOfRow[row];
  }

  /** The cell that the deal stands in at the date, or -1. */
  int standsIn(int stay) {
    return standsIn[stay];
  }

  /**
   * What a row stands for beside itself, as others like it were not followed so long (weights by
   * stage); 0 while the deal is open.
   */
  double censoring(int row) {
    return censoring[row];
  }

  /**
   * Of deals like those of a cell, by stage and age band, the share that closes at all. A stage
   * that nothing has closed in yet is like the pipeline.
   */
  double closes(int cell) {
    return closes[cell];
  }

  int stages() {
    return ofStage.length;
  }

  /** Wins and losses by days since the landmark, of all stages together. */
  CompetingRiskCurve ofAll() {
    return ofAll;
  }

  /** The same of one stage. */
  CompetingRiskCurve ofStage(int stage) {
    return ofStage[stage];
  }

  /** The same of one age band. */
  CompetingRiskCurve ofBand(int stage, int band) {
    return ofBand[stage][band];
  }

  /** Distinct deals that stood in an age band at a landmark and were won. */
  long wonDeals(int stage, int band) {
    return wonDeals[stage][band];
  }

  /**
   * Of the wins that come from a stage at all, the share that comes within so many days; NaN where
   * none has come yet.
   */
  double shareOfWinsWithin(int days, int stage) {
    // Counted days are whole days gone by: the last within the time is the one before.
    return Math.min(1, ofStage[stage].shareOfWinsBy(days - 1));
  }

  /** The same of all stages together. */
  double shareOfWinsWithin(int days) {
    return Math.min(1, ofAll.shareOfWinsBy(days - 1));
  }

  /** Distinct deals of all rows. */
  int deals() {
    return deals;
  }

  /** All rows, the shortest followed first. */
  int[] byDay() {
    return byDay.clone();
  }

  /** Whether anything has been won or lost at all. */
  boolean isAnyResolved() {
    for (byte became : outcome) {
      if (became != Paths.OPEN) {
        return true;
      }
    }
    return false;
  }
}
