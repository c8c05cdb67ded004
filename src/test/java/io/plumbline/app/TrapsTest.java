package io.plumbline.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What real exports do to those who count: one input with all the traps, one run over it, and the
 * rule for each. As of 31 March 2026, in Berlin.
 */
class TrapsTest {

  @TempDir static Path folder;

  private static JobResult result;

  @BeforeAll
  static void runOnce() {
    Path input = folder.resolve("input");
    Runs.file(
        input,
        "stages.csv",
        "pipeline_id,stage_id,label,stage_order,probability,is_closed,is_won",
        "p,A,Discovery,1,20,false,false",
        "p,B,Proposal,2,60,false,false",
        // No longer offered: the CRM gives it no place any more.
        "p,C,Retired,,40,false,false",
        "p,W,Won,3,100,true,true",
        "p,L,Lost,4,0,true,false",
        "q,A,Discovery,1,30,false,false",
        "q,K,Commit,2,1000,false,false",
        "q,W,Won,3,100,true,true");
    Runs.file(
        input,
        "fx_rates.csv",
        "currency,rate_date,rate_to_base",
        "USD,2026-01-01,0.90",
        "USD,2026-03-01,0.80",
        "USD,2026-03-20,0",
        "USD,2026-05-01,0.10");
    List<String> deals = new ArrayList<>();
    deals.add(
        "opportunity_id,pipeline_id,amount,currency,created_at,expected_close_date,closed_at,status,"
            + "is_deleted,probability,loss_reason");
    deals.add("label-p,p,10,EUR,2026-01-05T09:00:00Z,,,open,,,");
    deals.add("label-q,q,10,EUR,2026-01-05T09:00:00Z,,,open,,,");
    deals.add("reopened,p,10,EUR,2026-01-05T09:00:00Z,,,open,,,");
    deals.add("relost,p,10,EUR,2026-01-05T09:00:00Z,,2026-03-01T09:00:00Z,lost,,,");
    deals.add("backward,p,10,EUR,2026-01-05T09:00:00Z,,,open,,,");
    deals.add("skipping,p,10,EUR,2026-01-05T09:00:00Z,,2026-02-01T09:00:00Z,won,,,");
    deals.add("deleted,p,10,EUR,2026-01-05T09:00:00Z,,,open,true,,");
    deals.add("zero,p,0,EUR,2026-01-05T09:00:00Z,,,open,,,");
    deals.add("missing,p,,EUR,2026-01-05T09:00:00Z,,,open,,,");
    deals.add("negative,p,-10,EUR,2026-01-05T09:00:00Z,,,open,,,");
    deals.add("one,p,1.00,EUR,2026-01-05T09:00:00Z,,,open,,,");
    deals.add("nines,p,999999,EUR,2026-01-05T09:00:00Z,,,open,,,");
    deals.add("dollars-open,p,100,USD,2026-01-05T09:00:00Z,,,open,,,");
    deals.add("dollars-won,p,100,USD,2026-01-05T09:00:00Z,,2026-02-15T09:00:00Z,won,,,");
    deals.add("pounds,p,100,GBP,2026-01-05T09:00:00Z,,,open,,,");
    deals.add("silent,p,10,EUR,2026-01-05T09:00:00Z,,2026-02-01T09:00:00Z,won,,,");
    deals.add("born-won,p,10,EUR,2026-02-01T09:00:00Z,,2026-02-01T09:00:00Z,won,,,");
    deals.add("overdue,p,10,EUR,2026-01-05T09:00:00Z,2026-01-15,,open,,,");
    deals.add("early,p,10,EUR,2026-01-05T09:00:00Z,2026-05-01,2026-05-01T09:00:00Z,won,,,");
    deals.add("later,p,10,EUR,2026-01-05T09:00:00Z,2026-05-01,2026-05-01T09:00:00Z,won,,,");
    deals.add("last-second,p,10,EUR,2026-03-31T21:59:59Z,,,open,,,");
    deals.add("next-day,p,10,EUR,2026-03-31T22:00:00Z,,,open,,,");
    deals.add("winter,p,10,EUR,2026-03-28 12:00:00,,,open,,,");
    deals.add("summer,p,10,EUR,2026-03-30 12:00:00,,,open,,,");
    deals.add("gap,p,10,EUR,2026-03-29 02:30:00,,,open,,,");
    deals.add("overlap,p,10,EUR,2025-10-26 02:30:00,,,open,,,");
    deals.add("same-second,p,10,EUR,2026-01-05T09:00:00Z,,,open,,,");
    deals.add("headless,p,10,EUR,2026-01-05T09:00:00Z,,2026-03-01T09:00:00Z,lost,,,");
    deals.add("unexplained,p,10,EUR,2026-01-05T09:00:00Z,,2026-03-01T09:00:00Z,lost,,,");
    deals.add("retired,p,10,EUR,2026-01-05T09:00:00Z,,,open,,,");
    deals.add("thousand,p,10,EUR,2026-01-05T09:00:00Z,,,open,,1000,");
    deals.add("commit,q,10,EUR,2026-01-05T09:00:00Z,,,open,,,");
    Runs.file(input, "opportunities.csv", deals.toArray(String[]::new));
    Runs.file(
        input,
        "stage_history.csv",
        "opportunity_id,stage_id,entered_at,sequence,probability",
        "label-p,A,2026-01-05T09:00:00Z,1,",
        "label-q,A,2026-01-05T09:00:00Z,1,",
        "reopened,A,2026-01-05T09:00:00Z,1,",
        "reopened,L,2026-01-20T09:00:00Z,2,",
        "reopened,A,2026-02-01T09:00:00Z,3,",
        "relost,A,2026-01-05T09:00:00Z,1,",
        "relost,W,2026-01-20T09:00:00Z,2,",
        "relost,B,2026-02-01T09:00:00Z,3,",
        "relost,L,2026-03-01T09:00:00Z,4,",
        "backward,B,2026-01-05T09:00:00Z,1,",
        "backward,A,2026-01-20T09:00:00Z,2,",
        "skipping,A,2026-01-05T09:00:00Z,1,",
        "skipping,W,2026-02-01T09:00:00Z,2,",
        "deleted,A,2026-01-05T09:00:00Z,1,",
        "born-won,W,2026-02-01T09:00:00Z,1,",
        "overdue,A,2026-01-05T09:00:00Z,1,",
        "early,A,2026-01-05T09:00:00Z,1,",
        "early,W,2026-03-15T09:00:00Z,2,",
        "later,A,2026-01-05T09:00:00Z,1,",
        "same-second,B,2026-01-05T09:00:00Z,2,",
        "same-second,A,2026-01-05T09:00:00Z,1,",
        "headless,B,2026-02-01T09:00:00Z,2,",
        "headless,L,2026-03-01T09:00:00Z,3,",
        "unexplained,A,2026-01-05T09:00:00Z,1,",
        "unexplained,L,2026-03-01T09:00:00Z,2,",
        "retired,C,2026-01-05T09:00:00Z,1,",
        "commit,K,2026-01-05T09:00:00Z,1,1000");
    result =
        Runs.run(
            "ingest",
            Optional.of(input.toString()),
            folder.resolve("workspace"),
            "2026-03-31",
            Map.of(
                "time.zone",
                "Europe/Berlin",
                "currency.base",
                "EUR",
                "quality.max_rejected_share",
                "1"),
            Step.INGEST);
  }

