package io.plumbline.app;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.PlanShape;
import io.plumbline.SparkFixture;
import io.plumbline.config.Configuration;
import io.plumbline.frame.Persisted;
import io.plumbline.history.BuildHistory;
import io.plumbline.ingest.InputFolder;
import io.plumbline.ingest.InputReader;
import io.plumbline.ingest.StagedInput;
import io.plumbline.model.AsOf;
import io.plumbline.quality.CheckRows;
import io.plumbline.quality.Checked;
import io.plumbline.simulate.CompanySimulator;
import io.plumbline.simulate.CompanySpec;
import io.plumbline.table.CanonicalFile;
import io.plumbline.table.Staged;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How often the history of a company is moved, sorted and read through until it is in tables. */
class PlanShapeTest {

  private static final LocalDate DATE = LocalDate.of(2026, 6, 30);
  private static final AsOf AS_OF = new AsOf(DATE, ZoneOffset.UTC);
  private static final Configuration CONFIGURATION = Configuration.defaults();

  @TempDir Path folder;

  private Checked checked;
  private StagedInput staged;
  private BuildHistory.Accepted accepted;

  @BeforeEach
  void readDealsMovesAndStages() throws IOException {
    CompanySimulator.of(
            CompanySpec.of(60, DATE.minusYears(1), DATE, DATE, 11)
                .withDirtyShare(0)
                .withTruthReplications(2))
        .write(folder.resolve("all"));
    Path input = Files.createDirectory(folder.resolve("input"));
    for (String file : new String[] {"opportunities.csv", "stage_history.csv", "stages.csv"}) {
      Files.copy(folder.resolve("all").resolve(file), input.resolve(file));
    }
    staged =
        InputReader.read(
            SparkFixture.spark(), CONFIGURATION, InputFolder.open(input.toString(), CONFIGURATION));
    checked = CheckRows.check(staged.files(), staged.sources(), AS_OF, CONFIGURATION);
    accepted = Job.accepted(checked, BuildHistory.StatedProbability.OF_OPPORTUNITIES, 2);
  }

  @AfterEach
  void release() {
    checked.release();
  }

  @Test
  void lookingForSoundMovesIsCodeThatJavaCompiles() {
    Dataset<Row> sound =
        staged.files().get(CanonicalFile.STAGE_HISTORY).where(col(Staged.RULE).isNull());

    assertThat(PlanShape.longestMethod(sound.groupBy("opportunity_id").count()))
        .isPositive()
        .isLessThanOrEqualTo(8000);
  }

  @Test
  void checkedMovesLieByOpportunityAndAreNotMovedAgain() {
    PlanShape ofMoves = PlanShape.of(accepted.stageHistory().orElseThrow());
    PlanShape ofLast =
        PlanShape.of(accepted.stageHistory().orElseThrow().groupBy("opportunity_id").count());

    assertThat(ofMoves.nodes()).containsEntry("RDDScan", 1).doesNotContainKey("ShuffleExchange");
    assertThat(ofLast.nodes()).doesNotContainKey("ShuffleExchange");
  }

  @Test
  void opportunitiesAreMovedToTheirMovesAndThenToTheirAccounts() {
    PlanShape shape = PlanShape.of(opportunities());

    assertThat(shape.nodes())
        .as("deals and moves are read through once")
        .containsEntry("RDDScan", 2)
        .as("deals to their moves, all to their accounts")
        .containsEntry("ShuffleExchange", 2)
        .containsEntry("SortMergeJoin", 1)
        .containsEntry("Window", 1)
        .doesNotContainKeys("CartesianProduct", "BroadcastNestedLoopJoin");
    isWithoutUserFunctions(shape);
  }

  @Test
  void visitsStayWhereTheMovesLie() {
    Persisted opportunity =
        Persisted.of(BuildHistory.withSizeBands(opportunities(), 2, CONFIGURATION));
    PlanShape shape =
        PlanShape.of(
            BuildHistory.visits(accepted, opportunity.rows(), "EUR", AS_OF, CONFIGURATION));
    opportunity.release();

    assertThat(shape.nodes())
        .as("moves, deals, and amounts for the size bands")
        .containsEntry("RDDScan", 3)
        .as("deals to their moves, amounts to their pipelines")
        .containsEntry("ShuffleExchange", 2)
        .as("size bands of pipelines")
        .containsEntry("BroadcastExchange", 1)
        .as("deals, moves by stage; moves lie in the order of the history")
        .containsEntry("Sort", 2)
        .doesNotContainKeys("CartesianProduct", "BroadcastNestedLoopJoin");
    isWithoutUserFunctions(shape);
  }

  private Dataset<Row> opportunities() {
    return BuildHistory.opportunities(accepted, "EUR", AS_OF);
  }

  private static void isWithoutUserFunctions(PlanShape shape) {
    assertThat(shape.nodes())
        .doesNotContainKeys("MapElements", "MapPartitions", "FlatMapGroups", "DeserializeToObject");
    assertThat(shape.expressions()).isNotEmpty().doesNotContainKeys("ScalaUDF", "ScalaUDAF");
  }
}
