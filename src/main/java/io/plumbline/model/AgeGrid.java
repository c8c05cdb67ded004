package io.plumbline.model;

import java.math.BigDecimal;

/**
 * The fine grid of days in a stage on which open deals are counted; published age bands are unions
 * of its bins. Ten steps per decade on round numbers, from a tenth of a day to 800 days: a ratio of
 * about 1.25 between edges.
 */
public final class AgeGrid {

  private static final double[] STEPS = {1, 1.25, 1.6, 2, 2.5, 3.15, 4, 5, 6.3, 8};
  private static final double[] EDGES = edges();

  private AgeGrid() {}

  private static double[] edges() {
    double[] edges = new double[4 * STEPS.length];
    for (int i = 0; i < edges.length; i++) {
      edges[i] =
          BigDecimal.valueOf(STEPS[i % STEPS.length])
              .scaleByPowerOfTen(i / STEPS.length - 1)
              .doubleValue();
    }
    return edges;
  }

  /** Number of bins: one more than the edges. At most 63, so that a set of bins fits a long. */
  public static int bins() {
    return EDGES.length + 1;
  }

  /** The lower edges of the bins 1, 2, ... in days; bin 0 starts at 0. */
  public static double[] lowerEdges() {
    return EDGES.clone();
  }

  /** Lower limit of a bin in days, inclusive. */
  public static double from(int bin) {
    return bin == 0 ? 0 : EDGES[bin - 1];
  }

  /** Upper limit of a bin in days, exclusive; infinite for the last. */
  public static double to(int bin) {
    return bin == EDGES.length ? Double.POSITIVE_INFINITY : EDGES[bin];
  }

  /** A band of bins as people read it: {@code 2-5}, {@code 25+}, in days. */
  public static String label(int firstBin, int lastBin) {
    String from = plain(from(firstBin));
    return Double.isInfinite(to(lastBin)) ? from + "+" : from + "-" + plain(to(lastBin));
  }

  private static String plain(double days) {
    return BigDecimal.valueOf(days).stripTrailingZeros().toPlainString();
  }
}
