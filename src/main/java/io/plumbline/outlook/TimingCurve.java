package io.plumbline.outlook;

import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The share of the eventual wins that has come by the end of each day: a step function that holds
 * its last value and is 0 before its first day. Mutable while it is read in, in any order.
 */
final class TimingCurve {

  private final NavigableMap<Integer, Double> shareByDay = new TreeMap<>();

  /** Adds a step. Of two shares for a day the larger one holds. */
  void add(int day, double share) {
    shareByDay.merge(day, share, Math::max);
  }

  /** The share by the end of that many days; 0 for a negative number. */
  double by(int days) {
    var step = shareByDay.floorEntry(days);
    return days < 0 || step == null ? 0 : step.getValue();
  }

  /**
   * The share that comes after the first {@code before} days and by the end of {@code end} days
   * from now. Nothing comes within no days.
   */
  double between(int before, int end) {
    return Math.max(0, within(end) - within(before));
  }

  /** The share that comes within that many days from now. Nothing comes within no days. */
  double within(int days) {
    return days <= 0 ? 0 : by(days);
  }
}
