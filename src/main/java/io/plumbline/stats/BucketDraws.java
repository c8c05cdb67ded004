package io.plumbline.stats;

import java.util.SplittableRandom;

/**
 * How often each of some buckets is drawn, draw by draw. Statistics of as many buckets share the
 * draws, which are made once and not for each. Not safe for concurrent use.
 */
public final class BucketDraws {

  private final int count;
  private final long seed;
  private int[][] latest;
  private int buckets = -1;

  /**
   * Draws that are made when they are first asked for.
   *
   * @param count how many, 1 or more
   * @param seed any number; the same one gives the same draws
   * @throws IllegalArgumentException if there is no draw
   */
  public BucketDraws(int count, long seed) {
    Arguments.atLeast("Draws", count, 1);
    this.count = count;
    this.seed = seed;
  }

  int count() {
    return count;
  }

  /** The multiplicities by draw and bucket, not to be changed; those asked for last are kept. */
  int[][] of(int number) {
    if (number != buckets) {
      SplittableRandom random = new SplittableRandom(seed);
      latest = new int[count][number];
      for (int[] multiplicities : latest) {
        for (int i = 0; i < number; i++) {
          multiplicities[random.nextInt(number)]++;
        }
      }
      buckets = number;
    }
    return latest;
  }
}
