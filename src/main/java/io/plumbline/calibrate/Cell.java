package io.plumbline.calibrate;

import io.plumbline.stats.CompetingRiskCounts;
import io.plumbline.stats.CompetingRiskCurve;
import io.plumbline.stats.Jackknife;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * What a row of the confidence table is about, and the evidence for it: landmarks of the cells of
 * the model that it takes together.
 */
final class Cell {

  private static final int FEWEST_BUCKETS = 8;

  /** Which stage, band and levels; -1 stands for all. */
  record Key(int stage, int band, List<Integer> codes, String level) {}

  /** In which rows of the table stand. */
  static final Comparator<Cell> ORDER =
      Comparator.comparingInt((Cell cell) -> cell.key.stage())
          .thenComparing(cell -> cell.key.level())
          .thenComparingInt(cell -> cell.key.band())
          .thenComparing(cell -> cell.codes);

  private final Key key;
  private final String codes;
  private int[] members = new int[4];
  private int size;
  private final CompetingRiskCounts counts = new CompetingRiskCounts();
  private final double[] weight = new double[CalibrationSettings.BUCKETS];
  private final double[] won = new double[CalibrationSettings.BUCKETS];
  private int lastDeal = -1;
  private long wonDeals;
  private long lostDeals;
  private long openDeals;

  Cell(Key key) {
    this.key = key;
    this.codes = key.codes().toString();
  }

  /** Takes a cell of the model in. */
  void member(int cellOfModel) {
    if (size == members.length) {
      members = Arrays.copyOf(members, 2 * size);
    }
    members[size++] = cellOfModel;
  }

  /**
   * Adds landmarks of a deal; those of one deal come one after the other.
   *
   * @param share probability that the deal is won: 1 or 0 where that is known
   */
  void stay(int deal, byte outcome, int bucket, double weightOfStay, double share) {
    weight[bucket] += weightOfStay;
    won[bucket] += weightOfStay * share;
    if (deal != lastDeal) {
      lastDeal = deal;
      switch (outcome) {
        case Paths.WON -> wonDeals++;
        case Paths.LOST -> lostDeals++;
        default -> openDeals++;
      }
    }
  }

  /** Adds a landmark by the days that it was followed; it is a part of a {@link #stay}. */
  void followed(byte outcome, int day) {
    Paths.count(counts, outcome, day);
  }

  Key key() {
    return key;
  }

  /** The cells of the model that this takes together, in their order. */
  int[] members() {
    return Arrays.copyOf(members, size);
  }

  /** One of {@link #members}; all are of one stage. */
  int firstMember() {
    return members[0];
  }

  /** The mean over the members of what is given by cell, or NaN where the weights are all 0. */
  double average(double[] ofCell, double[] weights) {
    double sum = 0;
    double all = 0;
    for (int i = 0; i < size; i++) {
      sum += weights[members[i]] * ofCell[members[i]];
      all += weights[members[i]];
    }
    return sum / all;
  }

  /** Distinct deals that stood here at a landmark and were won. */
  long won() {
    return wonDeals;
  }

  long lost() {
    return lostDeals;
  }

  long open() {
    return openDeals;
  }

  CompetingRiskCurve curve() {
    return counts.curve();
  }

  /**
   * Deals that the cell's own evidence is worth: its distinct resolved deals, fewer where long
   * stays weigh more (jackknife over groups of deals).
   */
  double effectiveN() {
    double deals = wonDeals + lostDeals;
    double all = 0;
    double wins = 0;
    int filled = 0;
    for (int b = 0; b < weight.length; b++) {
      all += weight[b];
      wins += won[b];
      filled += weight[b] > 0 ? 1 : 0;
    }
    double rate = wins / all;
    if (filled < FEWEST_BUCKETS || !(rate > 0 && rate < 1)) {
      return deals;
    }
    double[] without = new double[weight.length];
    for (int b = 0; b < without.length; b++) {
      without[b] = (wins - won[b]) / (all - weight[b]);
    }
    double n = Jackknife.effectiveN(rate, Jackknife.variance(without));
    return n > 0 ? Math.min(n, deals) : deals;
  }
}
