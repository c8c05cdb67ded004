package io.plumbline.view;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * A stage's numbers on one line from 0 to 100 percent: the interval and point of the confidence,
 * the CRM's percentage, the usual win rate, and what a person typed instead. All are fractions, NaN
 * where not known.
 *
 * @param confidence the proposed chance to be won
 * @param low lower end of its interval
 * @param high upper end of its interval
 * @param reached the usual win rate
 * @param incumbent the CRM's own number
 * @param override the number that a person typed
 */
public record IntervalBar(
    double confidence, double low, double high, double reached, double incumbent, double override) {

  private static final double LEFT = 6;
  private static final double WIDTH = 208;
  private static final double MIDDLE = 12;

  /** Of a stage that nobody has typed a number for. */
  public IntervalBar(double confidence, double low, double high, double reached, double incumbent) {
    this(confidence, low, high, reached, incumbent, Double.NaN);
  }

  /**
   * Inline SVG without a script, for the classes of {@code page.css}; a mark without a number is
   * left out. Decoration beside the table's cells, hence hidden from screen readers.
   */
  public String svg() {
    StringBuilder svg = new StringBuilder(600);
    svg.append("<svg class=\"bar\" viewBox=\"0 0 220 24\" width=\"220\" height=\"24\"");
    svg.append(" aria-hidden=\"true\" focusable=\"false\">");

    for (double grid : new double[] {0, 0.25, 0.5, 0.75, 1}) {
      String x = x(grid);
      svg.append("<path class=\"grid\" d=\"M").append(x).append(" 2V22\"/>");
    }

    if (isNumber(low) && isNumber(high)) {
      svg.append("<path class=\"interval\" d=\"M").append(x(low));
      svg.append(' ').append(number(MIDDLE)).append('H').append(x(high));
      svg.append("\"/>");
    }

    if (isNumber(reached)) {
      svg.append("<rect class=\"reached\" x=\"").append(number(position(reached) - 4));
      svg.append("\" y=\"8\" width=\"8\" height=\"8\"/>");
    }

    if (isNumber(incumbent)) {
      svg.append("<path class=\"incumbent\" d=\"M").append(x(incumbent));
      svg.append(" 6.5l5.5 5.5l-5.5 5.5l-5.5 -5.5z\"/>");
    }

    if (isNumber(confidence)) {
      svg.append("<circle class=\"confidence\" cx=\"").append(x(confidence));
      svg.append("\" cy=\"").append(number(MIDDLE)).append("\" r=\"5\"/>");
    }

    if (isNumber(override)) {
      svg.append("<path class=\"override\" d=\"M").append(x(override));
      svg.append(" 22V7l-4 -6h8l-4 6\"/>");
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
