package io.plumbline.app;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.SparkFixture;
import io.plumbline.calibrate.CalibratePipelines;
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
import io.plumbline.table.Tables;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same company through every connector: the same deals, visits, win rates and confidences. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CrmShapesTest {

  private static final AsOf DATE = new AsOf(LocalDate.of(2026, 5, 31), ZoneId.of("UTC"));
  private static final int DEALS = 240;

  private static final List<String> SHAPES =
      List.of(
          "canonical",
          "canonical_without_closed_stages",
          "salesforce",
          "hubspot",
          "hubspot_wide",
          "pipedrive",
          "dynamics",
          "zoho",
          "odoo",
          "nutshell");

  @TempDir static Path folder;

  private final CrmShapes company = new CrmShapes(DEALS, 20261125L);
  private final Map<String, Result> results = new HashMap<>();

  /** Rows as text without what tells the shapes apart, sorted. */
  private record Result(
      List<String> deals, List<String> visits, List<String> winRates, List<String> confidences) {}

  @Test
  void theCompanyHasDealsOfEveryFate() {
    Result canonical = results.get("canonical");
    assertThat(canonical.deals()).hasSize(DEALS);
    assertThat(canonical.deals()).anyMatch(row -> row.contains(",won,"));
    assertThat(canonical.deals()).anyMatch(row -> row.contains(",lost,"));
    assertThat(canonical.deals()).anyMatch(row -> row.contains(",open,"));
    assertThat(canonical.winRates()).as("one row a stage").hasSize(4);
    assertThat(canonical.confidences()).hasSizeGreaterThanOrEqualTo(4);
    assertThat(canonical.visits()).as("reopened").anyMatch(row -> row.contains(",lost,open,"));
    assertThat(results.get("canonical_without_closed_stages").visits())
        .isNotEqualTo(canonical.visits());
  }

  @ParameterizedTest
  @ValueSource(strings = {"salesforce", "hubspot", "zoho"})
  void everyCrmWithClosedStagesGivesTheSameTablesToTheLastDigit(String shape) {
    assertThat(results.get(shape)).isEqualTo(results.get("canonical"));
  }

  /** They do not hold that a deal was lost once and reopened. */
  @ParameterizedTest
  @ValueSource(strings = {"pipedrive", "dynamics", "odoo", "nutshell"})
  void everyCrmWithoutClosedStagesGivesTheSameTablesToTheLastDigit(String shape) {
    assertThat(results.get(shape)).isEqualTo(results.get("canonical_without_closed_stages"));
  }

  /** The wide export of HubSpot holds the last entry into each stage only. */
  @Test
  void hubspotsWideExportGivesTheSameDealsAndTheLastEntryIntoEachStage() {
    Result wide = results.get("hubspot_wide");
    Result canonical = results.get("canonical");

    assertThat(wide.deals()).isEqualTo(canonical.deals());
    assertThat(wide.visits()).isNotEmpty();
    assertThat(wide.visits().size()).isLessThan(canonical.visits().size());
  }

  /**
   * Each shape is a pipeline of its own in one pass: planning a pass takes longer than the pass.
   */
  @BeforeAll
  void readEveryShape() {
    Map<CanonicalFile, Dataset<Row>> files = new EnumMap<>(CanonicalFile.class);
    Map<String, Dataset<Row>> sources = new HashMap<>();
    for (String shape : SHAPES) {
      StagedInput staged = staged(shape);
      staged
          .files()
          .forEach(
              (file, rows) ->
                  files.merge(
                      file, marked(file, rows, shape).localCheckpoint(), Dataset::unionByName));
      staged.sources().forEach((alias, rows) -> sources.put(shape + "." + alias, rows));
    }
    Configuration configuration = settings("canonical");
    Checked checked = CheckRows.check(files, sources, DATE, configuration);
    QualityVerdict verdict = QualityVerdict.of(checked, configuration);
    assertThat(verdict.rejected())
        .as("%s", QualityVerdict.rejectedRecords(checked).limit(5).collectAsList())
        .isZero();
    assertEveryRowIsAccountedFor(verdict);
    BuildHistory.Accepted accepted =
        Job.accepted(checked, BuildHistory.StatedProbability.OF_MOVES, SHAPES.size());
    Dataset<Row> known = BuildHistory.opportunities(accepted, "EUR", DATE).localCheckpoint();
    Dataset<Row> opportunity =
        BuildHistory.withSizeBands(known, SHAPES.size(), configuration).localCheckpoint();
    Dataset<Row> visits =
        BuildHistory.visits(accepted, opportunity, "EUR", DATE, configuration).localCheckpoint();
    Dataset<Row> stages =
        BuildHistory.stages(accepted.stages(), visits, opportunity).localCheckpoint();
    Map<String, List<String>> deals =
        byPipeline(
            opportunity.selectExpr(
                "pipeline_id",
                "split(opportunity_id, ':')[1]",
                "split(account_id, ':')[1]",
                "owner_id",
                "product",
                "amount_base",
                "customer_type",
                "size_band",
                "created_at",
                "outcome",
                "closed_at"));
    Map<String, List<String>> stays =
        byPipeline(
            visits.selectExpr(
                "pipeline_id",
                "split(opportunity_id, ':')[1]",
                "visit_number",
                "stage_id",
                "entered_at",
                "left_at",
                "exit",
                "outcome",
                "amount_base",
                "customer_type",
                "size_band"));
    Map<String, List<String>> rates =
        byPipeline(
            EstimateWinRates.estimate(visits, stages, DATE, configuration).drop("stage_label"));
    // The folds of the tests hang on the ids, which have to be those of the company again.
    Column own = functions.split(col("opportunity_id"), ":").getItem(1);
    CalibratePipelines calibration =
        CalibratePipelines.of(
            opportunity.withColumn("opportunity_id", own),
            visits.withColumn("opportunity_id", own),
            stages,
            Optional.empty(),
            "version",
            DATE,
            (long) DEALS * SHAPES.size(),
            1,
            Set.of(),
            configuration);
    // Odoo has no percentages to compare with, and Zoho no labels.
    Map<String, List<String>> confidences =
        byPipeline(
            calibration
                .rows(Tables.STAGE_CONFIDENCE)
                .drop("stage_label", "incumbent", "change", "decision", "reasons"));
    calibration.release();
    for (String shape : SHAPES) {
      results.put(
          shape,
          new Result(deals.get(shape), stays.get(shape), rates.get(shape), confidences.get(shape)));
    }
    checked.release();
  }

  private StagedInput staged(String shape) {
    Path input = folder.resolve(shape);
    company.write(shape, input);
    Configuration configuration = settings(CrmShapes.connectors().getOrDefault(shape, "canonical"));
    return InputReader.read(
        SparkFixture.spark(), configuration, InputFolder.open(input.toString(), configuration));
  }

  private static Configuration settings(String crm) {
    return Configuration.load(
        Optional.empty(), Map.of("source.crm", crm, "segment.dimensions", "[]"));
  }

  private static Dataset<Row> marked(CanonicalFile file, Dataset<Row> rows, String shape) {
    Column own = concat(lit(shape + ":"), col("opportunity_id"));
    return switch (file) {
      case OPPORTUNITIES ->
          rows.withColumn("opportunity_id", own)
              .withColumn("account_id", concat(lit(shape + ":"), col("account_id")))
              .withColumn("pipeline_id", lit(shape));
      case STAGES -> rows.withColumn("pipeline_id", lit(shape));
      case FX_RATES -> rows;
      default -> rows.withColumn("opportunity_id", own);
    };
  }

  /** Rows without their first column, by it. */
  private static Map<String, List<String>> byPipeline(Dataset<Row> rows) {
    String[] others =
        Arrays.stream(rows.columns())
            .filter(name -> !name.equals("pipeline_id"))
            .map(name -> "`" + name + "`")
            .toArray(String[]::new);
    Map<String, List<String>> byPipeline = new HashMap<>();
    for (Row row :
        rows.selectExpr("pipeline_id", "struct(" + String.join(", ", others) + ")")
            .collectAsList()) {
      byPipeline
          .computeIfAbsent(row.getString(0), shape -> new ArrayList<>())
          .add(row.get(1).toString());
    }
    byPipeline.values().forEach(Collections::sort);
    return byPipeline;
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
}
