package io.plumbline.stats;

import java.util.Arrays;

/**
 * The precision matrix of a series of values whose neighbours are alike: a diagonal of own
 * precisions, a link between each two neighbours (the precision of their difference), and a common
 * precision of the sum of all.
 *
 * <pre>A = diag(own) + link * D'D + common * 1 1',   D the differences of neighbours</pre>
 *
 * <p>Read as an electric network (Doyle and Snell 1984, Random Walks and Electric Networks), the
 * part without the common precision joins neighbours by conductances {@code link} and each to the
 * ground by {@code own}. Elimination from one end adds conductances in series and in parallel; so
 * nothing is ever subtracted, however much the links outweigh the rest. The common precision
 * follows by the formula of Sherman and Morrison (1950, doi:10.1214/aoms/1177729893). Everything
 * costs time in proportion to the length.
 *
 * @param link of neighbours, above 0
 * @param common of the sum, 0 or more
 * @param own of each value, 0 or more, the last or any other above 0; not copied
 */
record RandomWalkPrecision(double link, double common, double[] own) {

  /** The matrix times a vector. */
  double[] times(double[] vector) {
    int n = own.length;
    double shared = common * sum(vector);
    double[] product = new double[n];
    for (int i = 0; i < n; i++) {
      product[i] += own[i] * vector[i] + shared;
      if (i > 0) {
        double pull = link * (vector[i] - vector[i - 1]);
        product[i] += pull;
        product[i - 1] -= pull;
      }
    }
    return product;
  }

  /** The vector that the matrix maps to this one. */
  double[] solve(double[] right) {
    double[] toGround = fromFirst();
    double[] solution = solveLinked(toGround, right);
    double[] ones = new double[own.length];
    Arrays.fill(ones, 1);
    double[] ofOnes = solveLinked(toGround, ones);
    double shared = common * sum(solution) / (1 + common * sum(ofOnes));
    for (int i = 0; i < solution.length; i++) {
      solution[i] -= shared * ofOnes[i];
    }
    return solution;
  }

  /** The variances, under the inverse, of the differences of neighbours, added up. */
  double varianceOfDifferences() {
    double[] before = fromFirst();
    double[] behind = fromLast();
    double[] ones = new double[own.length];
    Arrays.fill(ones, 1);
    double[] ofOnes = solveLinked(before, ones);
    double shared = common / (1 + common * sum(ofOnes));
    double variance = 0;
    for (int i = 1; i < own.length; i++) {
      // Either over the link or by way of the ground.
      variance += 1 / (link + inSeries(before[i - 1], behind[i]));
      double rise = ofOnes[i] - ofOnes[i - 1];
      variance -= shared * rise * rise;
    }
    return variance;
  }

  /** Solves without the common precision, by the factors of an elimination from the first value. */
  private double[] solveLinked(double[] toGround, double[] right) {
    int last = own.length - 1;
    double[] solution = right.clone();
    for (int i = 1; i <= last; i++) {
      solution[i] += link / (toGround[i - 1] + link) * solution[i - 1];
    }
    solution[last] /= toGround[last];
    for (int i = last - 1; i >= 0; i--) {
      solution[i] = (solution[i] + link * solution[i + 1]) / (toGround[i] + link);
    }
    return solution;
  }

  /** Conductance of each value to the ground, by itself and by way of those before it. */
  private double[] fromFirst() {
    double[] toGround = own.clone();
    for (int i = 1; i < toGround.length; i++) {
      toGround[i] += inSeries(link, toGround[i - 1]);
    }
    return toGround;
  }

  /** The same by way of those behind it. */
  private double[] fromLast() {
    double[] toGround = own.clone();
    for (int i = toGround.length - 2; i >= 0; i--) {
      toGround[i] += inSeries(link, toGround[i + 1]);
    }
    return toGround;
  }

  private static double inSeries(double a, double b) {
    return a == 0 || b == 0 ? 0 : a * b / (a + b);
  }

  private static double sum(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum;
  }
}
