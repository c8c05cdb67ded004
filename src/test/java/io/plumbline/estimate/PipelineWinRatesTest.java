package io.plumbline.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.estimate.CellCounts.Cell;
import io.plumbline.estimate.CellCounts.Kind;
import io.plumbline.estimate.PipelineWinRates.Line;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Collectors;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class PipelineWinRatesTest {

  private static final Offset<Double> EXACT = within(1e-12);
  private static final Offset<Double> PRINTED = within(1e-11);
  private static final WinRateSettings BY_TYPE = new WinRateSettings(0.9, List.of("customer_type"));
  private static final WinRateSettings STAGES = new WinRateSettings(0.9, List.of());

  // Stage A was reached by twelve deals, the existing ones seen late; B was entered, C never.
  private final List<Cell> cells =
      new ArrayList<>(
          List.of(
              TestCells.stage("B", 2),
              TestCells.stage("A", 1),
              TestCells.stage("C", 3),
              reached("A", "new", "won", 10, 0, 2),
              reached("A", "new", "won", 20, 0, 1),
              reached("A", "new", "lost", 5, 0, 1),
              reached("A", "new", "lost", 20, 0, 1),
              reached("A", "new", "open", 15, 0, 2),
              reached("A", "existing", "won", 8, 3, 1),
              reached("A", "existing", "lost", 12, 6, 2),
              reached("A", "existing", "open", 30, 10, 1),
              // Over before it was first seen: part of the usual rate only.
              reached("A", "existing", "won", 4, 6, 1),
              exit("A", "new", "moved", "B", 4),
              exit("A", "new", "lost", null, 3),
              exit("A", "existing", "won", null, 1),
              exit("A", "existing", "open", null, 2),
              // Not one of the stages: neither later nor earlier.
              exit("A", "existing", "moved", "Z", 1),
              exit("B", "new", "moved", "A", 1),
              exit("B", "existing", "won", null, 2)));

  @Test
  void countsTheDealsThatReachedAStage() {
    Line stage = line("A", null);

    assertThat(stage.won()).isEqualTo(5);
    assertThat(stage.lost()).isEqualTo(4);
    assertThat(stage.open()).isEqualTo(3);
    assertThat(line("A", "new").won()).isEqualTo(3);
    assertThat(line("A", "existing").lost()).isEqualTo(2);
  }

  @Test
  void ratesThoseThatReachedTheStageWithWilsonLimits() {
    // statsmodels 0.15.0: proportion_confint(x, n, alpha=0.1, method='wilson')
    Line stage = line("A", null);
    assertThat(stage.reached()).isCloseTo(5 / 9.0, EXACT);
    assertThat(stage.reachedInterval().low()).isCloseTo(0.303476660244, PRINTED);
    assertThat(stage.reachedInterval().high()).isCloseTo(0.781952948720, PRINTED);
    Line ofNew = line("A", "new");
    assertThat(ofNew.reached()).isCloseTo(0.6, EXACT);
    assertThat(ofNew.reachedInterval().low()).isCloseTo(0.272483171866, PRINTED);
    assertThat(ofNew.reachedInterval().high()).isCloseTo(0.857293527981, PRINTED);
    Line ofExisting = line("A", "existing");
    assertThat(ofExisting.reached()).isCloseTo(0.5, EXACT);
    assertThat(ofExisting.reachedInterval().low()).isCloseTo(0.182400163255, PRINTED);
    assertThat(ofExisting.reachedInterval().high()).isCloseTo(0.817599836745, PRINTED);
  }

  @Test
  void estimatesFromEntryWithDealsAtRiskOnlySinceTheyWereFirstSeen() {
    // R 4, survival 3.5.3, eleven subjects of A at risk over (entry, exit]:
    //   entry <- c(rep(-1, 7), 2, rep(5, 2), 9)
    //   exit <- c(10, 10, 20, 5, 20, 15, 15, 8, 12, 12, 30)
    //   ev <- c(1, 1, 1, 2, 2, 0, 0, 1, 2, 2, 0)
    //   p <- survfit(Surv(entry, exit, factor(ev, 0:2)) ~ 1, id = 1:11)$pstate
    //   l <- p[nrow(p), ]; l[2] / (l[2] + l[3])     # again with 1:7 and 8:11
    assertThat(line("A", null).fromEntry()).isCloseTo(0.483774038461538, EXACT);
    assertThat(line("A", "new").fromEntry()).isCloseTo(0.571428571428571, EXACT);
    assertThat(line("A", "existing").fromEntry()).isCloseTo(0.428571428571429, EXACT);
  }

  @Test
  void surroundsTheEstimateFromEntryByItsInterval() {
    for (Line line : lines()) {
      if (!Double.isNaN(line.fromEntry())) {
        assertThat(line.fromEntryInterval().contains(line.fromEntry())).isTrue();
        assertThat(line.fromEntryInterval().low()).isBetween(0.0, 1.0);
        assertThat(line.fromEntryInterval().high()).isBetween(0.0, 1.0);
      }
    }
  }

  @Test
  void equalsTheReachedRateWhereEveryDealIsSeenFromEntryToItsEnd() {
    List<Cell> complete =
        List.of(
            TestCells.stage("A", 1),
            reached("A", "new", "won", 3, 0, 1),
            reached("A", "new", "won", 9, 0, 3),
            reached("A", "new", "lost", 3, 0, 2),
            reached("A", "new", "lost", 50, 0, 1));
    Line line = PipelineWinRates.of(complete, STAGES).get(0);

    // statsmodels 0.15.0: proportion_confint(4, 7, alpha=0.1, method='wilson')
    assertThat(line.fromEntry()).isCloseTo(4 / 7.0, EXACT);
    assertThat(line.fromEntryInterval().low()).isCloseTo(0.289477091014, PRINTED);
    assertThat(line.fromEntryInterval().high()).isCloseTo(0.813556809636, PRINTED);
  }

  @Test
  void keepsAnIntervalWhereAllWereWonOrAllLost() {
    for (String event : List.of("won", "lost")) {
      List<Cell> same = List.of(TestCells.stage("A", 1), reached("A", "new", event, 3, 0, 2));
      Line line = PipelineWinRates.of(same, STAGES).get(0);

      // statsmodels 0.15.0: proportion_confint(2, 2, alpha=0.1, method='wilson')
      boolean won = event.equals("won");
      assertThat(line.fromEntry()).isEqualTo(won ? 1 : 0);
      assertThat(line.fromEntryInterval().low()).isCloseTo(won ? 0.425030609006 : 0, PRINTED);
      assertThat(line.fromEntryInterval().high()).isCloseTo(won ? 1 : 0.574969390994, PRINTED);
    }
  }

  @Test
  void takesTheMedianDayOfTheWonAndOfTheLost() {
    // Won after 4, 8, 10, 10, 20 days; lost after 5, 12, 12, 20: the lower middle, type 1.
    assertThat(line("A", null).medianDaysToWin()).isEqualTo(10);
    assertThat(line("A", null).medianDaysToLoss()).isEqualTo(12);
    assertThat(line("A", "existing").medianDaysToWin()).isEqualTo(4);
    assertThat(line("B", null).medianDaysToWin()).isNaN();
  }

  @Test
  void countsWonAndLaterStagesAsMovedOn() {
    // A: of 9 ended visits 4 moved to B and 1 was won; B: of 3 ended visits 2 were won.
    assertThat(line("A", null).nextStageRate()).isCloseTo(5 / 9.0, EXACT);
    assertThat(line("A", "new").nextStageRate()).isCloseTo(4 / 7.0, EXACT);
    assertThat(line("A", "existing").nextStageRate()).isCloseTo(0.5, EXACT);
    assertThat(line("B", null).nextStageRate()).isCloseTo(2 / 3.0, EXACT);
    assertThat(line("B", "new").nextStageRate()).isZero();
  }

  @Test
  void countsWhatWasLostAndWhatStandsHere() {
    assertThat(line("A", null).lostHere()).isEqualTo(3);
    assertThat(line("A", null).standing()).isEqualTo(2);
    assertThat(line("A", "new").standing()).isZero();
    assertThat(line("B", null).lostHere()).isZero();
  }

  @Test
  void hasALineWithoutRatesForAStageThatWasNeverEntered() {
    List<Line> lines = lines().stream().filter(line -> line.stage().stageId().equals("C")).toList();

    assertThat(lines).hasSize(1);
    Line line = lines.get(0);
    assertThat(line.segment().level()).isEqualTo("stage");
    assertThat(line.won() + line.lost() + line.open() + line.standing() + line.lostHere()).isZero();
    assertThat(line.reached()).isNaN();
    assertThat(line.reachedInterval().isKnown()).isFalse();
    assertThat(line.fromEntry()).isNaN();
    assertThat(line.fromEntryInterval().isKnown()).isFalse();
    assertThat(line.medianDaysToWin()).isNaN();
    assertThat(line.medianDaysToLoss()).isNaN();
    assertThat(line.nextStageRate()).isNaN();
  }

  @Test
  void claimsNothingWhereAllAreOpen() {
    Line line =
        PipelineWinRates.of(
                List.of(TestCells.stage("A", 1), reached("A", "new", "open", 3, 0, 5)), STAGES)
            .get(0);

    assertThat(line.open()).isEqualTo(5);
    assertThat(line.reached()).isNaN();
    assertThat(line.fromEntry()).isNaN();
    assertThat(line.fromEntryInterval().isKnown()).isFalse();
  }

  @Test
  void putsStagesInTheirOrder() {
    assertThat(lines()).extracting(line -> line.stage().stageId()).startsWith("A").endsWith("C");
    assertThat(PipelineWinRates.of(List.of(), BY_TYPE)).isEmpty();
  }

  @Test
  void addsUpSegmentsToTheStageInAnyOrderOfTheCounts() {
    Random random = new Random(5);
    List<String> events = List.of("won", "lost", "open");
    for (int i = 0; i < 400; i++) {
      TestCells cell =
          TestCells.of(random.nextBoolean() ? Kind.REACHED : Kind.EXIT)
              .stage("A")
              .segment("t" + random.nextInt(2), "b" + random.nextInt(4), "p" + random.nextInt(3))
              .event(events.get(random.nextInt(3)))
              .day(random.nextInt(100))
              .n(1 + random.nextInt(5));
      cells.add(cell.build());
    }
    WinRateSettings all =
        new WinRateSettings(0.9, List.of("customer_type", "size_band", "product"));
    List<Line> lines = PipelineWinRates.of(cells, all);
    Map<String, List<Line>> levels =
        lines.stream()
            .filter(line -> line.stage().stageId().equals("A"))
            .collect(Collectors.groupingBy(line -> line.segment().level()));

    assertThat(levels).containsOnlyKeys("stage", "customer_type", "size_band", "product");
    Line stage = levels.get("stage").get(0);
    assertThat(levels.get("stage")).hasSize(1);
    levels.forEach(
        (level, segments) -> {
          assertThat(segments.stream().mapToLong(Line::won).sum()).isEqualTo(stage.won());
          assertThat(segments.stream().mapToLong(Line::lost).sum()).isEqualTo(stage.lost());
          assertThat(segments.stream().mapToLong(Line::open).sum()).isEqualTo(stage.open());
          assertThat(segments.stream().mapToLong(Line::lostHere).sum()).isEqualTo(stage.lostHere());
          assertThat(segments.stream().mapToLong(Line::standing).sum()).isEqualTo(stage.standing());
        });
    Collections.shuffle(cells, random);
    assertThat(PipelineWinRates.of(cells, all)).isEqualTo(lines);
  }

  private List<Line> lines() {
    return PipelineWinRates.of(cells, BY_TYPE);
  }

  private Line line(String stage, String customerType) {
    return lines().stream()
        .filter(
            line ->
                line.stage().stageId().equals(stage)
                    && Objects.equals(line.segment().customerType(), customerType))
        .findFirst()
        .orElseThrow();
  }

  private static Cell reached(
      String stage, String type, String event, int day, int lateEntry, long n) {
    return TestCells.of(Kind.REACHED)
        .stage(stage)
        .segment(type, "0-100", "a")
        .event(event)
        .day(day)
        .lateEntry(lateEntry)
        .n(n)
        .build();
  }

  private static Cell exit(String stage, String type, String event, String next, long n) {
    return TestCells.of(Kind.EXIT)
        .stage(stage)
        .segment(type, "0-100", "a")
        .event(event)
        .next(next)
        .n(n)
        .build();
  }
}
