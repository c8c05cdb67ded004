package io.plumbline.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Against the matrix written out and inverted by Cholesky's decomposition. */
class RandomWalkPrecisionTest {

  @Test
  void multipliesAsTheMatrixWrittenOutDoes() {
    SplittableRandom random = new SplittableRandom(1);
    for (int n = 1; n <= 20; n++) {
      RandomWalkPrecision precision = random(n, 5, random);
      double[] vector = vector(n, random);
      double[] product = precision.times(vector);
      double[][] matrix = dense(precision);
      for (int i = 0; i < n; i++) {
        assertThat(product[i]).isCloseTo(row(matrix[i], vector), within(1e-12));
      }
    }
  }

  @Test
  void solvesAsTheInverseOfTheMatrixDoes() {
    SplittableRandom random = new SplittableRandom(2);
    for (int n = 1; n <= 20; n++) {
      for (double link : new double[] {1e-3, 1, 300}) {
        RandomWalkPrecision precision = random(n, link, random);
        double[] right = vector(n, random);
        double[] solution = precision.solve(right);
        double[][] inverse = PositiveDefinite.inverse(dense(precision));
        for (int i = 0; i < n; i++) {
          double wanted = row(inverse[i], right);
          assertThat(solution[i])
              .as("%d of %d, link %s", i, n, link)
              .isCloseTo(wanted, within(1e-10 * (1 + Math.abs(wanted))));
        }
      }
    }
  }

  @Test
  void addsUpTheVariancesOfDifferencesOfTheInverse() {
    SplittableRandom random = new SplittableRandom(3);
    for (int n = 1; n <= 20; n++) {
      for (double link : new double[] {1e-3, 1, 300}) {
        RandomWalkPrecision precision = random(n, link, random);
        double[][] inverse = PositiveDefinite.inverse(dense(precision));
        double wanted = 0;
        for (int i = 1; i < n; i++) {
          wanted += inverse[i][i] + inverse[i - 1][i - 1] - 2 * inverse[i][i - 1];
        }
        assertThat(precision.varianceOfDifferences())
            .as("%d, link %s", n, link)
            .isCloseTo(wanted, within(1e-9 * (1e-6 + wanted)));
      }
    }
  }

  /** Two values, ground 1 and 3, link 2: (3 -2; -2 5), of determinant 11. */
  @Test
  void solvesWhatAHandCan() {
    RandomWalkPrecision precision = new RandomWalkPrecision(2, 0, new double[] {1, 3});
    assertThat(precision.solve(new double[] {11, 0})).containsExactly(new double[] {5, 2}, TOL);
    assertThat(precision.solve(new double[] {0, 11})).containsExactly(new double[] {2, 3}, TOL);
    // 5/11 + 3/11 - 2 * 2/11
    assertThat(precision.varianceOfDifferences()).isCloseTo(4 / 11.0, within(1e-15));
  }

  /** Of equal values only the own and the common precisions are felt, however strong the link. */
  @Test
  void staysExactWhereTheLinkOutweighsAllElse() {
    RandomWalkPrecision precision =
        new RandomWalkPrecision(1e12, 0.5, new double[] {0.01, 0.01, 0.01, 0.01});
    double[] equal = {2.01, 2.01, 2.01, 2.01};
    for (double value : precision.solve(equal)) {
      assertThat(value).isCloseTo(1, within(1e-11));
    }
  }

  @Test
  void leavesItsArgumentsAsTheyAre() {
    double[] own = {1, 2, 3};
    double[] right = {4, 5, 6};
    RandomWalkPrecision precision = new RandomWalkPrecision(1, 1, own);
    precision.solve(right);
    precision.times(right);
    assertThat(precision.varianceOfDifferences()).isPositive();
    assertThat(own).containsExactly(1, 2, 3);
    assertThat(right).containsExactly(4, 5, 6);
  }

  private static final org.assertj.core.data.Offset<Double> TOL = within(1e-14);

  private static RandomWalkPrecision random(int n, double link, SplittableRandom random) {
    double[] own = new double[n];
    for (int i = 0; i < n; i++) {
      own[i] = 0.01 + (random.nextBoolean() ? 0 : 10 * random.nextDouble());
    }
    return new RandomWalkPrecision(link, 25.0 / n / n, own);
  }

  private static double[] vector(int n, SplittableRandom random) {
    double[] vector = new double[n];
    for (int i = 0; i < n; i++) {
      vector[i] = 2 * random.nextDouble() - 1;
    }
    return vector;
  }

  private static double row(double[] of, double[] vector) {
    double sum = 0;
    for (int j = 0; j < vector.length; j++) {
      sum += of[j] * vector[j];
    }
    return sum;
  }

  private static double[][] dense(RandomWalkPrecision precision) {
    int n = precision.own().length;
    double[][] matrix = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        int neighbours = (i > 0 ? 1 : 0) + (i < n - 1 ? 1 : 0);
        matrix[i][j] =
            precision.common()
                + (i == j ? precision.own()[i] + neighbours * precision.link() : 0)
                - (Math.abs(i - j) == 1 ? precision.link() : 0);
      }
    }
    return matrix;
  }
}
