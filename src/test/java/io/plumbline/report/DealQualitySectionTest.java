package io.plumbline.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class DealQualitySectionTest {

  private static final double NONE = Double.NaN;

  private static DealQualitySection.View of(DealQuality... lines) {
    return DealQualitySection.of(Arrays.asList(lines), "EUR");
  }

  private static DealQuality all(String measure, String kind, long failed, double effect) {
    return DemoReport.quality("", measure, kind, 30, 10, failed, NONE, effect, NONE);
  }

  @Test
  void beginsWithWhatCostsMostWhateverItsSign() {
    DealQualitySection.View view =
        of(
            all("close_date_passed", "contradiction", 2, -500),
            all("no_amount", "completeness", 1, 900),
            all("zero_amount", "contradiction", 0, 0),
            all("no_product", "completeness", 3, -500));

    assertThat(view.faults())
        .extracting(DealQuality::measure)
        .containsExactly("no_amount", "no_product", "close_date_passed");
    assertThat(view.finding())
        .isEqualTo(
            "Begin with 1 open deal of 10 (no amount): mended, the forecast would be about 900 EUR"
                + " higher.");
    assertThat(view.since()).isEqualTo("2026-08-31");
  }

  @Test
  void saysHowMuchRestsOnUntouchedDeals() {
    assertThat(of(all("untouched", "freshness", 4, -1_500)).finding())
        .isEqualTo(
            "Begin with 4 open deals of 10 (not touched for more than 30 days): 1,500 EUR of the"
                + " forecast rests on them.");
    assertThat(DealQualitySection.effect(all("untouched", "freshness", 4, -1_500)))
        .isEqualTo("\u22121,500");
    assertThat(DealQualitySection.effect(all("no_amount", "completeness", 4, 1_500)))
        .isEqualTo("+1,500");
  }

  @Test
  void whatNoDealHasIsNoFaultOfPeople() {
    DealQualitySection.View view = of(all("no_next_step", "completeness", 10, -9_000));

    assertThat(view.faults()).isEmpty();
    assertThat(view.notKept()).isEqualTo("no next step");
    assertThat(view.finding()).startsWith("Nothing to mend");
  }

  @Test
  void ordersOwnersByWhatRestsOnTheirUntouchedDealsAndSaysHowManyItLeavesOut() {
    List<DealQuality> lines = new ArrayList<>();
    for (int i = 0; i < DealQualitySection.MAX_OWNERS + 3; i++) {
      lines.add(DemoReport.quality("o" + i, "untouched", "freshness", 30, 5, 1, 40, -i, NONE));
      lines.add(DemoReport.quality("o" + i, "no_amount", "completeness", NONE, 5, 1, NONE, i, 0));
    }

    DealQualitySection.View view = DealQualitySection.of(lines, "EUR");

    assertThat(view.owners()).hasSize(DealQualitySection.MAX_OWNERS);
    assertThat(view.owners().get(0).ownerId()).isEqualTo("o52");
    assertThat(view.ownersOmitted()).isEqualTo(3);
  }

  @Test
  void anEmptyPipelineHasNothingToSay() {
    assertThat(of().finding()).isEmpty();
  }
}
