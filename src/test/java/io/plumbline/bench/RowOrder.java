package io.plumbline.bench;

import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.shiftrightunsigned;

import org.apache.spark.sql.Column;

/**
 * A fixed permutation of 0 .. 2^bits - 1 that looks random: rows come in no order without a sort or
 * a shuffle. Alternates x ^ (x >>> h) and odd multiples modulo 2^bits, each of which is a
 * bijection.
 */
final class RowOrder {

  /** Odd and below 2^31: products of 32 bits and these stay below 2^63. */
  private static final long[] ODD = {0x5bd1e995L, 0x27d4eb2fL};

  private final int bits;

  private RowOrder(int bits) {
    this.bits = bits;
  }

  /**
   * The smallest permutation that holds so many values.
   *
   * @throws IllegalArgumentException for more than 2^32, whose products would overflow
   */
  static RowOrder over(long values) {
    int bits = Math.max(2, 64 - Long.numberOfLeadingZeros(values - 1));
    if (bits > 32) {
      throw new IllegalArgumentException(
          "At most 2^32 slots can be put in random order; there are " + values + ".");
    }
    return new RowOrder(bits);
  }

  /** How many values it permutes. */
  long size() {
    return 1L << bits;
  }

  /** The value at a position. */
  Column at(Column position) {
    Column x = position;
    for (long odd : ODD) {
      x = x.bitwiseXOR(shiftrightunsigned(x, (bits + 1) / 2));
      x = x.multiply(odd).bitwiseAND(lit(size() - 1));
    }
    return x.bitwiseXOR(shiftrightunsigned(x, (bits + 1) / 2));
  }
}
