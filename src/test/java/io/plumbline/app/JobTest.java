package io.plumbline.app;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.plumbline.SparkFixture;
import io.plumbline.config.Configuration;
import io.plumbline.error.ExitCode;
import io.plumbline.error.PlumblineException;
import io.plumbline.lake.BucketFileSystem;
import io.plumbline.lake.HadoopSettings;
import io.plumbline.lake.Lake;
import io.plumbline.lake.Location;
import io.plumbline.lake.Stamp;
import io.plumbline.lake.TableColumn;
import io.plumbline.lake.TableFolder;
import io.plumbline.lake.WorkspaceLock;
import io.plumbline.model.AsOf;
import io.plumbline.report.ReportPage;
import io.plumbline.simulate.CompanySimulator;
import io.plumbline.simulate.CompanySpec;
import io.plumbline.table.TableContract;
import io.plumbline.table.TableContract.ColumnContract;
import io.plumbline.table.Tables;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVRecord;
import org.apache.commons.io.FileUtils;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole way on a small made-up company: real Spark, real Delta, real files. */
class JobTest {

  private static final String AS_OF = "2026-06-30";
  private static final Map<String, String> TEAMS =
      Map.of("U-01", "North", "U-02", "South", "U-03", "North");

  /** And two teams, of a part of the owners. */
  private static final Map<String, String> FEW_DRAWS = fewDraws();

  @TempDir static Path folder;

  private static Path input;
  private static Path workspace;
  private static JobResult first;
  private static JobResult again;
  private static String reportsAfterBoth;

  @BeforeAll
  static void runOnce() {
    input = folder.resolve("input");
    workspace = folder.resolve("workspace");
    LocalDate asOf = LocalDate.parse(AS_OF);
    CompanySimulator.of(
            CompanySpec.of(900, asOf.minusYears(2), asOf, asOf, 11).withTruthReplications(2))
        .write(input);
    first = Runs.run(input, workspace, AS_OF, FEW_DRAWS);
    again = whereChanged(workspace);
    reportsAfterBoth =
        show(workspace.toString(), "run_report", "--format", "csv", "--columns", "command");
  }

  private static JobResult whereChanged(Path where) {
    return Runs.run(
        Rerun.WHERE_CHANGED,
        "run",
        Optional.of(input.toString()),
        where.toString(),
        AS_OF,
        FEW_DRAWS,
        Step.OF_RUN.toArray(Step[]::new));
  }

  /** For tests that write: what the run left is for all to read. */
  private static Path copyOfWorkspace(String name) throws IOException {
    Path copy = folder.resolve(name);
    FileUtils.copyDirectory(workspace.toFile(), copy.toFile());
    return copy;
  }

  private static Map<String, String> fewDraws() {
    Map<String, String> settings = new HashMap<>(Map.of("forecast.draws", "200"));
    TEAMS.forEach((owner, team) -> settings.put("forecast.teams." + owner, team));
    return Map.copyOf(settings);
  }

  /** All but those that only a publication or a series of past dates writes. */
  private static List<TableContract> tablesOfRuns() {
    return Tables.all().stream()
        .filter(table -> !table.name().startsWith("publication"))
        .filter(table -> !table.equals(Tables.FORECAST_SERIES))
        .toList();
  }

  @Test
  void everyTableIsWrittenByItsContract() {
    TableFolder tables = TableFolder.of(workspace);
    for (TableContract contract : tablesOfRuns()) {
      List<String> columns =
          tables.open(contract.name(), OptionalLong.empty()).columns().stream()
              .map(TableColumn::name)
              .toList();
      List<String> promised =
          new ArrayList<>(contract.columns().stream().map(ColumnContract::name).toList());
      promised.addAll(List.of("run_id", "as_of_date", "config_id"));
      assertThat(columns).as(contract.name()).containsExactlyElementsOf(promised);
      assertThat(tables.open(contract.name(), OptionalLong.empty()).keyColumns())
          .as("what readers of " + contract.name() + " sort by")
          .isEqualTo(contract.keys());
    }
    assertThat(first.decision()).isEqualTo("proposed");
    assertThat(first.rows().accepted() + first.rows().rejected()).isEqualTo(first.rows().read());
    assertThat(first.report())
        .hasValueSatisfying(page -> assertThat(page.local().orElseThrow()).isNotEmptyFile());
  }

