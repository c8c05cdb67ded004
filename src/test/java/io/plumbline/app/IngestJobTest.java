package io.plumbline.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.error.ExitCode;
import io.plumbline.error.PlumblineException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reading, checking and the history, on real Spark, Delta and files. */
class IngestJobTest {

  private static final Map<String, String> LENIENT =
      Map.of("quality.max_rejected_share", "1", "privacy.columns.region", "keep");
  private static final String[] STAGES = {
    "pipeline_id,stage_id,label,stage_order,probability,is_closed,is_won",
    "p,A,First,1,20,false,false",
    "p,B,Second,2,60,false,false",
    "p,W,Won,3,100,true,true",
    "p,L,Lost,4,0,true,false"
  };

  @TempDir Path folder;

  private Path input() {
    return folder.resolve("input");
  }

  private Path workspace() {
    return folder.resolve("workspace");
  }

  private JobResult ingest(String asOf, Map<String, String> settings) {
    return Runs.run(
        "ingest", Optional.of(input().toString()), workspace(), asOf, settings, Step.INGEST);
  }

  @Test
  void everyBadRowIsRejectedWithItsReasonAndNothingIsLost() {
    Runs.file(input(), "stages.csv", STAGES);
    Runs.file(
        input(),
        "opportunities.csv",
        "status,opportunity_id,pipeline_id,amount,created_at,closed_at,region",
        "won,good,p,100.50,2026-01-01T10:00:00Z,2026-02-01T10:00:00Z,north",
        "open,open,p,,2026-01-05T10:00:00+02:00,,",
        "won,late,p,1,2026-03-01T10:00:00Z,2026-02-01T10:00:00Z,",
        "open,time,p,1,yesterday,,",
        "open,noon,p,1,12:00,,",
        "open,leap,p,1,2026-02-30T10:00:00Z,,",
        "open,,p,1,2026-01-01T10:00:00Z,,",
        "maybe,status,p,1,2026-01-01T10:00:00Z,,",
        "open,minus,p,-5,2026-01-01T10:00:00Z,,",
        "open,text,p,\"1.234,50\",2026-01-01T10:00:00Z,,",
        "lost,never,p,1,2026-01-01T10:00:00Z,,",
        "lost,twice,p,1,2026-01-01T10:00:00Z,2026-01-02T10:00:00Z,old",
        "lost,twice,p,1,2026-01-01T10:00:00Z,2026-01-03T10:00:00Z,new",
        "open,cut,p");
    Runs.file(
        input(),
        "stage_history.csv",
        "opportunity_id,stage_id,entered_at,sequence",
        "good,A,2026-01-01T10:00:00Z,1",
        "good,A,2026-01-01T10:00:00Z,1",
        "good,B,2026-02-02T10:00:00Z,2",
        "open,Z,2026-01-05T10:00:00Z,1",
        "ghost,A,2026-01-05T10:00:00Z,1",
        "minus,A,2026-01-05T10:00:00Z,1");

    JobResult result = ingest("2026-03-31", LENIENT);

    List<CSVRecord> rejected = Runs.rows(workspace(), "rejected_record");
    assertThat(rejected)
        .extracting(row -> row.get("source") + " " + row.get("rule") + " " + row.get("record_key"))
        .containsExactlyInAnyOrder(
            "opportunities closed_before_created late|2026-03-01T10:00:00Z|won",
            "opportunities bad_timestamp time|yesterday|open",
            "opportunities bad_timestamp noon|12:00|open",
            "opportunities bad_timestamp leap|2026-02-30T10:00:00Z|open",
            "opportunities missing_key 2026-01-01T10:00:00Z|open",
            "opportunities bad_status status|2026-01-01T10:00:00Z|maybe",
            "opportunities negative_amount minus|2026-01-01T10:00:00Z|open",
            "opportunities bad_amount text|2026-01-01T10:00:00Z|open",
            "opportunities closed_without_time never|2026-01-01T10:00:00Z|lost",
            "opportunities duplicate_key twice|2026-01-01T10:00:00Z|lost",
            "opportunities malformed_row cut|open",
            "stage_history duplicate_key good|A|2026-01-01T10:00:00Z",
            "stage_history history_after_close good|B|2026-02-02T10:00:00Z",
            "stage_history unknown_stage open|Z|2026-01-05T10:00:00Z",
            "stage_history unknown_opportunity ghost|A|2026-01-05T10:00:00Z",
            "stage_history unknown_opportunity minus|A|2026-01-05T10:00:00Z");
    assertThat(rejected)
        .filteredOn(row -> row.get("rule").equals("bad_amount"))
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.get("reason"))
                  .isEqualTo(
                      "amount '1.234,50' is not a number as 1234.50. Set source.decimal if the"
                          + " export writes numbers so.");
              assertThat(row.get("raw")).contains("\"amount\":\"1.234,50\"");
            });
    // 14 + 6 + 4 lines below the headers.
    assertThat(result.rows()).isEqualTo(new JobResult.RowCounts(24, 8, 16, 0));
    assertThat(Runs.rows(workspace(), "opportunity"))
        .extracting(row -> row.get("opportunity_id"))
        .containsExactly("good", "open", "twice");
    assertThat(
            Runs.rows(workspace(), "opportunity", "--where", "opportunity_id=twice")
                .get(0)
                .get("attributes"))
        .as("the latest of a key is kept")
        .isEqualTo("{\"region\":\"new\"}");
    assertThat(
            Runs.rows(workspace(), "opportunity", "--where", "opportunity_id=open")
                .get(0)
                .get("created_at"))
        .isEqualTo("2026-01-05T08:00:00Z");
  }

  @Test
  void ofRowsThatDifferInAColumnOfYourOwnAloneTheSameIsKeptInWhateverOrderTheyCome() {
    String header = "opportunity_id,created_at,status,region";
    String north = "a,2026-01-01,open,north";
    String south = "a,2026-01-01,open,south";

    Runs.file(input(), "opportunities.csv", header, north, south);
    JobResult first = ingest("2026-01-30", LENIENT);
    Runs.file(input(), "opportunities.csv", header, south, north);
    JobResult second = ingest("2026-01-31", LENIENT);

    assertThat(second.sparkJobs())
        .as("a new date has nothing to replace, and does not look for it in every table")
        .isLessThan(first.sparkJobs() + 6);

    assertThat(Runs.rows(workspace(), "opportunity", "--as-of", "all"))
        .hasSize(2)
        .extracting(row -> row.get("attributes"))
        .allMatch(region -> region.contains("region"))
        .satisfies(kept -> assertThat(kept.get(0)).isEqualTo(kept.get(1)));
  }

  @Test
  void tooManyRejectedRowsStopTheRunAndLeaveTheResultsAsTheyWere() {
    Runs.file(input(), "stages.csv", STAGES);
    Runs.file(
        input(),
        "opportunities.csv",
        "opportunity_id,pipeline_id,created_at,closed_at,status",
        "a,p,2026-01-01T10:00:00Z,2026-01-04T10:00:00Z,won");
    Runs.file(
        input(),
        "stage_history.csv",
        "opportunity_id,stage_id,entered_at",
        "a,A,2026-01-01T10:00:00Z");
    ingest("2026-03-31", Map.of());
    String before = Runs.show(workspace(), "opportunity", "--format", "csv");
    String run = Runs.rows(workspace(), "opportunity").get(0).get("run_id");
    String found = Runs.show(workspace(), "quality_result", "--where", "run_id=" + run);

    Runs.file(
        input(),
        "opportunities.csv",
        "opportunity_id,pipeline_id,created_at,closed_at,status",
        "b,p,2026-01-01T10:00:00Z,2026-01-04T10:00:00Z,won",
        "c,p,soon,,open");

    assertThatThrownBy(() -> ingest("2026-03-31", Map.of()))
        .isInstanceOfSatisfying(
            PlumblineException.class,
            stopped -> assertThat(stopped.exitCode()).isEqualTo(ExitCode.QUALITY_GATE))
        .hasMessageContaining(
            "opportunities: 1 of 2 rows were rejected (50.0 %), more than the allowed 5 %");
    assertThat(Runs.show(workspace(), "opportunity", "--format", "csv")).isEqualTo(before);
    assertThat(Runs.show(workspace(), "quality_result", "--where", "run_id=" + run))
        .as("what was found in the input whose results stay")
        .isEqualTo(found)
        .contains("opportunities");
    assertThat(Runs.rows(workspace(), "rejected_record"))
        .as("what was wrong can be looked at")
        .extracting(row -> row.get("reason"))
        .contains("created_at 'soon' is not a time as 2026-03-31T14:05:00Z, or a date.");
    assertThat(Runs.rows(workspace(), "run_report", "--where", "exit_code=30")).hasSize(1);
  }

  @Test
  void buildsVisitsWithTiesReentrySkipsAndReopening() {
    Runs.file(input(), "stages.csv", STAGES);
    Runs.file(
        input(),
        "opportunities.csv",
        "opportunity_id,pipeline_id,created_at,closed_at,status,stage_id,product,amount",
        "tie,p,2026-01-01T00:00:00Z,,open,B,plain,5",
        "back,p,2026-01-01T00:00:00Z,2026-01-09T00:00:00Z,lost,L,plain,5",
        "again,p,2026-01-01T00:00:00Z,2026-01-20T00:00:00Z,won,W,set later,5",
        "direct,p,2026-01-03T00:00:00Z,2026-01-03T00:00:00Z,won,W,plain,5",
        "future,p,2026-04-01T00:00:00Z,,open,A,,");
    Runs.file(
        input(),
        "stage_history.csv",
        "opportunity_id,stage_id,entered_at,sequence,amount",
        "tie,B,2026-01-01T00:00:00Z,2,",
        "tie,A,2026-01-01T00:00:00Z,1,",
        // A daily snapshot says the same again.
        "tie,B,2026-01-02T00:00:00Z,3,",
        "tie,B,2026-01-03T00:00:00Z,4,",
        "back,B,2026-01-02T00:00:00Z,1,",
        "back,A,2026-01-04T00:00:00Z,2,",
        "back,B,2026-01-06T00:00:00Z,3,10",
        "back,B,2026-01-07T00:00:00Z,4,20",
        "again,A,2026-01-01T00:00:00Z,1,",
        "again,L,2026-01-05T00:00:00Z,2,",
        "again,B,2026-01-10T00:00:00Z,3,",
        "again,W,2026-01-20T00:00:00Z,4,",
        "direct,W,2026-01-03T00:00:00Z,1,",
        "future,A,2026-04-01T00:00:00Z,1,");
    Runs.file(
        input(),
        "field_history.csv",
        "opportunity_id,field,value,changed_at",
        "again,product,set later,2026-01-25T00:00:00Z",
        // Before the amount of the last row of the moves, and after it.
        "back,amount,15,2026-01-06T12:00:00Z",
        "tie,amount,77,2026-01-20T00:00:00Z",
        "direct,owner_id,zoe,2026-01-04T00:00:00Z");
    Runs.file(
        input(),
        "activities.csv",
        "activity_id,opportunity_id,occurred_at",
        "x1,tie,2026-01-05T00:00:00Z",
        "x2,tie,2026-02-10T00:00:00Z");
    Runs.file(
        input(),
        "tasks.csv",
        "task_id,opportunity_id,created_at,due_at,completed_at",
        "t1,back,2026-01-03T00:00:00Z,2026-01-10T00:00:00Z,2026-01-08T12:00:00Z");

    ingest("2026-01-31", Map.of());

    assertThat(visits())
        .containsExactly(
            "again A 1 2026-01-01..2026-01-05 lost won",
            "again B 2 2026-01-10..2026-01-20 won won",
            "back B 1 2026-01-02..2026-01-04 moved lost",
            "back A 2 2026-01-04..2026-01-06 moved lost",
            "back B 3 2026-01-06..2026-01-09 lost lost",
            "tie A 1 2026-01-01..2026-01-01 moved open",
            "tie B 2 2026-01-01.. open open");
    assertThat(Runs.rows(workspace(), "opportunity"))
        .extracting(row -> row.get("opportunity_id") + " " + row.get("outcome"))
        .containsExactly("again won", "back lost", "direct won", "tie open");
    assertThat(known("2026-01-31"))
        .as("amount, product and the last sign of work as known then")
        .containsExactly(
            "again 5.00 set later 2026-01-25",
            "back 20.00 plain 2026-01-08",
            "direct 5.00 plain 2026-01-04",
            "tie 77.00 plain 2026-01-20");
    assertThat(Runs.rows(workspace(), "quality_result", "--where", "rule=repeated_snapshot"))
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.get("rows_failed")).isEqualTo("2");
              assertThat(row.get("rows_checked")).isEqualTo("14");
              assertThat(row.get("severity")).isEqualTo("info");
            });
    assertThat(Runs.rows(workspace(), "rejected_record")).isEmpty();
  }

  @Test
  void aVisitKeepsWhatTheCrmStatedAtItsEntry() {
    Runs.file(input(), "stages.csv", STAGES);
    Runs.file(
        input(),
        "opportunities.csv",
        "opportunity_id,pipeline_id,created_at,status,stage_id,expected_close_date",
        "a,p,2026-01-01T00:00:00Z,open,B,2026-09-30");
    Runs.file(
        input(),
        "stage_history.csv",
        "opportunity_id,stage_id,entered_at,probability,expected_close_date",
        "a,A,2026-01-01T00:00:00Z,35 %,2026-03-31",
        "a,A,2026-01-03T00:00:00Z,80,2026-06-30",
        "a,B,2026-01-05T00:00:00Z,,");

    ingest("2026-01-31", LENIENT);

    assertThat(Runs.rows(workspace(), "stage_visit"))
        .extracting(
            row ->
                row.get("stage_id")
                    + " "
                    + row.get("stated_probability")
                    + " "
                    + row.get("expected_close_date"))
        .as("the row of 3 January changes probability and date, it is no move")
        .containsExactly("A 0.35 2026-03-31", "B  ");
  }

  @Test
  void aRecordHoldsTheProbabilityOfTheExport() {
    Runs.file(input(), "stages.csv", STAGES);
    Runs.file(
        input(),
        "opportunities.csv",
        "opportunity_id,pipeline_id,created_at,closed_at,status,stage_id,probability,region",
        "typed,p,2026-01-01T00:00:00Z,,open,A,45 %,north",
        "empty,p,2026-01-01T00:00:00Z,,open,A,,",
        "text,p,2026-01-01T00:00:00Z,,open,A,high,",
        "won,p,2026-01-01T00:00:00Z,2026-01-05T00:00:00Z,won,W,100,");
    Runs.file(
        input(),
        "stage_history.csv",
        "opportunity_id,stage_id,entered_at,probability",
        "typed,A,2026-01-01T00:00:00Z,20",
        "empty,A,2026-01-01T00:00:00Z,20",
        "text,A,2026-01-01T00:00:00Z,20");

    ingest("2026-01-31", LENIENT);

    assertThat(Runs.rows(workspace(), "opportunity"))
        .extracting(
            row ->
                row.get("opportunity_id")
                    + " "
                    + row.get("stated_probability")
                    + " "
                    + row.get("attributes"))
        .containsExactly(
            "empty  {}", "text  {}", "typed 0.45 {\"region\":\"north\"}", "won 1.0 {}");
    assertThat(Runs.rows(workspace(), "stage_visit", "--where", "opportunity_id=typed"))
        .as("a visit keeps what was stated at its entry")
        .extracting(row -> row.get("stated_probability"))
        .containsExactly("0.2");
  }

  @Test
  void withoutSuchAColumnARecordHoldsWhatItsMovesSaidLastOfTheStageItStandsIn() {
    Runs.file(input(), "stages.csv", STAGES);
    Runs.file(
        input(),
        "opportunities.csv",
        "opportunity_id,pipeline_id,created_at,closed_at,status",
        "typed,p,2026-01-01T00:00:00Z,,open",
        "silent,p,2026-01-01T00:00:00Z,,open",
        "later,p,2026-01-01T00:00:00Z,,open",
        "back,p,2026-01-01T00:00:00Z,,open",
        "won,p,2026-01-01T00:00:00Z,2026-01-05T00:00:00Z,won",
        "unsaid,p,2026-01-01T00:00:00Z,2026-01-05T00:00:00Z,lost",
        "still,p,2026-01-01T00:00:00Z,,open");
    Runs.file(
        input(),
        "stage_history.csv",
        "opportunity_id,stage_id,entered_at,sequence,probability",
        // A seller typed 35 over the 20 of the stage; the last row says nothing.
        "typed,A,2026-01-01T00:00:00Z,1,20",
        "typed,A,2026-01-03T00:00:00Z,2,35",
        "typed,A,2026-01-04T00:00:00Z,3,",
        // Nothing is said of the stage that it stands in.
        "silent,A,2026-01-01T00:00:00Z,1,20",
        "silent,B,2026-01-03T00:00:00Z,2,",
        // What comes after the as-of date does not count.
        "later,A,2026-01-01T00:00:00Z,1,20",
        "later,A,2026-02-03T00:00:00Z,2,70",
        // Back in a stage that it stood in before, at the same moment.
        "back,A,2026-01-01T00:00:00Z,1,20",
        "back,B,2026-01-02T00:00:00Z,2,60",
        "back,A,2026-01-02T00:00:00Z,3,25",
        "won,A,2026-01-01T00:00:00Z,1,20",
        "won,W,2026-01-05T00:00:00Z,2,100",
        // Closed without a move: the 20 is not what the closed record holds.
        "unsaid,A,2026-01-01T00:00:00Z,1,20");

    ingest("2026-01-31", LENIENT);

    assertThat(Runs.rows(workspace(), "opportunity"))
        .extracting(row -> row.get("opportunity_id") + " " + row.get("stated_probability"))
        .containsExactly(
            "back 0.25", "later 0.2", "silent ", "still ", "typed 0.35", "unsaid ", "won 1.0");
  }

  @Test
  void keepsWhatTheCrmSaysOfItsStagesTheClosedOnesIncluded() {
    Runs.file(
        input(),
        "opportunities.csv",
        "opportunity_id,pipeline_id,created_at,status,stage_id",
        "a,p,2026-01-01T00:00:00Z,open,A",
        "b,p,2026-01-01T00:00:00Z,open,X");
    Runs.file(
        input(),
        "stages.csv",
        "pipeline_id,stage_id,label,stage_order,probability,is_closed,is_won,forecast_category,changed_by,changed_at",
        "p,A,First,1,20,false,false,Pipeline,ada,2025-11-02T09:30:00Z",
        "p,W,Won,3,100,true,true,Closed,,",
        "p,L,Lost,4,0,true,false,,ada,once");

    ingest("2026-01-31", LENIENT);

    assertThat(Runs.rows(workspace(), "stage"))
        .extracting(
            row ->
                String.join(
                    "|",
                    row.get("stage_id"),
                    row.get("stage_label"),
                    row.get("stage_order"),
                    row.get("incumbent"),
                    row.get("is_closed"),
                    row.get("is_won"),
                    row.get("forecast_category"),
                    row.get("changed_by"),
                    row.get("changed_at")))
        .containsExactlyInAnyOrder(
            "A|First|1|0.2|false|false|Pipeline|ada|2025-11-02T09:30:00Z",
            "W|Won||1.0|true|true|Closed||",
            "L|Lost||0.0|true|false||ada|",
            "X|X|2||false|false|||");
    assertThat(Runs.rows(workspace(), "quality_result", "--where", "source=stages"))
        .as("a time that cannot be read is left empty and counted")
        .anyMatch(row -> row.get("severity").equals("warn") && !row.get("rows_failed").equals("0"));
  }

  @Test
  void aPastDateSeesAReopenedDealAsItStoodThen() {
    buildsVisitsWithTiesReentrySkipsAndReopening();

    ingest("2026-01-07", Map.of());

    assertThat(Runs.rows(workspace(), "opportunity", "--as-of", "2026-01-07"))
        .extracting(
            row -> row.get("opportunity_id") + " " + row.get("outcome") + " " + row.get("stage_id"))
        .containsExactly("again lost A", "back open B", "direct won ", "tie open B");
    assertThat(known("2026-01-07"))
        .containsExactly(
            "again 5.00 unknown 2026-01-05",
            "back 20.00 plain 2026-01-07",
            "direct 5.00 plain 2026-01-04",
            // Of an amount that was first set later, only today's is known.
            "tie 5.00 plain 2026-01-05");
    assertThat(Runs.rows(workspace(), "opportunity", "--as-of", "2026-01-31"))
        .as("another date keeps its rows")
        .hasSize(4);
  }

  private List<String> known(String asOf) {
    return Runs.rows(workspace(), "opportunity", "--as-of", asOf).stream()
        .map(
            row ->
                String.join(
                    " ",
                    row.get("opportunity_id"),
                    row.get("amount"),
                    row.get("product"),
                    day(row.get("last_touched_at"))))
        .toList();
  }

  @Test
  void readsGzipByteOrderMarkAndQuotedLineBreaks() throws IOException {
    Files.createDirectories(input());
    try (OutputStream out =
        new GZIPOutputStream(Files.newOutputStream(input().resolve("opportunities.csv.gz")))) {
      out.write(
          ("\uFEFFopportunity_id,name,created_at,status\n"
                  + "a,\"two\nlines, and a \"\"quote\"\"\",2026-01-01,open\n")
              .getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    ingest("2026-01-31", Map.of("time.zone", "Europe/Berlin", "privacy.columns.name", "keep"));

    assertThat(Runs.rows(workspace(), "opportunity"))
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.get("name")).isEqualTo("two\nlines, and a \"quote\"");
              assertThat(row.get("created_at"))
                  .as("a date begins at midnight in the zone")
                  .isEqualTo("2025-12-31T23:00:00Z");
              assertThat(row.get("pipeline_id")).isEqualTo("default");
            });
  }

  @Test
  void infersTheOrderOfStagesFromTheMovesAndSaysSo() {
    Runs.file(
        input(),
        "opportunities.csv",
        "opportunity_id,created_at,status",
        "a,2026-01-01,open",
        "b,2026-01-01,open");
    Runs.file(
        input(),
        "stage_history.csv",
        "opportunity_id,stage_id,entered_at",
        "a,zebra,2026-01-01",
        "a,yak,2026-01-02",
        "a,antelope,2026-01-03",
        "b,zebra,2026-01-01",
        "b,antelope,2026-01-05");

    JobResult result = ingest("2026-01-31", Map.of());

    assertThat(Runs.rows(workspace(), "stage"))
        .extracting(
            row ->
                row.get("stage_order") + " " + row.get("stage_id") + " " + row.get("order_source"))
        .containsExactlyInAnyOrder("1 zebra inferred", "2 yak inferred", "3 antelope inferred");
    assertThat(result.notes()).anyMatch(note -> note.contains("inferred from the moves"));
  }

  @Test
  void namesTheSegmentColumnsOfWhichOnlyTodaysValueIsKnown() {
    Runs.file(input(), "stages.csv", STAGES);
    Runs.file(
        input(),
        "opportunities.csv",
        "opportunity_id,pipeline_id,created_at,status,product,amount",
        "a,p,2026-01-01,open,x,5");
    Runs.file(input(), "stage_history.csv", "opportunity_id,stage_id,entered_at", "a,A,2026-01-01");

    assertThat(ingest("2026-01-31", LENIENT).notes())
        .as("the derived customer type and the previous stage are not among them")
        .anyMatch(note -> note.contains("Segments use amount, product, known only as of today"));

    Runs.file(
        input(),
        "stage_history.csv",
        "opportunity_id,stage_id,entered_at,amount",
        "a,A,2026-01-01,5");
    Runs.file(
        input(),
        "field_history.csv",
        "opportunity_id,field,value,changed_at",
        "a,product,x,2026-01-01");

    assertThat(ingest("2026-02-01", LENIENT).notes())
        .noneMatch(note -> note.contains("Segments use"));
    assertThat(Runs.rows(workspace(), "quality_result", "--as-of", "2026-01-31"))
        .filteredOn(row -> row.get("rule").startsWith("only_todays_value_of_"))
        .extracting(row -> row.get("rule") + " " + row.get("rows_failed"))
        .containsExactly("only_todays_value_of_amount 1", "only_todays_value_of_product 1");
  }

  @Test
  void convertsCurrenciesByTheRateOfTheDayAndDerivesCustomerType() {
    Runs.file(
        input(),
        "opportunities.csv",
        "opportunity_id,account_id,amount,currency,created_at,closed_at,status",
        "first,acme,100,USD,2026-01-01,2026-01-10,won",
        "second,acme,100,USD,2026-02-01,,open",
        "early,acme,100,EUR,2026-01-05,,open",
        "other,zeta,100,CHF,2026-02-01,,open",
        "nobody,,100,EUR,2026-02-01,,open");
    Runs.file(
        input(),
        "fx_rates.csv",
        "currency,rate_date,rate_to_base",
        "USD,2026-01-01,0.5",
        "USD,2026-02-15,0.8",
        "USD,2026-03-01,9.9");

    ingest("2026-02-28", Map.of("currency.base", "EUR"));

    assertThat(Runs.rows(workspace(), "opportunity"))
        .extracting(
            row ->
                row.get("opportunity_id")
                    + " "
                    + row.get("amount_base")
                    + " "
                    + row.get("customer_type"))
        .containsExactly(
            "early 100.00 new",
            "first 50.00 new",
            "nobody 100.00 unknown",
            "other  new",
            "second 80.00 existing");
  }

  private List<String> visits() {
    return Runs.rows(workspace(), "stage_visit").stream()
        .map(
            row ->
                String.join(
                    " ",
                    row.get("opportunity_id"),
                    row.get("stage_id"),
                    row.get("visit_number"),
                    day(row.get("entered_at")) + ".." + day(row.get("left_at")),
                    row.get("exit"),
                    row.get("outcome")))
        .toList();
  }

  private static String day(String time) {
    return time.isEmpty() ? "" : time.substring(0, 10);
  }
}
