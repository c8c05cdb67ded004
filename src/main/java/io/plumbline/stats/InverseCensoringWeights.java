package io.plumbline.stats;

/**
 * Weights that let the resolved speak for those whose end was not yet seen: one over the
 * probability of having been followed until the time of resolution, from the Kaplan-Meier curve of
 * the censoring. Weighted shares of won among the resolved equal the Aalen-Johansen ratio F_won /
 * (F_won + F_lost).
 *
 * <p>Robins and Rotnitzky (1992), doi:10.1007/978-1-4757-1229-2_14; Satten and Datta (2001), <a
 * href="https://doi.org/10.1198/000313001317098185">doi:10.1198/000313001317098185</a>. At one
 * time, outcomes come before censoring.
 */
public final class InverseCensoringWeights {

  /** No subject speaks for more than this many. */
  public static final double MOST = 50;

  private final double[] byTime;

  private InverseCensoringWeights(double[] byTime) {
    this.byTime = byTime;
  }

  /**
   * Weights by time of resolution.
   *
   * @param resolved weight resolved at time 0, 1, 2, ...
   * @param censored weight last seen, unresolved, at time 0, 1, 2, ...
   * @throws IllegalArgumentException if the lengths differ
   */
  public static InverseCensoringWeights of(double[] resolved, double[] censored) {
    Arguments.sameLength("resolved", resolved.length, "censored", censored.length);
    double atRisk = 0;
    for (int time = 0; time < resolved.length; time++) {
      atRisk += resolved[time] + censored[time];
    }
    double[] weights = new double[resolved.length];
    double followed = 1;
    for (int time = 0; time < resolved.length; time++) {
      weights[time] = Math.min(MOST, 1 / followed);
      double after = atRisk - resolved[time];
      if (after > 0 && censored[time] > 0) {
        followed *= Math.max(0, 1 - censored[time] / after);
      }
      atRisk = after - censored[time];
    }
    return new InverseCensoringWeights(weights);
  }

  /** The weight of a subject resolved at this time, from 1 to {@value #MOST}. */
  public double at(int time) {
    return byTime[time];
  }
}
