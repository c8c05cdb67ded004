package io.plumbline.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.SparkFixture;
import io.plumbline.config.Configuration;
import io.plumbline.estimate.EstimateWinRates;
import io.plumbline.history.BuildHistory;
import io.plumbline.ingest.InputFolder;
import io.plumbline.ingest.InputReader;
import io.plumbline.ingest.StagedInput;
import io.plumbline.model.AsOf;
import io.plumbline.quality.CheckRows;
import io.plumbline.quality.Checked;
import io.plumbline.quality.QualityVerdict;
import io.plumbline.table.CanonicalFile;
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
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same company through every connector: the same deals, visits and stage table. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CrmShapesTest {

  private static final AsOf DATE = new AsOf(LocalDate.of(2026, 5, 31), ZoneId.of("UTC"));
  private static final int DEALS = 240;

  @TempDir static Path folder;

  private final CrmShapes company = new CrmShapes(DEALS, 20261125L);
  private Result canonical;

  /** Rows as text, sorted. */
  private record Result(List<String> deals, List<String> visits, List<String> winRates) {}

  @BeforeAll
  void readTheCanonicalFiles() {
    canonical = read("canonical");
  }

  @Test
  void theCompanyHasDealsOfEveryFate() {
    assertThat(canonical.deals()).hasSize(DEALS);
    assertThat(canonical.deals()).anyMatch(row -> row.contains(",won,"));
    assertThat(canonical.deals()).anyMatch(row -> row.contains(",lost,"));
    assertThat(canonical.deals()).anyMatch(row -> row.contains(",open,"));
    assertThat(canonical.winRates()).as("one row a stage").hasSize(4);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"salesforce", "hubspot", "pipedrive", "dynamics", "zoho", "odoo", "nutshell"})
  void everyCrmGivesTheSameStageTableToTheLastDigit(String shape) {
    Result result = read(shape);

    assertThat(result.deals()).isEqualTo(canonical.deals());
    assertThat(result.visits()).isEqualTo(canonical.visits());
    assertThat(result.winRates()).isEqualTo(canonical.winRates());
  }

  /** The wide export of HubSpot holds the last entry into each stage only. */
  @Test
  void hubspotsWideExportGivesTheSameDealsAndTheLastEntryIntoEachStage() {
    Result result = read("hubspot_wide");

    assertThat(result.deals()).isEqualTo(canonical.deals());
    assertThat(result.visits()).isNotEmpty();
    assertThat(result.visits().size()).isLessThan(canonical.visits().size());
  }

  private Result read(String shape) {
    Path input = folder.resolve(shape);
    company.write(shape, input);
    Configuration configuration =
        Configuration.load(
            Optional.empty(),
            Map.of(
                "source.crm",
                CrmShapes.connectors().getOrDefault(shape, "canonical"),
                "segment.dimensions",
                "[]"));
    StagedInput staged =
        InputReader.read(
            SparkFixture.spark(), configuration, InputFolder.open(input.toString(), configuration));
    Checked checked = CheckRows.check(staged.files(), staged.sources(), DATE, configuration);
    try {
      QualityVerdict verdict = QualityVerdict.of(checked);
      assertThat(verdict.rejected())
          .as("%s", QualityVerdict.rejectedRecords(checked).limit(5).collectAsList())
          .isZero();
      assertEveryRowIsAccountedFor(verdict);
      BuildHistory.Accepted accepted =
          new BuildHistory.Accepted(
              checked.accepted(CanonicalFile.OPPORTUNITIES).orElseThrow(),
              checked.accepted(CanonicalFile.STAGE_HISTORY),
              checked.accepted(CanonicalFile.STAGES),
              checked.accepted(CanonicalFile.FIELD_HISTORY),
              checked.accepted(CanonicalFile.FX_RATES),
              BuildHistory.StatedProbability.OF_MOVES,
              1);
      Dataset<Row> known = BuildHistory.opportunities(accepted, "", DATE).localCheckpoint();
      Dataset<Row> opportunity =
          BuildHistory.withSizeBands(known, 1, configuration).localCheckpoint();
      Dataset<Row> visits =
          BuildHistory.visits(accepted, opportunity, "", DATE, configuration).localCheckpoint();
      Dataset<Row> stages = BuildHistory.stages(accepted.stages(), visits, opportunity);
      Dataset<Row> rates = EstimateWinRates.estimate(visits, stages, DATE, configuration);
      return new Result(
          sorted(
              opportunity.selectExpr(
                  "opportunity_id",
                  "account_id",
                  "owner_id",
                  "product",
                  "amount_base",
                  "customer_type",
                  "size_band",
                  "created_at",
                  "outcome",
                  "closed_at")),
          sorted(
              visits.select(
                  "opportunity_id",
                  "visit_number",
                  "stage_id",
                  "entered_at",
                  "left_at",
                  "exit",
                  "outcome",
                  "amount_base",
                  "customer_type",
                  "size_band")),
          sorted(rates.drop("pipeline_id", "stage_label")));
    } finally {
      SparkFixture.spark().catalog().clearCache();
    }
  }

  private static void assertEveryRowIsAccountedFor(QualityVerdict verdict) {
    Map<String, Long> sums = new java.util.TreeMap<>();
    verdict.findings().stream()
        .filter(finding -> !finding.severity().equals("warn"))
        .forEach(finding -> sums.merge(finding.source(), finding.failed(), Long::sum));
    verdict
        .findings()
        .forEach(
            finding ->
                assertThat(sums.get(finding.source()))
                    .as(finding.source())
                    .isEqualTo(finding.checked()));
  }

  private static List<String> sorted(Dataset<Row> rows) {
    return rows.collectAsList().stream().map(Row::toString).sorted().toList();
  }
}
