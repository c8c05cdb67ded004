package io.plumbline.app;

import io.plumbline.config.Configuration;
import io.plumbline.error.Errors;
import io.plumbline.error.ExitCode;
import io.plumbline.forecast.CheckWhatIf;
import io.plumbline.forecast.CompareForecasts;
import io.plumbline.forecast.Learned;
import io.plumbline.forecast.Standing;
import io.plumbline.forecast.WhatIf;
import io.plumbline.frame.SparkJobCounter;
import io.plumbline.frame.SparkSessions;
import io.plumbline.frame.Teams;
import io.plumbline.lake.Lake;
import io.plumbline.lake.Location;
import io.plumbline.lake.Stamp;
import io.plumbline.lake.TableFolder;
import io.plumbline.lake.TableRows;
import io.plumbline.model.AsOf;
import io.plumbline.outlook.Segment.Level;
import io.plumbline.table.Tables;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Asks what a change of the open pipeline would do to the forecast. It reads what a forecast left
 * and writes nothing to the workspace, so that it neither waits for a run nor mixes with what was
 * said.
 */
record WhatIfRun(Location workspace, AsOf asOf, Configuration configuration) {

  /**
   * Prints the comparison; the exit code.
   *
   * @throws io.plumbline.error.PlumblineException {@code what_if.invalid}, {@code
   *     arguments.invalid} where nothing is forecast at the level, {@code workspace.step_missing}
   *     where there is no forecast of the date and settings
   */
  int print(Path file, Level level, TableOutput output, Terminal terminal) {
    if (!Teams.levels(configuration).contains(level)) {
      throw Errors.badArgument(
          "--level", level.label(), "a level of the forecast, and forecast.teams names no team");
    }
    WhatIf whatIf = WhatIfFile.read(file);
    try {
      return print(file, whatIf, level, output, terminal);
    } catch (Exception failure) {
      throw Failure.explained(failure, workspace);
    }
  }

  private int print(Path file, WhatIf whatIf, Level level, TableOutput output, Terminal terminal)
      throws IOException {
    Progress progress = new Progress(terminal);
    String configId = configuration.fingerprint();
    Stamp stamp =
        Ledger.latest(workspace, Tables.OPPORTUNITY_SCORE, asOf.date(), configId)
            .map(left -> new Stamp(left.runId(), asOf.date(), configId))
            .orElseThrow(
                () ->
                    Errors.stepMissing(
                        "forecast", Tables.OPPORTUNITY_SCORE.name(), asOf.date(), workspace));
    SparkSessions.Workload workload =
        new SparkSessions.Workload(TableFolder.of(workspace).bytes(asOf.date()));
    SparkSession spark =
        progress.step("starting Spark", () -> SparkSessions.open(configuration, workload));
    try (SparkJobCounter jobs = SparkJobCounter.of(spark)) {
      LeftTables left = new LeftTables(workspace, new Lake(spark, workspace.path()), stamp);
      Learned learned = Learned.of(left.rows(Tables.OPPORTUNITY_SCORE), left::rows);
      CheckWhatIf.Found found =
          progress.step(
              "looking for the deals and stages",
              () -> CheckWhatIf.check(learned.score(), learned.stage(), whatIf));
      if (!found.problems().isEmpty()) {
        throw Errors.whatIfInvalid(file.toString(), found.problems());
      }
      Dataset<Row> compared =
          CompareForecasts.of(
              learned,
              new Standing(left.rows(Tables.STAGE_VISIT), left.rows(Tables.STAGE_CONFIDENCE)),
              left.find(Tables.TARGET),
              whatIf,
              found.pipelines(),
              level,
              asOf,
              configuration);
      try (TableRows rows = progress.step("making both forecasts", () -> Lake.rowsOf(compared))) {
        if (!rows.hasNext()) {
          terminal.err().println("note: No forecast of any period changes.");
        }
        output.print(Lake.columnsOf(compared), rows, terminal);
      }
      terminal
          .err()
          .println(
              "plumbline: exit=0 code=what_if reason=\""
                  + (whatIf.deals().size() + whatIf.stages().size())
                  + " deals and stages changed on paper, nothing written, "
                  + jobs.jobs()
                  + " Spark jobs\"");
      return ExitCode.DONE.value();
    }
  }
}
