package io.plumbline.app;

import io.plumbline.calibrate.CalibratePipelines;
import io.plumbline.calibrate.RebuildForecasts;
import io.plumbline.config.Configuration;
import io.plumbline.config.Settings;
import io.plumbline.error.Errors;
import io.plumbline.error.PlumblineException;
import io.plumbline.estimate.EstimateWinRates;
import io.plumbline.forecast.ForecastAccuracy;
import io.plumbline.forecast.ForecastPeriods;
import io.plumbline.forecast.Learned;
import io.plumbline.forecast.ScoreOpenPipeline;
import io.plumbline.frame.Persisted;
import io.plumbline.frame.SparkJobCounter;
import io.plumbline.frame.SparkSessions;
import io.plumbline.history.BuildHistory;
import io.plumbline.ingest.InputFolder;
import io.plumbline.ingest.InputReader;
import io.plumbline.ingest.StagedInput;
import io.plumbline.lake.Lake;
import io.plumbline.lake.Location;
import io.plumbline.lake.Stamp;
import io.plumbline.lake.TableFolder;
import io.plumbline.lake.WorkspaceLock;
import io.plumbline.landing.Landing;
import io.plumbline.model.AsOf;
import io.plumbline.monitor.MonitorPipelines;
import io.plumbline.movement.TrackMovement;
import io.plumbline.quality.CheckRows;
import io.plumbline.quality.Checked;
import io.plumbline.quality.OpenDealQuality;
import io.plumbline.quality.QualityVerdict;
import io.plumbline.table.CanonicalFile;
import io.plumbline.table.TableContract;
import io.plumbline.table.Tables;
import io.plumbline.verify.VerifyPublication;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/**
 * One run: takes the workspace, does the steps asked for in one Spark session, and writes the run
 * report last. Until then the tables read as before for everybody who reads the versions that the
 * run report names.
 */
final class Job {

  private final JobRequest request;
  private final WorkspaceLock lock;
  private final Configuration configuration;
  private final AsOf asOf;
  private final Progress progress;
  private final List<String> notes = new ArrayList<>();
  private final Map<TableContract, Dataset<Row>> frames = new LinkedHashMap<>();
  private final List<Runnable> releases = new ArrayList<>();
  private final SortedMap<String, String> inputs = new TreeMap<>();
  private final SortedMap<String, Long> versions = new TreeMap<>();
  private JobResult.RowCounts rows = JobResult.RowCounts.NONE;
  private long deals = Long.MAX_VALUE;
  private long pipelines = Long.MAX_VALUE;
  private SortedSet<String> onlyToday = new TreeSet<>();
  private Optional<PlumblineException> gate = Optional.empty();
  private Optional<LeftTables> left = Optional.empty();

  private Job(JobRequest request, Progress progress, WorkspaceLock lock) {
    this.request = request;
    this.lock = lock;
    this.configuration = request.configuration();
    this.asOf = request.asOf();
    this.progress = progress;
  }

  /**
   * Does what is asked.
   *
   * @throws PlumblineException with the exit code of what stopped it
   */
  static JobResult run(JobRequest request, Progress progress) {
    try (WorkspaceLock lock = WorkspaceLock.take(request.workspace())) {
      return new Job(request, progress, lock).run();
    } catch (Exception | OutOfMemoryError failure) {
      // Scala throws checked exceptions that it does not announce.
      throw Failure.explained(failure, request.workspace());
    }
  }

  private JobResult run() {
    Optional<InputFolder> input = request.input().map(this::look);
    Stamp stamp = stamp();
    SparkSessions.Workload workload =
        new SparkSessions.Workload(
            input
                .map(InputFolder::bytes)
                .orElseGet(() -> TableFolder.of(request.workspace()).bytes(asOf.date())));
    if (request.rerun() == Rerun.WHERE_CHANGED) {
      Optional<JobResult> earlier = unchanged(stamp, workload);
      if (earlier.isPresent()) {
        return earlier.get();
      }
    }
    if (request.steps().equals(java.util.Set.of(Step.REPORT))) {
      return result(stamp, "reported", Optional.of(report(stamp, workload)), 0);
    }
    SparkSession spark =
        progress.step("starting Spark", () -> SparkSessions.open(configuration, workload));
    try (SparkJobCounter jobs = SparkJobCounter.of(spark)) {
      return steps(spark, jobs, input, stamp, workload);
    } finally {
      releases.forEach(Runnable::run);
    }
  }

