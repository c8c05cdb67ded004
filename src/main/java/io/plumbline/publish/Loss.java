package io.plumbline.publish;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;

/** Adds up what rounding costs: what the CRM will hold, less what was approved. */
final class Loss {

  private static final int CENTS = 2;

  private BigDecimal largestPoints = BigDecimal.ZERO;
  private BigDecimal net = BigDecimal.ZERO;
  private BigDecimal gross = BigDecimal.ZERO;

  /** In percentage points. */
  static BigDecimal points(BigDecimal published, BigDecimal released) {
    return published.subtract(released).movePointRight(2);
  }

  /** In currency, to the cent. */
  static BigDecimal currency(BigDecimal published, BigDecimal released, BigDecimal amount) {
    return published.subtract(released).multiply(amount).setScale(CENTS, RoundingMode.HALF_UP);
  }

  void add(BigDecimal published, BigDecimal released, Optional<BigDecimal> amount) {
    largestPoints = largestPoints.max(points(published, released).abs());
    amount.ifPresent(
        money -> {
          BigDecimal lost = published.subtract(released).multiply(money);
          net = net.add(lost);
          gross = gross.add(lost.abs());
        });
  }

  /** The largest single loss, in percentage points without a sign. */
  BigDecimal largestPoints() {
    return largestPoints;
  }

  /** The sum with signs, in currency, to the cent: by how much the weighted pipeline is off. */
  BigDecimal net() {
    return net.setScale(CENTS, RoundingMode.HALF_UP);
  }

  /** The sum without signs. */
  BigDecimal gross() {
    return gross.setScale(CENTS, RoundingMode.HALF_UP);
  }
}
