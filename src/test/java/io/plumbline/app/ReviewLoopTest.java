package io.plumbline.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.SparkFixture;
import io.plumbline.config.Configuration;
import io.plumbline.error.ExitCode;
import io.plumbline.lake.Lake;
import io.plumbline.lake.Location;
import io.plumbline.simulate.CompanySimulator;
import io.plumbline.simulate.CompanySpec;
import io.plumbline.table.Tables;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * From a proposal to what the CRM holds, and back: one workspace, as a person and a scheduler would
 * use it in turn. Each test goes on where the one before has ended.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ReviewLoopTest {

  private static final String JUNE = "2026-06-30";
  private static final String JULY = "2026-07-31";
  private static final String AUGUST = "2026-08-31";
  private static final Map<String, String> FEW_DRAWS =
      Map.of("forecast.draws", "200", "calibrate.draws", "20");

  @TempDir static Path folder;

  private static Path input;
  private static Path workspace;
  private static Path twoPersons;
  private static String version;

  @BeforeAll
  static void propose() {
    input = folder.resolve("input");
    workspace = folder.resolve("workspace");
    twoPersons = Runs.file(folder, "two-persons.yaml", "review.approvals: 2");
    LocalDate asOf = LocalDate.parse(JUNE);
    CompanySimulator.of(
            CompanySpec.of(900, asOf.minusYears(2), asOf, asOf, 11).withTruthReplications(2))
        .write(input);
    version = Runs.run(input, workspace, JUNE, FEW_DRAWS).runId();
  }

  private static int act(String... arguments) {
    List<String> all = new ArrayList<>(Arrays.asList(arguments));
    all.addAll(List.of("--workspace", workspace.toString()));
    return Main.execute(new PrintWriter(System.err, true, UTF_8), all.toArray(String[]::new));
  }

  private static int decide(String command, String who, String on, String... more) {
    List<String> all = new ArrayList<>(List.of("review"));
    all.add(command);
    all.addAll(List.of("--by", who, "--why", "seen", "--on", on));
    all.addAll(Arrays.asList(more));
    return act(all.toArray(String[]::new));
  }

  private static int publish(String target, String on, Path out) {
    return act(
        "publish",
        "--target",
        target,
        "--out",
        out.toString(),
        "--by",
        "bo",
        "--why",
        "go",
        "--on",
        on);
  }

  private static VersionHistory history() {
    return VersionHistory.of(Location.of(workspace));
  }

  private static Map<String, CSVRecord> stages(String ofVersion) {
    Map<String, CSVRecord> stages = new LinkedHashMap<>();
    Runs.rows(
            workspace,
            "stage_confidence",
            "--as-of",
            "all",
            "--where",
            "segment_level=stage",
            "--where",
            "version=" + ofVersion)
        .forEach(row -> stages.put(row.get("pipeline_id") + "/" + row.get("stage_id"), row));
    return stages;
  }

  private static CSVRecord stage(String name) {
    return stages(version).get(name);
  }

  /** Rewrites a CSV file, row by row. */
  private static void edit(Path file, UnaryOperator<Map<String, String>> change)
      throws IOException {
    String text = Files.readString(file, UTF_8).replace("\ufeff", "");
    CSVFormat format = CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get();
    StringWriter out = new StringWriter();
    try (var parser = format.parse(new StringReader(text));
        CSVPrinter printer = new CSVPrinter(out, CSVFormat.RFC4180)) {
      printer.printRecord(parser.getHeaderNames());
      for (CSVRecord row : parser) {
        Map<String, String> changed = change.apply(new LinkedHashMap<>(row.toMap()));
        printer.printRecord(parser.getHeaderNames().stream().map(changed::get).toList());
      }
    }
    Files.writeString(file, out.toString(), UTF_8);
  }

  private static String column(Map<String, String> row, String start) {
    return row.keySet().stream().filter(name -> name.startsWith(start)).findFirst().orElseThrow();
  }

  @Test
  @Order(1)
  void asksWhatShouldBecomeOfRowsThatNobodyHasMarked() {
    assertThat(stages(version).values())
        .as("the made-up company has stages of both kinds")
        .extracting(row -> row.get("decision"))
        .contains("publish", "review");

    assertThat(decide("approve", "ana", "2026-07-02", version))
        .isEqualTo(ExitCode.CALIBRATION_GATE.value());
    assertThat(history().acts()).isEmpty();
  }

  @Test
  @Order(2)
  void refusesAnApprovalThatComesTooLateOrBeforeTheEvidence() {
    assertThat(decide("approve", "ana", "2026-08-20", version, "--with-review"))
        .as("51 days later, 45 are allowed")
        .isEqualTo(ExitCode.CALIBRATION_GATE.value());
    assertThat(decide("approve", "ana", "2026-06-29", version, "--with-review"))
        .isEqualTo(ExitCode.BAD_CONFIGURATION.value());
    assertThat(decide("approve", " ", "2026-07-02", version, "--with-review"))
        .isEqualTo(ExitCode.BAD_CONFIGURATION.value());
    assertThat(decide("approve", "ana", "2026-07-02", "no-such-version"))
        .isEqualTo(ExitCode.BAD_CONFIGURATION.value());
    assertThat(publish("canonical", "2026-07-02", folder.resolve("too-early")))
        .as("nothing is approved")
        .isEqualTo(ExitCode.CALIBRATION_GATE.value());
    assertThat(folder.resolve("too-early")).doesNotExist();
    assertThat(history().acts()).isEmpty();
  }

  @Test
  @Order(3)
  void takesTheMarksOfASheetIntoTheRowsThatTheyStandFor() throws IOException {
    Path sheet = folder.resolve("review.csv");
    assertThat(act("review", "sheet", "--segments", "--out", sheet.toString())).isZero();
    assertThat(act("review", "sheet", "--out", sheet.toString()))
        .as("a sheet that may be filled in is not written over")
        .isEqualTo(ExitCode.BAD_CONFIGURATION.value());
    edit(
        sheet,
        row -> {
          String mark = column(row, "mark");
          String key = row.get(column(row, "row"));
          if (key.equals("stage:new_business/proposal")) {
            row.put(mark, "Approve");
          } else if (key.equals("stage:new_business/negotiation")) {
            row.put(mark, "hold");
          } else if (key.equals("stage:new_business/contract")) {
            double own = Double.parseDouble(stage("new_business/contract").get("confidence"));
            row.put(mark, "override");
            row.put(
                column(row, "override_percent"),
                String.format(Locale.ROOT, "%.1f %%", 100 * own + 5).replace('.', ','));
            row.put("note", "a campaign runs");
          } else if (key.equals("customer_type:new_business/qualified/customer_type=new")) {
            row.put(mark, "hold");
          } else if (row.get("pipeline").equals("Renewals") && key.startsWith("stage:")) {
            row.put(mark, "approve");
          }
          return row;
        });

    assertThat(decide("apply", "ana", "2026-07-02", sheet.toString())).isZero();

    assertThat(stage("new_business/proposal").get("mark")).isEqualTo("approve");
    assertThat(stage("new_business/negotiation").get("mark")).isEqualTo("hold");
    CSVRecord typed = stage("new_business/contract");
    assertThat(Double.parseDouble(typed.get("override")))
        .isEqualTo(Math.round(1000 * Double.parseDouble(typed.get("confidence")) + 50) / 1000.0);
    assertThat(typed.get("reviewed_by")).isEqualTo("ana");
    assertThat(typed.get("review_note")).isEqualTo("a campaign runs");
    assertThat(
            Runs.rows(workspace, "stage_confidence", "--where", "mark!=").stream()
                .map(row -> row.get("segment_level") + " " + row.get("mark")))
        .containsExactlyInAnyOrder(
            "customer_type hold",
            "stage approve",
            "stage approve",
            "stage approve",
            "stage approve",
            "stage hold",
            "stage override");
    assertThat(history().version(version).state()).isEqualTo(ConfidenceVersion.State.PROPOSED);
  }

  @Test
  @Order(4)
  void refusesASheetWithAnOverrideOutOfBoundsAndChangesNothing() throws IOException {
    Path sheet = folder.resolve("wild.csv");
    assertThat(act("review", "sheet", "--out", sheet.toString())).isZero();
    edit(
        sheet,
        row -> {
          if (row.get(column(row, "row")).equals("stage:new_business/qualified")) {
            row.put(column(row, "mark"), "override");
            row.put(column(row, "override_percent"), "90");
          }
          return row;
        });

    assertThat(decide("apply", "ana", "2026-07-02", sheet.toString()))
        .isEqualTo(ExitCode.BAD_CONFIGURATION.value());
    assertThat(stage("new_business/qualified").get("mark")).isEmpty();
  }

  @Test
  @Order(5)
  void whatAnActWroteBeforeItWasCutOffIsNotSeenAndTakenBack() {
    Configuration configuration = Configuration.defaults();
    Location place = Location.of(workspace);
    assertThatThrownBy(
            () ->
                ReviewJob.run(
                    place,
                    configuration,
                    new Progress(Runs.quiet(new ByteArrayOutputStream())),
                    history ->
                        Optional.of(
                            new ReviewJob.Act(
                                new ReviewEvent(
                                    ReviewEvent.Outcome.MARKED,
                                    version,
                                    "ana",
                                    "cut off",
                                    LocalDate.parse("2026-07-02"),
                                    Optional.empty(),
                                    new TreeMap<>()),
                                (spark, lake) -> {
                                  lake.update(
                                      Tables.STAGE_CONFIDENCE,
                                      col("version").equalTo(version),
                                      Map.of("review_note", lit("half done")));
                                  throw new IllegalStateException("the power went off");
                                }))))
        .hasMessageContaining("the power went off");

    assertThat(stage("new_business/qualified").get("review_note")).isEmpty();
    assertThat(history().acts()).hasSize(1);

    assertThat(decide("approve", "ana", "2026-07-02", version, "--config", twoPersons.toString()))
        .isZero();
    assertThat(
            Lake.load(SparkFixture.spark(), workspace.resolve("tables/stage_confidence").toString())
                .where(col("review_note").equalTo("half done"))
                .count())
        .isZero();
  }

  @Test
  @Order(6)
  void twoPersonsApproveAndTheRowsAreReleasedAsMarked() {
    assertThat(decide("approve", "cy", "2026-07-02", version, "--set", "review.approvals=1"))
        .as("nobody decides alone how many have to")
        .isEqualTo(ExitCode.BAD_CONFIGURATION.value());
    assertThat(history().version(version).state())
        .as("one of two has signed")
        .isEqualTo(ConfidenceVersion.State.PROPOSED);
    assertThat(decide("approve", "ANA", "2026-07-02", version, "--config", twoPersons.toString()))
        .isEqualTo(ExitCode.BAD_CONFIGURATION.value());
    assertThat(decide("approve", "bo", "2026-07-03", version, "--config", twoPersons.toString()))
        .isZero();

    Map<String, CSVRecord> stages = stages(version);
    assertThat(stages.values())
        .allSatisfy(row -> assertThat(row.get("status")).isEqualTo("approved"));
    assertThat(stages.get("new_business/negotiation").get("released_confidence")).isEmpty();
    assertThat(stages.get("new_business/contract").get("released_confidence"))
        .isEqualTo(stages.get("new_business/contract").get("override"));
    assertThat(stages.get("new_business/proposal").get("released_confidence"))
        .isEqualTo(stages.get("new_business/proposal").get("confidence"));
    assertThat(stages.get("new_business/qualified").get("released_confidence"))
        .isEqualTo(stages.get("new_business/qualified").get("confidence"));
    assertThat(decide("approve", "cy", "2026-07-03", version))
        .as("once")
        .isEqualTo(ExitCode.CALIBRATION_GATE.value());
  }

  @Test
  @Order(7)
  void aRunOfTheSameDateLeavesWhatWasApproved() {
    String before = Runs.show(workspace, "stage_confidence", "--format", "csv");

    Runs.run("calibrate", Optional.empty(), workspace, JUNE, FEW_DRAWS, Step.CALIBRATE);

    assertThat(Runs.show(workspace, "stage_confidence", "--format", "csv")).isEqualTo(before);
    assertThat(history().version(version).state()).isEqualTo(ConfidenceVersion.State.APPROVED);
  }

  @Test
  @Order(8)
  void makesPackagesOnceAndTheSameBytesAgain() throws IOException {
    Path out = folder.resolve("hubspot");
    assertThat(publish("hubspot", "2026-07-04", out)).isZero();
    Map<String, byte[]> first = files(out);
    long acts = history().acts().size();

    assertThat(publish("hubspot", "2026-07-05", out)).isZero();

    assertThat(history().acts()).as("nothing new to record").hasSize((int) acts);
    Map<String, byte[]> again = files(out);
    assertThat(again.keySet()).isEqualTo(first.keySet());
    first.forEach((name, bytes) -> assertThat(again.get(name)).as(name).isEqualTo(bytes));
    assertThat(first).containsKeys("manifest.json", "README.txt", "requests.jsonl");
    assertThat(stages(version).values())
        .allSatisfy(row -> assertThat(row.get("status")).isEqualTo("published"));
    assertThat(
            Runs.rows(workspace, "publication", "--where", "stage_id=negotiation")
                .get(0)
                .get("published"))
        .as("a stage on hold keeps what the CRM has")
        .isEqualTo("0.75");
  }

  @Test
  @Order(9)
  void dealsOfASegmentOnHoldAreLeftAlone() throws IOException {
    Map<String, String> types = new HashMap<>();
    Runs.rows(workspace, "opportunity_score", "--where", "stage_id=qualified")
        .forEach(row -> types.put(row.get("opportunity_id"), row.get("customer_type")));
    String requests = Files.readString(folder.resolve("hubspot").resolve("requests.jsonl"));

    assertThat(types.values()).contains("new", "existing");
    types.forEach(
        (deal, type) ->
            assertThat(requests.contains("\"id\":\"" + deal + "\""))
                .as(deal + " of a " + type + " customer")
                .isEqualTo(type.equals("existing")));
  }

  private static Map<String, byte[]> files(Path out) throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    try (Stream<Path> below = Files.walk(out)) {
      for (Path file : below.filter(Files::isRegularFile).toList()) {
        files.put(out.relativize(file).toString(), Files.readAllBytes(file));
      }
    }
    return files;
  }

  /** What a CRM's administrator does: the published percentages go into the stage table. */
  private static Path exportAfterImport(String name, Map<String, String> tampered)
      throws IOException {
    Path export = folder.resolve(name);
    try (Stream<Path> files = Files.walk(input)) {
      for (Path file : files.toList()) {
        Path to = export.resolve(input.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(to);
        } else {
          Files.copy(file, to);
        }
      }
    }
    Map<String, String> published = new HashMap<>();
    Runs.rows(workspace, "publication", "--as-of", "all")
        .forEach(
            row ->
                published.put(
                    row.get("pipeline_id") + "/" + row.get("stage_id"), row.get("published")));
    edit(
        export.resolve("stages.csv"),
        row -> {
          String key = row.get("pipeline_id") + "/" + row.get("stage_id");
          if (published.containsKey(key) && row.get("is_closed").equals("false")) {
            double percent = 100 * Double.parseDouble(published.get(key));
            row.put("probability", String.valueOf(percent));
          }
          row.computeIfPresent("probability", (column, now) -> tampered.getOrDefault(key, now));
          return row;
        });
    return export;
  }

  @Test
  @Order(10)
  void theNextRunSaysThatTheCrmHoldsWhatWasPublished() throws IOException {
    JobResult next =
        Runs.run(
            "run",
            Optional.of(exportAfterImport("july", Map.of()).toString()),
            workspace,
            JULY,
            FEW_DRAWS,
            Step.INGEST,
            Step.CALIBRATE);

    assertThat(next.notes())
        .anySatisfy(
            note ->
                assertThat(note)
                    .isEqualTo(
                        "verified: the CRM holds version "
                            + version
                            + " as published to hubspot on 2026-07-04, all 8 stages of it."));
    assertThat(Runs.rows(workspace, "publication_check"))
        .hasSize(8)
        .allSatisfy(row -> assertThat(row.get("verdict")).isEqualTo("verified"));
    Path out = folder.resolve("hubspot");
    Map<String, byte[]> first = files(out);
    long acts = history().acts().size();
    assertThat(publish("hubspot", "2026-08-01", out)).isZero();
    assertThat(files(out))
        .as("the way back does not end at the version that the CRM now holds")
        .containsExactlyEntriesOf(first);
    assertThat(history().acts()).hasSize((int) acts);
    assertThat(decide("approve", "ana", "2026-08-01", version))
        .as("an older version cannot be approved over a newer proposal, nor twice")
        .isEqualTo(ExitCode.CALIBRATION_GATE.value());
  }

  @Test
  @Order(11)
  void theNextRunSaysWhichStageSomebodyHasChanged() throws IOException {
    JobResult next =
        Runs.run(
            "ingest",
            Optional.of(
                exportAfterImport("tampered", Map.of("new_business/discovery", "55")).toString()),
            workspace,
            AUGUST,
            FEW_DRAWS,
            Step.INGEST);

    String published =
        Runs.rows(workspace, "publication", "--as-of", JUNE, "--where", "stage_id=discovery")
            .get(0)
            .get("published");
    assertThat(next.notes())
        .anySatisfy(
            note ->
                assertThat(note)
                    .startsWith(
                        "not verified: in 1 of 8 stages the CRM does not hold version " + version)
                    .contains("changed by crm-admin on ")
                    .contains(
                        "new_business/discovery is 55 %, published "
                            + Math.round(100 * Double.parseDouble(published))
                            + " %"));
    assertThat(Runs.rows(workspace, "publication_check", "--where", "verdict=differs"))
        .extracting(row -> row.get("stage_id"))
        .containsExactly("discovery");
    for (String earlier : List.of(JUNE, JULY)) {
      assertThat(wholePipelines(AUGUST, "state_source", "--where", "from_date=" + earlier).values())
          .as("what the runs before have said counts")
          .isNotEmpty()
          .containsOnly("recorded");
      assertThat(wholePipelines(AUGUST, "opening", "--where", "from_date=" + earlier))
          .as("a movement opens with what the earlier one closed with")
          .isEqualTo(wholePipelines(earlier, "closing"));
    }
  }

  /** Pipeline to its value in the movement of all open deals. */
  private static Map<String, String> wholePipelines(String asOf, String column, String... further) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "pipeline_movement",
                "--as-of",
                asOf,
                "--where",
                "segment_level=pipeline",
                "--where",
                "period_kind=all"));
    arguments.addAll(List.of(further));
    Map<String, String> values = new TreeMap<>();
    Runs.rows(workspace, arguments.toArray(String[]::new))
        .forEach(row -> values.put(row.get("pipeline_id"), row.get(column)));
    return values;
  }

  @Test
  @Order(12)
  void aRollbackMakesTheVersionBeforeApprovedAgain() {
    String july = history().newestFirst().get(0).id();
    assertThat(july).isNotEqualTo(version);
    assertThat(decide("approve", "ana", "2026-08-01", july, "--with-review")).isZero();
    assertThat(publish("hubspot", "2026-08-01", folder.resolve("hubspot-july"))).isZero();
    assertThat(history().version(version).state()).isEqualTo(ConfidenceVersion.State.SUPERSEDED);

    assertThat(decide("rollback", "bo", "2026-08-02")).isZero();

    assertThat(history().version(version).state()).isEqualTo(ConfidenceVersion.State.APPROVED);
    assertThat(publish("hubspot", "2026-08-02", folder.resolve("hubspot-back"))).isZero();
    assertThat(history().version(version).state()).isEqualTo(ConfidenceVersion.State.PUBLISHED);
    assertThat(history().version(july).state()).isEqualTo(ConfidenceVersion.State.SUPERSEDED);
    assertThat(stages(july).values())
        .allSatisfy(row -> assertThat(row.get("status")).isEqualTo("superseded"));
    assertThat(act("review", "list")).isZero();
    assertThat(act("review", "log")).isZero();
    assertThat(act("review", "list", "--set", "time.zone=nowhere"))
        .isEqualTo(ExitCode.BAD_CONFIGURATION.value());
    assertThat(
            Runs.rows(workspace, "run_report", "--as-of", "all", "--where", "version!=").stream()
                .map(row -> row.get("decision")))
        .containsExactlyInAnyOrder(
            "marked",
            "signed",
            "approved",
            "published",
            "approved",
            "published",
            "rolled_back",
            "published");
  }
}