  private JobResult steps(
      SparkSession spark,
      SparkJobCounter jobs,
      Optional<InputFolder> input,
      Stamp stamp,
      SparkSessions.Workload workload) {
    Lake lake = new Lake(spark, request.workspace().path());
    Optional<PinnedVersions> before = UnfinishedRun.takeBack(lake, request.workspace());
    VersionHistory history = VersionHistory.of(request.workspace());
    try (TableWrites writes =
        new TableWrites(
            lake, lock, stamp, before, history.reviewed(stamp.asOfDate(), stamp.configId()))) {
      try {
        if (request.steps().contains(Step.INGEST)) {
          ingest(spark, lake, history, input.orElseThrow(), writes);
        }
        if (request.steps().contains(Step.CALIBRATE)) {
          calibrate(lake, history, writes, stamp);
        }
        if (request.steps().contains(Step.BACKTEST)) {
          backtest(lake, history, writes, stamp);
        }
        if (request.steps().contains(Step.FORECAST)) {
          forecast(lake, writes, stamp);
        }
        if (request.steps().contains(Step.SERIES)) {
          series(lake, writes, stamp);
        }
        progress.step(
            "writing tables",
            () -> {
              versions.putAll(writes.finish());
              return versions;
            });
      } catch (Exception failed) {
        input.ifPresent(InputFolder::requireUnchanged);
        PlumblineException stopped = Failure.explained(failed, request.workspace());
        if (stopped.exitCode() == io.plumbline.error.ExitCode.QUALITY_GATE) {
          versions.putAll(writes.finish());
          writeLedger(spark, lake, stamp, stopped.code(), stopped.exitCode().value(), jobs.jobs());
        }
        throw stopped;
      }
      input.ifPresent(InputFolder::requireUnchanged);
      String decision = decision();
      int exit = gate.map(refused -> refused.exitCode().value()).orElse(0);
      progress.step(
          "writing the run report",
          () -> writeLedger(spark, lake, stamp, decision, exit, jobs.jobs()));
      Optional<Location> report =
          request.steps().contains(Step.REPORT)
              ? Optional.of(report(stamp, workload))
              : Optional.empty();
      return result(stamp, decision, report, jobs.jobs());
    }
  }

  /** What there is to read: a folder as it is, a database or changes as a copy. */
  private InputFolder look(String given) {
    if (!SourceCopy.isNeeded(given, configuration)) {
      InputFolder folder =
          progress.step("looking at the input", () -> InputFolder.open(given, configuration));
      inputs.putAll(InputDigest.of(folder, configuration));
      return folder;
    }
    SparkSession spark =
        progress.step(
            "starting Spark",
            () ->
                SparkSessions.open(
                    configuration, new SparkSessions.Workload(Landing.bytes(request.workspace()))));
    SourceCopy copy =
        progress.step(
            "copying the input",
            () -> SourceCopy.take(spark, given, request.workspace(), configuration));
    notes.addAll(copy.notes());
    inputs.putAll(copy.digests());
    return copy.input();
  }

  /** What to say where the same run has left its tables as it would leave them now. */
  private Optional<JobResult> unchanged(Stamp stamp, SparkSessions.Workload workload) {
    return Ledger.unchanged(request.workspace(), stamp, request.command(), CodeVersion.sha256())
        .map(
            counts -> {
              notes.add(
                  "Input, settings and program are those of the last run of this date, and its"
                      + " tables are as it left them. To run all the same, give --force.");
              Location page = ReportStep.target(request);
              if (!ReportStep.isDrawn(request, stamp)) {
                page = report(stamp, workload);
                notes.add("The page was missing or of another run, and is drawn anew.");
              }
              rows = counts;
              return result(stamp, "no_change", Optional.of(page), 0);
            });
  }

  private JobResult result(Stamp stamp, String decision, Optional<Location> report, int sparkJobs) {
    return new JobResult(
        stamp.runId(), decision, rows, List.copyOf(notes), report, sparkJobs, gate);
  }

