package io.plumbline.stats;

/** Refusals that several estimators share, so that their messages stay alike. */
final class Arguments {
  private Arguments() {}

  static double probability(String name, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException(
          name
              + " is "
              + value
              + ", but a probability lies in [0, 1]. Divide percentages by 100 and leave out what is"
              + " unknown.");
    }
    return value;
  }

  static double level(double value) {
    if (!(value > 0 && value < 1)) {
      throw new IllegalArgumentException(
          "Interval level is "
              + value
              + ", but an interval covers a share strictly between 0 and 1. Pass 0.9 for a 90 %"
              + " interval.");
    }
    return value;
  }

  static double nonNegative(String name, double value) {
    if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          name
              + " is "
              + value
              + ", but it must be finite and not negative. Check the counts or amounts it was built"
              + " from.");
    }
    return value;
  }

  static double finite(String name, double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(
          name + " is " + value + ", but it must be a finite number. Leave out what is unknown.");
    }
    return value;
  }

  static int atLeast(String name, int value, int minimum) {
    if (value < minimum) {
      throw new IllegalArgumentException(
          name + " is " + value + ", but it must be " + minimum + " or more. Raise it.");
    }
    return value;
  }

  static void sameLength(String first, int firstLength, String second, int secondLength) {
    if (firstLength != secondLength) {
      throw new IllegalArgumentException(
          first
              + " has "
              + firstLength
              + " entries and "
              + second
              + " has "
              + secondLength
              + ", but they are read pairwise. Pass arrays of one length.");
    }
  }
}