  private static List<CSVRecord> rows(String table, String where) {
    return Runs.rows(folder.resolve("workspace"), table, "--where", where);
  }

  /** Of a deal: stage, days of entry and exit, how it left. */
  private static List<String> visits(String deal) {
    return rows("stage_visit", "opportunity_id=" + deal).stream()
        .map(
            row ->
                row.get("pipeline_id")
                    + "/"
                    + row.get("stage_id")
                    + " "
                    + day(row.get("entered_at"))
                    + ".."
                    + day(row.get("left_at"))
                    + " "
                    + row.get("exit"))
        .toList();
  }

  private static String day(String time) {
    return time.isEmpty() ? "" : time.substring(0, 10);
  }

  private static String of(String deal, String column) {
    List<CSVRecord> rows = rows("opportunity", "opportunity_id=" + deal);
    assertThat(rows).as(deal).hasSize(1);
    return rows.get(0).get(column);
  }

  private static String rejection(String key) {
    return Runs.rows(folder.resolve("workspace"), "rejected_record").stream()
        .filter(row -> row.get("record_key").startsWith(key))
        .map(row -> row.get("source") + " " + row.get("rule") + ": " + row.get("reason"))
        .reduce((one, other) -> one + "; " + other)
        .orElse("");
  }

  @Test
  void nothingElseIsRejected() {
    // 8 stages, 4 rates, 32 deals and 27 moves.
    assertThat(result.rows()).isEqualTo(new JobResult.RowCounts(71, 69, 2, 0));
  }

