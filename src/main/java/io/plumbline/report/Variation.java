package io.plumbline.report;

import static java.util.Objects.requireNonNull;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Win rates of a pipeline over time: daily variation, or a reason to look for a cause.
 *
 * @param series one per stage, in the order of the stages
 * @param drifts whether a stage's win rate changed, in the order of the stages
 * @param segmentSignals signals of the last 12 months in series of a segment within a stage
 */
public record Variation(List<Series> series, List<Drift> drifts, long segmentSignals) {

  /** A pipeline in which nothing has closed. */
  public static final Variation NONE = new Variation(List.of(), List.of(), 0);

  /** Copies the lists. */
  public Variation {
    series = List.copyOf(series);
    drifts = List.copyOf(drifts);
  }

  /**
   * The months of a stage, ascending.
   *
   * @param stageId the stage
   * @param label its name for readers
   * @param months calendar months of closing, without gaps
   */
  public record Series(String stageId, String label, List<Month> months) {

    /** Refuses nulls and copies the list. */
    public Series {
      requireNonNull(stageId, "stageId");
      requireNonNull(label, "label");
      months = List.copyOf(months);
    }
  }

  /**
   * A month of a stage.
   *
   * @param month its first day
   * @param isPartial it had not ended at the as-of date
   * @param closed deals that ever entered the stage and closed in the month
   * @param won of these, won
   * @param winRate won / closed; NaN without closed ones
   * @param centre what is usual, from earlier months; NaN while there are too few of them
   * @param lowerLimit least usual rate for this many closed ones, or NaN
   * @param upperLimit greatest usual one, or NaN
   * @param signal above_limits, below_limits, run_above, run_below, none or too_few_months
   * @param reason the signal in words
   */
  public record Month(
      LocalDate month,
      boolean isPartial,
      long closed,
      long won,
      double winRate,
      double centre,
      double lowerLimit,
      double upperLimit,
      String signal,
      String reason) {

    private static final Set<String> SIGNALS =
        Set.of("above_limits", "below_limits", "run_above", "run_below");

    /** Refuses nulls. */
    public Month {
      requireNonNull(month, "month");
      requireNonNull(signal, "signal");
      requireNonNull(reason, "reason");
    }

    /** True where the month says that something may have changed. */
    public boolean isSignal() {
      return isSignal(signal);
    }

    /** True of the codes that say that something may have changed. */
    public static boolean isSignal(String code) {
      return SIGNALS.contains(code);
    }
  }

  /**
   * Whether the win rate of a stage changed over time.
   *
   * @param stageId the stage
   * @param closed deals looked at
   * @param changedOn first day of the new rate, where anything could be tested
   * @param before share won before it, or NaN
   * @param after share won from it on, or NaN
   * @param verdict drift, stable or too_few_deals
   * @param reason the verdict in words
   */
  public record Drift(
      String stageId,
      long closed,
      Optional<LocalDate> changedOn,
      double before,
      double after,
      String verdict,
      String reason) {

    /** Refuses nulls. */
    public Drift {
      requireNonNull(stageId, "stageId");
      requireNonNull(changedOn, "changedOn");
      requireNonNull(verdict, "verdict");
      requireNonNull(reason, "reason");
    }

    /** True where the rate changed by more than chance explains. */
    public boolean isDrift() {
      return verdict.equals("drift");
    }
  }
}
