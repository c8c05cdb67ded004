package io.plumbline.outlook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ApportionmentTest {

  @Test
  void givesLeftOverCentsToTheLargestRemainders() {
    // Exact shares 1.5, 2.625 and 5.875 of 10: floors 1, 2, 5; remainders .5, .625, .875.
    assertThat(Apportionment.split(10, weights(12, 21, 47))).containsExactly(1, 3, 6);
  }

  @Test
  void givesTheFirstOfEqualRemaindersTheCent() {
    assertThat(Apportionment.split(100, weights(1, 1, 1))).containsExactly(34, 33, 33);
  }

  @Test
  void keepsWholeCentsAsTheyAre() {
    assertThat(Apportionment.split(60, weights(10_000, 20_000, 30_000)))
        .containsExactly(10, 20, 30);
  }

  @Test
  void losesNoCentAndStaysWithinOneOfTheExactShare() {
    SplittableRandom random = new SplittableRandom(7);
    for (int round = 0; round < 200; round++) {
      long[] weights = random.longs(random.nextInt(1, 30), 0, 1_000_000_000_000L).toArray();
      weights[0]++;
      long total = random.nextLong(1_000_000_000_000_000L);
      long[] parts = Apportionment.split(total, weights(weights));

      assertThat(Arrays.stream(parts).sum()).isEqualTo(total);
      double sum = Arrays.stream(weights).asDoubleStream().sum();
      for (int i = 0; i < parts.length; i++) {
        assertThat((double) parts[i])
            .isBetween(total * (weights[i] / sum) - 1.5, total * (weights[i] / sum) + 1.5);
      }
    }
  }

  @Test
  void givesNothingToNoClaim() {
    assertThat(Apportionment.split(7, weights(0, 5, 0))).containsExactly(0, 7, 0);
    assertThat(Apportionment.split(0, weights(0, 0))).containsExactly(0, 0);
    assertThat(Apportionment.split(0, List.of())).isEmpty();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Apportionment.split(7, weights(0, 0)))
        .withMessage(
            "Cannot split 7 cents: every weight is 0, so that no part has a claim. Give at least"
                + " one a weight.");
  }

  private static List<BigInteger> weights(long... weights) {
    return LongStream.of(weights).mapToObj(BigInteger::valueOf).toList();
  }
}
