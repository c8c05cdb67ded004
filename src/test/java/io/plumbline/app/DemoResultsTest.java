package io.plumbline.app;

import static io.plumbline.app.RunFixture.amount;
import static io.plumbline.app.RunFixture.row;
import static io.plumbline.app.RunFixture.stamp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.lake.Location;
import io.plumbline.lake.Stamp;
import io.plumbline.table.Tables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoResultsTest {

  private static final Stamp RUN = stamp("run-1");

  @TempDir Path workspace;

  @BeforeEach
  void writeTables() throws IOException {
    RunFixture fixture = new RunFixture(workspace);
    fixture.append(
        Tables.STAGE_CONFIDENCE,
        RUN,
        stage("offer", 2, "stage"),
        stage("demo", 1, "stage"),
        stage("demo", 1, "product"));
    fixture.append(
        Tables.OPPORTUNITY_SCORE,
        RUN,
        score("o1", "1000.00", "300.00"),
        score("o2", "200.00", "60.00"),
        score("double", "5000.00", "1500.00"),
        row("opportunity_id", "o3", "pipeline_id", "new_business", "stage_id", "demo"));
    Files.writeString(
        workspace.resolve("truth_stage.csv"),
        """
        pipeline_id,stage_id,stage_order,true_confidence,never_closing_share
        new_business,demo,1,0.240000,0.200000
        new_business,offer,2,,
        """);
    Files.writeString(
        workspace.resolve("truth_deal.csv"),
        """
        opportunity_id,pipeline_id,true_confidence
        o1,new_business,0.250000
        o2,new_business,0.900000
        o3,new_business,0.500000
        """);
  }

  @Test
  void setsTheStagesBesideTheirTruth() {
    DemoTable table = read().pipelines().get(0);

    assertThat(table.label()).isEqualTo("New business");
    assertThat(table.stages()).extracting(DemoTable.Line::stage).containsExactly("DEMO", "OFFER");
    DemoTable.Line demo = table.stages().get(0);
    assertThat(demo.deals()).isEqualTo(3);
    assertThat(demo.truth()).isEqualTo(0.24);
    assertThat(demo.incumbent()).isEqualTo(0.5);
    assertThat(demo.reached()).isEqualTo(0.4);
    assertThat(demo.confidence()).isEqualTo(0.3);
    assertThat(demo.low()).isEqualTo(0.2);
    assertThat(table.stages().get(1).truth()).as("nobody stands there").isNaN();
    assertThat(table.stages().get(1).deals()).isZero();
  }

  @Test
  void addsUpTheDealsWhoseTruthIsKnown() {
    DemoTable.Worth worth = read().pipelines().get(0).worth();

    assertThat(worth.deals()).isEqualTo(3);
    assertThat(worth.amount()).isEqualByComparingTo("1200");
    assertThat(worth.byIncumbent()).isEqualByComparingTo("600");
    assertThat(worth.byReached()).isEqualByComparingTo("480");
    assertThat(worth.byConfidence()).isEqualByComparingTo("360");
    // 1000 x 0.25 + 200 x 0.9
    assertThat(worth.truth()).isEqualByComparingTo("430");
  }

  @Test
  void saysWhichTruthFileCannotBeRead() throws IOException {
    Files.delete(workspace.resolve("truth_deal.csv"));

    assertThatThrownBy(this::read).hasMessageContaining("truth_deal.csv");
  }

  private DemoResults read() {
    return DemoResults.of(RunTables.of(Location.of(workspace), RUN), workspace);
  }

  private static Map<String, Object> stage(String id, int order, String level) {
    return row(
        "pipeline_id",
        "new_business",
        "stage_id",
        id,
        "stage_label",
        id.toUpperCase(java.util.Locale.ROOT),
        "stage_order",
        order,
        "segment_level",
        level,
        "incumbent",
        0.5,
        "reached_win_rate",
        0.4,
        "confidence",
        level.equals("stage") ? 0.3 : 0.9,
        "confidence_low",
        0.2,
        "confidence_high",
        0.4);
  }

  private static Map<String, Object> score(String id, String amount, String expected) {
    return row(
        "opportunity_id",
        id,
        "pipeline_id",
        "new_business",
        "stage_id",
        "demo",
        "amount_base",
        amount(amount),
        "incumbent",
        0.5,
        "reached_win_rate",
        0.4,
        "expected_amount",
        amount(expected));
  }
}
