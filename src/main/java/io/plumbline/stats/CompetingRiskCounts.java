package io.plumbline.stats;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;

/**
 * Sufficient statistics of time-to-outcome data with two competing outcomes, won and lost: weights
 * per whole time unit and kind of exit. Mutable; not safe for concurrent use.
 *
 * <p>Convention, equal to R {@code survival}: a subject is at risk over (entry, exit]; at one time,
 * outcomes come before censorings. Exits are 0 or later. A subject without an entry time is at risk
 * from the origin, thus also for an outcome at time 0. A subject first seen late (left truncation)
 * is given with its entry time and is at risk only <em>after</em> it; whoever counts the first time
 * at risk instead passes that time minus 1, and -1 is the origin itself.
 *
 * <p>Memory is proportional to the number of distinct times, so that many small accumulators (one
 * per hash bucket and cell) stay small. Weights are counts of subjects, possibly fractional;
 * merging is exact for integers.
 */
public final class CompetingRiskCounts {
  /** Entry time of a subject that is at risk from the start, before any outcome at time 0. */
  private static final int ORIGIN = -1;

  /** What subtraction may leave, relative to what was there, and still counts as nothing. */
  private static final double ROUNDING = 1e-9;

  private int size;
  private int[] times = new int[8];
  private double[] won = new double[8];
  private double[] lost = new double[8];
  private double[] censored = new double[8];
  private double[] entered = new double[8];

  /** Nothing counted yet. */
  public CompetingRiskCounts() {}

  /** Counts subjects at risk from the origin and won at the time. */
  public void won(int time, double weight) {
    won(ORIGIN, time, weight);
  }

  /** Counts subjects at risk from the origin and lost at the time. */
  public void lost(int time, double weight) {
    lost(ORIGIN, time, weight);
  }

  /** Counts subjects at risk from the origin and last seen, still open, at the time. */
  public void censored(int time, double weight) {
    censored(ORIGIN, time, weight);
  }

  /**
   * Counts subjects at risk after {@code entryTime} and won at {@code exitTime}.
   *
   * @throws IllegalArgumentException if the weight is negative or not finite, the exit is negative,
   *     the entry is before -1, or the exit is not after the entry
   */
  public void won(int entryTime, int exitTime, double weight) {
    int at = exitSlot(entryTime, exitTime, weight);
    won[at] += weight;
    enter(entryTime, weight);
  }

  /**
   * Counts subjects at risk after {@code entryTime} and lost at {@code exitTime}.
   *
   * @throws IllegalArgumentException as {@link #won(int, int, double)}
   */
  public void lost(int entryTime, int exitTime, double weight) {
    int at = exitSlot(entryTime, exitTime, weight);
    lost[at] += weight;
    enter(entryTime, weight);
  }

  /**
   * Counts subjects at risk after {@code entryTime} and last seen, still open, at {@code exitTime}.
   *
   * @throws IllegalArgumentException as {@link #won(int, int, double)}
   */
  public void censored(int entryTime, int exitTime, double weight) {
    int at = exitSlot(entryTime, exitTime, weight);
    censored[at] += weight;
    enter(entryTime, weight);
  }

  /**
   * Counts that subjects whose exits are given from the origin are at risk only after a time: for
   * entries and exits that were added up apart.
   *
   * @throws IllegalArgumentException if the weight is negative or not finite, or the time is before
   *     -1
   */
  public void entered(int entryTime, double weight) {
    Arguments.nonNegative("Weight", weight);
    if (entryTime < ORIGIN) {
      throw new IllegalArgumentException(
          "A subject enters at " + entryTime + ", but it can enter at -1, the origin, at first.");
    }
    enter(entryTime, weight);
  }

  /** Adds the other's counts to these. */
  public void add(CompetingRiskCounts other) {
    merge(other, 1);
  }

  /**
   * Adds the other's counts, each multiplied: recency weights, or how often a bucket was drawn.
   *
   * @throws IllegalArgumentException if the multiple is negative or not finite
   */
  public void add(CompetingRiskCounts other, double multiple) {
    merge(other, Arguments.nonNegative("Multiple", multiple));
  }

  /**
   * Takes the other's counts out of these, for leave-one-group-out estimates.
   *
   * @throws IllegalArgumentException if the other holds more of anything than these do, beyond
   *     rounding (1e-9 relative)
   */
  public void subtract(CompetingRiskCounts other) {
    merge(other, -1);
  }

  /** An independent copy. */
  public CompetingRiskCounts copy() {
    CompetingRiskCounts copy = new CompetingRiskCounts();
    copy.merge(this, 1);
    return copy;
  }

  /** Total weight of subjects: won + lost + censored. */
  public double total() {
    return won() + lost() + censored();
  }

  /** Total weight of subjects that were won. */
  public double won() {
    return sum(won);
  }

  /** Total weight of subjects that were lost. */
  public double lost() {
    return sum(lost);
  }

