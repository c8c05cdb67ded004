package io.plumbline.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.monitor.ControlChart.Point;
import io.plumbline.monitor.OwnerGaps.Bias;
import io.plumbline.stats.Interval;
import org.junit.jupiter.api.Test;

class ReasonsTest {

  @Test
  void aMonthBeyondTheLimitsAsksForACause() {
    assertThat(ChartReason.of(point(3, 40, 1, Signal.BELOW_LIMITS), false))
        .isEqualTo(
            "won 3 of 40 (7.5 %); 17.5..42.5 % would be usual for 40 deals: look for a cause");
    assertThat(ChartReason.of(point(20, 40, 1, Signal.ABOVE_LIMITS), true))
        .isEqualTo(
            "so far won 20 of 40 (50 %); 17.5..42.5 % would be usual for 40 deals: look for a"
                + " cause");
  }

  @Test
  void aMonthWithinTheLimitsIsNoSign() {
    assertThat(ChartReason.of(point(12, 40, 1, Signal.NONE), false))
        .isEqualTo("won 12 of 40 (30 %), within the usual 17.5..42.5 %: no sign of a change");
  }

  @Test
  void aRunNamesItsLength() {
    assertThat(ChartReason.of(point(10, 40, 9, Signal.RUN_BELOW), false))
        .isEqualTo(
            "won 10 of 40 (25 %), within the usual 17.5..42.5 %, but 9 months in a row are below"
                + " what was usual before them: look for a cause");
  }

  @Test
  void aVerdictSaysWhatItIsMadeOf() {
    assertThat(reason(Measure.PROBABILITY, Verdict.HAPPY_EARS, interval(0.05, 0.2), 0.12))
        .isEqualTo(
            "stated 62 % on average, won 41.4 % of 58 deals; beyond chance, more is promised than"
                + " by the others: +5..+20 points");
    assertThat(reason(Measure.CLOSE_DATE, Verdict.SANDBAGGING, interval(-20, -3.25), -14))
        .isEqualTo(
            "58 deals closed on average 14 days before the stated date; beyond chance, less is"
                + " promised than by the others: -20..-3.3 days");
  }

  @Test
  void noVerdictSaysWhyNot() {
    assertThat(reason(Measure.CLOSE_DATE, Verdict.NO_CLEAR_BIAS, interval(-3, 12), 4))
        .endsWith("after the stated date; against the others -3..+12 days: no more than chance");
    // The interval around the own gap is -20..30 days.
    assertThat(reason(Measure.CLOSE_DATE, Verdict.NO_CLEAR_BIAS, interval(1, 12), 4))
        .endsWith("against the others +1..+12 days: it is the others that are off");
    assertThat(
            OwnerReason.of(
                line(
                    Measure.CLOSE_DATE,
                    new Bias(
                        9,
                        2,
                        8,
                        interval(1, 16),
                        7,
                        6,
                        interval(0.5, 12),
                        0.2,
                        Verdict.NO_CLEAR_BIAS))))
        .endsWith("against the others +0.5..+12 days: one of all these owners may be so by chance");
  }

  @Test
  void oneOwnerAndFewDealsSaySo() {
    Interval unknown = Interval.unknown(0.9);
    Bias alone =
        new Bias(
            4,
            Double.NaN,
            Double.NaN,
            unknown,
            Double.NaN,
            Double.NaN,
            unknown,
            Double.NaN,
            Verdict.NO_CLEAR_BIAS);
    assertThat(OwnerReason.of(line(Measure.CLOSE_DATE, alone)))
        .endsWith("; no other owner, or too few deals, to compare with");
    assertThat(reason(Measure.PROBABILITY, Verdict.TOO_FEW_DEALS, interval(0, 1), 0))
        .endsWith("; fewer than 10 closed deals may come out like this by chance");
  }

  private static Interval interval(double low, double high) {
    return new Interval(low, high, 0.9);
  }

  private static Point point(long won, long closed, int run, Signal signal) {
    return new Point(
        won, closed, (double) won / closed, 24, 0.3, 0.01, 7 / 40.0, 17 / 40.0, run, signal);
  }

  private static String reason(Measure measure, Verdict verdict, Interval relative, double gap) {
    double middle = (relative.low() + relative.high()) / 2;
    return OwnerReason.of(
        line(
            measure,
            new Bias(gap, 0, gap, interval(-20, 30), gap, middle, relative, 0.2, verdict)));
  }

  private static PipelineOwners.Line line(Measure measure, Bias bias) {
    return new PipelineOwners.Line("o1", measure, 58, 0.62, 24 / 58.0, bias);
  }
}
