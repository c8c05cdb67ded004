package io.plumbline.outlook;

import java.util.Comparator;
import java.util.List;

/**
 * What past forecasts teach about those of a stretch of days ahead.
 *
 * @param fromDay days ahead at which the stretch begins, exclusive
 * @param toDay days ahead at which it ends, inclusive
 * @param openShock standard deviation, on the log odds of winning in time, of what all open deals
 *     share
 * @param newShock standard deviation of the logarithm of what all arrivals share
 * @param width what the distance of every quantile from the median is multiplied by, so that bands
 *     hold what they say (split conformal prediction)
 * @param forecasts past forecasts that this is learned from
 * @param coverageNeeded median of open amount / amount won in the stretch; NaN where not known
 * @param coverageSafe with the same in four of five cases; NaN where not known
 */
public record Spread(
    int fromDay,
    int toDay,
    double openShock,
    double newShock,
    double width,
    int forecasts,
    double coverageNeeded,
    double coverageSafe) {

  /** What is assumed of the shocks where there is no past: most pipelines lie below twice this. */
  public static final double PRIOR_SHOCK = 0.15;

  /** Nothing learned yet. */
  public static Spread unknown(int fromDay, int toDay) {
    return new Spread(fromDay, toDay, PRIOR_SHOCK, PRIOR_SHOCK, 1, 0, Double.NaN, Double.NaN);
  }

  /**
   * Of several, the one about the stretch most like (from, to]; first where two are.
   *
   * @param known at least one
   */
  public static Spread nearest(List<Spread> known, int from, int to) {
    return known.stream()
        .min(Comparator.comparingDouble(spread -> spread.distance(from, to)))
        .orElseThrow();
  }

  /** Lengths and ends are compared as ratios: 60 days are to 30 what 180 are to 90. */
  private double distance(int from, int to) {
    return Math.abs(Math.log((double) (to - from) / (toDay - fromDay)))
        + Math.abs(Math.log((double) to / toDay));
  }
}
