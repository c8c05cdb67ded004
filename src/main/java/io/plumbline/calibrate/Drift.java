package io.plumbline.calibrate;

import io.plumbline.stats.BinomialCount;
import io.plumbline.stats.ChangePoint;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Whether the share won of those that reached a stage changed over time, by a CUSUM over the
 * periods in which they closed ({@link ChangePoint}). The first deals of an export close quickly or
 * not yet: the time in which most deals close is left out at its start.
 */
final class Drift {

  static final double ALPHA = 0.05;

  private static final int[] PERIOD_DAYS = {7, 14, 30, 91};
  private static final int FEWEST_PER_PERIOD = 10;
  private static final int MOST_PERIODS = 120;
  private static final int FEWEST_PERIODS = 5;

  private Drift() {}

  /**
   * A row of the drift table.
   *
   * @param changedOn first day of the new rate; null where nothing could be tested
   * @param verdict drift, stable or too_few_deals
   */
  record Line(
      Stage stage,
      long closed,
      double statistic,
      double pValue,
      LocalDate changedOn,
      double before,
      double after,
      String verdict,
      String reason) {
    boolean isDrift() {
      return verdict.equals("drift");
    }
  }

  static Line of(Stage stage, Paths paths, Calendar calendar, CalibrationSettings settings) {
    int code = paths.stages().indexOf(stage.id());
    long day = Landmarks.MICROS_PER_DAY;
    long cutoff = settings.cutoff();
    long begin = Long.MAX_VALUE;
    for (int v = 0; v < paths.visits(); v++) {
      begin = Math.min(begin, paths.entered(v));
    }
    long from = begin == Long.MAX_VALUE ? cutoff : begin + calendar.resolvedDays() * day;
    List<long[]> closings = new ArrayList<>();
    int before = -1;
    for (int v = 0; v < paths.visits(); v++) {
      int deal = paths.deal(v);
      if (paths.stage(v) == code && deal != before) {
        before = deal;
        byte outcome = paths.outcomeAt(deal, cutoff);
        if (outcome != Paths.OPEN && paths.closed(deal) >= from) {
          closings.add(new long[] {paths.closed(deal), outcome == Paths.WON ? 1 : 0});
        }
      }
    }
    int length = PERIOD_DAYS[PERIOD_DAYS.length - 1];
    for (int candidate : PERIOD_DAYS) {
      double periods = Math.max(1, (cutoff - from) / (double) day / candidate);
      if (closings.size() / periods >= FEWEST_PER_PERIOD) {
        length = candidate;
        break;
      }
    }
    int periods = (int) Math.min(MOST_PERIODS, Math.floorDiv(cutoff - from, length * day));
    if (periods < FEWEST_PERIODS) {
      return none(stage, closings.size());
    }
    // Whole periods, the last one ends at the as-of date.
    long start = cutoff - periods * length * day;
    long[] won = new long[periods];
    long[] n = new long[periods];
    for (long[] closing : closings) {
      int period = (int) Math.floorDiv(closing[0] - start, length * day);
      if (period >= 0) {
        n[period]++;
        won[period] += closing[1];
      }
    }
    List<BinomialCount> counts = new ArrayList<>();
    long closed = 0;
    for (int p = 0; p < periods; p++) {
      counts.add(new BinomialCount(won[p], n[p]));
      closed += n[p];
    }
    ChangePoint change = ChangePoint.of(counts);
    if (closed < settings.minDeals() || Double.isNaN(change.pValue())) {
      return none(stage, closed);
    }
    LocalDate on = settings.dayBefore(start + change.start().orElseThrow() * length * day + 1);
    boolean drifts = change.pValue() < ALPHA;
    String reason =
        drifts
            ? String.format(
                Locale.ROOT,
                "%.0f %% won before %s, %.0f %% since: more than chance explains (p = %.3f). Look"
                    + " for what changed, and consider a half-life (calibrate.half_life_days).",
                100 * change.rateBefore(),
                on,
                100 * change.rateAfter(),
                change.pValue())
            : String.format(
                Locale.ROOT,
                "no change beyond chance over %d periods of %d days (p = %.2f)",
                periods,
                length,
                change.pValue());
    return new Line(
        stage,
        closed,
        change.statistic(),
        change.pValue(),
        on,
        change.rateBefore(),
        change.rateAfter(),
        drifts ? "drift" : "stable",
        reason);
  }

  private static Line none(Stage stage, long closed) {
    return new Line(
        stage,
        closed,
        Double.NaN,
        Double.NaN,
        null,
        Double.NaN,
        Double.NaN,
        "too_few_deals",
        closed + " closed deals are too few, or too short a time, to see a change");
  }
}
