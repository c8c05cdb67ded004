package io.plumbline.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.app.Histories.History;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the rows of an export mean for deals and visits, on exports of a few deals each. */
class HistoryRulesTest {

  @TempDir Path folder;

  @Test
  void aStageThatOnlyTheSettingsNameIsStayedIn() {
    Runs.file(
        folder,
        "stages.csv",
        "stage_id,label,stage_order,probability,is_closed",
        "5,Legal,1,20,false",
        "B,Offer,2,40,false");
    Runs.file(
        folder,
        "opportunities.csv",
        "opportunity_id,created_at,status,stage_id",
        "moved,2024-02-01,open,B",
        "stays,2024-02-01,open,5");
    Runs.file(
        folder,
        "stage_history.csv",
        "opportunity_id,stage_id,entered_at",
        "moved,5,2024-02-01",
        "moved,B,2024-03-05",
        "stays,5,2024-02-01");

    History history =
        Histories.of(
            folder,
            "2024-03-31",
            Map.of("source.stages.5", "5 until March", "source.stages.5 @ 2024-03-01", "5"));

    assertThat(history.rejected("rule")).isEmpty();
    assertThat(history.visits("opportunity_id", "visit_number", "stage_id", "exit"))
        .containsExactly(
            "moved|1|5 until March|moved", "moved|2|B|open", "stays|1|5 until March|open");
    assertThat(history.deals("opportunity_id", "stage_id"))
        .containsExactly("moved|B", "stays|5 until March");
  }
}
