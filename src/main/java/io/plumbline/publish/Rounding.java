package io.plumbline.publish;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * How a probability becomes a number of a CRM: to the nearest step, halves up, never onto the ends
 * of the scale, which CRMs keep for lost and won. A higher probability never gets a lower number.
 *
 * <p>All of it is decimal arithmetic: 0.285 is 28.5 percent and goes up, although the double that
 * prints as 0.285 lies below it.
 *
 * @param whole what certainty is in the CRM's unit: 100 for percent, 1 for a fraction
 * @param step the distance between the numbers that the CRM takes, in its unit; divides the whole
 */
record Rounding(BigDecimal whole, BigDecimal step) {

  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

  /** Refuses a step that does not divide the whole into two or more parts. */
  Rounding {
    if (step.signum() <= 0
        || whole.remainder(step).signum() != 0
        || whole.compareTo(step.add(step)) < 0) {
      throw new IllegalArgumentException(
          "Cannot round to steps of " + step + "; " + whole + " must hold at least two of them.");
    }
  }

  /** Percent with so many decimals. */
  static Rounding percent(int decimals) {
    return new Rounding(HUNDRED, BigDecimal.ONE.movePointLeft(decimals));
  }

  /** A fraction of 1 in steps. */
  static Rounding fraction(BigDecimal step) {
    return new Rounding(BigDecimal.ONE, step);
  }

  /** The decimal that a double prints as, without zeros at its end. */
  static BigDecimal decimal(double value) {
    return BigDecimal.valueOf(value).stripTrailingZeros();
  }

  /** A probability 0..1 in the CRM's unit, not rounded. */
  BigDecimal exact(BigDecimal probability) {
    return probability.multiply(whole);
  }

  /** What an open deal or stage gets: the nearest number that is neither lost nor won. */
  BigDecimal open(BigDecimal probability) {
    return atStep(Math.min(Math.max(nearestStep(probability), 1), steps() - 1));
  }

  /** The nearest number, the ends of the scale included. */
  BigDecimal nearest(BigDecimal probability) {
    return atStep(nearestStep(probability));
  }

  /** How many steps the scale has; the numbers of open stages are 1 .. steps - 1 of them. */
  int steps() {
    return whole.divide(step).intValueExact();
  }

  /** The step nearest to a probability, halves up. */
  int nearestStep(BigDecimal probability) {
    return exact(probability).divide(step, 0, RoundingMode.HALF_UP).intValueExact();
  }

  /** The number that is so many steps from zero. */
  BigDecimal atStep(int count) {
    return step.multiply(BigDecimal.valueOf(count));
  }

  /** The probability 0..1 of a number on the scale. */
  BigDecimal probability(BigDecimal number) {
    return number.divide(whole);
  }
}
