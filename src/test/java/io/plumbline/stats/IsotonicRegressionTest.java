package io.plumbline.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class IsotonicRegressionTest {

  // scikit-learn 1.2.1: isotonic_regression([.2,.1,.4,.35,.3,.8,.6,.9],
  //                                         sample_weight=[10,5,1,2,8,3,3,1])
  @Test
  void equalsScikitLearn() {
    double[] fitted =
        IsotonicRegression.fit(
            new double[] {.2, .1, .4, .35, .3, .8, .6, .9}, new double[] {10, 5, 1, 2, 8, 3, 3, 1});

    assertThat(fitted)
        .containsExactly(
            new double[] {
              0.16666666666666666,
              0.16666666666666666,
              0.3181818181818182,
              0.3181818181818182,
              0.3181818181818182,
              0.7,
              0.7,
              0.9
            },
            within(1e-12));
  }

  // The max-min formula: fit_i = max over j <= i of min over k >= i of the mean of y_j..y_k.
  @Test
  void equalsTheMaxMinFormula() {
    SplittableRandom random = new SplittableRandom(21);
    for (int repeat = 0; repeat < 100; repeat++) {
      int size = 1 + random.nextInt(12);
      double[] y = random.doubles(size).toArray();
      double[] weight = random.doubles(size, 0.1, 5).toArray();
      double[] fitted = IsotonicRegression.fit(y, weight);
      for (int i = 0; i < size; i++) {
        double most = Double.NEGATIVE_INFINITY;
        for (int j = 0; j <= i; j++) {
          double least = Double.POSITIVE_INFINITY;
          for (int k = i; k < size; k++) {
            least = Math.min(least, mean(y, weight, j, k));
          }
          most = Math.max(most, least);
        }
        assertThat(fitted[i]).isCloseTo(most, within(1e-12));
      }
    }
  }

  @Test
  void keepsWhatIsInOrderAndItsInput() {
    double[] y = {0.1, 0.1, 0.5};

    assertThat(IsotonicRegression.fit(y, new double[] {1, 1, 1}))
        .containsExactly(0.1, 0.1, 0.5)
        .isNotSameAs(y);
  }

  @Test
  void givesAPositionWithoutEvidenceItsNeighbour() {
    double nan = Double.NaN;

    assertThat(
            IsotonicRegression.fit(
                new double[] {nan, 0.4, nan, 0.2, 0.9, 0.0}, new double[] {0, 1, 0, 1, 1, 0}))
        .containsExactly(new double[] {0.3, 0.3, 0.3, 0.3, 0.9, 0.9}, within(1e-12));
    assertThat(IsotonicRegression.fit(new double[] {0.4}, new double[] {0})).containsExactly(nan);
    assertThat(IsotonicRegression.fit(new double[] {}, new double[] {})).isEmpty();
  }

  @Test
  void refusesUnequalLengthsAndUnknownValues() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> IsotonicRegression.fit(new double[2], new double[3]))
        .withMessageContaining("y has 2 entries and weight has 3");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> IsotonicRegression.fit(new double[] {Double.NaN}, new double[] {1}))
        .withMessageContaining("Value is NaN");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> IsotonicRegression.fit(new double[] {1}, new double[] {-1}))
        .withMessageContaining("Weight is -1.0");
  }

  private static double mean(double[] y, double[] weight, int from, int to) {
    double sum = 0;
    for (int i = from; i <= to; i++) {
      sum += y[i] * weight[i];
    }
    return sum / Arrays.stream(weight, from, to + 1).sum();
  }
}
