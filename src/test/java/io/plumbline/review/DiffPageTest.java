package io.plumbline.review;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class DiffPageTest {

  private static final String HOSTILE = "<script>alert('x')</script>&\"";
  private static final String SHOWN = "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;&quot;";

  @Test
  void showsEveryNumberOfAStage() {
    String row = rowOf(DiffPage.render(Proposals.companyWithPast()), "Proposal sent");

    // By hand: 190 of 590 closed were won, 31.5 - 50 points, 252000.16 / 400000.25 - 1.
    assertThat(row)
        .contains(
            "<span class=\"now\">50.0%</span><small>usual 32.2%</small>",
            "<span class=\"new\">31.5%</span><small>27.0% to 36.2%</small>",
            "−18.5",
            ">630<small>190&nbsp;won, 400&nbsp;lost</small>",
            "<span class=\"decision review\">Review</span></td>",
            "moves further from the CRM’s percentage than may go unseen; its win rate changed over"
                + " time",
            "800,001<small>40 open</small>",
            "400,000",
            "<strong>252,000</strong><small>−37.0%</small>",
            "<svg class=\"bar\"");
  }

  @Test
  void showsDashesWhereNothingIsKnown() {
    assertThat(rowOf(DiffPage.render(Proposals.company()), "Legal"))
        .contains("<span class=\"now\">–</span></td>", "<span class=\"new\">–</span></td>")
        .contains("no closed deal to measure it by")
        .doesNotContain("NaN", "null", "&nbsp;won");
  }

  @Test
  void showsSegmentsMarksQuartersAndOverrides() {
    String page = DiffPage.render(Proposals.companyWithPast());

    assertThat(page)
        .contains("<summary>Segments of the stages (3)</summary>")
        .contains("<th scope=\"row\" rowspan=\"2\">Days in the stage: 30 and more</th>")
        .contains("<small class=\"mark\">override 35.0% (A. Lee)</small>")
        .contains("Set to 35.0% by A. Lee: two large ones close soon")
        .contains("<th scope=\"row\">Q1 2026</th>")
        .contains("<small>+80.0%</small>")
        .contains("<strong>6.7%</strong>")
        .contains("<td class=\"number\">0.701</td><td class=\"number\">0.602</td>");
  }

  @Test
  void escapesWhateverComesFromOutside() {
    ProposedRow row =
        Proposals.row(HOSTILE, HOSTILE, 1)
            .level("product", "", "", HOSTILE, "", "")
            .confidence(0.3, 0.2, 0.4)
            .deals(3, 1, 2)
            .decision(Decision.HOLD, HOSTILE)
            .mark(Mark.Kind.HOLD, OptionalDouble.empty(), HOSTILE, HOSTILE)
            .build();
    ProposedTable table =
        new ProposedTable(
            HOSTILE,
            Proposals.AS_OF,
            HOSTILE,
            HOSTILE,
            0.9,
            HOSTILE,
            List.of(
                new ProposedPipeline(HOSTILE, HOSTILE, List.of(row), OpenDeals.NONE),
                new ProposedPipeline("b", HOSTILE, List.of(), OpenDeals.NONE)),
            2,
            List.of(
                new PastQuarter(
                    HOSTILE,
                    Proposals.AS_OF,
                    Proposals.AS_OF,
                    HOSTILE,
                    1,
                    BigDecimal.ONE,
                    BigDecimal.ONE)),
            List.of(new OverrideScore(HOSTILE, "s", HOSTILE, 0.1, 0.2, 0.3, 0.4, 5)));

    assertThat(DiffPage.render(table)).contains(SHOWN).doesNotContain("<script", "alert('x')");
  }

  @Test
  void asksNothingOfANetwork() {
    String page = DiffPage.render(Proposals.companyWithPast());

    assertThat(page)
        .contains("default-src 'none'")
        .doesNotContain("<script", "@import", "url(", "src=");
    assertThat(Pattern.compile("(?:href|action)=\"(?!#|data:,)").matcher(page).find()).isFalse();
    assertThat(page).doesNotContain("http://").doesNotContain("https://");
  }

  @Test
  void givesTheSameBytesEachTime() {
    assertThat(DiffPage.render(Proposals.companyWithPast()))
        .isEqualTo(DiffPage.render(Proposals.companyWithPast()));
  }

  @Test
  void namesEveryTableAndColumn() {
    String page = DiffPage.render(Proposals.companyWithPast());

    assertThat(page).contains("<html lang=\"en\">", "<title>Stage confidences to review");
    assertThat(count(page, "<th ")).isEqualTo(count(page, "<th scope="));
    assertThat(count(page, "role=\"region\" aria-label=\"")).isEqualTo(count(page, "<table"));
    assertThat(count(page, "<svg")).isEqualTo(count(page, "aria-hidden=\"true\"") - 1 + 4);
  }

  /** 0.605 of the line's 208 from 6 is 131.84. */
  @Test
  void showsMarksWhereTheDecisionsAre() {
    String page = DiffPage.render(Proposals.marked());

    assertThat(rowOf(page, "Qualified"))
        .contains(
            "<span class=\"decision review\">Review</span><small class=\"mark\">approved"
                + " (ana)</small>")
        .doesNotContain("class=\"override\"", "Approved by");
    assertThat(rowOf(page, "Proposal"))
        .contains("<small class=\"mark\">on hold (ana)</small>")
        .doesNotContain("class=\"below\"");
    assertThat(rowOf(page, "Negotiation"))
        .contains(
            "<span class=\"new\">44.7%</span>",
            "<path class=\"override\" d=\"M131.84 22V7l-4 -6h8l-4 6\"/>",
            "<small class=\"mark\">override 60.5% (ana)</small>",
            "data-label=\"Weighted as marked\"><strong>121,000</strong>",
            "<small class=\"mark\">Set to 60.5% by ana: a campaign runs</small>");
    assertThat(page)
        .contains("<dd>2\u00a0publish, 2\u00a0review, of which 3\u00a0marked</dd>")
        .contains("<th scope=\"col\">Weighted as marked</th>")
        .contains("<dt>Open deals by this table as it is marked</dt>")
        .contains("EUR\u00a0559,500 by this table as it is marked: ")
        .contains("</svg>Override</li>")
        .doesNotContain("proposed confidences");
  }

  @Test
  void speaksOfMarksOnlyWhereThereAreAny() {
    ProposedPipeline stages =
        new ProposedPipeline(
            "default",
            "Default",
            Proposals.company().pipelines().get(0).stages(),
            Proposals.company().pipelines().get(0).money());

    assertThat(DiffPage.render(Proposals.of(stages)))
        .contains("by the proposed confidences: ")
        .contains("<dt>Open deals by the proposed confidences</dt>")
        .contains("<th scope=\"col\">Weighted proposed</th>")
        .doesNotContain("marked", "Override</li>", "class=\"override\"");
  }

  @Test
  void saysWhereTheVersionStands() {
    ProposedPipeline other = new ProposedPipeline("b", "B", List.of(), OpenDeals.NONE);
    ProposedTable two = Proposals.of(Proposals.marked().pipelines().get(0), other);

    assertThat(DiffPage.render(two))
        .contains("<title>Stage confidences to review, version 2026-09-30-7c1d</title>")
        .contains("<h1>Stage confidences <span>to review</span></h1>")
        .contains("2 pipelines have a proposed table.");
    for (String status : List.of("approved", "published", "superseded")) {
      assertThat(DiffPage.render(Proposals.standing(two, status)))
          .contains("<title>Stage confidences, version 2026-09-30-7c1d</title>")
          .contains("<h1>Stage confidences <span>" + status + "</span></h1>")
          .contains("The table of 2 pipelines is " + status + ".")
          .doesNotContain("to review", "have a proposed table");
    }
  }

  @Test
  void boundsWhatItShowsAndSaysSo() {
    List<ProposedRow> rows = new ArrayList<>();
    for (int i = 0; i < DiffPage.MAX_SEGMENTS + 7; i++) {
      rows.add(
          Proposals.row("s", "S", 1)
              .level("product", "", "", "product " + i, "", "")
              .deals(i, 0, 0)
              .build());
    }
    List<ProposedPipeline> pipelines = new ArrayList<>();
    pipelines.add(new ProposedPipeline("p", "Large", rows, OpenDeals.NONE));
    for (int i = 0; i < DiffPage.MAX_PIPELINES + 4; i++) {
      pipelines.add(
          new ProposedPipeline(
              "q" + i,
              "Small",
              List.of(),
              Proposals.open(0, "0", Optional.empty(), Optional.empty())));
    }

    String page = DiffPage.render(Proposals.of(pipelines.toArray(ProposedPipeline[]::new)));

    assertThat(page)
        .contains("7 segments with fewer deals are in the review sheet.")
        .contains("5 more pipelines are in the review sheet")
        .contains("Product: product 306<")
        .doesNotContain("Product: product 6<");
  }

  private static String rowOf(String page, String stage) {
    int start = page.indexOf(">" + stage + "</th>");

    return page.substring(start, page.indexOf("</tbody>", start));
  }

  private static int count(String text, String part) {
    return text.split(Pattern.quote(part), -1).length - 1;
  }
}
