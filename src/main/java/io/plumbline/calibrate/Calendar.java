package io.plumbline.calibrate;

import java.util.ArrayList;
import java.util.List;

/**
 * How a pipeline moves: days between landmarks and days in which most deals close.
 *
 * @param spacingDays between two landmarks: a tenth of the median cycle, from 1 to 30
 * @param resolvedDays in which nine of ten deals close, from 1 to 365
 */
record Calendar(int spacingDays, int resolvedDays) {

  private static final int WIDEST_SPACING = 30;
  private static final int LONGEST_RESOLUTION = 365;
  private static final double LANDMARKS_PER_CYCLE = 10;

  /** As known at the as-of date. */
  static Calendar of(Paths paths, CalibrationSettings settings) {
    return of(paths, settings.cutoff(), settings);
  }

  /** As known at a time. */
  static Calendar of(Paths paths, long at, CalibrationSettings settings) {
    List<Integer> first = new ArrayList<>();
    for (int v = 0; v < paths.visits(); v++) {
      if (v == 0 || paths.deal(v) != paths.deal(v - 1)) {
        first.add(v);
      }
    }
    double[] days =
        first.stream()
            .filter(v -> paths.outcomeAt(paths.deal(v), at) != Paths.OPEN)
            .mapToDouble(
                v ->
                    (paths.closed(paths.deal(v)) - paths.entered(v))
                        / (double) Landmarks.MICROS_PER_DAY)
            .sorted()
            .toArray();
    double median = quantile(days, 0.5);
    double most = quantile(days, 0.9);
    int fitted =
        (int) Math.max(1, Math.min(WIDEST_SPACING, Math.round(median / LANDMARKS_PER_CYCLE)));
    return new Calendar(
        settings.spacingDays() > 0 ? settings.spacingDays() : fitted,
        (int) Math.max(1, Math.min(LONGEST_RESOLUTION, Math.round(most))));
  }

  private static double quantile(double[] sorted, double share) {
    return sorted.length == 0 ? 0 : sorted[(int) Math.floor(share * (sorted.length - 1))];
  }

  /**
   * Days before the as-of date of the past dates, the latest first: most deals have closed since.
   */
  List<Integer> dates(int count) {
    int gap = Math.max(1, Math.round(resolvedDays / 3f));
    List<Integer> days = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      days.add(resolvedDays + i * gap);
    }
    return days;
  }

  /** Landmarks before a time, as the settings want them. */
  Landmarks.Grid grid(long at, CalibrationSettings settings) {
    return new Landmarks.Grid(at, spacingDays, settings.landmarks(), settings.observedFrom());
  }
}
