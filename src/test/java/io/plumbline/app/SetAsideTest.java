package io.plumbline.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.error.ExitCode;
import io.plumbline.error.PlumblineException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Deals that the settings set aside: counted, shown with a reason, in no result. */
class SetAsideTest {

  private static final Map<String, String> SETTINGS =
      Map.of(
          "source.exclude.name", "(?i)\\btest\\b",
          "source.exclude.kind", "^renewal$",
          "source.bulk_close", "exclude",
          "source.overdue", "excluded",
          "quality.max_rejected_share", "0.2");

  @TempDir static Path folder;

  private static JobResult result;

  private static Path workspace() {
    return folder.resolve("workspace");
  }

  @BeforeAll
  static void runOnce() {
    Path input = folder.resolve("input");
    List<String> deals = new ArrayList<>();
    deals.add(
        "opportunity_id,pipeline_id,name,kind,amount,created_at,expected_close_date,closed_at,status");
    deals.add("sound,p,Contest,new,10,2026-01-01T00:00:00Z,2026-05-01,,open");
    deals.add("test,p,Test account,new,free,2026-01-01T00:00:00Z,,2026-02-01T00:00:00Z,won");
    deals.add("renewal,p,Big,renewal,10,2026-01-01T00:00:00Z,,,open");
    deals.add("renewals,p,Big,renewals,10,2026-01-01T00:00:00Z,,,open");
    // Called a test in its latest row: the row before does not count instead.
    deals.add("later,p,Deal,new,10,2026-01-01T00:00:00Z,,2026-02-01T00:00:00Z,won");
    deals.add("later,p,test,new,10,2026-01-01T00:00:00Z,,2026-02-02T00:00:00Z,won");
    deals.add("overdue,p,Deal,new,10,2026-01-01T00:00:00Z,2026-03-30,,open");
    deals.add("today,p,Deal,new,10,2026-01-01T00:00:00Z,2026-03-31,,open");
    deals.add("past,p,Deal,new,10,2026-01-01T00:00:00Z,2026-01-30,2026-03-01T00:00:00Z,won");
    // Losses of a pipeline by day: 1 on each of 5 days, and 20 on one.
    for (int day = 1; day <= 5; day++) {
      deals.add(lost("usual" + day, "bulk", "2026-02-0" + day));
    }
    for (int deal = 1; deal <= 20; deal++) {
      deals.add(lost("bulk" + deal, "bulk", "2026-02-10"));
      // The same wave in a pipeline where it is usual: the median of 20, 2, 2 is 2.
      deals.add(lost("wave" + deal, "wave", "2026-02-10"));
    }
    for (int deal = 1; deal <= 2; deal++) {
      deals.add(lost("wave-a" + deal, "wave", "2026-02-03"));
      deals.add(lost("wave-b" + deal, "wave", "2026-02-04"));
    }
    // One loss fewer is no clean-up.
    for (int deal = 1; deal <= 19; deal++) {
      deals.add(lost("few" + deal, "few", "2026-02-10"));
    }
    for (int day = 1; day <= 3; day++) {
      deals.add(lost("few-usual" + day, "few", "2026-02-0" + day));
    }
    Runs.file(input, "opportunities.csv", deals.toArray(String[]::new));
    Runs.file(
        input,
        "stage_history.csv",
        "opportunity_id,stage_id,entered_at",
        "sound,A,2026-01-01T00:00:00Z",
        "test,A,2026-01-01T00:00:00Z",
        "bulk1,A,2026-01-01T00:00:00Z",
        "overdue,A,2026-01-01T00:00:00Z",
        "ghost,A,2026-01-01T00:00:00Z");

    result = run(input, "2026-03-31", SETTINGS);
  }

  private static JobResult run(Path input, String asOf, Map<String, String> settings) {
    return Runs.run(
        "ingest", Optional.of(input.toString()), workspace(), asOf, settings, Step.INGEST);
  }

  private static String lost(String id, String pipeline, String day) {
    return id + "," + pipeline + ",Deal,new,10,2026-01-01T00:00:00Z,," + day + ",lost";
  }

  private static List<String> excluded(String source) {
    return Runs.rows(workspace(), "rejected_record", "--where", "rule=excluded").stream()
        .filter(row -> row.get("source").equals(source))
        .map(row -> row.get("record_key").split("\\|", 2)[0] + ": " + row.get("reason"))
        .toList();
  }

