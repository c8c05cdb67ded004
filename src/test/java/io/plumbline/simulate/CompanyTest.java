package io.plumbline.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.simulate.TruthStudy.Truth;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The drawn outcomes of one large company against the truth computed without it. */
class CompanyTest {

  private static final CompanySpec SPEC =
      CompanySpec.of(
              60_000,
              LocalDate.of(2023, 1, 1),
              LocalDate.of(2025, 12, 31),
              LocalDate.of(2025, 9, 30),
              20_250_930L)
          .withTruthReplications(12);

  private static List<Deal> deals;
  private static List<Truth> truths;
  private static ProcessBook processes;

  @BeforeAll
  static void simulate() {
    processes = new ProcessBook(SPEC);
    deals = new Company(SPEC, processes, 0).deals();
    truths = new TruthStudy(SPEC, processes).run();
  }

  @Test
  void openDealsAreWonAsOftenAsTheTrueConfidenceSays() {
    for (Truth truth : truths) {
      if (!truth.cell().level().equals("stage") && !truth.cell().level().equals("customer_type")) {
        continue;
      }

      List<Deal> standing = standingIn(truth);
      double p = truth.confidence();
      double n = standing.size();
      double won = standing.stream().filter(Deal::isEventuallyWon).count();
      double error = Math.sqrt(p * (1 - p) / n + truth.standardError() * truth.standardError());
      assertThat(won / n)
          .as("share won of %s open deals in %s", n, truth.cell())
          .isCloseTo(p, within(3.5 * error));
      double q = truth.neverClosingShare();
      assertThat(standing.stream().filter(Deal::neverCloses).count() / n)
          .as("share of %s open deals in %s that never close", n, truth.cell())
          .isCloseTo(q, within(4 * Math.sqrt(q * (1 - q) / n) + 0.01));
      assertThat(n)
          .as("open deals in %s", truth.cell())
          .isCloseTo(truth.expectedOpen(), within(4.5 * Math.sqrt(truth.expectedOpen())));
    }
  }

  @Test
  void theConfidenceOfEachDealHoldsAtEveryAge() {
    Map<Integer, List<Deal>> byAge =
        deals.stream()
            .filter(deal -> deal.isOpenBefore(SPEC.cutoff()))
            .collect(
                Collectors.groupingBy(
                    deal -> (int) Math.min(6, deal.stageAgeDays(SPEC.cutoff()) / 15),
                    TreeMap::new,
                    Collectors.toList()));
    assertThat(byAge).hasSize(7);
    byAge.forEach(
        (band, open) -> {
          double expected = 0;
          double variance = 0;
          for (Deal deal : open) {
            double p =
                processes
                    .of(deal.pipeline(), deal.segment())
                    .winProbability(
                        deal.stages()[deal.entryBefore(SPEC.cutoff())],
                        deal.stageAgeDays(SPEC.cutoff()));
            expected += p;
            variance += p * (1 - p);
          }
          double won = open.stream().filter(Deal::isEventuallyWon).count();
          assertThat(won)
              .as("wins of %s deals in age band %s", open.size(), band)
              .isCloseTo(expected, within(3.5 * Math.sqrt(variance)));
        });
  }

  @Test
  void entriesIntoAStageAreWonAsOftenAsTheTrueEntryProbabilitySays() {
    for (Truth truth : truths) {
      if (!truth.cell().level().equals("stage")) {
        continue;
      }

      // First entries only, so that the draws are independent of one another.
      List<Deal> entered =
          deals.stream()
              .filter(deal -> deal.createdAt() < SPEC.cutoff())
              .filter(deal -> deal.pipeline().equals(truth.cell().pipeline()))
              .filter(deal -> everStoodIn(deal, truth.cell().stage()))
              .toList();
      double p = truth.entryWinProbability();
      double n = entered.size();
      double won = entered.stream().filter(Deal::isEventuallyWon).count();
      // Beyond sampling: re-entries, and entries still to come at the cutoff, mix the segments
      // slightly differently.
      assertThat(won / n)
          .as("share won of %s deals that entered %s", n, truth.cell())
          .isCloseTo(p, within(3.5 * Math.sqrt(p * (1 - p) / n) + 0.004));
    }
  }

  @Test
  void dealsThatNeverCloseAreNeverWon() {
    List<Deal> never = deals.stream().filter(Deal::neverCloses).toList();

    // About two visits per deal, each with 0.4 %.
    assertThat(never.size()).isBetween(300, 900);
    assertThat(never).noneMatch(Deal::isEventuallyWon);
    assertThat(never).allMatch(deal -> deal.finallyClosedAt() == Long.MAX_VALUE);
  }

  @Test
  void losersStayLongerThanWhatMovesOn() {
    double lost = meanFirstStay(Deal.Fate.LOST);
    double moving = meanFirstStay(Deal.Fate.MOVING);

    assertThat(lost).isGreaterThan(1.5 * moving);
  }

  @Test
  void createsMoreDealsAtTheEndOfAQuarterAndMoreEveryYear() {
    Map<Integer, Long> byYear =
        deals.stream()
            .collect(
                Collectors.groupingBy(
                    deal -> Timestamps.date(deal.createdAt()).getYear(), Collectors.counting()));
    long lateJune = createdBetween("2024-06-16", "2024-06-30");
    long earlyJuly = createdBetween("2024-07-01", "2024-07-15");

    // Growth of 25 % a year.
    assertThat(byYear.get(2025) / (double) byYear.get(2023)).isCloseTo(1.5625, within(0.06));
    assertThat(lateJune).isGreaterThan(earlyJuly * 5 / 4);
  }

  private static List<Deal> standingIn(Truth truth) {
    return deals.stream()
        .filter(deal -> deal.isOpenBefore(SPEC.cutoff()))
        .filter(
            deal ->
                truth
                    .cell()
                    .holds(
                        deal.pipeline(),
                        deal.stages()[deal.entryBefore(SPEC.cutoff())],
                        deal.segment()))
        .toList();
  }

  private static boolean everStoodIn(Deal deal, int stage) {
    for (int entered : deal.stages()) {
      if (entered == stage) {
        return true;
      }
    }

    return false;
  }

  private static double meanFirstStay(Deal.Fate fate) {
    return deals.stream()
        .filter(deal -> deal.pipeline().equals(PipelineModel.NEW_BUSINESS))
        .filter(deal -> deal.pipeline().isOpenStage(deal.stages()[0]) && deal.fate(0) == fate)
        .mapToLong(deal -> deal.leftAt(0) - deal.createdAt())
        .average()
        .orElseThrow();
  }

  private static long createdBetween(String first, String last) {
    long from = Timestamps.startOf(LocalDate.parse(first));
    long to = Timestamps.startOf(LocalDate.parse(last).plusDays(1));
    return deals.stream().filter(d -> d.createdAt() >= from && d.createdAt() < to).count();
  }
}
