package io.plumbline.stats;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Whether method A has less loss than method B on the same observations, which are independent
 * between buckets but not within: the buckets are resampled, and each keeps its losses of A and B
 * together. The paired difference is far less noisy than either loss.
 *
 * <p>{@link BucketBootstrap} names the source and the edges.
 *
 * @param difference loss of A less loss of B, per observation, negative where A is better; {@code
 *     NaN} without observations
 * @param interval percentile interval of the difference; unknown with fewer than two buckets
 * @param standardError of the difference; {@code NaN} with fewer than two buckets
 * @param shareWorse the share of draws in which A is worse, equal losses counted half: a one-sided
 *     p-value for A being better; {@code NaN} with fewer than two buckets
 * @param buckets how many had observations
 */
public record PairedBootstrap(
    double difference, Interval interval, double standardError, double shareWorse, int buckets) {

  /** Losses that differ by no more than this, relative, differ by the order of summation. */
  private static final double ROUNDING = 1e-12;

  /**
   * Summed losses of one bucket.
   *
   * @param number which bucket
   * @param lossA summed loss of A
   * @param lossB summed loss of B
   * @param n observations behind either sum, 0 or more, possibly weighted and thus fractional
   */
  public record Bucket(int number, double lossA, double lossB, double n) {

    /**
     * Refuses sums that are unknown.
     *
     * @throws IllegalArgumentException if a value is not finite, n is negative, or there is loss
     *     without observations
     */
    public Bucket {
      Arguments.finite("Loss of A", lossA);
      Arguments.finite("Loss of B", lossB);
      Arguments.nonNegative("n", n);
      if (n == 0 && (lossA != 0 || lossB != 0)) {
        throw new IllegalArgumentException(
            "Bucket "
                + number
                + " has losses "
                + lossA
                + " and "
                + lossB
                + " of n = 0 observations, but losses are summed over observations. Count those"
                + " too.");
      }
    }
  }

  /**
   * Compares with {@link BucketBootstrap#DEFAULT_DRAWS} draws.
   *
   * @see #of(List, double, int, long)
   */
  public static PairedBootstrap of(List<Bucket> buckets, double level, long seed) {
    return of(buckets, level, BucketBootstrap.DEFAULT_DRAWS, seed);
  }

  /**
   * Compares two methods. The order of the buckets does not matter, nor do buckets without
   * observations; the same seed gives the same result.
   *
   * @param buckets losses, each bucket once
   * @param level coverage of the interval, in (0, 1)
   * @param draws how many, 1 or more
   * @param seed any number
   * @throws IllegalArgumentException if a bucket number occurs twice, or level or draws are out of
   *     range
   */
  public static PairedBootstrap of(List<Bucket> buckets, double level, int draws, long seed) {
    return of(buckets, level, new BucketDraws(draws, seed));
  }

  /**
   * As {@link #of(List, double, int, long)}, with draws that other comparisons share.
   *
   * @throws IllegalArgumentException if a bucket number occurs twice, or the level is out of range
   */
  public static PairedBootstrap of(List<Bucket> buckets, double level, BucketDraws draws) {
    Arguments.level(level);
    Set<Integer> numbers = new HashSet<>();
    for (Bucket bucket : buckets) {
      if (!numbers.add(bucket.number)) {
        throw new IllegalArgumentException(
            "Bucket "
                + bucket.number
                + " occurs twice, but what is drawn together must be one bucket. Add up its losses"
                + " first.");
      }
    }
    List<Bucket> occupied =
        buckets.stream()
            .filter(bucket -> bucket.n > 0)
            .sorted(Comparator.comparingInt(Bucket::number))
            .toList();
    double[] lossA = occupied.stream().mapToDouble(Bucket::lossA).toArray();
    double[] lossB = occupied.stream().mapToDouble(Bucket::lossB).toArray();
    double[] n = occupied.stream().mapToDouble(Bucket::n).toArray();
    int[] once = new int[n.length];
    Arrays.fill(once, 1);
    BucketBootstrap bootstrap =
        BucketBootstrap.of(draws, n.length, times -> difference(lossA, lossB, n, times));
    return new PairedBootstrap(
        difference(lossA, lossB, n, once),
        bootstrap.interval(level),
        bootstrap.standardError(),
        bootstrap.shareAbove(0),
        n.length);
  }

  private static double difference(double[] ofA, double[] ofB, double[] ofN, int[] times) {
    double lossA = 0;
    double lossB = 0;
    double n = 0;
    for (int i = 0; i < times.length; i++) {
      lossA += times[i] * ofA[i];
      lossB += times[i] * ofB[i];
      n += times[i] * ofN[i];
    }
    double difference = lossA - lossB;
    if (Math.abs(difference) <= ROUNDING * (Math.abs(lossA) + Math.abs(lossB))) {
      difference = 0;
    }
    return difference / n;
  }
}