  /**
   * A run that reads input is named by everything that decides its results; a later part keeps the
   * name of its ingest.
   */
  private Stamp stamp() {
    String configId = configuration.fingerprint();
    if (request.steps().contains(Step.INGEST)) {
      String identity =
          asOf.date() + "\n" + configId + "\n" + CodeVersion.current() + "\n" + inputs;
      return new Stamp(asOf.date() + "-" + InputDigest.shortHash(identity), asOf.date(), configId);
    }
    TableContract needed =
        request.steps().contains(Step.CALIBRATE)
            ? Tables.OPPORTUNITY
            : request.steps().contains(Step.FORECAST)
                ? Tables.STAGE_CONFIDENCE
                : Tables.OPPORTUNITY;
    String command = needed.equals(Tables.OPPORTUNITY) ? "ingest" : "calibrate";
    String run =
        latestRun(needed, configId)
            .orElseThrow(
                () -> Errors.stepMissing(command, needed.name(), asOf.date(), request.workspace()));
    if (!latestRun(Tables.OPPORTUNITY, configId).equals(Optional.of(run))) {
      throw Errors.stepOutdated(command, needed.name(), asOf.date(), request.workspace());
    }
    return new Stamp(run, asOf.date(), configId);
  }

  private Optional<String> latestRun(TableContract table, String configId) {
    return Ledger.latest(request.workspace(), table, asOf.date(), configId)
        .map(Ledger.Entry::runId);
  }

  private void ingest(
      SparkSession spark,
      Lake lake,
      VersionHistory history,
      InputFolder input,
      TableWrites writes) {
    StagedInput staged = InputReader.read(spark, configuration, input);
    Checked checked = CheckRows.check(staged.files(), staged.sources(), asOf, configuration);
    releases.add(checked::release);
    QualityVerdict verdict =
        progress.step("reading and checking rows", () -> QualityVerdict.of(checked, configuration));
    rows =
        new JobResult.RowCounts(
            verdict.read(), verdict.accepted(), verdict.rejected(), verdict.excluded());
    deals = verdict.accepted(CanonicalFile.OPPORTUNITIES);
    pipelines = verdict.pipelines();
    onlyToday = verdict.onlyToday();
    Optional<PlumblineException> refusal = verdict.refusal(configuration);
    // The results of an earlier input stay then, and what was found in it with them.
    Optional<String> staying =
        refusal.flatMap(refused -> latestRun(Tables.OPPORTUNITY, configuration.fingerprint()));
    writes.startBeside(Tables.REJECTED_RECORD, QualityVerdict.rejectedRecords(checked), staying);
    writes.startBeside(Tables.QUALITY_RESULT, verdict.table(spark), staying);
    if (refusal.isPresent()) {
      throw refusal.get();
    }

    BuildHistory.Accepted accepted =
        accepted(
            checked,
            BuildHistory.StatedProbability.of(staged.columns().get(CanonicalFile.OPPORTUNITIES)),
            pipelines);
    String currency = baseCurrency(verdict);
    Persisted withoutBands = Persisted.of(BuildHistory.opportunities(accepted, currency, asOf));
    Dataset<Row> known = withoutOverdue(kept(withoutBands));
    Dataset<Row> opportunity =
        progress.step(
            "writing opportunities",
            () ->
                through(
                    writes,
                    Tables.OPPORTUNITY,
                    BuildHistory.withSizeBands(known, pipelines, configuration)));
    withoutBands.release();
    Dataset<Row> visits =
        progress.step(
            "writing stage visits",
            () ->
                through(
                    writes,
                    Tables.STAGE_VISIT,
                    BuildHistory.visits(accepted, opportunity, currency, asOf, configuration)));
    writes.awaitStarted();
    checked.release();
    Dataset<Row> stages =
        kept(Persisted.of(BuildHistory.stages(accepted.stages(), visits, opportunity)));
    produce(writes, Tables.STAGE, stages);
    SortedMap<String, ConfidenceVersion> published = history.published(asOf.date());
    if (!published.isEmpty()) {
      progress.step(
          "reading back what was published", () -> verify(lake, writes, published, stages));
    }
    checked
        .accepted(CanonicalFile.TARGETS)
        .ifPresent(
            targets -> produce(writes, Tables.TARGET, targets.select(Tables.TARGET.selection())));
    notes.addAll(InputNotes.of(input, staged.columns(), verdict));
    TrackMovement movement =
        TrackMovement.of(
            opportunity,
            visits,
            accepted.fieldHistory(),
            EarlierDeals.of(request.workspace(), lake, asOf, configuration)
                .like(opportunity, pipelines),
            asOf,
            configuration);
    releases.add(movement::release);
    TrackMovement.tables().forEach(table -> produce(writes, table, movement.rows(table)));
  }

