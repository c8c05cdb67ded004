package io.plumbline.monitor;

import io.plumbline.monitor.OwnerGaps.Bias;
import io.plumbline.stats.Interval;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** The verdict on an owner in words, with the numbers behind it. */
final class OwnerReason {

  private OwnerReason() {}

  static String of(PipelineOwners.Line line) {
    Bias bias = line.bias();
    String what = what(line);
    if (bias.verdict() == Verdict.TOO_FEW_DEALS) {
      return what
          + "; fewer than "
          + OwnerGaps.LEAST_DEALS
          + " closed deals may come out like this by chance";
    }
    if (Double.isNaN(bias.peerGap())) {
      return what + "; no other owner, or too few deals, to compare with";
    }
    String range = range(line.measure(), bias.relativeInterval());
    return switch (bias.verdict()) {
      case HAPPY_EARS -> what + "; beyond chance, more is promised than by the others: " + range;
      case SANDBAGGING -> what + "; beyond chance, less is promised than by the others: " + range;
      case NO_CLEAR_BIAS -> what + "; against the others " + range + ": " + unclear(bias);
      case TOO_FEW_DEALS -> throw new IllegalStateException("Handled above: " + line);
    };
  }

  private static String unclear(Bias bias) {
    if (bias.relativeInterval().contains(0)) {
      return "no more than chance";
    }
    return bias.interval().low() * bias.relativeInterval().low() > 0 && !bias.interval().contains(0)
        ? "one of all these owners may be so by chance"
        : "it is the others that are off";
  }

  private static String what(PipelineOwners.Line line) {
    if (line.measure() == Measure.PROBABILITY) {
      return "stated "
          + decimal(100 * line.statedProbability())
          + " % on average, won "
          + decimal(100 * line.wonShare())
          + " % of "
          + deals(line.deals());
    }
    double gap = line.bias().gap();
    return deals(line.deals())
        + " closed on average "
        + decimal(Math.abs(gap))
        + (gap < 0 ? " days before" : " days after")
        + " the stated date";
  }

  private static String deals(long deals) {
    return deals + (deals == 1 ? " deal" : " deals");
  }

  private static String range(Measure measure, Interval interval) {
    double unit = measure == Measure.PROBABILITY ? 100 : 1;
    return signed(unit * interval.low())
        + ".."
        + signed(unit * interval.high())
        + (measure == Measure.PROBABILITY ? " points" : " days");
  }

  private static String signed(double value) {
    String text = decimal(value);
    return text.startsWith("-") || text.equals("0") ? text : "+" + text;
  }

  private static String decimal(double value) {
    BigDecimal rounded = BigDecimal.valueOf(value).setScale(1, RoundingMode.HALF_UP);
    return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
  }
}
