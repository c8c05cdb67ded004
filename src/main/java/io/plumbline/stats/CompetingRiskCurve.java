package io.plumbline.stats;

import java.util.Arrays;
import java.util.OptionalInt;

/**
 * Aalen-Johansen estimate of the cumulative incidence of two competing outcomes, won and lost.
 * Immutable.
 *
 * <p>With d_k(t) outcomes of kind k among n(t) at risk and S the probability of neither outcome,
 *
 * <pre>F_k(t) = sum over s &lt;= t of S(s-) d_k(s) / n(s),   S(t) = 1 - F_won(t) - F_lost(t).</pre>
 *
 * A subject that is still open is censored; a lost one is not, it can no longer be won. With late
 * entry, a small early risk set that is wholly resolved takes S to 0 and later data cannot lift it
 * again, as in R.
 *
 * <p>Aalen and Johansen (1978), Scandinavian Journal of Statistics 5, 141-150; Andersen, Borgan,
 * Gill and Keiding (1993), Statistical Models Based on Counting Processes, section IV.4, <a
 * href="https://doi.org/10.1007/978-1-4612-4348-9">doi:10.1007/978-1-4612-4348-9</a>. Equal to R
 * {@code survfit(Surv(entry, exit, factor(event)) ~ 1, id = id)}.
 *
 * <p>Standard errors are Aalen's, with outcomes multinomial among those at risk (Andersen et al.,
 * formula 4.4.17). They equal those of R {@code etm}, and without late entry those of R {@code
 * survfit}. They take the counted subjects for independent; where one deal contributes several
 * subjects, use {@link Jackknife} over groups of deals instead.
 */
public final class CompetingRiskCurve {
  private final int[] times;
  private final double[] won;
  private final double[] lost;
  private final double[] atRisk;
  private final double[] wonBy;
  private final double[] lostBy;
  private final double[] eventFree;
  private final double n;

  /** Takes over the arrays: distinct ascending times at which weight leaves the risk set. */
  CompetingRiskCurve(int[] times, double[] won, double[] lost, double[] atRisk, double n) {
    this.times = times;
    this.won = won;
    this.lost = lost;
    this.atRisk = atRisk;
    this.n = n;
    this.wonBy = new double[times.length];
    this.lostBy = new double[times.length];
    this.eventFree = new double[times.length];
    double wins = 0;
    double losses = 0;
    double free = 1;
    for (int i = 0; i < times.length; i++) {
      wins += free * won[i] / atRisk[i];
      losses += free * lost[i] / atRisk[i];
      free *= (atRisk[i] - won[i] - lost[i]) / atRisk[i];
      wonBy[i] = wins;
      lostBy[i] = losses;
      eventFree[i] = free;
    }
  }

  /** Ascending distinct times at which a subject was won, lost or last seen; a copy. */
  public int[] times() {
    return times.clone();
  }

  /** Cumulative incidence of won at each of {@link #times()}; a copy. */
  public double[] wonBy() {
    return wonBy.clone();
  }

  /** Cumulative incidence of lost at each of {@link #times()}; a copy. */
  public double[] lostBy() {
    return lostBy.clone();
  }

  /** Weight at risk just before each of {@link #times()}; a copy. */
  public double[] atRisk() {
    return atRisk.clone();
  }

  /**
   * Probability of being won at or before the time: right-continuous, 0 before the first outcome,
   * constant after the last time. {@code NaN} when nothing was counted.
   */
  public double wonBy(int time) {
    return at(wonBy, time);
  }

  /** Probability of being lost at or before the time; steps and edges as {@link #wonBy(int)}. */
  public double lostBy(int time) {
    return at(lostBy, time);
  }

  /** The last time at which anyone was at risk; empty when nothing was counted. */
  public OptionalInt lastTime() {
    return times.length == 0 ? OptionalInt.empty() : OptionalInt.of(times[times.length - 1]);
  }

  /**
   * Probability of neither outcome up to and including the last time at risk, the S of the class
   * comment there: the share whose fate the data cannot tell. 0 when the last one at risk was won
   * or lost; {@code NaN} when nothing was counted.
   */
  public double unresolved() {
    return times.length == 0 ? Double.NaN : eventFree[times.length - 1];
  }

  /**
   * Probability of being won eventually: F_won / (F_won + F_lost) at the last time at risk. What is
   * unresolved there is taken to end as the resolved part did. {@code NaN} when there was no
   * outcome.
   */
  public double eventualWon() {
    if (times.length == 0) {
      return Double.NaN;
    }
    double wins = wonBy[times.length - 1];
    double resolved = wins + lostBy[times.length - 1];
    return resolved > 0 ? wins / resolved : Double.NaN;
  }

