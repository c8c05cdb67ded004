package io.plumbline.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.config.Configuration;
import io.plumbline.lake.Location;
import io.plumbline.lake.Stamp;
import io.plumbline.simulate.CompanySimulator;
import io.plumbline.simulate.CompanySpec;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BacktestTest {

  private static final LocalDate AS_OF = LocalDate.of(2026, 6, 30);
  private static final Map<String, String> SETTINGS = Map.of("backtest.dates", "5");

  @TempDir static Path folder;

  private static Path workspace;
  private static JobResult result;

  @BeforeAll
  static void testOnce() {
    Path input = folder.resolve("input");
    workspace = folder.resolve("workspace");
    CompanySimulator.of(CompanySpec.of(700, AS_OF.minusYears(2), AS_OF, AS_OF, 5)).write(input);
    result =
        Runs.run(
            "backtest",
            Optional.of(input.toString()),
            workspace,
            AS_OF.toString(),
            SETTINGS,
            Step.INGEST,
            Step.BACKTEST);
  }

  private static Stamp stamp() {
    return new Stamp(
        result.runId(), AS_OF, Configuration.load(Optional.empty(), SETTINGS).fingerprint());
  }

  @Test
  void testsEveryMethodOnAsManyDatesAsTheSettingSays() {
    Set<String> methods = new TreeSet<>();
    Set<String> dates = new TreeSet<>();
    Set<String> chosen = new TreeSet<>();
    RunTables tables = RunTables.of(Location.of(workspace), stamp());
    tables.forEach(
        "method_choice",
        List.of("pipeline_id", "method", "dates", "is_chosen"),
        row -> {
          methods.add(row.text("method").replaceAll("_[0-9]+_days", ""));
          assertThat(row.count("dates")).isBetween(1L, 5L);
          if (row.isTrue("is_chosen")) {
            assertThat(chosen.add(row.text("pipeline_id"))).isTrue();
          }
        });
    tables.forEach(
        "calibration_metric",
        List.of("evaluated_as_of"),
        row -> dates.add(row.text("evaluated_as_of")));

    assertThat(result.decision()).isEqualTo("tested");
    assertThat(methods)
        .containsExactly(
            "incumbent",
            "reached_win_rate",
            "stage_age",
            "stage_age_segment",
            "stage_age_segment_half_life",
            "stage_average",
            "stage_landmark");
    assertThat(chosen).hasSize(2);
    // Five dates per pipeline, which move at their own pace, and all together.
    assertThat(dates).contains("all").hasSizeBetween(4, 11);
    assertThat(dates)
        .filteredOn(date -> !date.equals("all"))
        .allMatch(d -> d.compareTo("2026-06-30") < 0);
  }

  @Test
  void writesNeitherConfidencesNorScores() {
    assertThat(workspace.resolve("tables/stage_confidence")).doesNotExist();
    assertThat(workspace.resolve("tables/opportunity_score")).doesNotExist();
  }

  @Test
  void printsWhichMethodIsUsed() {
    List<String> lines = BacktestTable.lines(Location.of(workspace), stamp());

    assertThat(lines).anyMatch(line -> line.matches("new_business: [0-9,]+ open deals on .*"));
    assertThat(lines).filteredOn(line -> line.endsWith("<- used")).hasSize(2);
    assertThat(lines)
        .filteredOn(line -> line.startsWith("  incumbent"))
        .hasSize(2)
        .allMatch(line -> line.matches("  incumbent +0\\.[0-9]{4}  - .*"));
    assertThat(lines).allMatch(line -> line.length() <= 132);
  }
}
