package io.plumbline.report;

import static io.plumbline.report.DemoReport.owner;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OwnerSectionTest {

  @Test
  void namesOnlyOwnersWithAVerdict() {
    OwnerSection.View view = OwnerSection.of(DemoReport.company().pipelines().get(0).owners());

    assertThat(view.finding())
        .isEqualTo(
            "Ask ben and mia what makes deals look better or nearer than they turn out, beyond"
                + " chance and beyond the other owners. And ask ada what holds the promises down:"
                + " more comes, or sooner, than was said. Nobody else clearly differs.");
    assertThat(view.named()).extracting(OwnerGap::ownerId).containsExactly("ada", "ben", "mia");
  }

  @Test
  void listsAllByNameAndNeverByGap() {
    OwnerSection.View view = OwnerSection.of(DemoReport.company().pipelines().get(0).owners());

    assertThat(view.rows())
        .extracting(OwnerGap::ownerId)
        .containsExactly("ada", "ben", "mia", "mia", "zoe");
  }

  @Test
  void singlesOutNobodyWhereNobodyClearlyDiffers() {
    assertThat(
            OwnerSection.of(
                    List.of(
                        owner("a", "probability", 50, 0.3, "no_clear_bias"),
                        owner("b", "probability", 2, 0.9, "too_few_deals")))
                .finding())
        .isEqualTo("Single out nobody: no owner promises clearly more or less than the others.");
  }

  @Test
  void waitsWhereAllHaveTooFewDeals() {
    assertThat(
            OwnerSection.of(List.of(owner("b", "probability", 2, 0.9, "too_few_deals"))).finding())
        .isEqualTo("Wait: no owner has closed enough deals to tell a habit from chance.");
  }

  @Test
  void saysNothingWithoutOwners() {
    assertThat(OwnerSection.of(List.of()).finding()).isEmpty();
    assertThat(OwnerSection.of(List.of()).rows()).isEmpty();
  }

  @Test
  void boundsTheNamesAndTheRows() {
    List<OwnerGap> many =
        IntStream.range(0, 130)
            .mapToObj(
                i -> owner("o" + (100 + i), "close_date", 50, 9, i < 15 ? "happy_ears" : "other"))
            .toList();

    OwnerSection.View view = OwnerSection.of(many);

    assertThat(view.rows()).hasSize(OwnerSection.MAX_ROWS);
    assertThat(view.omitted()).isEqualTo(30);
    assertThat(view.named()).hasSize(OwnerSection.MAX_NAMED);
    assertThat(view.finding()).startsWith("Ask o100, o101,").contains("o111 and 3 more what");
  }

  @Test
  void writesAGapInItsUnit() {
    OwnerGap days = owner("a", "close_date", 50, -2.5, "sandbagging");
    OwnerGap points = owner("a", "probability", 50, 0.125, "happy_ears");

    assertThat(OwnerSection.gap(days, days.gap())).isEqualTo("\u22122.5 days");
    assertThat(OwnerSection.gap(points, points.gap())).isEqualTo("+12.5 points");
    assertThat(OwnerSection.gap(points, Double.NaN)).isEqualTo("\u2013");
    assertThat(OwnerSection.range(points, new Bounded(0.1, 0.05, 0.15))).isEqualTo("+5.0 to +15.0");
    assertThat(OwnerSection.range(points, Bounded.UNKNOWN)).isEmpty();
  }
}
