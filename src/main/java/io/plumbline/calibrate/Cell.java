package io.plumbline.calibrate;

import io.plumbline.stats.CompetingRiskCounts;
import io.plumbline.stats.CompetingRiskCurve;
import io.plumbline.stats.Jackknife;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a row of the confidence table is about, and the evidence for it: landmarks of the cells of
 * the model that it takes together.
 */
final class Cell {

  private static final int FEWEST_BUCKETS = 8;

  /** Which stage, band and levels; -1 stands for all. */
  record Key(int stage, int band, List<Integer> codes, String level) {}

  private final Key key;
  private final List<Integer> members = new ArrayList<>();
  private final CompetingRiskCounts counts = new CompetingRiskCounts();
  private final double[] weight = new double[CalibrationSettings.BUCKETS];
  private final double[] won = new double[CalibrationSettings.BUCKETS];
  private int lastDeal = -1;
  private long wonDeals;
  private long lostDeals;
  private long openDeals;

  Cell(Key key) {
    this.key = key;
  }

  /** Takes a cell of the model in. */
  void member(int cellOfModel) {
    members.add(cellOfModel);
  }

  /**
   * Adds a landmark; those of one deal come one after the other.
   *
   * @param share probability that the deal is won: 1 or 0 where that is known
   */
  void landmark(int deal, byte outcome, int day, int bucket, double recency, double share) {
    weight[bucket] += recency;
    won[bucket] += recency * share;
    Paths.count(counts, outcome, day);
    if (deal != lastDeal) {
      lastDeal = deal;
      switch (outcome) {
        case Paths.WON -> wonDeals++;
        case Paths.LOST -> lostDeals++;
        default -> openDeals++;
      }
    }
  }

  Key key() {
    return key;
  }

  List<Integer> members() {
    return members;
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
    double all = Arrays.stream(weight).sum();
    double wins = Arrays.stream(won).sum();
    double rate = wins / all;
    long filled = Arrays.stream(weight).filter(w -> w > 0).count();
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
