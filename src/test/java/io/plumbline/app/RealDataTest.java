package io.plumbline.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real data beside the repository; its licences keep it out of the repository. Skipped where it is
 * not there.
 */
class RealDataTest {

  private static final Path SHARED = Path.of("../shared").toAbsolutePath().normalize();
  private static final Map<String, String> FEW_DRAWS = Map.of("forecast.draws", "200");

  @TempDir Path folder;

  @BeforeEach
  void needsTheData() {
    assumeTrue(
        Files.isDirectory(SHARED),
        "SKIPPED: real data is not at " + SHARED + ", so nothing is tested on it");
  }

  @Test
  void aPastDateOfTheFullLogGivesTheScoresOfThatDatesExport() throws Exception {
    String date = "2011-12-06";
    Runs.run(export("full"), folder.resolve("from-full"), date, FEW_DRAWS);
    Runs.run(export(date), folder.resolve("from-export"), date, FEW_DRAWS);

    String[] columns = {
      "opportunity_score",
      "--format",
      "csv",
      "--columns",
      "opportunity_id,stage_id,stage_age_days,confidence,confidence_low,confidence_high,expected_amount,win_by_period_end"
    };
    String scores = Runs.show(folder.resolve("from-export"), columns);
    assertThat(Runs.show(folder.resolve("from-full"), columns)).isEqualTo(scores);
    assertThat(scores.lines().count()).isGreaterThan(600);
    assertCalibrated(folder.resolve("from-export"), export("full").resolve("truth.csv"));
  }

  /**
   * One of the thirteen dates of the protocol: sure to fail for the usual win rate, 1.43 times too
   * many wins.
   */
  private static void assertCalibrated(Path workspace, Path truthFile) throws IOException {
    Map<String, Integer> truth = new HashMap<>();
    for (CSVRecord row : read(truthFile)) {
      truth.put(row.get("opportunity_id"), Integer.valueOf(row.get("won")));
    }
    double expected = 0;
    double actual = 0;
    double loss = 0;
    int n = 0;
    for (CSVRecord row : Runs.rows(workspace, "opportunity_score")) {
      Integer won = truth.get(row.get("opportunity_id"));
      if (won != null) {
        double p = Math.min(1 - 1e-4, Math.max(1e-4, Double.parseDouble(row.get("confidence"))));
        expected += p;
        actual += won;
        loss -= won == 1 ? Math.log(p) : Math.log(1 - p);
        n++;
      }
    }
    assertThat(loss / n).isLessThan(0.535);
    assertThat(expected / actual).isBetween(0.9, 1.15);
  }

  @Test
  void leadsWithoutDealsEndWithAReason() throws IOException {
    List<String> lines = new ArrayList<>(List.of("lead_id,created_at,source"));
    for (CSVRecord row :
        read(
            SHARED.resolve(
                "data/olist_marketing_funnel/olist_marketing_qualified_leads_dataset.csv"))) {
      lines.add(row.get("mql_id") + "," + row.get("first_contact_date") + "," + row.get("origin"));
    }
    Runs.file(folder.resolve("olist"), "leads.csv", lines.toArray(String[]::new));

    org.assertj.core.api.Assertions.assertThatThrownBy(
            () -> Runs.run(folder.resolve("olist"), folder.resolve("ws"), "2018-05-31", FEW_DRAWS))
        .hasMessageContaining("There is no 'opportunities'")
        .hasMessageContaining("leads.csv");
  }

  @Test
  void aCrmWithoutStageHistoryBeyondTheFirstStageGetsAResult() throws IOException {
    List<String> opportunities =
        new ArrayList<>(
            List.of(
                "opportunity_id,account_id,owner_id,product,amount,created_at,closed_at,status,stage_id"));
    List<String> history = new ArrayList<>(List.of("opportunity_id,stage_id,entered_at"));
    for (CSVRecord row : read(SHARED.resolve("data/maven_crm/sales_pipeline.csv"))) {
      String stage = row.get("deal_stage");
      if (stage.equals("Prospecting")) {
        // Without any date it cannot be placed.
        continue;
      }
      String status = stage.equals("Engaging") ? "open" : stage.toLowerCase(java.util.Locale.ROOT);
      opportunities.add(
          String.join(
              ",",
              row.get("opportunity_id"),
              row.get("account"),
              row.get("sales_agent"),
              row.get("product"),
              status.equals("won") ? row.get("close_value") : "",
              row.get("engage_date"),
              row.get("close_date"),
              status,
              status.equals("open") ? "Engaging" : ""));
      history.add(row.get("opportunity_id") + ",Engaging," + row.get("engage_date"));
    }
    Runs.file(folder.resolve("maven"), "opportunities.csv", opportunities.toArray(String[]::new));
    Runs.file(folder.resolve("maven"), "stage_history.csv", history.toArray(String[]::new));

    JobResult result =
        Runs.run(folder.resolve("maven"), folder.resolve("ws"), "2017-12-31", FEW_DRAWS);

    assertThat(result.gate()).isEmpty();
    // 4,238 won and 2,473 lost of the closed ones, as published: 63.2 %.
    assertThat(Runs.rows(folder.resolve("ws"), "stage_win_rate", "--where", "segment_level=stage"))
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.get("won")).isEqualTo("4238");
              assertThat(row.get("lost")).isEqualTo("2473");
              assertThat(row.get("open")).isEqualTo("1589");
            });
    assertThat(Runs.rows(folder.resolve("ws"), "opportunity_score"))
        .hasSize(1589)
        .allSatisfy(row -> assertThat(row.get("confidence")).isNotEmpty());
  }

  private Path export(String asOf) throws IOException, InterruptedException {
    Path out = folder.resolve("bpi-" + asOf);
    if (!Files.exists(out)) {
      Process process =
          new ProcessBuilder(
                  "python3",
                  SHARED.resolve("tools/canonical_bpi2012.py").toString(),
                  out.toString(),
                  asOf)
              .inheritIO()
              .start();
      assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
      assertThat(process.exitValue()).isZero();
    }
    return out;
  }

  private static List<CSVRecord> read(Path file) throws IOException {
    try (CSVParser parser =
        CSVParser.parse(
            file,
            java.nio.charset.StandardCharsets.UTF_8,
            CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get())) {
      return parser.getRecords();
    }
  }
}