  @Test
  void startsNoMoreSparkJobsThanItNeeds() {
    assertThat(first.sparkJobs()).as("each one costs a small company time").isBetween(1, 60);
  }

  @Test
  void everyMovementEndsWithTheOpenPipelineOfToday() {
    Map<String, BigDecimal> open = new TreeMap<>();
    for (CSVRecord deal :
        Runs.rows(
            workspace, "opportunity", "--where", "outcome=open", "--where", "is_deleted=false")) {
      if (!deal.get("amount_base").isEmpty()) {
        open.merge(
            deal.get("pipeline_id"), new BigDecimal(deal.get("amount_base")), BigDecimal::add);
      }
    }
    for (String level : List.of("pipeline", "owner", "team", "size_band", "product")) {
      for (String from : List.of("2026-03-31", "2026-05-31")) {
        Map<String, BigDecimal> closing = new TreeMap<>();
        for (CSVRecord cell :
            Runs.rows(
                workspace,
                "pipeline_movement",
                "--where",
                "segment_level=" + level,
                "--where",
                "period_kind=all",
                "--where",
                "from_date=" + from)) {
          assertThat(cell.get("state_source")).isEqualTo("rebuilt");
          closing.merge(
              cell.get("pipeline_id"), new BigDecimal(cell.get("closing")), BigDecimal::add);
        }
        assertThat(closing).as(level + " since " + from).isEqualTo(open);
      }
    }
    assertThat(Runs.rows(workspace, "pipeline_movement_deal", "--where", "part=slipped"))
        .allSatisfy(deal -> assertThat(Integer.parseInt(deal.get("times_slipped"))).isPositive());
  }

  @Test
  void aTeamIsTheSumOfItsOwners() {
    for (String column : List.of("closed_won", "open_amount", "open_deals")) {
      assertThat(byTeam("forecast_snapshot", "team", column, "period_kind", "period_start"))
          .as(column)
          .isEqualTo(byTeam("forecast_snapshot", "owner", column, "period_kind", "period_start"));
    }
    for (String column : List.of("opening", "won", "closing", "closing_deals")) {
      assertThat(byTeam("pipeline_movement", "team", column, "period_kind", "from_date"))
          .as(column)
          .isEqualTo(byTeam("pipeline_movement", "owner", column, "period_kind", "from_date"));
    }
    assertThat(
            Runs.rows(workspace, "forecast_snapshot", "--where", "segment_level=team").stream()
                .map(row -> row.get("team"))
                .distinct())
        .containsExactlyInAnyOrder("North", "South", "unknown");
  }

  /** Sums of the rows of a level, by team and some further columns; without those of 0. */
  private static Map<String, BigDecimal> byTeam(
      String table, String level, String column, String... further) {
    Map<String, BigDecimal> sums = new TreeMap<>();
    for (CSVRecord row : Runs.rows(workspace, table, "--where", "segment_level=" + level)) {
      String team =
          level.equals("team")
              ? row.get("team")
              : TEAMS.getOrDefault(row.get("owner_id"), "unknown");
      String key =
          team
              + Stream.of(further).map(name -> " " + row.get(name)).collect(joining())
              + " "
              + row.get("pipeline_id");
      sums.merge(key, new BigDecimal(row.get(column)), BigDecimal::add);
    }
    sums.values().removeIf(sum -> sum.signum() == 0);
    assertThat(sums).isNotEmpty();
    return sums;
  }

