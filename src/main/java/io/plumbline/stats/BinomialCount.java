package io.plumbline.stats;

/**
 * Wins among what was closed in one period, or in any other group of trials.
 *
 * @param won wins, 0..n
 * @param n trials, 0 or more
 */
public record BinomialCount(long won, long n) {

  /**
   * Refuses counts that are out of range.
   *
   * @throws IllegalArgumentException if a count is negative or won exceeds n
   */
  public BinomialCount {
    if (won < 0 || won > n) {
      throw new IllegalArgumentException(
          "Won is "
              + won
              + " of n = "
              + n
              + ", but wins are 0 or more and at most the trials. Count both over the same units.");
    }
  }

  /** The share won; {@code NaN} without trials. */
  public double rate() {
    return n == 0 ? Double.NaN : won / (double) n;
  }
}
