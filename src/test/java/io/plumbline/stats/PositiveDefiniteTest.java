package io.plumbline.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PositiveDefiniteTest {

  // python3 additive_log_odds.py (test resources), last line: numpy.linalg.inv
  @Test
  void invertsLikeNumpy() {
    double[][] inverse =
        PositiveDefinite.inverse(new double[][] {{4, 1, -0.5}, {1, 3, 0.25}, {-0.5, 0.25, 2}});

    double[][] expected = {
      {0.28614458, -0.10240964, 0.08433735},
      {-0.10240964, 0.37349398, -0.07228916},
      {0.08433735, -0.07228916, 0.53012048}
    };
    for (int i = 0; i < 3; i++) {
      assertThat(inverse[i]).containsExactly(expected[i], within(1e-8));
    }
  }

  @Test
  void givesTheIdentityTogetherWithTheMatrix() {
    SplittableRandom random = new SplittableRandom(4);
    int n = 20;
    double[][] root = new double[n][n];
    double[][] matrix = new double[n][n];
    for (double[] row : root) {
      for (int j = 0; j < n; j++) {
        row[j] = random.nextDouble() - 0.5;
      }
    }
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        for (int k = 0; k < n; k++) {
          matrix[i][j] += root[i][k] * root[j][k];
        }
        matrix[i][j] += i == j ? 0.5 : 0;
      }
    }
    double[][] kept = new double[n][];
    for (int i = 0; i < n; i++) {
      kept[i] = matrix[i].clone();
    }

    double[][] inverse = PositiveDefinite.inverse(matrix);

    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        double product = 0;
        for (int k = 0; k < n; k++) {
          product += kept[i][k] * inverse[k][j];
        }
        assertThat(product).isCloseTo(i == j ? 1 : 0, within(1e-11));
      }
    }
  }

  @Test
  void refusesWhatIsNotPositiveDefinite() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PositiveDefinite.inverse(new double[][] {{1, 2}, {2, 1}}))
        .withMessageContaining("Pivot 1 is -3.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PositiveDefinite.inverse(new double[][] {{Double.NaN}}))
        .withMessageContaining("NaN");
  }
}
