package io.plumbline.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BucketBootstrapTest {
  private static final double[] VALUES = {3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8};

  // The bootstrap variance of a mean is exactly the sum of squares about it over n^2.
  @Test
  void hasTheKnownStandardErrorOfAMean() {
    double mean = Arrays.stream(VALUES).sum() / 12;
    double exact = Math.sqrt(Arrays.stream(VALUES).map(v -> (v - mean) * (v - mean)).sum()) / 12;

    assertThat(means(40_000, 1).standardError()).isCloseTo(exact, within(0.015 * exact));
  }

  @Test
  void drawsAsManyBucketsAsThereAreWithEachEquallyOften() {
    long[] sums = new long[5];
    BucketBootstrap.of(
        5,
        times -> {
          assertThat(IntStream.of(times).sum()).isEqualTo(5);
          for (int i = 0; i < 5; i++) {
            sums[i] += times[i];
          }
          return 0;
        },
        10_000,
        3);

    // 10,000 draws of variance 5 * 1/5 * 4/5: four standard deviations are 358.
    for (long sum : sums) {
      assertThat(sum).isBetween(9_640L, 10_360L);
    }
  }

  @Test
  void repeatsItselfAndHearsTheSeed() {
    assertThat(means(200, 7).interval(0.9)).isEqualTo(means(200, 7).interval(0.9));
    assertThat(means(200, 7).standardError()).isNotEqualTo(means(200, 8).standardError());
  }

  // 99 draws of 1, 2, ..., 99: (99 + 1) * .05 = 5, so that the 5th from either end.
  @Test
  void takesTheIntervalFromTheRanksOfTheDraws() {
    BucketBootstrap ranks = counting(99);

    assertThat(ranks.interval(0.9)).isEqualTo(new Interval(5, 95, 0.9));
    assertThat(ranks.interval(0.99)).isEqualTo(new Interval(1, 99, 0.99));
    assertThat(ranks.interval(0.999)).isEqualTo(new Interval(1, 99, 0.999));
    assertThat(ranks.draws()).isEqualTo(99);
  }

  @Test
  void countsDrawsEqualToTheThresholdHalf() {
    assertThat(counting(4).shareAbove(3)).isEqualTo(1.5 / 4);
    assertThat(counting(4).shareAbove(0)).isEqualTo(1);
    assertThat(counting(4).shareAbove(9)).isZero();
  }

  @Test
  void leavesOutDrawsWithoutAnAnswer() {
    int[] calls = {0};
    BucketBootstrap odd =
        BucketBootstrap.of(3, times -> ++calls[0] % 2 == 1 ? calls[0] : Double.NaN, 9, 1);

    assertThat(odd.draws()).isEqualTo(5);
    // 1, 3, 5, 7, 9: mean 5, sum of squares 40.
    assertThat(odd.standardError()).isCloseTo(Math.sqrt(10), within(1e-15));
    assertThat(odd.interval(0.9)).isEqualTo(new Interval(1, 9, 0.9));
  }

  @Test
  void knowsNothingFromFewerThanTwoBucketsOrAnswers() {
    for (BucketBootstrap blind :
        new BucketBootstrap[] {
          BucketBootstrap.of(0, times -> 1, 50, 1),
          BucketBootstrap.of(1, times -> 1, 50, 1),
          BucketBootstrap.of(9, times -> Double.NaN, 50, 1),
          BucketBootstrap.of(9, times -> 1, 1, 1)
        }) {
      assertThat(blind.draws()).isZero();
      assertThat(blind.standardError()).isNaN();
      assertThat(blind.shareAbove(0)).isNaN();
      assertThat(blind.interval(0.9).isKnown()).isFalse();
    }
  }

  @Test
  void refusesWhatIsOutOfRange() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BucketBootstrap.of(-1, times -> 1, 5, 1))
        .withMessageContaining("Buckets is -1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BucketBootstrap.of(3, times -> 1, 0, 1))
        .withMessageContaining("Draws is 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> counting(5).interval(1))
        .withMessageContaining("level is 1.0");
  }

  private static BucketBootstrap means(int draws, long seed) {
    return BucketBootstrap.of(
        12,
        times -> IntStream.range(0, 12).mapToDouble(i -> times[i] * VALUES[i]).sum() / 12,
        draws,
        seed);
  }

  /** Draws 1, 2, ... */
  private static BucketBootstrap counting(int draws) {
    int[] calls = {0};
    return BucketBootstrap.of(2, times -> ++calls[0], draws, 1);
  }
}
