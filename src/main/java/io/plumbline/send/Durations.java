package io.plumbline.send;

import java.time.Duration;

/** Range checks of durations. */
final class Durations {

  private Durations() {}

  static void requireNotNegative(String name, Duration value) {
    if (value.isNegative()) {
      throw new IllegalArgumentException(name + " must not be negative, not " + value + ".");
    }
  }

  static void requirePositive(String name, Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(name + " must be longer than zero, not " + value + ".");
    }
  }
}
