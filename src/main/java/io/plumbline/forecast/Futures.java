package io.plumbline.forecast;

/** Simulated amounts of one cell in one period, on top of what is won already. */
final class Futures {

  /** Relative rounding of summed amounts that still counts as reaching a target. */
  private static final double ROUNDING = 1e-9;

  /** Of more draws than this, a sample is looked at first. */
  private static final int SAMPLED = 600;

  private final double[] cents;

  /** A rank whose draw is in its place, or -1. */
  private int settled = -1;

  /**
   * Takes the amounts over.
   *
   * @param cents of each draw, in any order, at least one
   */
  Futures(double[] cents) {
    this.cents = cents;
  }

  /** The smallest amount in cents at or below which at least the share q of the draws lies. */
  double quantile(double q) {
    int rank = (int) Math.ceil(q * cents.length * (1 - 1e-12));
    return ofRank(Math.max(1, rank) - 1);
  }

  /**
   * Selection by Floyd and Rivest (1975, Algorithm 489, doi:10.1145/360680.360694): a fraction of
   * the time that sorting takes, which would be most of the time of a small pipeline. It only
   * changes the order of the draws.
   */
  private double ofRank(int rank) {
    if (rank > settled) {
      select(settled + 1, cents.length - 1, rank);
    } else if (rank < settled) {
      select(0, settled - 1, rank);
    }
    settled = rank;
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
      int i = low;
      int j = high;
      while (i <= j) {
        while (cents[i] < pivot) {
          i++;
        }
        while (cents[j] > pivot) {
          j--;
        }
        if (i <= j) {
          double swapped = cents[i];
          cents[i++] = cents[j];
          cents[j--] = swapped;
        }
      }
      if (rank <= j) {
        high = j;
      } else if (rank >= i) {
        low = i;
      } else {
        return;
      }
    }
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
