package io.plumbline.report;

import static io.plumbline.report.DemoReport.effect;
import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.report.Segments.Effect;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class SegmentSectionTest {

  @Test
  void saysWhichSegmentsToTellApartByTheirLargestEffect() {
    assertThat(SegmentSection.of(DemoReport.company().pipelines().get(0), 1).finding())
        .isEqualTo(
            "Tell apart deals of 100,000 and more in 4 stages (up to \u22129.0 points), existing"
                + " customers in 4 stages (up to +6.0 points). 8 of 50 differences are beyond"
                + " chance.");
  }

  @Test
  void namesWhereADealCameFromAndAttributesOfTheExport() {
    assertThat(
            finding(
                effect("demo", "previous_stage", "none", -0.08, 0.01, 9),
                effect("demo", "previous_stage", "demo", 0.07, 0.01, 9),
                effect("demo", "previous_stage", "qualified", 0.06, 0.01, 9),
                effect("demo", "sales_region", "north", 0.05, 0.01, 9),
                effect("demo", "product", "x", 0.04, 0.01, 9)))
        .isEqualTo(
            "Tell segments apart, above all deals that began in Demo and trial (\u22128.0 points),"
                + " deals that came back in Demo and trial (+7.0 points), deals that came from"
                + " Qualified in Demo and trial (+6.0 points), sales region north in Demo and trial"
                + " (+5.0 points). 5 of 5 differences are beyond chance.");
  }

  @Test
  void saysThatOneNumberPerStageWillDoWhereNothingIsBeyondChance() {
    assertThat(finding(effect("demo", "product", "x", 0.04, 0.05, 9)))
        .isEqualTo(
            "One number per stage will do: none of the 1 differences between segments is beyond"
                + " chance.");
  }

  @Test
  void leavesTheTimeInTheStageWhereSegmentsAddNothing() {
    Segments segments = DemoReport.company().pipelines().get(0).segments();
    Segments withoutEffects = new Segments(List.of(), segments.confidences(), 5, List.of());

    assertThat(
            SegmentSection.of(
                    DemoReport.with(withoutEffects, Variation.NONE, List.of()).pipelines().get(0),
                    1)
                .finding())
        .isEqualTo(
            "Tell deals apart by their days in the stage only: no segment made the predictions of"
                + " the past dates better.");
  }

  @Test
  void saysNothingWithoutEffects() {
    SegmentSection.View view = view();

    assertThat(view.finding()).isEmpty();
    assertThat(view.groups()).isEmpty();
    assertThat(view.ages()).isEmpty();
    assertThat(view.confidencesOmitted()).isZero();
  }

  @Test
  void ordersDimensionsAndTheirValues() {
    SegmentSection.View view = SegmentSection.of(DemoReport.company().pipelines().get(0), 1);

    assertThat(view.groups())
        .extracting(SegmentSection.Group::label)
        .containsExactly("Customer", "Deal size", "Product", "Came from");
    assertThat(view.groups().get(1).rows())
        .extracting(SegmentSection.Row::label)
        .containsExactly("up to 9,000", "9,000 to 20,000", "20,000 to 100,000", "100,000 and more");
    assertThat(view.groups().get(3).rows())
        .extracting(SegmentSection.Row::label)
        .as("stages in their order")
        .containsExactly("nowhere: began here", "Qualified", "Demo and trial");
    assertThat(view.ages()).hasSize(6);
    assertThat(view.ages().get(0).bands())
        .extracting(SegmentSection.Line::value)
        .containsExactly("up to 14", "14 to 42", "42 and more");
  }

  @Test
  void leavesACellWithoutDealsEmpty() {
    SegmentSection.Row support =
        SegmentSection.of(DemoReport.company().pipelines().get(0), 1).groups().get(2).rows().get(1);

    assertThat(support.label()).isEqualTo("support");
    assertThat(support.cells().get(4).deals()).isEqualTo(101);
    assertThat(support.cells().get(5))
        .isEqualTo(new SegmentSection.Cell(0, Bounded.UNKNOWN, false));
  }

  @Test
  void keepsTheValuesWithTheMostDealsInTheirOrder() {
    List<Effect> effects = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      effects.add(effect("demo", "size_band", i + "-" + (i + 1), 0, 0.1, i < 4 ? 1 : 100 - i));
    }

    SegmentSection.Group sizes = view(effects.toArray(Effect[]::new)).groups().get(0);

    assertThat(sizes.omitted()).isEqualTo(6);
    assertThat(sizes.rows()).hasSize(SegmentSection.MAX_VALUES);
    assertThat(sizes.rows().get(0).label()).isEqualTo("4 to 5");
    assertThat(sizes.rows().get(23).label()).isEqualTo("27 to 28");
  }

  @Test
  void sharesTheRowsOfThePageAmongItsPipelines() {
    ReportData.Pipeline pipeline = DemoReport.withProducts(350).pipelines().get(0);

    assertThat(SegmentSection.of(pipeline, 5).confidences()).hasSize(300);
    assertThat(SegmentSection.of(pipeline, 30).confidences()).hasSize(50);
    assertThat(SegmentSection.of(pipeline, 30).confidencesOmitted()).isEqualTo(300);
  }

  private static String finding(Effect... effects) {
    return view(effects).finding();
  }

  private static SegmentSection.View view(Effect... effects) {
    return SegmentSection.of(
        DemoReport.with(
                new Segments(Arrays.asList(effects), List.of(), 0, List.of()),
                Variation.NONE,
                List.of())
            .pipelines()
            .get(0),
        1);
  }
}
