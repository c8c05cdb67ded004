package io.plumbline.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.SparkFixture;
import io.plumbline.config.Configuration;
import io.plumbline.ingest.InputFolder;
import io.plumbline.ingest.InputReader;
import io.plumbline.ingest.StagedInput;
import io.plumbline.model.AsOf;
import io.plumbline.quality.CheckRows;
import io.plumbline.quality.Checked;
import io.plumbline.table.CanonicalFile;
import io.plumbline.table.Staged;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stages that were renamed, merged, or whose id was used again: one input, the rule for each. */
class StageMappingTest {

  private static final String EXCLUDED = "excluded: ";

  @TempDir static Path folder;

  private static List<Row> stages;
  private static List<Row> deals;
  private static List<Row> moves;

  @BeforeAll
  static void readOnce() {
    Path input = folder.resolve("input");
    Runs.file(
        input,
        "stages.csv",
        "pipeline_id,stage_id,label,stage_order,probability,is_closed",
        // Merged into B, of p only; in q a stage of the same label stays what it is.
        "p,A,Demo,1,20,false",
        "p,B,Trial,2,40,false",
        "q,A,Demo,1,30,false",
        // The list has the old name only.
        "p,OLD,Offer,3,60,false",
        "p,OLDER,Bid,4,50,false",
        // Meant something else before 1 March 2024.
        "p,5,Legal,5,80,false",
        "p,GONE,Gone,6,0,true",
        "p,L,Lost,7,0,true");
    Runs.file(
        input,
        "opportunities.csv",
        "opportunity_id,pipeline_id,created_at,closed_at,status,stage_id",
        "in-p,p,2024-01-05T09:00:00Z,,open,A",
        "in-q,q,2024-01-05T09:00:00Z,,open,A",
        "renamed,p,2024-01-05T09:00:00Z,,open,NEW",
        "reused,p,2024-01-05T09:00:00Z,,open,5",
        "won-then,p,2024-01-05T09:00:00Z,2024-02-05T09:00:00Z,won,5",
        "gone,p,2024-01-05T09:00:00Z,,lost,GONE");
    Runs.file(
        input,
        "stage_history.csv",
        "opportunity_id,stage_id,entered_at,sequence,amount",
        "in-p,A,2024-01-05T09:00:00Z,1,",
        "in-p,B,2024-01-06T09:00:00Z,2,",
        "in-p,A,2024-01-07T09:00:00Z,3,70",
        "in-p,OLD,2024-01-08T09:00:00Z,4,70",
        "in-p,A,2024-01-09T09:00:00Z,5,70",
        "in-p,A,2024-01-10T09:00:00Z,6,70",
        "in-q,A,2024-01-05T09:00:00Z,1,",
        "renamed,OLD,2024-01-05T09:00:00Z,1,",
        "renamed,NEW,2024-01-06T09:00:00Z,2,",
        "reused,5,2024-02-29T22:59:59Z,1,",
        "reused,B,2024-02-29T22:59:59Z,2,",
        "reused,5,2024-02-29T23:00:00Z,3,",
        "gone,A,2024-01-05T09:00:00Z,1,",
        "gone,GONE,2024-02-05T09:00:00Z,2,",
        "in-p,X,2024-01-11T09:00:00Z,7,");
    Configuration configuration =
        Configuration.load(
            Optional.empty(),
            Map.of(
                "time.zone", "Europe/Berlin",
                "source.stages.p > A", "B",
                "source.stages.OLD", "NEW",
                "source.stages.OLDER", "NEW",
                "source.stages.GONE", "L",
                "source.stages.5", "5 before March",
                "source.stages.5 @ 2024-03-01", "5"));
    StagedInput staged =
        InputReader.read(
            SparkFixture.spark(), configuration, InputFolder.open(input.toString(), configuration));
    Checked checked =
        CheckRows.check(
            staged.files(),
            staged.sources(),
            new AsOf(LocalDate.of(2024, 12, 31), ZoneId.of("Europe/Berlin")),
            configuration);
    stages = rows(checked, CanonicalFile.STAGES, "pipeline_id || '/' || label");
    deals = rows(checked, CanonicalFile.OPPORTUNITIES, "opportunity_id");
    moves =
        rows(
            checked,
            CanonicalFile.STAGE_HISTORY,
            "opportunity_id || ' ' || coalesce(sequence, '')");
    checked.release();
  }

