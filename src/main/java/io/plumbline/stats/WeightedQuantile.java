package io.plumbline.stats;

import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;

/**
 * Quantiles of weighted values: the inverse of the empirical distribution function, type 1 of
 * Hyndman and Fan (1996), <a href="https://doi.org/10.1080/00031305.1996.10473566">
 * doi:10.1080/00031305.1996.10473566</a>. The answer is always one of the values.
 */
public final class WeightedQuantile {
  /** Rounding of summed weights that does not push the answer to the next value. */
  private static final double ROUNDING = 1e-12;

  private WeightedQuantile() {}

  /**
   * The smallest value at or below which at least the share q of the weight lies. q = 0 gives the
   * smallest value with weight, q = 1 the greatest. The order of the input does not matter.
   *
   * @param values finite values; those without weight are ignored
   * @param weights weight of each, 0 or more
   * @param q in [0, 1]
   * @return the quantile, or {@code NaN} when there is no weight
   * @throws IllegalArgumentException if the lengths differ, a weighted value is not finite, a
   *     weight is negative or not finite, or q is not in [0, 1]
   */
  public static double of(double[] values, double[] weights, double q) {
    Arguments.sameLength("Values", values.length, "weights", weights.length);
    Arguments.probability("q", q);
    Weighted[] sorted = new Weighted[values.length];
    int size = 0;
    for (int i = 0; i < values.length; i++) {
      if (Arguments.nonNegative("Weight", weights[i]) > 0) {
        sorted[size++] = new Weighted(Arguments.finite("Value", values[i]), weights[i]);
      }
    }
    Arrays.sort(sorted, 0, size);
    double total = 0;
    for (int i = 0; i < size; i++) {
      total += sorted[i].weight;
    }
    double wanted = q * total * (1 - ROUNDING);
    double below = 0;
    for (int i = 0; i < size; i++) {
      below += sorted[i].weight;
      if (below >= wanted) {
        return sorted[i].value;
      }
    }
    return size == 0 ? Double.NaN : sorted[size - 1].value;
  }

  /**
   * The same of counted whole values.
   *
   * @param counts count, 0 or more, by value
   * @param q in [0, 1]
   * @return the quantile, or {@code NaN} when nothing was counted
   * @throws IllegalArgumentException if a count is negative or q is not in [0, 1]
   */
  public static double ofCounts(SortedMap<Integer, Long> counts, double q) {
    double[] values = new double[counts.size()];
    double[] weights = new double[counts.size()];
    int i = 0;
    for (Map.Entry<Integer, Long> entry : counts.entrySet()) {
      values[i] = entry.getKey();
      weights[i] = entry.getValue();
      i++;
    }
    return of(values, weights, q);
  }

  private record Weighted(double value, double weight) implements Comparable<Weighted> {
    @Override
    public int compareTo(Weighted other) {
      int byValue = Double.compare(value, other.value);
      return byValue != 0 ? byValue : Double.compare(weight, other.weight);
    }
  }
}
