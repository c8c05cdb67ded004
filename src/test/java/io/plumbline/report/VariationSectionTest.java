package io.plumbline.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.report.Variation.Month;
import io.plumbline.report.Variation.Series;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class VariationSectionTest {

  private static final LocalDate AS_OF = LocalDate.of(2026, 9, 30);

  @Test
  void saysWhatChangedAndWhatToLookInto() {
    VariationSection.View view =
        VariationSection.of(DemoReport.company().pipelines().get(0), AS_OF);

    assertThat(view.finding())
        .isEqualTo(
            "Take seriously: 46.2% of the deals that reached Demo and trial were won before 2 March"
                + " 2026, 38.1% since, more than chance explains. Look for a cause of the 2 signals"
                + " of the last 12 months, in 2 stages.");
    assertThat(view.drifts())
        .extracting(VariationSection.DriftLine::stage)
        .containsExactly("Demo and trial", "Proposal sent", "Verbal agreement");
  }

  @Test
  void takesTheMonthsOfARunTogetherAndThoseOutsideTheLimitsOneByOne() {
    assertThat(
            view("none", "run_above", "run_above", "above_limits", "above_limits", "run_above")
                .signals())
        .extracting(VariationSection.SignalLine::months)
        .as("the latest first")
        .containsExactly("2026-09", "2026-08", "2026-07", "2026-05 to 2026-06");
  }

  @Test
  void looksAtTwelveMonthsAndNotAtThirteen() {
    String[] signals = new String[14];
    java.util.Arrays.fill(signals, "below_limits");

    VariationSection.View view = view(signals);

    assertThat(view.signals()).hasSize(12);
    assertThat(view.signals().get(11).months()).isEqualTo("2025-10");
  }

  @Test
  void leavesUpsAndDownsWithinTheLimitsAlone() {
    assertThat(view("none", "none").finding())
        .isEqualTo(
            "Leave it be: in the last 12 months no stage left its usual range; ups and downs within"
                + " it are chance.");
  }

  @Test
  void waitsWhileThereAreTooFewMonths() {
    assertThat(view("too_few_months").finding())
        .isEqualTo("Wait: there are too few months to say what is usual.");
  }

  @Test
  void saysNothingWithoutMonths() {
    assertThat(VariationSection.of(pipeline(Variation.NONE), AS_OF).finding()).isEmpty();
  }

  @Test
  void drawsTheLatestMonthsOfTheFirstStages() {
    List<Series> many = new ArrayList<>();
    for (int i = 0; i < 15; i++) {
      many.add(series("s" + i, new String[40]));
    }

    VariationSection.View view =
        VariationSection.of(pipeline(new Variation(many, List.of(), 0)), AS_OF);

    assertThat(view.series()).hasSize(12);
    assertThat(view.seriesOmitted()).isEqualTo(3);
    assertThat(view.rows()).hasSize(36);
    assertThat(view.rows().get(0).month()).isEqualTo("2026-09");
    assertThat(view.rows().get(0).stages()).hasSize(12);
  }

  private static VariationSection.View view(String... signals) {
    return VariationSection.of(
        pipeline(new Variation(List.of(series("demo", signals)), List.of(), 0)), AS_OF);
  }

  private static ReportData.Pipeline pipeline(Variation variation) {
    return DemoReport.with(Segments.NONE, variation, List.of()).pipelines().get(0);
  }

  /** Months up to the as-of date; a null stands for none. */
  private static Series series(String id, String... signals) {
    List<Month> months = new ArrayList<>();
    for (int i = 0; i < signals.length; i++) {
      String signal = signals[i] == null ? "none" : signals[i];
      months.add(
          new Month(
              LocalDate.of(2026, 9, 1).minusMonths(signals.length - 1L - i),
              false,
              10,
              5,
              0.5,
              signal.equals("too_few_months") ? Double.NaN : 0.4,
              0.1,
              0.8,
              signal,
              "why"));
    }

    return new Series(id, id, months);
  }
}