  @Test
  void forecastsOfPastDatesStandBesideEachOther() throws IOException {
    Path copy = copyOfWorkspace("series");
    series(copy, "2026-02-28", "2026-03-31");
    String[] march = {
      "forecast_series", "--where", "snapshot_date=2026-03-31", "--where", "segment_level=pipeline"
    };
    String before = Runs.show(copy, march);
    series(copy, "2026-03-31");

    assertThat(Runs.show(copy, march)).isEqualTo(before);
    List<CSVRecord> all = Runs.rows(copy, "forecast_series");
    assertThat(all.stream().map(row -> row.get("snapshot_date")).distinct())
        .containsExactlyInAnyOrder("2026-02-28", "2026-03-31");
    for (String level : List.of("owner", "team", "customer_type", "size_band", "product")) {
      assertThat(sum(all, level, "expected"))
          .as("each level is the whole: " + level)
          .isEqualByComparingTo(sum(all, "pipeline", "expected"));
    }
    assertThat(sum(all, "pipeline", "new_business")).isPositive();
    assertThat(all.stream().map(row -> row.get("team")).distinct())
        .containsExactlyInAnyOrder("", "North", "South", "unknown");
    assertThat(Runs.rows(copy, "forecast_accuracy"))
        .isNotEmpty()
        .allSatisfy(
            row -> {
              assertThat(row.get("period_end")).isLessThanOrEqualTo(AS_OF);
              assertThat(row.get("known_on")).isEqualTo(AS_OF);
            });
  }

  private static void series(Path where, String... dates) {
    Configuration configuration = Configuration.load(Optional.empty(), FEW_DRAWS);
    JobResult result =
        Job.run(
            new JobRequest(
                "forecast",
                new TreeSet<>(List.of(Step.SERIES)),
                Location.of(where),
                Optional.empty(),
                new AsOf(LocalDate.parse(AS_OF), ZoneOffset.UTC),
                configuration,
                Rerun.ALWAYS,
                Stream.of(dates).map(LocalDate::parse).toList()),
            new Progress(Runs.quiet(new ByteArrayOutputStream())));
    assertThat(result.decision()).isEqualTo("forecast");
  }