  private Dataset<Row> through(TableWrites writes, TableContract table, Dataset<Row> rowsOfRun) {
    Dataset<Row> kept = kept(writes.through(table, rowsOfRun));
    frames.put(table, kept);
    return kept;
  }

  private Dataset<Row> kept(Persisted kept) {
    releases.add(kept::release);
    return kept.rows();
  }

  /** What history is made of. */
  static BuildHistory.Accepted accepted(
      Checked checked, BuildHistory.StatedProbability stated, long pipelines) {
    return new BuildHistory.Accepted(
        checked.accepted(CanonicalFile.OPPORTUNITIES).orElseThrow(),
        checked.accepted(CanonicalFile.STAGE_HISTORY),
        checked.accepted(CanonicalFile.STAGES),
        checked.accepted(CanonicalFile.FIELD_HISTORY),
        checked.accepted(CanonicalFile.ACTIVITIES),
        checked.accepted(CanonicalFile.TASKS),
        checked.accepted(CanonicalFile.FX_RATES),
        stated,
        pipelines);
  }

  /** Without the open deals whose close date has passed, where the settings leave them out. */
  private Dataset<Row> withoutOverdue(Dataset<Row> known) {
    if (configuration.value(Settings.SOURCE_OVERDUE).equals("open")) {
      return known;
    }
    Column overdue = BuildHistory.isOverdue(asOf);
    long count = progress.step("looking for overdue deals", () -> known.where(overdue).count());
    notes.add(
        count
            + " open deal(s) are in no result, as their expected close date lies before "
            + asOf.date()
            + " (source.overdue).");
    return known.where(functions.not(overdue));
  }

  /** Whether the CRM holds what was published; the notes that say so. */
  private List<String> verify(
      Lake lake,
      TableWrites writes,
      SortedMap<String, ConfidenceVersion> published,
      Dataset<Row> stages) {
    long pinned =
        PinnedVersions.of(TableFolder.of(request.workspace()))
            .of(Tables.PUBLICATION.name())
            .orElseThrow();
    Dataset<Row> publication =
        published.entrySet().stream()
            .map(
                entry ->
                    lake.read(Tables.PUBLICATION, pinned, entry.getValue().stamp())
                        .where(
                            functions
                                .col("target")
                                .equalTo(entry.getKey())
                                .and(functions.col("version").equalTo(entry.getValue().id()))))
            .reduce(Dataset::unionByName)
            .orElseThrow();
    VerifyPublication check = VerifyPublication.of(publication, stages, asOf);
    releases.add(check::release);
    produce(writes, Tables.PUBLICATION_CHECK, check.rows());
    List<String> said = check.notes();
    notes.addAll(said);
    return said;
  }

  private String baseCurrency(QualityVerdict verdict) {
    String configured = configuration.value(Settings.CURRENCY_BASE);
    if (!configured.isEmpty()) {
      return configured;
    }
    return verdict.currencies().stream()
        .map(QualityVerdict.CurrencyCount::currency)
        .filter(currency -> !currency.isEmpty())
        .findFirst()
        .orElse("");
  }

  private void produce(TableWrites writes, TableContract table, Dataset<Row> rowsOfTable) {
    frames.put(table, rowsOfTable);
    writes.start(table, rowsOfTable);
  }

  /**
   * What an earlier step of this run made, else what an earlier run of the same date and settings
   * left.
   */
  private Dataset<Row> frame(Lake lake, TableContract table, Stamp stamp) {
    return frames.computeIfAbsent(table, made -> left(lake, stamp).rows(made));
  }

  private LeftTables left(Lake lake, Stamp stamp) {
    if (left.isEmpty()) {
      left = Optional.of(new LeftTables(request.workspace(), lake, stamp));
    }
    return left.get();
  }

