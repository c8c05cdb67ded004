package io.plumbline.publish;

import java.util.OptionalDouble;

/** Checks probabilities where they enter the room. */
final class Probability {

  private Probability() {}

  /**
   * The value itself.
   *
   * @throws IllegalArgumentException where it is not in 0..1
   */
  static OptionalDouble checked(String name, OptionalDouble value) {
    if (value.isPresent() && !(value.getAsDouble() >= 0 && value.getAsDouble() <= 1)) {
      throw new IllegalArgumentException(
          "Cannot use the " + name + " " + value.getAsDouble() + "; give a probability in 0..1.");
    }
    return value;
  }
}
