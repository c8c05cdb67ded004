package io.plumbline.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.report.ReportData.Counts;
import io.plumbline.report.ReportData.Metric;
import io.plumbline.report.ReportData.OpenPipeline;
import io.plumbline.report.ReportData.Pipeline;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProseTest {

  private static final double NONE = Double.NaN;

  @Test
  void saysMoreWhereTheCrmIsTooModest() {
    assertThat(Prose.worth("USD", open(2, "100", "40", "50")))
        .isEqualTo(
            plain(
                "The 2 open deals (USD_100) are worth USD_40 by the percentages in the CRM, but"
                    + " USD_50 by the calibrated confidences: USD_10 (25.0%) more."));
  }

  @Test
  void saysNoDifferenceWhereThereIsNone() {
    assertThat(Prose.worth("USD", open(1, "100", "40", "40.00")))
        .isEqualTo(
            plain(
                "The one open deal (USD_100) is worth USD_40 by the percentages in the CRM, but"
                    + " USD_40 by the calibrated confidences: no difference."));
  }

  @Test
  void givesNoShareOfNothing() {
    assertThat(Prose.worth("USD", open(2, "100", "0", "50"))).endsWith(plain("USD_50 more."));
    assertThat(Prose.worthChange(open(2, "100", "0", "50"))).isEqualTo("\u2013");
  }

  @Test
  void addsUpASideOnlyWhereEveryPipelineWithOpenDealsHasIt() {
    OpenPipeline whole = open(2, "100", "40", "50");
    OpenPipeline half = open(1, "10", null, "5");
    OpenPipeline idle = open(0, "0", null, null);

    assertThat(Prose.total(List.of(pipeline(whole), pipeline(idle))).byIncumbent())
        .contains(new BigDecimal("40"));
    assertThat(Prose.total(List.of(pipeline(whole), pipeline(half))).byIncumbent()).isEmpty();
    assertThat(Prose.total(List.of(pipeline(whole), pipeline(half))).byConfidence())
        .contains(new BigDecimal("55"));
  }

  @Test
  void saysThatNoWinCameWithoutDividingByIt() {
    assertThat(Prose.test(pipeline(metric("reached_win_rate", 3.2, 0))))
        .isEqualTo(
            "Tested on 31 March 2026, the usual win rate expected 3.2 wins where none came.");
  }

  @Test
  void saysTooFewAndAsGoodAsEqual() {
    // 90 / 100 = 0.9; 100.4 / 100 = 1.004
    assertThat(
            Prose.test(
                pipeline(
                    metric("reached_win_rate", 90, 100), metric("stage_age_segment", 100.4, 100))))
        .isEqualTo(
            "Tested on 31 March 2026, the usual win rate expected 90 wins where 100 came, 10.0% too"
                + " few. The calibrated confidences expected 100 wins where 100 came, as good as"
                + " equal.");
  }

  @Test
  void testsOverThosePipelinesInWhichBothMethodsWereTested() {
    Pipeline both =
        pipeline(metric("reached_win_rate", 30, 20), metric("stage_age_segment", 21, 20));
    Pipeline one = pipeline(metric("reached_win_rate", 500, 1));

    assertThat(Prose.test(List.of(both, one, both)))
        .startsWith("Tested on past dates in 2 of the 3 pipelines, the usual win rate expected 60")
        .contains("50.0% too many")
        .contains("expected 42 wins where 40 came, 5.0% too many");
    assertThat(Prose.usualRatio(List.of(both, one, both))).isEqualTo("1.50");
  }

  @Test
  void saysThatRowsWereCountedTwice() {
    assertThat(Prose.balance(new Counts(0, 0, 0, 0, 10, 9, 3, 0)))
        .contains("= 12, but 10 were read: 2 rows were counted twice.");
  }

  @Test
  void saysWhatTheSettingsSetAside() {
    assertThat(Prose.balance(new Counts(0, 0, 0, 0, 10, 7, 1, 2)))
        .isEqualTo(
            "7 rows accepted + 1 rejected + 2 excluded by the settings = 10 read. Every row is"
                + " accounted for.");
  }

  private static String plain(String text) {
    return text.replace('_', '\u00a0');
  }

  private static OpenPipeline open(long deals, String amount, String incumbent, String confidence) {
    return new OpenPipeline(
        deals,
        new BigDecimal(amount),
        Optional.ofNullable(incumbent).map(BigDecimal::new),
        Optional.ofNullable(confidence).map(BigDecimal::new));
  }

  private static Pipeline pipeline(Metric... metrics) {
    return pipeline(open(0, "0", null, null), metrics);
  }

  private static Pipeline pipeline(OpenPipeline open, Metric... metrics) {
    return new Pipeline(
        "p",
        "P",
        0.9,
        open,
        List.of(),
        Segments.NONE,
        "stage_age_segment",
        List.of(),
        List.of(LocalDate.of(2026, 3, 31)),
        List.of(),
        List.of(metrics),
        Variation.NONE,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        Movement.NONE);
  }

  private static Metric metric(String method, double expected, double actual) {
    return new Metric(
        method,
        Bounded.UNKNOWN,
        Bounded.UNKNOWN,
        NONE,
        NONE,
        NONE,
        Bounded.UNKNOWN,
        NONE,
        Bounded.UNKNOWN,
        Bounded.UNKNOWN,
        expected,
        actual,
        Bounded.UNKNOWN,
        200);
  }
}