  @Test
  void theSameLabelInTwoPipelinesIsTwoStages() {
    assertThat(visits("label-p")).containsExactly("p/A 2026-01-05.. open");
    assertThat(visits("label-q")).containsExactly("q/A 2026-01-05.. open");
    assertThat(rows("stage", "stage_label=Discovery"))
        .extracting(row -> row.get("pipeline_id") + " " + row.get("incumbent"))
        .containsExactlyInAnyOrder("p 0.2", "q 0.3");
  }

  @Test
  void aReopenedDealWasLostOnceAndIsOpenAgain() {
    assertThat(of("reopened", "outcome")).isEqualTo("open");
    assertThat(visits("reopened"))
        .containsExactly("p/A 2026-01-05..2026-01-20 lost", "p/A 2026-02-01.. open");
  }

  @Test
  void aDealWonThenReopenedThenLostIsLost() {
    assertThat(of("relost", "outcome")).isEqualTo("lost");
    assertThat(visits("relost"))
        .containsExactly("p/A 2026-01-05..2026-01-20 won", "p/B 2026-02-01..2026-03-01 lost");
  }

  @Test
  void aMoveBackwardIsAMove() {
    assertThat(visits("backward"))
        .containsExactly("p/B 2026-01-05..2026-01-20 moved", "p/A 2026-01-20.. open");
  }

  @Test
  void aSkippedStageWasNeverEntered() {
    assertThat(visits("skipping")).containsExactly("p/A 2026-01-05..2026-02-01 won");
  }

  @Test
  void aDeletedDealIsMarkedAndInNoVisit() {
    assertThat(of("deleted", "is_deleted")).isEqualTo("true");
    assertThat(visits("deleted")).isEmpty();
  }

  @Test
  void anAmountOfZeroIsAnAmountAndAMissingOneIsUnknown() {
    assertThat(of("zero", "amount_base")).isEqualTo("0.00");
    assertThat(of("zero", "size_band")).isNotEqualTo("unknown");
    assertThat(of("missing", "amount_base")).isEmpty();
    assertThat(of("missing", "size_band")).isEqualTo("unknown");
  }

  @Test
  void aNegativeAmountIsNoDeal() {
    assertThat(rejection("negative")).isEqualTo("opportunities negative_amount: amount is -10.00.");
  }

  @Test
  void aRateOfZeroIsNoRate() {
    assertThat(rejection("USD|2026-03-20"))
        .isEqualTo("fx_rates rate_not_positive: rate_to_base is 0.0.");
  }

  @Test
  void aPlaceholderIsTakenAtItsWord() {
    assertThat(of("one", "amount_base")).isEqualTo("1.00");
    assertThat(of("nines", "amount_base")).isEqualTo("999999.00");
  }

  @Test
  void anAmountIsConvertedAtTheRateOfItsDay() {
    assertThat(of("dollars-open", "amount_base"))
        .as("that of the as-of date; a later one is not known")
        .isEqualTo("80.00");
    assertThat(of("dollars-won", "amount_base")).as("that of the close").isEqualTo("90.00");
    assertThat(of("pounds", "amount_base")).as("there is none").isEmpty();
  }