  private void calibrate(Lake lake, VersionHistory history, TableWrites writes, Stamp stamp) {
    Dataset<Row> visits = frame(lake, Tables.STAGE_VISIT, stamp);
    Dataset<Row> stages = frame(lake, Tables.STAGE, stamp);
    if (!request.steps().contains(Step.INGEST)) {
      pipelines = stages.select("pipeline_id").distinct().count();
      onlyToday = onlyToday(stamp);
    }
    CalibratePipelines calibration =
        calibration(lake, history, stamp, configuration.value(Settings.CALIBRATE_HOLDOUT_DATES));
    Dataset<Row> decisions =
        calibration
            .rows(Tables.STAGE_CONFIDENCE)
            .agg(
                functions.count_if(functions.col("decision").notEqual("hold")).as("may_change"),
                functions.count(functions.lit(1)).as("cells"),
                functions
                    .count_if(
                        functions.array_contains(
                            functions.col("reasons"), "not_better_than_incumbent"))
                    .as("worse"),
                functions
                    .count_if(functions.array_contains(functions.col("reasons"), "order_reversed"))
                    .as("reversed"));
    Row summary = progress.step("fitting and testing confidences", decisions::head);
    for (TableContract table : CalibratePipelines.tables()) {
      // The forecast adds what was said at earlier dates.
      if (table.equals(Tables.FORECAST_ACCURACY) && request.steps().contains(Step.FORECAST)) {
        frames.put(table, calibration.rows(table));
      } else {
        produce(writes, table, calibration.rows(table));
      }
    }
    produce(
        writes,
        Tables.STAGE_WIN_RATE,
        EstimateWinRates.estimate(visits, stages, asOf, configuration));
    MonitorPipelines monitor =
        MonitorPipelines.of(
            frame(lake, Tables.OPPORTUNITY, stamp), visits, stages, pipelines, asOf, configuration);
    releases.add(monitor::release);
    for (TableContract table : MonitorPipelines.tables()) {
      produce(writes, table, monitor.rows(table));
    }
    if (summary.getLong(0) == 0) {
      gate = Optional.of(Errors.nothingToPropose(summary.getLong(1), summary.getLong(2)));
    }
    if (summary.getLong(3) > 0) {
      notes.add(
          summary.getLong(3)
              + " stage(s) have a lower confidence than an earlier one: the order of stages or their definition needs a look.");
    }
  }

  /** What the checks of an earlier step found. */
  private SortedSet<String> onlyToday(Stamp stamp) {
    SortedSet<String> attributes = new TreeSet<>();
    RunTables.of(request.workspace(), stamp)
        .forEach(
            Tables.QUALITY_RESULT.name(),
            List.of("rule"),
            row -> QualityVerdict.onlyToday(row.text("rule")).forEach(attributes::add));
    return attributes;
  }

  private CalibratePipelines calibration(
      Lake lake, VersionHistory history, Stamp stamp, int dates) {
    List<Stamp> used =
        history.usedUntil(asOf.date()).stream().map(ConfidenceVersion::stamp).toList();
    CalibratePipelines calibration =
        CalibratePipelines.of(
            frame(lake, Tables.OPPORTUNITY, stamp),
            frame(lake, Tables.STAGE_VISIT, stamp),
            frame(lake, Tables.STAGE, stamp),
            used.isEmpty()
                ? Optional.empty()
                : Optional.of(lake.rowsOfRuns(Tables.STAGE_CONFIDENCE, used)),
            stamp.runId(),
            asOf,
            deals,
            dates,
            onlyToday,
            configuration);
    releases.add(calibration::release);
    return calibration;
  }

  /** The test of the methods on more past dates takes the place of that of the run. */
  private void backtest(Lake lake, VersionHistory history, TableWrites writes, Stamp stamp) {
    CalibratePipelines calibration =
        calibration(lake, history, stamp, configuration.value(Settings.BACKTEST_DATES));
    for (TableContract table :
        List.of(Tables.METHOD_CHOICE, Tables.CALIBRATION_METRIC, Tables.RELIABILITY)) {
      produce(writes, table, calibration.rows(table));
    }
  }

  private void forecast(Lake lake, TableWrites writes, Stamp stamp) {
    Dataset<Row> score =
        kept(
            Persisted.of(
                ScoreOpenPipeline.score(
                    frame(lake, Tables.OPPORTUNITY, stamp),
                    frame(lake, Tables.STAGE_VISIT, stamp),
                    frame(lake, Tables.STAGE, stamp),
                    frame(lake, Tables.STAGE_CONFIDENCE, stamp),
                    frame(lake, Tables.STAGE_TIMING, stamp),
                    frame(lake, Tables.SIZE_PACE, stamp),
                    asOf,
                    configuration)));
    produce(writes, Tables.OPPORTUNITY_SCORE, score);
    produce(
        writes,
        Tables.DATA_QUALITY,
        OpenDealQuality.of(
            frame(lake, Tables.OPPORTUNITY, stamp),
            frame(lake, Tables.STAGE_VISIT, stamp),
            score,
            qualityBefore(lake, stamp),
            asOf));
    produce(
        writes,
        Tables.FORECAST_SNAPSHOT,
        ForecastPeriods.forecast(
            Learned.of(score, table -> frame(lake, table, stamp)),
            targets(lake, stamp),
            asOf,
            configuration));
    accuracy(lake, writes, stamp);
  }