  /**
   * Share of all subjects that were seen to be won or lost, censored ones counted as not; NaN
   * without subjects.
   */
  double seenResolved() {
    double resolved = 0;
    for (int i = 0; i < times.length; i++) {
      resolved += won[i] + lost[i];
    }
    return resolved / n;
  }

  /** Total weight of subjects behind the curve. */
  public double n() {
    return n;
  }

  /**
   * Share of all wins that come at or before the time: wonBy(time) / wonBy(last). {@code NaN} when
   * there is no win.
   */
  public double shareOfWinsBy(int time) {
    if (times.length == 0 || !(wonBy[times.length - 1] > 0)) {
      return Double.NaN;
    }
    return wonBy(time) / wonBy[times.length - 1];
  }

  /**
   * The earliest time by which at least the given share of all wins has come; 0.5 gives the median
   * time to win among the won. Empty when there is no win.
   *
   * @throws IllegalArgumentException if the share is not in [0, 1]
   */
  public OptionalInt timeByShareOfWins(double share) {
    return timeByShare(wonBy, won, share);
  }

  /**
   * The earliest time by which at least the given share of all losses has come. Empty when there is
   * no loss.
   *
   * @throws IllegalArgumentException if the share is not in [0, 1]
   */
  public OptionalInt timeByShareOfLosses(double share) {
    return timeByShare(lostBy, lost, share);
  }

  /**
   * Standard error of {@link #wonBy(int)}. 0 before the first outcome, {@code NaN} when nothing was
   * counted.
   */
  public double wonByStandardError(int time) {
    return times.length == 0 ? Double.NaN : Math.sqrt(variance(1, 0, indexAt(time)));
  }

  /** Standard error of {@link #lostBy(int)}; edges as {@link #wonByStandardError(int)}. */
  public double lostByStandardError(int time) {
    return times.length == 0 ? Double.NaN : Math.sqrt(variance(0, 1, indexAt(time)));
  }

  /**
   * Standard error of {@link #eventualWon()} by the delta method. {@code NaN} when there was no
   * outcome.
   */
  public double eventualWonStandardError() {
    double value = eventualWon();
    if (Double.isNaN(value)) {
      return Double.NaN;
    }
    int last = times.length - 1;
    double resolved = wonBy[last] + lostBy[last];
    return Math.sqrt(variance((1 - value) / resolved, -value / resolved, last));
  }

  private double at(double[] values, int time) {
    if (times.length == 0) {
      return Double.NaN;
    }
    int index = indexAt(time);
    return index < 0 ? 0 : values[index];
  }

  /** The last index whose time is not after the given one; -1 when all are after it. */
  private int indexAt(int time) {
    int found = Arrays.binarySearch(times, time);
    return found >= 0 ? found : -found - 2;
  }

  private OptionalInt timeByShare(double[] by, double[] events, double share) {
    Arguments.probability("Share", share);
    if (times.length == 0 || !(by[times.length - 1] > 0)) {
      return OptionalInt.empty();
    }
    double wanted = share * by[times.length - 1] * (1 - 1e-12);
    for (int i = 0; i < times.length; i++) {
      if (by[i] >= wanted && events[i] > 0) {
        return OptionalInt.of(times[i]);
      }
    }
    return lastTime();
  }

  /**
   * Variance of wonFactor F_won + lostFactor F_lost at the index: at each time the outcomes are
   * multinomial among those at risk, and a change of a hazard at s moves F there and, through S,
   * everything after s.
   */
  private double variance(double wonFactor, double lostFactor, int index) {
    double sum = 0;
    double before = 1;
    for (int s = 0; s <= index; s++) {
      double wonHazard = won[s] / atRisk[s];
      double lostHazard = lost[s] / atRisk[s];
      double later =
          eventFree[s] > 0
              ? (wonFactor * (wonBy[index] - wonBy[s]) + lostFactor * (lostBy[index] - lostBy[s]))
                  / eventFree[s]
              : 0;
      double ifWon = wonFactor - later;
      double ifLost = lostFactor - later;
      double mean = ifWon * wonHazard + ifLost * lostHazard;
      double spread = ifWon * ifWon * wonHazard + ifLost * ifLost * lostHazard - mean * mean;
      sum += before * before / atRisk[s] * Math.max(0, spread);
      before = eventFree[s];
    }
    return sum;
  }
}
