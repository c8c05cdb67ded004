package io.plumbline.outlook;

import java.util.BitSet;

/** Simulated amounts of one cell in one period, on top of what is won already. */
final class Futures implements Draws {

  /** Relative rounding of summed amounts that still counts as reaching a target. */
  private static final double ROUNDING = 1e-9;

  /** Of more draws than this, a sample is looked at first. */
  private static final int SAMPLED = 600;

  private final double[] cents;

  /** The ranks whose draws are in their places. */
  private final BitSet settled = new BitSet();

  /**
   * Takes the amounts over.
   *
   * @param cents of each draw, in any order, at least one
   */
  Futures(double[] cents) {
    this.cents = cents;
  }

  @Override
  public double quantile(double q) {
    return ofRank(Draws.rank(q, cents.length));
  }

  /**
   * Selection by Floyd and Rivest (1975, Algorithm 489, doi:10.1145/360680.360694): a fraction of
   * the time that sorting takes, which would be most of the time of a small pipeline. It only
   * changes the order of the draws, between the ranks that were asked for before.
   */
  private double ofRank(int rank) {
    if (!settled.get(rank)) {
      int next = settled.nextSetBit(rank);
      select(settled.previousSetBit(rank) + 1, next < 0 ? cents.length - 1 : next - 1, rank);
      settled.set(rank);
    }
    return cents[rank];
  }

  /** Brings the draw of a rank to its place, smaller ones before it and larger ones behind. */
  private void select(int from, int to, int rank) {
    int low = from;
    int high = to;
    while (low < high) {
      if (high - low > SAMPLED) {
        selectInSample(low, high, rank);
      }
      double pivot = cents[rank];
      int notLess = less(low, high, pivot);
      if (rank < notLess) {
        high = notLess - 1;
      } else if (notLess > low) {
        low = notLess;
      } else {
        // The pivot is the smallest, and may be there many times.
        int greater = equal(notLess, high, pivot);
        if (rank < greater) {
          return;
        }
        low = greater;
      }
    }
  }

  /**
   * Brings all that is less than the pivot to the front; the index behind them. The sign of a
   * difference is counted in place of a branch, which would be guessed wrong every other time.
   */
  private int less(int low, int high, double pivot) {
    int end = low;
    for (int i = low; i <= high; i++) {
      double draw = cents[i];
      cents[i] = cents[end];
      cents[end] = draw;
      end += (int) (Double.doubleToRawLongBits(draw - pivot) >>> (Long.SIZE - 1));
    }
    return end;
  }

  /** Brings all that equals the pivot before all that is greater; the index behind them. */
  private int equal(int low, int high, double pivot) {
    int end = low;
    for (int i = low; i <= high; i++) {
      double draw = cents[i];
      cents[i] = cents[end];
      cents[end] = draw;
      end += 1 - (int) (Double.doubleToRawLongBits(pivot - draw) >>> (Long.SIZE - 1));
    }
    return end;
  }

  /** Makes the draw at the rank a pivot that most likely leaves little to its other side. */
  private void selectInSample(int low, int high, int rank) {
    double n = high - low + 1;
    double share = (rank - low + 1) / n;
    double size = 0.5 * Math.exp(2 * Math.log(n) / 3);
    double deviation = 0.5 * Math.sqrt(Math.log(n) * size * (n - size) / n);
    double aside = share < 0.5 ? -deviation : deviation;
    select(
        Math.max(low, (int) (rank - share * size + aside)),
        Math.min(high, (int) (rank + (1 - share) * size + aside)),
        rank);
  }

  /** The variance over the draws, in cents squared. */
  double variance() {
    double mean = 0;
    for (double drawn : cents) {
      mean += drawn / cents.length;
    }
    double squares = 0;
    for (double drawn : cents) {
      squares += (drawn - mean) * (drawn - mean);
    }
    return squares / cents.length;
  }

  /** The share of the draws that reach an amount in cents (1e-9 relative for rounding). */
  double probabilityAtLeast(double amount) {
    double wanted = amount - ROUNDING * Math.abs(amount);
    int reached = 0;
    for (double drawn : cents) {
      reached += drawn >= wanted ? 1 : 0;
    }
    return reached / (double) cents.length;
  }
}
