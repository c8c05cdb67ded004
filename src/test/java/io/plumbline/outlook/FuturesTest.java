package io.plumbline.outlook;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FuturesTest {

  @Test
  void takesTheSmallestAmountThatTheShareLiesAtOrBelow() {
    Futures futures = new Futures(new double[] {40, 10, 30, 20, 50});

    assertThat(futures.quantile(0)).isEqualTo(10);
    assertThat(futures.quantile(0.2)).isEqualTo(10);
    assertThat(futures.quantile(0.21)).isEqualTo(20);
    assertThat(futures.quantile(0.5)).isEqualTo(30);
    assertThat(futures.quantile(1)).isEqualTo(50);
  }

  @Test
  void agreesWithSorting() {
    Random random = new Random(8);
    for (int round = 0; round < 500; round++) {
      double[] drawn = new double[1 + random.nextInt(60)];
      // Few different values: ties, as of deals that are not won.
      Arrays.setAll(drawn, i -> random.nextInt(1 + random.nextInt(40)));
      double[] sorted = drawn.clone();
      Arrays.sort(sorted);
      Futures futures = new Futures(drawn);
      for (double q : new double[] {0.1, 0.5, 0.9, 0.3}) {
        int atOrBelow = 0;
        while ((atOrBelow + 1) / (double) sorted.length < q - 1e-9) {
          atOrBelow++;
        }
        assertThat(futures.quantile(q)).isEqualTo(sorted[atOrBelow]);
      }
    }
  }

  /** More draws than are selected from at once, with all, many or few of them equal. */
  @Test
  void agreesWithSortingOfManyDraws() {
    Random random = new Random(9);
    for (int different : new int[] {1, 2, 30, 1000, 1_000_000}) {
      for (double zeros : new double[] {0, 0.3, 0.95}) {
        double[] drawn = new double[5000];
        Arrays.setAll(
            drawn,
            i -> random.nextDouble() < zeros ? 0 : Math.exp(random.nextInt(different) / 1e5));
        double[] sorted = drawn.clone();
        Arrays.sort(sorted);
        Futures futures = new Futures(drawn);
        for (double q : new double[] {0.1, 0.5, 0.9, 0.9, 0.3, 0, 1, 0.999, 0.0004}) {
          int rank = Math.max(1, (int) Math.ceil(q * drawn.length - 1e-9));
          assertThat(futures.quantile(q)).isEqualTo(sorted[rank - 1]);
        }
      }
    }
  }

  /** Counted, and selected from where they lie too far apart to be counted. */
  @Test
  void numbersAgreeWithSorting() {
    Random random = new Random(10);
    for (int most : new int[] {1, 3, 50, 100_000}) {
      for (int least : new int[] {0, 7}) {
        int[] numbers = random.ints(900, least, least + most).toArray();
        int[] sorted = Arrays.stream(numbers).sorted().toArray();
        Draws drawn = Numbers.of(numbers);
        for (double q : new double[] {0.1, 0.5, 0.9, 0, 1, 0.999, 0.001}) {
          int rank = Math.max(1, (int) Math.ceil(q * numbers.length - 1e-9));
          assertThat(drawn.quantile(q)).isEqualTo(sorted[rank - 1]);
        }
      }
    }
  }

  @Test
  void countsTheDrawsThatReachATarget() {
    Futures futures = new Futures(new double[] {0, 10, 10, 30});

    assertThat(futures.probabilityAtLeast(-5)).isEqualTo(1);
    assertThat(futures.probabilityAtLeast(0)).isEqualTo(1);
    assertThat(futures.probabilityAtLeast(10)).isEqualTo(0.75);
    assertThat(futures.probabilityAtLeast(10.000000001)).isEqualTo(0.75);
    assertThat(futures.probabilityAtLeast(10.1)).isEqualTo(0.25);
    assertThat(futures.probabilityAtLeast(31)).isZero();
    assertThat(futures.quantile(0.5)).isEqualTo(10);
    assertThat(futures.probabilityAtLeast(10)).isEqualTo(0.75);
  }
}