  @Test
  void aDealClosedWithoutHistoryCountsAsADealAndInNoStage() {
    assertThat(of("silent", "outcome")).isEqualTo("won");
    assertThat(visits("silent")).isEmpty();
  }

  @Test
  void aDealCreatedAsWonWasInNoStage() {
    assertThat(of("born-won", "outcome")).isEqualTo("won");
    assertThat(visits("born-won")).isEmpty();
  }

  @Test
  void anOpenDealWhoseCloseDateHasPassedIsOpen() {
    assertThat(of("overdue", "outcome")).isEqualTo("open");
    assertThat(of("overdue", "expected_close_date")).isEqualTo("2026-01-15");
    assertThat(visits("overdue")).containsExactly("p/A 2026-01-05.. open");
  }

  @Test
  void aDealWonBeforeItsFutureCloseDateIsWonWhenItMoved() {
    assertThat(of("early", "outcome")).isEqualTo("won");
    assertThat(day(of("early", "closed_at"))).isEqualTo("2026-03-15");
    assertThat(visits("early")).containsExactly("p/A 2026-01-05..2026-03-15 won");
    assertThat(of("later", "outcome")).as("no move says so yet").isEqualTo("open");
    assertThat(visits("later")).containsExactly("p/A 2026-01-05.. open");
  }

  @Test
  void theDayEndsAtMidnightInBerlin() {
    assertThat(of("last-second", "created_at")).isEqualTo("2026-03-31T21:59:59Z");
    assertThat(rows("opportunity", "opportunity_id=next-day")).isEmpty();
  }

  /**
   * As java.time has it: the hour that is skipped is read as the one after, that twice as first.
   */
  @Test
  void aTimeWithoutOffsetIsOneInBerlinOnEitherSideOfTheChangeOfClocks() {
    assertThat(of("winter", "created_at")).isEqualTo("2026-03-28T11:00:00Z");
    assertThat(of("summer", "created_at")).isEqualTo("2026-03-30T10:00:00Z");
    assertThat(of("gap", "created_at")).isEqualTo("2026-03-29T01:30:00Z");
    assertThat(of("overlap", "created_at")).isEqualTo("2025-10-26T00:30:00Z");
  }

  @Test
  void movesOfTheSameSecondAreInTheirSequence() {
    assertThat(visits("same-second"))
        .containsExactly("p/A 2026-01-05..2026-01-05 moved", "p/B 2026-01-05.. open");
  }

  @Test
  void aFirstStageThatTheHistoryLacksIsNotMadeUp() {
    assertThat(visits("headless")).containsExactly("p/B 2026-02-01..2026-03-01 lost");
  }

  @Test
  void aLossWithoutAReasonIsALoss() {
    assertThat(of("unexplained", "outcome")).isEqualTo("lost");
    assertThat(visits("unexplained")).containsExactly("p/A 2026-01-05..2026-03-01 lost");
  }

  @Test
  void aStageThatIsNoLongerOfferedKeepsItsDealsAndComesLast() {
    assertThat(visits("retired")).containsExactly("p/C 2026-01-05.. open");
    assertThat(rows("stage", "stage_id=C"))
        .extracting(row -> row.get("stage_order") + " " + row.get("order_source"))
        .containsExactly("3 inferred");
  }

  @Test
  void aProbabilityOfAThousandIsNoneAndCostsNoStageAndNoMove() {
    assertThat(of("thousand", "stated_probability")).isEmpty();
    assertThat(rows("stage", "stage_id=K"))
        .extracting(row -> row.get("pipeline_id") + " '" + row.get("incumbent") + "'")
        .containsExactly("q ''");
    assertThat(visits("commit")).containsExactly("q/K 2026-01-05.. open");
    assertThat(rows("stage_visit", "opportunity_id=commit"))
        .extracting(row -> row.get("stated_probability"))
        .containsExactly("");
    assertThat(rows("quality_result", "rule=unreadable_probability"))
        .extracting(
            row -> row.get("source") + " " + row.get("severity") + " " + row.get("rows_failed"))
        .containsExactlyInAnyOrder("opportunities warn 1", "stages warn 1", "stage_history warn 1");
  }
}
