package io.plumbline.report;

import io.plumbline.report.ReportData.Estimate;
import io.plumbline.report.ReportData.StageLine;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * A stage's three numbers on one line from 0 to 100 percent, as inline SVG: the interval and point
 * of the confidence, the CRM's percentage, the usual win rate. Decoration beside the table's cells,
 * hence hidden from screen readers; it needs no script.
 */
final class IntervalBar {

  private static final double LEFT = 6;
  private static final double WIDTH = 208;
  private static final double MIDDLE = 12;

  private IntervalBar() {}

  /** The drawing; a mark without a number is left out. */
  static String of(StageLine stage) {
    StringBuilder svg = new StringBuilder(600);
    svg.append("<svg class=\"bar\" viewBox=\"0 0 220 24\" width=\"220\" height=\"24\"");
    svg.append(" aria-hidden=\"true\" focusable=\"false\">");

    for (double grid : new double[] {0, 0.25, 0.5, 0.75, 1}) {
      String x = x(grid);
      svg.append("<path class=\"grid\" d=\"M").append(x).append(" 2V22\"/>");
    }

    Estimate confidence = stage.confidence();
    if (isNumber(confidence.low()) && isNumber(confidence.high())) {
      svg.append("<path class=\"interval\" d=\"M").append(x(confidence.low()));
      svg.append(' ').append(number(MIDDLE)).append('H').append(x(confidence.high()));
      svg.append("\"/>");
    }

    if (isNumber(stage.reachedWinRate().value())) {
      double center = position(stage.reachedWinRate().value());
      svg.append("<rect class=\"reached\" x=\"").append(number(center - 4));
      svg.append("\" y=\"8\" width=\"8\" height=\"8\"/>");
    }

    if (stage.incumbent().isPresent()) {
      double center = position(stage.incumbent().getAsDouble());
      svg.append("<path class=\"incumbent\" d=\"M").append(number(center));
      svg.append(" 6.5l5.5 5.5l-5.5 5.5l-5.5 -5.5z\"/>");
    }

    if (isNumber(confidence.value())) {
      svg.append("<circle class=\"confidence\" cx=\"").append(x(confidence.value()));
      svg.append("\" cy=\"").append(number(MIDDLE)).append("\" r=\"5\"/>");
    }

    return svg.append("</svg>").toString();
  }

  private static boolean isNumber(double value) {
    return !Double.isNaN(value);
  }

  private static String x(double fraction) {
    return number(position(fraction));
  }

  private static double position(double fraction) {
    return LEFT + WIDTH * Math.min(1, Math.max(0, fraction));
  }

  private static String number(double value) {
    return BigDecimal.valueOf(value)
        .setScale(2, RoundingMode.HALF_UP)
        .stripTrailingZeros()
        .toPlainString();
  }
}