  /** What a row is called, its stage, and what is wrong with it. */
  private static List<Row> rows(Checked checked, CanonicalFile file, String name) {
    Dataset<Row> rows = checked.files().get(file);
    return rows.selectExpr(
            name + " AS name",
            "stage_id",
            Staged.RULE + " || ': ' || " + Staged.REASON + " AS fault",
            file == CanonicalFile.OPPORTUNITIES
                ? "CAST(closed_at AS DATE)"
                : "CAST(NULL AS DATE) AS closed_at")
        .orderBy("name")
        .collectAsList();
  }

  private static List<String> of(List<Row> rows, String prefix) {
    return rows.stream()
        .filter(row -> row.getString(0).startsWith(prefix))
        .map(row -> row.isNullAt(2) ? row.getString(1) : row.getString(2))
        .toList();
  }

  @Test
  void aMergedStageIsSetAsideInTheListAndItsEntriesAreThoseOfTheOther() {
    assertThat(of(stages, "p/Demo"))
        .containsExactly(EXCLUDED + "stage 'A' counts as 'B' (source.stages).");
    assertThat(of(stages, "p/Trial")).containsExactly("B");
    assertThat(of(deals, "in-p")).containsExactly("B");
    assertThat(of(moves, "in-p").get(0)).isEqualTo("B");
  }

  @Test
  void theSameLabelInAnotherPipelineStaysApart() {
    assertThat(of(stages, "q/Demo")).containsExactly("A");
    assertThat(of(deals, "in-q")).containsExactly("A");
    assertThat(of(moves, "in-q")).containsExactly("A");
  }

  @Test
  void aMoveBetweenMergedStagesIsNoneUnlessItChangesAValue() {
    String inside = EXCLUDED + "stages 'A' and 'B' both count as 'B' (source.stages).";
    assertThat(of(moves, "in-p"))
        .as("the third brings another amount, and the sixth re-enters the same stage")
        .containsExactly(
            "B",
            inside,
            "B",
            "NEW",
            "B",
            "B",
            "unknown_stage: stage 'X' is not in the stages file for pipeline 'p'.");
  }

  @Test
  void aRenamedStageTakesTheNewIdInTheListWhichHasTheOldOnesOnly() {
    assertThat(of(stages, "p/Offer")).containsExactly("NEW");
    assertThat(of(stages, "p/Bid"))
        .containsExactly(EXCLUDED + "stage 'OLDER' counts as 'NEW' (source.stages).");
    assertThat(of(deals, "renamed")).containsExactly("NEW");
    assertThat(of(moves, "renamed"))
        .containsExactly(
            "NEW", EXCLUDED + "stages 'OLD' and 'NEW' both count as 'NEW' (source.stages).");
  }

  @Test
  void anIdThatWasUsedAgainMeansTheOneUntilMidnightAndTheOtherFromThen() {
    assertThat(of(moves, "reused")).containsExactly("5 before March", "B", "5");
    assertThat(of(stages, "p/Legal")).as("the list is of today").containsExactly("5");
    assertThat(of(deals, "reused")).as("an open deal stands in it today").containsExactly("5");
    assertThat(of(deals, "won-then")).containsExactly("5 before March");
  }

  @Test
  void aMoveIntoAStageThatCountsAsAClosedOneCloses() {
    assertThat(of(moves, "gone")).containsExactly("B", "L");
    assertThat(deals.stream().filter(row -> row.getString(0).equals("gone")))
        .extracting(row -> row.get(3) + " " + row.get(2))
        .containsExactly("2024-02-05 null");
  }
}
