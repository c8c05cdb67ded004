package io.plumbline.review;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.view.PlainText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DiffTextTest {

  /** Numbers by hand: 12.3 - 10 = 2.3 points; 120000 + 400000.25 against 399600.16. */
  @Test
  void showsTheStagesAndTheMoneyOnAUsualTerminal() {
    List<String> lines = DiffText.lines(Proposals.company(), Detail.STAGES, 80);

    assertThat(lines.subList(0, lines.indexOf("How to read this")))
        .containsExactly(
            "Stage confidences to review, version 2026-09-30-7c1d",
            "As of 30 September 2026, status proposed. Amounts in EUR.",
            "Nobody has signed it yet.",
            "",
            "Pipeline Default",
            "================",
            "stage          deals  CRM now  proposed  [low .. high]   change  decision",
            "-------------------------------------------------------------------------",
            "Qualification  1,412    10.0%     12.3%  [10.1 .. 14.9]    +2.3  publish",
            "Proposal sent    630    50.0%     31.5%  [27.0 .. 36.2]   −18.5  review",
            "    why: moves further from the CRM’s percentage than may go unseen; its win",
            "    rate changed over time",
            "Legal              0        –         –  –                    –  hold",
            "    why: no closed deal to measure it by",
            "",
            "stage          open deals  open amount  weighted now  -> proposed",
            "-----------------------------------------------------------------",
            "Qualification         120    1,200,000       120,000      147,600",
            "Proposal sent          40      800,001       400,000      252,000",
            "Legal                   1        5,000             –            –",
            "",
            "The 161 open deals (EUR\u00a02.01\u00a0million) are worth EUR\u00a0520,000 by the"
                + " percentages",
            "in the CRM, but EUR\u00a0399,600 by the proposed confidences: EUR\u00a0120,400 (23.2%)",
            "less.",
            "");
  }

  @Test
  void putsEverythingInOneTableOnAWideTerminal() {
    assertThat(DiffText.lines(Proposals.company(), Detail.STAGES, 140))
        .contains(
            "stage          deals  CRM now  proposed  [low .. high]   change  decision  open deals"
                + "  open amount  weighted now  -> proposed",
            "Proposal sent    630    50.0%     31.5%  [27.0 .. 36.2]   −18.5  review            40"
                + "      800,001       400,000      252,000");
  }

  @Test
  void showsSegmentsBelowTheirStageWhenAsked() {
    List<String> lines = DiffText.lines(Proposals.company(), Detail.SEGMENTS, 80);
    int proposal =
        lines.indexOf("Proposal sent     630    50.0%     31.5%  [27.0 .. 36.2]   −18.5  review");

    assertThat(lines.subList(proposal + 3, proposal + 11))
        .containsExactly(
            "  Days in the stage: 30 and more",
            "                  210    50.0%     20.0%  [15.0 .. 26.0]   −30.0  override 35.0%",
            "    marked (evidence: publish): set to 35.0% by A. Lee: two large ones close",
            "    soon",
            "  Customer: new",
            "                  300    50.0%     28.0%  [21.0 .. 35.0]   −22.0  publish",
            "  new · 3,000 to 4,400 · Came from: Qualification · 7 to 30 days",
            "                   60    50.0%     25.0%  [15.0 .. 37.0]   −25.0  hold");
  }

  /** By hand: 133000 + 250000 + 121000 + 55500 against 590000, which is 5.2% less. */
  @Test
  void showsMarksWhereTheDecisionsAre() {
    List<String> lines = DiffText.lines(Proposals.marked(), Detail.STAGES, 80);

    assertThat(lines.subList(5, lines.indexOf("How to read this")))
        .containsExactly(
            "================",
            "stage          deals  CRM now  proposed  [low .. high]   change  decision",
            "-------------------------------------------------------------------------",
            "Qualified      1,305    10.0%     13.3%  [11.0 .. 15.9]    +3.3  approved",
            "    why: its win rate changed over time",
            "    marked (evidence: review): approved by ana",
            "Proposal         546    50.0%     37.4%  [32.2 .. 42.7]   −12.6  on hold",
            "    marked (evidence: publish): held by ana",
            "Negotiation      376    75.0%     44.7%  [38.4 .. 51.0]   −30.3  override 60.5%",
            "    why: moves further from the CRM’s percentage than may go unseen",
            "    marked (evidence: review): set to 60.5% by ana: a campaign runs",
            "Contract sent    241    90.0%     55.5%  [44.2 .. 66.5]   −34.5  publish",
            "",
            "stage          open deals  open amount  weighted now  -> as marked",
            "------------------------------------------------------------------",
            "Qualified             100    1,000,000       100,000       133,000",
            "Proposal               50      500,000       250,000       250,000",
            "Negotiation            20      200,000       150,000       121,000",
            "Contract sent          10      100,000        90,000        55,500",
            "",
            "The 180 open deals (EUR\u00a01.80\u00a0million) are worth EUR\u00a0590,000 by the"
                + " percentages",
            "in the CRM, but EUR\u00a0559,500 by this table as it is marked: EUR\u00a030,500 (5.2%)",
            "less.",
            "Stages: 2\u00a0publish, 2\u00a0review, of which 3\u00a0marked.",
            "");
    assertThat(String.join(" ", lines))
        .contains("marked: what a person decided: override, on hold, or approved.");
  }

  @Test
  void saysWhereTheVersionStands() {
    assertThat(
            DiffText.lines(Proposals.standing(Proposals.company(), "published"), Detail.STAGES, 80)
                .get(0))
        .isEqualTo("Stage confidences, version 2026-09-30-7c1d");
  }

  @Test
  void saysWhyItsSumsAreNotThoseOfTheReport() {
    assertThat(String.join(" ", DiffText.lines(Proposals.company(), Detail.STAGES, 80)))
        .contains(
            "weighted: amounts of the open deals times the percentage of their stage, as the CRM"
                + " does; Plumbline's report and scores weigh each deal by its own confidence, so"
                + " their sums differ.");
  }

  @Test
  void showsWhatThePastQuartersWouldHaveLookedLike() {
    assertThat(DiffText.lines(Proposals.companyWithPast(), Detail.STAGES, 80))
        .containsSequence(
            "quarter     deals      won  CRM percentages  Usual win rate  Plumbline",
            "----------------------------------------------------------------------",
            "Q3 2025       150  100,000          160,000         150,000    110,000",
            "Q4 2025       150  100,000          180,000         160,000     95,000",
            "Q1 2026       150  200,000          300,000         250,000    210,000",
            "Q2 2026       150        0          150,000         140,000     90,000")
        .containsSequence(
            "Q2 2026                          –                      –                 –",
            "mean error                   63.3%                  45.0%              6.7%")
        .anyMatch(line -> line.contains("Closest: Plumbline, off by 6.7% on average."));
  }

  @Test
  void saysHowEarlierOverridesDid() {
    assertThat(DiffText.lines(Proposals.companyWithPast(), Detail.STAGES, 80))
        .contains("Proposal sent     45.0%       30.0%     84    0.701         0.602  the other");
  }

  @ParameterizedTest
  @ValueSource(ints = {40, 60, 72, 80, 100, 132, 200})
  void keepsToTheWidthWhateverTheLabels(int width) {
    for (String label :
        List.of(
            "Verhandlungsabschlussvorbereitung".repeat(3),
            "提案書を送付しました。お客様の回答を待っています",
            "Δοκιμή 👍🏽 with a rather long name that goes on and on and on",
            "a\u001b[2Jb\nc")) {
      List<ProposedRow> rows = new ArrayList<>();
      rows.add(
          Proposals.row("s", label, 1)
              .incumbent(0.5)
              .confidence(0.3, 0.2, 0.4)
              .deals(123456, 1, 2)
              .decision(Decision.REVIEW, "drift", label)
              .open(123456, "912345678901.12", "456172839450.56", "273703703670.34")
              .build());
      ProposedTable table =
          Proposals.of(
              new ProposedPipeline(
                  "default",
                  label,
                  rows,
                  Proposals.open(1, "1", Optional.of("1"), Optional.of("1"))));

      assertThat(DiffText.lines(table, Detail.SEGMENTS, width))
          .allSatisfy(line -> assertThat(PlainText.width(line)).isLessThanOrEqualTo(width))
          .noneMatch(line -> line.codePoints().anyMatch(Character::isISOControl));
    }
  }

  @Test
  void saysSoWhereThereIsNothing() {
    OpenDeals none = Proposals.open(0, "0", Optional.empty(), Optional.empty());

    assertThat(
            DiffText.lines(
                Proposals.of(new ProposedPipeline("p", "P", List.of(), none)), Detail.STAGES, 80))
        .contains("There is no proposed number for this pipeline.");
    assertThat(DiffText.lines(Proposals.of(), Detail.STAGES, 80)).contains("How to read this");
  }
}