  @Test
  void everyRowIsAcceptedOrRejectedOrExcluded() {
    // Deals: 9 + 5 + 40 + 4 + 19 + 3 = 80, of these 3 excluded by a column and 20 by the day, and
    // one row of a key twice; moves: 5, of these 2 of excluded deals and 1 of none.
    assertThat(result.rows()).isEqualTo(new JobResult.RowCounts(85, 58, 2, 25));
    assertThat(Runs.rows(workspace(), "run_report"))
        .singleElement()
        .extracting(
            row ->
                row.get("rows_read") + " " + row.get("rows_excluded") + " " + row.get("settings"))
        .asString()
        .startsWith("85 25")
        .contains("source.exclude", "source.bulk_close", "source.overdue");
    assertThat(quality("excluded"))
        .extracting(
            row ->
                row.get("source")
                    + " "
                    + row.get("severity")
                    + " "
                    + row.get("rows_failed")
                    + " of "
                    + row.get("rows_checked"))
        .containsExactlyInAnyOrder("opportunities skip 23 of 80", "stage_history skip 2 of 5");
  }

  @Test
  void aDealIsSetAsideByAColumnThatIsDroppedOnItsWayIn() {
    assertThat(excluded("opportunities"))
        .filteredOn(row -> !row.startsWith("bulk"))
        .containsExactlyInAnyOrder(
            "test: name matches (?i)\\btest\\b (source.exclude).",
            "later: name matches (?i)\\btest\\b (source.exclude).",
            "renewal: kind matches ^renewal$ (source.exclude).");
    assertThat(Runs.rows(workspace(), "rejected_record"))
        .as("the name itself goes no further")
        .noneMatch(row -> row.get("raw").contains("Test account"));
  }

  @Test
  void theMovesOfSuchADealAreSetAsideWithIt() {
    assertThat(excluded("stage_history"))
        .containsExactlyInAnyOrder(
            "test: opportunity 'test' is excluded.", "bulk1: opportunity 'bulk1' is excluded.");
    assertThat(Runs.rows(workspace(), "rejected_record", "--where", "rule=unknown_opportunity"))
        .extracting(row -> row.get("record_key"))
        .containsExactly("ghost|A|2026-01-01T00:00:00Z");
  }

  @Test
  void theLossesOfACleanUpDayAreSetAsideAndNamed() {
    assertThat(excluded("opportunities"))
        .filteredOn(row -> row.startsWith("bulk"))
        .hasSize(20)
        .contains("bulk1: lost on 2026-02-10, one of 20 losses in bulk (source.bulk_close).");
    assertThat(quality("bulk_close_day"))
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.get("severity")).isEqualTo("warn");
              assertThat(row.get("rows_failed")).isEqualTo("20");
              assertThat(row.get("sample_key")).startsWith("bulk10|");
              assertThat(row.get("hint"))
                  .endsWith("1 day(s): 2026-02-10 in pipeline bulk (20 where 1 are usual)");
            });
    assertThat(result.notes())
        .anyMatch(note -> note.startsWith("20 deal(s) were lost on clean-up"));
  }

  @Test
  void anOpenDealIsSetAsideFromTheDayAfterItsCloseDate() {
    assertThat(Runs.rows(workspace(), "opportunity", "--where", "pipeline_id=p"))
        .extracting(row -> row.get("opportunity_id"))
        .containsExactlyInAnyOrder("sound", "renewals", "today", "past");
    assertThat(Runs.rows(workspace(), "stage_visit"))
        .extracting(row -> row.get("opportunity_id"))
        .containsExactly("sound");
    assertThat(result.notes())
        .contains(
            "1 open deal(s) are in no result, as their expected close date lies before 2026-03-31"
                + " (source.overdue).");
  }

  @Test
  void aColumnThatTheOpportunitiesDoNotHaveIsRefused() {
    assertThatThrownBy(
            () -> run(folder.resolve("input"), "2026-03-31", Map.of("source.exclude.nmae", "test")))
        .isInstanceOfSatisfying(
            PlumblineException.class,
            refused -> assertThat(refused.exitCode()).isEqualTo(ExitCode.BAD_CONFIGURATION))
        .hasMessageContaining("source.exclude")
        .hasMessageContaining("nmae");
  }

  private static List<CSVRecord> quality(String rule) {
    return Runs.rows(workspace(), "quality_result", "--where", "rule=" + rule);
  }
}
