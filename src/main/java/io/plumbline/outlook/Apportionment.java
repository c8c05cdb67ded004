package io.plumbline.outlook;

import java.math.BigInteger;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Splits a whole number of cents by weights without losing one: largest remainder (Hamilton's)
 * method. Each part is less than one cent away from its exact share.
 */
final class Apportionment {

  private Apportionment() {}

  /**
   * The parts, in the order of the weights; they add up to the total. A weight of 0 gets nothing.
   * Of equal remainders, the first one wins.
   *
   * @param total 0 or more
   * @param weights 0 or more each; not all 0 unless the total is 0
   * @throws IllegalArgumentException if there is a total and no weight to give it to
   */
  static long[] split(long total, List<BigInteger> weights) {
    BigInteger sum = weights.stream().reduce(BigInteger.ZERO, BigInteger::add);
    long[] parts = new long[weights.size()];
    if (sum.signum() == 0) {
      if (total != 0) {
        throw new IllegalArgumentException(
            "Cannot split "
                + total
                + " cents: every weight is 0, so that no part has a claim. Give at least one a"
                + " weight.");
      }
      return parts;
    }
    BigInteger[] remainders = new BigInteger[parts.length];
    long left = total;
    for (int i = 0; i < parts.length; i++) {
      BigInteger[] share =
          BigInteger.valueOf(total).multiply(weights.get(i)).divideAndRemainder(sum);
      parts[i] = share[0].longValueExact();
      remainders[i] = share[1];
      left -= parts[i];
    }
    IntStream.range(0, parts.length)
        .boxed()
        .sorted(
            Comparator.comparing((Integer i) -> remainders[i], Comparator.reverseOrder())
                .thenComparing(Comparator.naturalOrder()))
        .limit(left)
        .forEach(i -> parts[i]++);
    return parts;
  }
}
