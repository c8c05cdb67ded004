package io.plumbline.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WeightedQuantileTest {

  // R 4.2.2: quantile(rep(c(3,1,2,5,4), c(2,1,4,1,3)), c(0,.1,.25,.5,.75,.9,1), type = 1)
  @ParameterizedTest
  @CsvSource({"0, 1", "0.1, 2", "0.25, 2", "0.5, 3", "0.75, 4", "0.9, 4", "1, 5"})
  void equalsTypeOneOfR(double q, double expected) {
    assertThat(WeightedQuantile.of(new double[] {3, 1, 2, 5, 4}, new double[] {2, 1, 4, 1, 3}, q))
        .isEqualTo(expected);
    TreeMap<Integer, Long> counts = new TreeMap<>(Comparator.reverseOrder());
    counts.put(3, 2L);
    counts.put(1, 1L);
    counts.put(2, 4L);
    counts.put(5, 1L);
    counts.put(4, 3L);
    assertThat(WeightedQuantile.ofCounts(counts, q)).isEqualTo(expected);
  }

  @Test
  void equalsTheRankAmongRepeatedValues() {
    SplittableRandom random = new SplittableRandom(30);
    for (int repeat = 0; repeat < 200; repeat++) {
      int size = 1 + random.nextInt(8);
      double[] values = new double[size];
      double[] weights = new double[size];
      List<Double> repeated = new ArrayList<>();
      for (int i = 0; i < size; i++) {
        values[i] = random.nextInt(6);
        int weight = 1 + random.nextInt(4);
        weights[i] = weight * 0.1;
        for (int j = 0; j < weight; j++) {
          repeated.add(values[i]);
        }
      }
      repeated.sort(null);
      int rank = random.nextInt(repeated.size());

      double q = (rank + 1.0) / repeated.size();
      assertThat(WeightedQuantile.of(values, weights, q)).isEqualTo(repeated.get(rank));
    }
  }

  @Test
  void ignoresValuesWithoutWeight() {
    assertThat(WeightedQuantile.of(new double[] {Double.NaN, 7}, new double[] {0, 2}, 0))
        .isEqualTo(7);
    assertThat(WeightedQuantile.of(new double[] {9, 7}, new double[] {0, 2}, 1)).isEqualTo(7);
  }

  @Test
  void hasNoneOfNothing() {
    assertThat(WeightedQuantile.of(new double[] {}, new double[] {}, 0.5)).isNaN();
    assertThat(WeightedQuantile.of(new double[] {4}, new double[] {0}, 0.5)).isNaN();
    assertThat(WeightedQuantile.ofCounts(new TreeMap<>(), 0.5)).isNaN();
  }

  @Test
  void refusesPercentAndUnknownValues() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> WeightedQuantile.of(new double[] {4}, new double[] {1}, 50))
        .withMessageContaining("q is 50.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> WeightedQuantile.of(new double[] {Double.NaN}, new double[] {1}, 0.5))
        .withMessageContaining("Value is NaN");
  }
}