  private Optional<Dataset<Row>> targets(Lake lake, Stamp stamp) {
    return request.steps().contains(Step.INGEST)
        ? Optional.ofNullable(frames.get(Tables.TARGET))
        : left(lake, stamp).find(Tables.TARGET);
  }

  /** Forecasts of past dates made afterwards, and those that earlier runs have said. */
  private void accuracy(Lake lake, TableWrites writes, Stamp stamp) {
    Dataset<Row> rebuilt =
        frame(lake, Tables.FORECAST_ACCURACY, stamp)
            .where(functions.col("known_on").gt(functions.col("snapshot_date")));
    List<LocalDate> said =
        ForecastAccuracy.compared(
            Ledger.datesBefore(
                request.workspace(), Tables.FORECAST_SNAPSHOT, stamp.asOfDate(), stamp.configId()),
            stamp.asOfDate());
    if (said.isEmpty()) {
      produce(writes, Tables.FORECAST_ACCURACY, rebuilt);
      return;
    }
    long version = left(lake, stamp).version(Tables.FORECAST_SNAPSHOT);
    produce(
        writes,
        Tables.FORECAST_ACCURACY,
        rebuilt.unionByName(
            ForecastAccuracy.of(
                lake.readOf(Tables.FORECAST_SNAPSHOT, version, said, stamp.configId()),
                frame(lake, Tables.OPPORTUNITY, stamp),
                asOf,
                configuration)));
  }

  /** What the latest run of an earlier date left. */
  private Optional<Dataset<Row>> qualityBefore(Lake lake, Stamp stamp) {
    return Ledger.newestBefore(request.workspace(), Tables.DATA_QUALITY, asOf.date())
        .map(
            before ->
                lake.read(
                        Tables.DATA_QUALITY, left(lake, stamp).version(Tables.DATA_QUALITY), before)
                    .withColumn(
                        TableContract.AS_OF_DATE,
                        functions.lit(java.sql.Date.valueOf(before.asOfDate()))));
  }

  /** Forecasts of past dates, beside those of other past dates that were made before. */
  private void series(Lake lake, TableWrites writes, Stamp stamp) {
    writes.startSeries(
        Tables.FORECAST_SERIES,
        RebuildForecasts.series(
            frame(lake, Tables.OPPORTUNITY, stamp),
            frame(lake, Tables.STAGE_VISIT, stamp),
            frame(lake, Tables.STAGE, stamp),
            asOf,
            request.series(),
            configuration),
        request.series());
  }

  private String decision() {
    if (gate.isPresent()) {
      return "refused";
    }
    if (request.steps().contains(Step.BACKTEST)) {
      return "tested";
    }
    return request.steps().contains(Step.CALIBRATE)
        ? "proposed"
        : request.steps().contains(Step.INGEST) ? "ingested" : "forecast";
  }

  private long writeLedger(
      SparkSession spark, Lake lake, Stamp stamp, String decision, int exit, int sparkJobs) {
    lock.requireHeld();
    return new RunEntry(
            request.command(),
            decision,
            exit,
            inputs,
            configuration.resultSettings(),
            rows,
            progress.seconds(),
            sparkJobs,
            versions,
            notes,
            Optional.empty())
        .append(spark, lake, stamp);
  }

  /** Small tables are read without Spark; of large ones it finds the rows that the page shows. */
  private Location report(Stamp stamp, SparkSessions.Workload workload) {
    return progress.step(
        "drawing the report",
        () -> {
          RunTables tables = RunTables.of(request.workspace(), stamp);
          return ReportStep.write(
              request,
              stamp,
              workload.isLarge()
                  ? tables.through(
                      new Lake(
                          SparkSessions.open(configuration, workload), request.workspace().path()))
                  : tables);
        });
  }
}