  private static BigDecimal sum(List<CSVRecord> rows, String level, String column) {
    return rows.stream()
        .filter(row -> row.get("segment_level").equals(level))
        .map(row -> row.get(column).isEmpty() ? BigDecimal.ZERO : new BigDecimal(row.get(column)))
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  @Test
  void doesNothingWhereNothingHasChanged() {
    assertThat(again.decision()).isEqualTo("no_change");
    assertThat(again.sparkJobs()).isZero();
    assertThat(again.runId()).isEqualTo(first.runId());
    assertThat(again.rows()).isEqualTo(first.rows());
    assertThat(again.report()).hasToString(first.report().toString());
    assertThat(reportsAfterBoth)
        .as("and writes nothing")
        .isEqualToIgnoringNewLines("command\nrun\n");
  }

  @Test
  void whereNothingHasChangedThePageOfAnotherRunIsDrawnAnew() throws IOException {
    Path copy = copyOfWorkspace("page");
    Path page = copy.resolve("report.html");
    String drawn = Files.readString(page);
    Files.writeString(page, drawn.replace(first.runId(), "2026-07-31-0123456789ab"));

    JobResult result = whereChanged(copy);

    assertThat(result.decision()).isEqualTo("no_change");
    assertThat(result.sparkJobs()).isZero();
    assertThat(result.notes()).last().asString().contains("of another run, and is drawn anew");
    assertThat(page).hasContent(drawn);
    assertThat(again.notes()).as("that found its own page").hasSize(1);
  }

  @Test
  void whatAnotherProgramOrAnotherInputHasLeftIsMadeAnew() {
    Location place = Location.of(workspace);
    String config = Configuration.load(Optional.empty(), FEW_DRAWS).fingerprint();
    Stamp stamp = new Stamp(first.runId(), LocalDate.parse(AS_OF), config);
    String code = CodeVersion.sha256();

    assertThat(Ledger.unchanged(place, stamp, "run", "other code")).isEmpty();
    assertThat(Ledger.unchanged(place, stamp, "ingest", code)).isEmpty();
    assertThat(
            Ledger.unchanged(
                place, new Stamp("other input", stamp.asOfDate(), config), "run", code))
        .isEmpty();
    assertThat(
            Ledger.unchanged(
                place, new Stamp(stamp.runId(), stamp.asOfDate(), "other settings"), "run", code))
        .isEmpty();
  }

  @Test
  void thePageOfALargeRunWhoseRowsSparkFindsIsThatOfASmallOne() {
    Configuration configuration = Configuration.load(Optional.empty(), FEW_DRAWS);
    LocalDate date = LocalDate.parse(AS_OF);
    JobRequest request =
        new JobRequest(
            "report",
            new TreeSet<>(List.of(Step.REPORT)),
            Location.of(workspace),
            Optional.empty(),
            new AsOf(date, ZoneOffset.UTC),
            configuration,
            Rerun.ALWAYS,
            List.of());
    Stamp stamp = new Stamp(first.runId(), date, configuration.fingerprint());
    RunTables tables = RunTables.of(request.workspace(), stamp);
    Lake lake = new Lake(SparkFixture.spark(), request.workspace().path());

    assertThat(ReportPage.render(ReportSource.of(request, stamp, tables.through(lake)).read()))
        .isEqualTo(ReportPage.render(ReportSource.of(request, stamp, tables).read()));
  }

  @Test
  void anotherNumberOfPartitionsGivesTheSameBytes() {
    Path other = folder.resolve("other-partitions");

    Map<String, String> settings = new HashMap<>(FEW_DRAWS);
    settings.put("spark.partitions", "5");

    JobResult again = Runs.run(input, other, AS_OF, settings);

    assertThat(again.runId()).isEqualTo(first.runId());
    for (TableContract contract : tablesOfRuns()) {
      if (!contract.equals(Tables.RUN_REPORT)) {
        assertThat(csv(other, contract)).as(contract.name()).isEqualTo(csv(workspace, contract));
      }
    }
  }

  @Test
  void stepByStepInABucketGivesTheSameAsOneRunOnADiskAndARerunReplacesOnlyItsOwnRows()
      throws IOException {
    Map<String, String> settings = new HashMap<>(FEW_DRAWS);
    settings.putAll(BucketFileSystem.SETTINGS);
    String bucket = "bucket://company/work space";
    Optional<String> from = Optional.of("bucket://company/in put");
    copyInput(from.get(), settings);

    Runs.run("ingest", from, bucket, AS_OF, settings, Step.INGEST);
    Runs.run("calibrate", Optional.empty(), bucket, AS_OF, settings, Step.CALIBRATE);
    Runs.run("forecast", Optional.empty(), bucket, AS_OF, settings, Step.FORECAST);
    Runs.run("ingest", from, bucket, "2026-03-31", settings, Step.INGEST);
    JobResult report = Runs.run("report", Optional.empty(), bucket, AS_OF, settings, Step.REPORT);

    for (TableContract contract : tablesOfRuns()) {
      if (!contract.equals(Tables.RUN_REPORT)) {
        assertThat(show(bucket, contract.name(), "--as-of", AS_OF, "--format", "csv"))
            .as(contract.name())
            .isEqualTo(csv(workspace, contract));
      }
    }
    assertThat(show(bucket, "run_report", "--as-of", "all", "--columns", "command,as_of_date"))
        .contains("ingest", "calibrate", "forecast", "2026-06-30", "2026-03-31");
    assertThat(report.report()).hasToString("Optional[" + bucket + "/report.html]");
    Location place = Location.of(bucket, Configuration.load(Optional.empty(), settings));
    Location.of(from.get() + "/targets.csv", Configuration.load(Optional.empty(), settings))
        .replace("period_start,period_end,amount");
    Runs.run("ingest", from, bucket, AS_OF, settings, Step.INGEST);
    assertThatThrownBy(
            () -> Runs.run("forecast", Optional.empty(), bucket, AS_OF, settings, Step.FORECAST))
        .as("its confidences are of the input before")
        .hasMessageContaining("'stage_confidence' as of " + AS_OF)
        .hasMessageContaining("is of an earlier input than its 'opportunity'")
        .hasMessageContaining("Run 'calibrate' (or 'run')");
    assertThat(place.names()).as("no lock is left").containsExactly("report.html", "tables");
    assertThat(place.resolve("report.html").bytes())
        .as("the page of a run on a disk, but for its list of commands")
        .isCloseTo(Files.size(workspace.resolve("report.html")), withinPercentage(5));
    assertThat(Path.of("bucket:")).as("nothing was written by a local path").doesNotExist();
  }

  private static void copyInput(String bucket, Map<String, String> settings) throws IOException {
    org.apache.hadoop.fs.Path target = new org.apache.hadoop.fs.Path(bucket);
    FileSystem files =
        target.getFileSystem(HadoopSettings.of(Configuration.load(Optional.empty(), settings)));
    try (Stream<Path> exported = Files.list(input)) {
      for (Path file : exported.toList()) {
        try (OutputStream out =
            files.create(
                new org.apache.hadoop.fs.Path(target, file.getFileName().toString()), false)) {
          Files.copy(file, out);
        }
      }
    }
  }

  private static String show(String bucket, String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    BucketFileSystem.SETTINGS.forEach(
        (key, value) -> all.addAll(List.of("--set", key + "=" + value)));
    return Runs.show(bucket, all.toArray(String[]::new));
  }

  @Test
  void aStepWithoutTheOneBeforeSaysWhichToRun() {
    assertThatThrownBy(
            () ->
                Runs.run(
                    "calibrate",
                    Optional.empty(),
                    folder.resolve("nothing"),
                    AS_OF,
                    FEW_DRAWS,
                    Step.CALIBRATE))
        .isInstanceOfSatisfying(
            PlumblineException.class,
            stop -> assertThat(stop.exitCode()).isEqualTo(ExitCode.INPUT_MISSING))
        .hasMessageContaining("Run 'ingest' (or 'run') with --as-of 2026-06-30");
  }

  @Test
  void whatACrashedRunHasWrittenIsNotShown() throws IOException {
    Path copy = copyOfWorkspace("crashed");
    Stamp stamp = stamp();
    Lake lake = new Lake(SparkFixture.spark(), copy.toString());
    String before = csv(copy, Tables.OPPORTUNITY_SCORE);
    long version = version(copy, Tables.OPPORTUNITY_SCORE);

    // The write of a run that is killed before it can name its versions in the run report.
    lake.replace(
        Tables.OPPORTUNITY_SCORE,
        lake.read(Tables.OPPORTUNITY_SCORE, version, stamp)
            .withColumn("confidence", functions.lit(null)),
        stamp);

    long rates = version(copy, Tables.STAGE_WIN_RATE);
    lake.replace(
        Tables.STAGE_WIN_RATE, lake.read(Tables.STAGE_WIN_RATE, rates, stamp).limit(0), stamp);

    assertThat(version(copy, Tables.OPPORTUNITY_SCORE)).isGreaterThan(version);
    assertThat(csv(copy, Tables.OPPORTUNITY_SCORE)).isEqualTo(before);
    Runs.run("forecast", Optional.empty(), copy, AS_OF, FEW_DRAWS, Step.FORECAST);
    assertThat(csv(copy, Tables.OPPORTUNITY_SCORE)).as("a rerun completes").isEqualTo(before);
    assertThat(
            TableFolder.of(copy)
                .open(Tables.STAGE_WIN_RATE.name(), OptionalLong.empty())
                .rowCount())
        .as("what is left of it is taken back before anything is written on top")
        .isEqualTo(
            TableFolder.of(copy)
                .open(Tables.STAGE_WIN_RATE.name(), OptionalLong.of(rates))
                .rowCount())
        .isPositive();
  }

  @Test
  void aTableRefusesRowsThatBreakItsContract() {
    Lake lake = new Lake(SparkFixture.spark(), workspace.toString());
    Stamp stamp = stamp();

    assertThatThrownBy(
            () ->
                lake.replace(
                    Tables.OPPORTUNITY_SCORE,
                    lake.read(
                            Tables.OPPORTUNITY_SCORE,
                            version(workspace, Tables.OPPORTUNITY_SCORE),
                            stamp)
                        .withColumn("confidence", functions.lit(37.0)),
                    stamp))
        .hasStackTraceContaining("confidence_in_0_1");
  }

  @Test
  void aSecondRunIsTurnedAwayWhileTheFirstHoldsTheWorkspace() throws IOException {
    Path held = folder.resolve("held");
    try (WorkspaceLock lock = WorkspaceLock.take(Location.of(held))) {
      assertThat(lock).isNotNull();
      assertThatThrownBy(() -> Runs.run(input, held, AS_OF, FEW_DRAWS))
          .isInstanceOfSatisfying(
              PlumblineException.class,
              stop -> assertThat(stop.exitCode()).isEqualTo(ExitCode.BUSY))
          .hasMessageContaining("process " + ProcessHandle.current().pid());
    }
    assertThat(held.resolve("tables")).doesNotExist();
  }

  @Test
  void anEmptyExportEndsWithAReasonAndNoTableOfConfidences() {
    Path empty = folder.resolve("empty");
    Runs.file(empty, "opportunities.csv", "opportunity_id,created_at,status");
    Runs.file(empty, "stage_history.csv", "opportunity_id,stage_id,entered_at");

    JobResult result = Runs.run(empty, folder.resolve("empty-workspace"), AS_OF, FEW_DRAWS);

    assertThat(result.gate())
        .hasValueSatisfying(
            refused -> assertThat(refused.exitCode()).isEqualTo(ExitCode.CALIBRATION_GATE));
    assertThat(Runs.rows(folder.resolve("empty-workspace"), "opportunity_score")).isEmpty();
  }

  @Test
  void oneOpenDealGetsARowThatSaysThatNothingIsKnown() {
    Path one = folder.resolve("one");
    Runs.file(
        one,
        "opportunities.csv",
        "opportunity_id,created_at,status,amount,expected_close_date",
        "a,2026-06-01,open,10000,2026-06-20");
    Runs.file(
        one, "stage_history.csv", "opportunity_id,stage_id,entered_at", "a,Proposal,2026-06-02");

    Runs.run(one, folder.resolve("one-workspace"), "2026-06-15", FEW_DRAWS);
    JobResult result = Runs.run(one, folder.resolve("one-workspace"), AS_OF, FEW_DRAWS);

    assertThat(result.gate()).isPresent();
    assertThat(Runs.rows(folder.resolve("one-workspace"), "opportunity_score"))
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.get("stage_id")).isEqualTo("Proposal");
              assertThat(row.get("confidence")).isEmpty();
            });
    assertThat(
            Runs.rows(
                folder.resolve("one-workspace"),
                "forecast_accuracy",
                "--where",
                "segment_level=team"))
        .as("what was said of June")
        .isNotEmpty()
        .allSatisfy(
            row -> {
              assertThat(row.get("team")).isEqualTo("unknown");
              assertThat(row.get("snapshot_date")).isEqualTo("2026-06-15");
              assertThat(row.get("actual")).isEqualTo("0.00");
            });
    assertThat(Runs.rows(folder.resolve("one-workspace"), "stage_confidence"))
        .allSatisfy(
            row -> {
              assertThat(row.get("decision")).isEqualTo("hold");
              assertThat(row.get("confidence")).isEmpty();
            });
    assertThat(Runs.rows(folder.resolve("one-workspace"), "data_quality"))
        .as("its owner is not known, its close date has passed since the run before")
        .hasSize(11)
        .extracting(
            row ->
                String.join(
                    " ",
                    row.get("measure"),
                    row.get("failed"),
                    row.get("median_days"),
                    row.get("previous_as_of"),
                    row.get("share_change")))
        .contains(
            "untouched 0 29.0 2026-06-15 0.0",
            "no_owner 1  2026-06-15 0.0",
            "close_date_passed 1  2026-06-15 1.0");
  }

  @Test
  void leadsAloneEndWithAReason() throws IOException {
    Path leads = folder.resolve("leads");
    Runs.file(leads, "leads.csv", "lead_id,created_at", "l,2026-01-01");

    assertThatThrownBy(() -> Runs.run(leads, folder.resolve("leads-workspace"), AS_OF, FEW_DRAWS))
        .isInstanceOfSatisfying(
            PlumblineException.class,
            stop -> assertThat(stop.exitCode()).isEqualTo(ExitCode.INPUT_MISSING))
        .hasMessageContaining("There is no 'opportunities'");
    assertThat(Files.exists(folder.resolve("leads-workspace/tables"))).isFalse();
  }

  private static Stamp stamp() {
    return new Stamp(
        first.runId(),
        LocalDate.parse(AS_OF),
        Configuration.load(Optional.empty(), FEW_DRAWS).fingerprint());
  }

  private static long version(Path workspaceOf, TableContract contract) {
    return TableFolder.of(workspaceOf).open(contract.name(), OptionalLong.empty()).version();
  }

  private static String csv(Path workspaceOf, TableContract contract) {
    return Runs.show(workspaceOf, contract.name(), "--format", "csv");
  }
}
