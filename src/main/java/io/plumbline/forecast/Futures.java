package io.plumbline.forecast;

/** Simulated amounts of one cell in one period, on top of what is won already. */
final class Futures {

  /** Relative rounding of summed amounts that still counts as reaching a target. */
  private static final double ROUNDING = 1e-9;

  private final double[] cents;

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
   * Hoare's selection (1961), doi:10.1145/366622.366647: a fraction of the time that sorting takes,
   * which would be most of the time of a small pipeline. It only changes the order of the draws.
   */
  private double ofRank(int rank) {
    int low = 0;
    int high = cents.length - 1;
    while (low < high) {
      double pivot = cents[(low + high) >>> 1];
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
        break;
      }
    }
    return cents[rank];
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
