package io.plumbline.publish;

import java.math.BigDecimal;
import java.math.MathContext;

/** A mean of decimals weighted by deals, without the noise of doubles: a half stays a half. */
final class ExactMean {

  private BigDecimal sum = BigDecimal.ZERO;
  private BigDecimal weights = BigDecimal.ZERO;

  /** Adds a value with its deals; one without deals counts as one deal, for it was decided on. */
  void add(BigDecimal value, long deals) {
    BigDecimal weight = BigDecimal.valueOf(weight(deals));
    sum = sum.add(value.multiply(weight));
    weights = weights.add(weight);
  }

  static long weight(long deals) {
    return Math.max(1, deals);
  }

  /** The mean of what was added, at least one value. */
  BigDecimal mean() {
    return sum.divide(weights, MathContext.DECIMAL128);
  }
}