  /** Total weight of subjects that were still open when last seen. */
  public double censored() {
    return sum(censored);
  }

  /** The Aalen-Johansen curve of these counts as they are now; later changes do not reach it. */
  public CompetingRiskCurve curve() {
    int exits = 0;
    for (int i = 0; i < size; i++) {
      if (leavesAt(i)) {
        exits++;
      }
    }
    int[] exitTimes = new int[exits];
    double[] exitWon = new double[exits];
    double[] exitLost = new double[exits];
    double[] atRisk = new double[exits];
    // Summed from the end, so that the last risk set is exactly what leaves there.
    double still = 0;
    double notYet = 0;
    int to = exits;
    for (int i = size - 1; i >= 0; i--) {
      still += won[i] + lost[i] + censored[i];
      notYet += entered[i];
      if (leavesAt(i)) {
        to--;
        exitTimes[to] = times[i];
        exitWon[to] = won[i];
        exitLost[to] = lost[i];
        atRisk[to] = Math.max(still - notYet, won[i] + lost[i]);
      }
    }
    return new CompetingRiskCurve(exitTimes, exitWon, exitLost, atRisk, total());
  }

  private boolean leavesAt(int i) {
    return won[i] + lost[i] + censored[i] > 0;
  }

  private double sum(double[] weights) {
    double sum = 0;
    for (int i = 0; i < size; i++) {
      sum += weights[i];
    }
    return sum;
  }

  private int exitSlot(int entryTime, int exitTime, double weight) {
    Arguments.nonNegative("Weight", weight);
    if (exitTime < 0 || entryTime < ORIGIN || exitTime <= entryTime) {
      throw new IllegalArgumentException(
          "A subject enters at "
              + entryTime
              + " and leaves at "
              + exitTime
              + ", but it is at risk over (entry, exit] with entry -1 or later and exit 0 or later,"
              + " which would be empty. Pass the last time before it was first at risk as entry.");
    }
    return slot(exitTime);
  }

  private void enter(int entryTime, double weight) {
    if (entryTime != ORIGIN) {
      // Before the array is read: a new slot may replace it.
      int at = slot(entryTime);
      entered[at] += weight;
    }
  }

  private int slot(int time) {
    int found =
        size > 0 && times[size - 1] < time ? -size - 1 : Arrays.binarySearch(times, 0, size, time);
    if (found >= 0) {
      return found;
    }
    int at = -found - 1;
    if (size == times.length) {
      resize(2 * size);
    }
    int moved = size - at;
    System.arraycopy(times, at, times, at + 1, moved);
    times[at] = time;
    for (double[] weights : new double[][] {won, lost, censored, entered}) {
      System.arraycopy(weights, at, weights, at + 1, moved);
      weights[at] = 0;
    }
    size++;
    return at;
  }

  private void resize(int capacity) {
    times = Arrays.copyOf(times, capacity);
    won = Arrays.copyOf(won, capacity);
    lost = Arrays.copyOf(lost, capacity);
    censored = Arrays.copyOf(censored, capacity);
    entered = Arrays.copyOf(entered, capacity);
  }

  private void merge(CompetingRiskCounts other, double multiple) {
    requireNonNull(other, "other");
    CompetingRiskCounts merged = new CompetingRiskCounts();
    merged.resize(Math.max(8, size + other.size));
    int mine = 0;
    int theirs = 0;
    while (mine < size || theirs < other.size) {
      int time =
          Math.min(
              mine < size ? times[mine] : Integer.MAX_VALUE,
              theirs < other.size ? other.times[theirs] : Integer.MAX_VALUE);
      int at = merged.size++;
      merged.times[at] = time;
      if (mine < size && times[mine] == time) {
        merged.won[at] = won[mine];
        merged.lost[at] = lost[mine];
        merged.censored[at] = censored[mine];
        merged.entered[at] = entered[mine];
        mine++;
      }
      if (theirs < other.size && other.times[theirs] == time) {
        merged.won[at] = plus(merged.won[at], multiple * other.won[theirs], time);
        merged.lost[at] = plus(merged.lost[at], multiple * other.lost[theirs], time);
        merged.censored[at] = plus(merged.censored[at], multiple * other.censored[theirs], time);
        merged.entered[at] = plus(merged.entered[at], multiple * other.entered[theirs], time);
        theirs++;
      }
    }
    size = merged.size;
    times = merged.times;
    won = merged.won;
    lost = merged.lost;
    censored = merged.censored;
    entered = merged.entered;
  }

  private static double plus(double weight, double change, int time) {
    double sum = weight + change;
    if (change >= 0) {
      return sum;
    }
    double negligible = ROUNDING * Math.max(weight, -change);
    if (sum < -negligible) {
      throw new IllegalArgumentException(
          "Subtracting "
              + -change
              + " from "
              + weight
              + " at time "
              + time
              + " would leave a negative count, but only what was added can be taken out. Subtract"
              + " a part of these counts.");
    }
    return sum <= negligible ? 0 : sum;
  }
}
