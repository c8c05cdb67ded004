package io.plumbline.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.report.ReportData.Counts;
import io.plumbline.report.ReportData.Header;
import io.plumbline.view.ClassPathFile;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.LocalDate;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.TimeZone;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReportPageTest {

  private static final Pattern SCRIPT =
      Pattern.compile("<script[^>]*>(.*?)</script>", Pattern.DOTALL);
  private static final Pattern URL = Pattern.compile("(?i)https?://[^\"'\\s)*\\\\]*");

  @Test
  void rendersTheSameBytesForTheSameDataInAnyLocaleAndZone() {
    String page = ReportPage.render(DemoReport.twoPipelines());
    Locale locale = Locale.getDefault();
    TimeZone zone = TimeZone.getDefault();

    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
      TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Kiritimati"));

      assertThat(ReportPage.render(DemoReport.twoPipelines())).isEqualTo(page);
    } finally {
      Locale.setDefault(locale);
      TimeZone.setDefault(zone);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "</script><script>alert(1)</script>",
        "<!--<script>",
        "\"><img src=x onerror=alert(1)>",
        "' onfocus='alert(1)' autofocus='",
        "${7*7}<#assign x=1>",
        "&lt;b&gt;]]>\u2028"
      })
  void escapesWhateverAStageIsCalled(String label) {
    String page = ReportPage.render(DemoReport.withStageLabel(label));

    assertThat(count(page, "<script")).as("script elements").isEqualTo(3 + scriptsInLibrary());
    assertThat(count(page, "</script")).isEqualTo(3);
    assertThat(withoutScripts(page))
        .doesNotContain("<img")
        .doesNotContain("<!--")
        .doesNotContain("onfocus='")
        .contains(asHtml(label));
    assertThat(scripts(page).get(0)).as("chart data").doesNotContain("<").doesNotContain(">");
  }

  @Test
  void escapesTheHeaderTheRulesAndTheNotes() {
    String evil = "<b onclick=x>&\"'";
    ReportData demo = DemoReport.company();
    Header header =
        new Header(
            evil,
            LocalDate.of(2026, 9, 30),
            evil,
            evil,
            evil,
            demo.header().counts(),
            List.of(new ReportData.Rule(evil, evil, 1, evil)),
            List.of(evil),
            evil);

    String page = ReportPage.render(new ReportData(header, demo.pipelines(), List.of()));

    assertThat(withoutScripts(page)).doesNotContain("<b onclick").contains(asHtml(evil));
  }

  @Test
  void refersToNothingOutsideItself() {
    String page = ReportPage.render(DemoReport.twoPipelines());
    String own = withoutScripts(page) + scripts(page).get(0) + scripts(page).get(2);

    assertThat(URL.matcher(own).results().map(MatchResult::group)).isEmpty();
    assertThat(own).doesNotContain("@import").doesNotContain("url(").doesNotContain("src=");
    assertThat(
            Pattern.compile("href=\"([^\"]*)\"")
                .matcher(own)
                .results()
                .map(match -> match.group(1)))
        .isNotEmpty()
        .allSatisfy(target -> assertThat(target).matches("#.*|data:,"));
  }

  @Test
  void bringsAChartLibraryWhoseOnlyAddressesAreLicencesAndNamespaces() {
    String library = scripts(ReportPage.render(DemoReport.company())).get(1);

    assertThat(URL.matcher(library).results().map(MatchResult::group).distinct().sorted())
        .containsExactly(
            "http://www.apache.org/licenses/LICENSE-2.0",
            "http://www.w3.org/1999/xlink",
            "http://www.w3.org/2000/svg",
            "http://www.w3.org/2000/xmlns/",
            "http://www.w3.org/XML/1998/namespace",
            "https://github.com/ecomfe/zrender/blob/master/LICENSE.txt");
  }

  @Test
  void allowsItsOwnTwoScriptsByHashAndNothingElse() throws Exception {
    String page = ReportPage.render(DemoReport.company());

    assertThat(page)
        .contains(
            "content=\"default-src 'none'; script-src 'sha256-"
                + sha256(scripts(page).get(1))
                + "' 'sha256-"
                + sha256(scripts(page).get(2))
                + "'; style-src 'unsafe-inline'; img-src data:;");
  }

  @Test
  void saysTheMoneyAndTheTestInItsFirstSentences() {
    String text = text(ReportPage.render(DemoReport.company()));

    // 6,214,870 - 4,302,115 = 1,912,755, of 6,214,870 = 30.777 %; 401.8 / 281 = 1.42989
    assertThat(text)
        .contains(
            "The 874 open deals (EUR 18.64 million) are worth EUR 6.21 million by the percentages in"
                + " the CRM, but EUR 4.30 million by the calibrated confidences: EUR 1.91 million"
                + " (30.8%) less.")
        .contains(
            "Tested on 3 dates from 31 January 2026 to 31 March 2026, the usual win rate expected"
                + " 402 wins where 281 came, 43.0% too many. The calibrated confidences expected"
                + " 295 wins where 281 came, 5.0% too many.");
  }

  @Test
  void addsUpThePipelinesInItsFirstSentences() {
    String text = text(ReportPage.render(DemoReport.twoPipelines()));

    // 6,214,870 + 4,096,000 = 10,310,870; 4,302,115 + 4,321,700 = 8,623,815; 401.8 + 181.2 = 583
    assertThat(text)
        .contains("The 1,080 open deals (EUR 23.76 million) are worth EUR 10.31 million")
        .contains("but EUR 8.62 million by the calibrated confidences")
        .contains("Tested on past dates in all pipelines, the usual win rate expected 583 wins");
  }

  @Test
  void showsAStageWithItsNumbersAndItsDecision() {
    String text = text(ReportPage.render(DemoReport.company()));

    assertThat(text)
        .containsPattern(
            "Proposal sent 60\\.0% 40\\.5% 36\\.2% to 44\\.8% \u221219\\.5 57\\.7% .* 1,178 worth 966 6%"
                + " borrowed Review moves further from the CRM\u2019s percentage than may go unseen;"
                + " long-sitting proposals pull it down");
  }

  @Test
  void saysThatAcceptedAndRejectedRowsAddUpToThoseRead() {
    assertThat(text(ReportPage.render(DemoReport.company())))
        .contains("71,848 rows accepted + 58 rejected = 71,906 read. Every row is accounted for.");
  }

  @Test
  void warnsAtTheTopWhenRowsAreMissing() {
    String page = ReportPage.render(DemoReport.withCounts(new Counts(9, 3, 4, 2, 100, 90, 7, 0)));

    assertThat(page.indexOf("<p class=\"alarm\">"))
        .as("the first warning, before the contents")
        .isBetween(1, page.indexOf("<div class=\"toc\">"));
    assertThat(text(page))
        .contains(
            "90 rows accepted + 7 rejected = 97, but 100 were read: 3 rows are unaccounted for.");
  }

  @Test
  void saysASentenceWhereNothingHasClosed() {
    String page = ReportPage.render(DemoReport.nothingClosed());

    assertThat(page).doesNotContain("data-chart=\"");
    assertThat(text(page))
        .contains("No deal has been won or lost yet")
        .contains("worth an unknown amount")
        .contains("No past date could be tested")
        .contains("There is one stage only")
        .contains("There is no forecast for this run")
        .contains("No stage was divided any further")
        .contains("The methods could not be compared on a past date")
        .contains("No month with closed deals could be looked at")
        .contains("No owner\u2019s promise could be held against what happened")
        .contains("Hold no closed deal to measure it by")
        .contains("No quality rule was reported")
        .doesNotContain("NaN")
        .doesNotContain("0.0%");
  }

  @Test
  void saysASentenceWhereThereIsNoHistory() {
    String page = ReportPage.render(DemoReport.noHistory());

    assertThat(text(page))
        .contains("No stage history was found")
        .contains("No deal has entered a stage")
        .contains("No deal is open")
        .contains("have not been tested on a past date");
    assertThat(count(page, "class=\"stages\"")).isZero();
  }

  @Test
  void saysThatTheCrmHasNoPercentages() {
    assertThat(text(ReportPage.render(DemoReport.withoutIncumbents())))
        .contains("The CRM has no percentages to compare that with.")
        .contains("The CRM has no percentages of its own for these stages");
  }

  @Test
  void saysThatThereIsNoPipeline() {
    assertThat(text(ReportPage.render(new ReportData(DemoReport.header(), List.of(), List.of()))))
        .contains("The input has no pipeline with a deal in it");
  }

  @Test
  void keepsTheSegmentsWithTheMostDealsAndCountsTheRest() {
    String page = ReportPage.render(DemoReport.withProducts(350));

    assertThat(count(page, "<tr data-stage=")).isEqualTo(300);
    assertThat(page).contains(">product-50<").doesNotContain(">product-49<");
    assertThat(text(page))
        .contains("300 rows, those with the most deals; 50 more are in the table stage_confidence")
        .contains("326 values with fewer deals are in the table segment_effect");
  }

  @Test
  void readsAsTheBaseOfEachStageAndWhatEachSegmentAdds() {
    String text = text(ReportPage.render(DemoReport.company()));

    assertThat(text)
        .containsPattern("Confidence of the stage 14\\.8% [0-9.% to]+ 21\\.4%")
        .contains("existing +6.0 +4.0 to +8.0 400 deals +6.0 +2.8 to +9.2 350 deals")
        .contains("1,812 cells combine stage, days and all segments");
    assertThat(text.indexOf("up to 9,000"))
        .as("sizes in their order")
        .isPositive()
        .isLessThan(text.indexOf("9,000 to 20,000"))
        .isLessThan(text.indexOf("100,000 and more \u2212"));
  }

  @Test
  void highlightsOnlyEffectsBeyondChance() {
    String page = ReportPage.render(DemoReport.company());

    // Existing customers and the largest deals, each in the first four of six stages.
    assertThat(count(page, "class=\"number clear\"")).isEqualTo(8);
  }

  @Test
  void comparesTheMethodsAndMarksTheOneInUse() {
    String text = text(ReportPage.render(DemoReport.company()));

    // Expected over actual 295 / 281 = 1.0498
    assertThat(text)
        .contains(
            "Calibrated by stage, time and segment in use here 0.528 \u22120.0830 \u22120.1070 to"
                + " \u22120.0590 1.05 0.95 to 1.15 1.8% 0.0% to 3.8% chance alone 1.4% the best,")
        .contains("CRM percentages today 0.611 &ndash; 1.43 1.33 to 1.53");
  }

  @Test
  void saysWhatEachSignalAndEachLastingChangeIs() {
    String text = text(ReportPage.render(DemoReport.company()));

    assertThat(text)
        .contains("2026-06 to 2026-08 Proposal sent month 38 of proposal")
        .contains("2025-12 Demo and trial month 30 of demo")
        .contains("Demo and trial Changed 2026-03-02 46.2% 38.1% 2,225 46 % won before")
        .contains("5 more in segments within stages");
  }

  @Test
  void namesOwnersWithAVerdictAndListsTheRestByName() {
    String page = ReportPage.render(DemoReport.company());
    String text = text(page.substring(page.indexOf("id=\"p0-owners\"")));

    assertThat(text)
        .contains("ada , chance to win: why ada is so.")
        .doesNotContain("why zoe is so")
        .containsSubsequence("All owners", "ada chance", "ben chance", "mia close date")
        .contains("mia close date 88 \u2013 \u2013 +24.4 days +22.0 days +16.0 to +28.0")
        .contains("zoe chance to win 12 50.0% 40.0% +10.0 points +9.0 points +4.0 to +14.0");
  }

  @Test
  void keepsTheFirstPipelinesAndCountsTheRest() {
    ReportData demo = DemoReport.company();
    ReportData many =
        new ReportData(demo.header(), Collections.nCopies(33, demo.pipelines().get(0)), List.of());

    String page = ReportPage.render(many);

    assertThat(count(page, "<article")).isEqualTo(30);
    assertThat(text(page))
        .contains("3 more pipelines are in the tables")
        .contains("The 28,842 open deals");
    assertThat(page.length()).as("characters, the chart library included").isLessThan(4_000_000);
  }

  @Test
  void putsATableBesideEveryChart() {
    String page = withoutScripts(ReportPage.render(DemoReport.twoPipelines()));

    for (String section : page.split("<section", -1)) {
      if (section.contains("data-chart=")) {
        assertThat(section).contains("<table").contains("role=\"img\"").contains("aria-label=");
      }
    }
    assertThat(count(page, "data-chart=")).isEqualTo(2 * 5 + 2 + 2 + 1);
  }

  @Test
  void hasNoIdTwice() {
    List<String> ids =
        Pattern.compile(" id=\"([^\"]*)\"")
            .matcher(withoutScripts(ReportPage.render(DemoReport.twoPipelines())))
            .results()
            .map(match -> match.group(1))
            .toList();

    assertThat(ids).doesNotHaveDuplicates().contains("p0-stages", "p1-forecast", "data-quality");
  }

  @Test
  void linksOnlyToIdsThatExist() {
    for (ReportData data :
        List.of(DemoReport.company(), DemoReport.twoPipelines(), DemoReport.nothingClosed())) {
      String page = withoutScripts(ReportPage.render(data));

      assertThat(Pattern.compile("href=\"#([^\"]*)\"").matcher(page).results().map(m -> m.group(1)))
          .allSatisfy(id -> assertThat(page).contains(" id=\"" + id + "\""));
    }
  }

  @Test
  void saysWhatIsMissingFromTheClassPath() {
    assertThatThrownBy(() -> ClassPathFile.text("io/plumbline/report/none.js"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "Cannot build the report: io/plumbline/report/none.js is not on the class path. Run it"
                + " with every jar of the build's lib folder.");
  }

  private static String asHtml(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  private static long scriptsInLibrary() {
    return count(EchartsBuild.script(), "<script");
  }

  private static List<String> scripts(String page) {
    return SCRIPT.matcher(page).results().map(match -> match.group(1)).toList();
  }

  private static String withoutScripts(String page) {
    return SCRIPT.matcher(page).replaceAll("");
  }

  /** What a reader sees, with single spaces. */
  private static String text(String page) {
    return withoutScripts(page)
        .replaceAll("(?s)<style>.*?</style>", " ")
        .replaceAll("<[^>]*>", " ")
        .replace("&rsquo;", "\u2019")
        .replace("&nbsp;", " ")
        .replaceAll("[\\s\u00a0]+", " ");
  }

  private static int count(String text, String part) {
    return text.split(Pattern.quote(part), -1).length - 1;
  }

  private static String sha256(String text) throws Exception {
    return Base64.getEncoder()
        .encodeToString(
            MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
  }
}
