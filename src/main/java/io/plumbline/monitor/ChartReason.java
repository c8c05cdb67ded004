package io.plumbline.monitor;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** The signal of a month in words, with the numbers behind it. */
final class ChartReason {

  private ChartReason() {}

  static String of(ControlChart.Point point, boolean isPartial) {
    if (point.closed() == 0) {
      return isPartial ? "no deal closed in this month so far" : "no deal closed in this month";
    }
    String what =
        (isPartial ? "so far won " : "won ")
            + point.won()
            + " of "
            + point.closed()
            + " ("
            + percent(point.winRate())
            + " %)";
    if (point.signal() == Signal.TOO_FEW_MONTHS) {
      return what
          + "; "
          + point.baselineMonths()
          + " earlier months with closed deals, "
          + ControlChart.LEAST_BASELINE_MONTHS
          + " are needed to say what is usual";
    }
    String usual = percent(point.lowerLimit()) + ".." + percent(point.upperLimit()) + " %";
    return switch (point.signal()) {
      case ABOVE_LIMITS, BELOW_LIMITS ->
          what
              + "; "
              + usual
              + " would be usual for "
              + point.closed()
              + (point.closed() == 1 ? " deal" : " deals")
              + ": look for a cause";
      case RUN_ABOVE, RUN_BELOW ->
          what
              + ", within the usual "
              + usual
              + ", but "
              + point.monthsOnOneSide()
              + " months in a row are "
              + (point.signal() == Signal.RUN_ABOVE ? "above" : "below")
              + " what was usual before them: look for a cause";
      case NONE -> what + ", within the usual " + usual + ": no sign of a change";
      case TOO_FEW_MONTHS -> throw new IllegalStateException("Handled above: " + point);
    };
  }

  /** With one decimal where there is one. */
  private static String percent(double share) {
    BigDecimal rounded = BigDecimal.valueOf(100 * share).setScale(1, RoundingMode.HALF_UP);
    return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
  }
}
