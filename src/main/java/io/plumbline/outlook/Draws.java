package io.plumbline.outlook;

/** Simulated values of one cell in one period, of which quantiles are taken. */
interface Draws {

  /** The smallest value at or below which at least the share q of the draws lies. */
  double quantile(double q);

  /** The rank, from 0, of that value among so many. */
  static int rank(double q, int draws) {
    return Math.max(1, (int) Math.ceil(q * draws * (1 - 1e-12))) - 1;
  }
}
