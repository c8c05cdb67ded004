package io.plumbline.app;

import io.plumbline.config.Configuration;
import io.plumbline.config.Settings;
import io.plumbline.error.Errors;
import io.plumbline.model.AsOf;
import io.plumbline.outlook.Segment;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.Period;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What every command that writes the workspace takes. */
final class JobOptions {

  /** Nanoseconds since 1970 end in 2262, and forecasts look years ahead. */
  private static final int FIRST_YEAR = 1900;

  private static final int LAST_YEAR = 2199;

  @Mixin private CommonOptions common;

  @Option(
      names = "--as-of",
      required = true,
      paramLabel = "DATE",
      description = "Look back from the end of this day, as 2026-03-31. Nothing later is used.")
  private String asOf;

  private final Terminal terminal = Terminal.ofProcess();

  /** Runs the steps and tells the result. */
  int run(String command, Optional<String> input, List<Step> steps) {
    return run(command, input, steps, Rerun.ALWAYS);
  }

  /** The same, perhaps only where something has changed. */
  int run(String command, Optional<String> input, List<Step> steps, Rerun rerun) {
    return run(command, input, steps, rerun, List.of());
  }

  /** Makes forecasts of past dates; the last of them is at most the as-of date. */
  int runSeries(String command, String from, String to, int every) {
    LocalDate first = date("--from", from);
    LocalDate last = date("--to", to);
    if (last.isBefore(first) || last.isAfter(date("--as-of", asOf))) {
      throw Errors.badArgument(
          "--to", to, "a date from --from (" + first + ") to --as-of (" + asOf + ")");
    }
    if (every < 1) {
      throw Errors.badArgument("--every", Integer.toString(every), "a number of days, 1 or more");
    }
    return run(
        command,
        Optional.empty(),
        List.of(Step.SERIES),
        Rerun.ALWAYS,
        first.datesUntil(last.plusDays(1), Period.ofDays(every)).toList());
  }

  /** Prints what changes of the open pipeline would do to the forecast; the exit code. */
  int whatIf(Path file, Segment.Level level, TableOutput output) {
    Configuration configuration = common.configuration();
    return new WhatIfRun(
            common.workspace(configuration),
            new AsOf(date("--as-of", asOf), configuration.value(Settings.TIME_ZONE)),
            configuration)
        .print(file, level, output, terminal);
  }

  private int run(
      String command,
      Optional<String> input,
      List<Step> steps,
      Rerun rerun,
      List<LocalDate> series) {
    Configuration configuration = common.configuration();
    JobRequest request =
        new JobRequest(
            command,
            new TreeSet<>(steps),
            common.workspace(configuration),
            input,
            new AsOf(date("--as-of", asOf), configuration.value(Settings.TIME_ZONE)),
            configuration,
            rerun,
            series);
    Progress progress = new Progress(terminal);
    progress.say("plumbline " + command + " as of " + request.asOf().date());
    Notices notices = Notices.of(configuration, System.getenv());
    JobResult result = Job.run(request, progress);
    if (request.steps().contains(Step.CALIBRATE) && !result.decision().equals("no_change")) {
      notices
          .calibrated(request.workspace(), request.stamp(result.runId()), result)
          .ifPresent(warning -> terminal.err().println("warning: " + warning));
    }
    return ResultText.tell(request, result, terminal);
  }

  /** A date of the command line. */
  static LocalDate date(String option, String text) {
    LocalDate date;
    try {
      date = LocalDate.parse(text);
    } catch (DateTimeException unreadable) {
      throw Errors.badArgument(option, text, "a date as 2026-03-31");
    }
    if (date.getYear() < FIRST_YEAR || date.getYear() > LAST_YEAR) {
      throw Errors.badArgument(
          option, text, "a date in the years " + FIRST_YEAR + " to " + LAST_YEAR);
    }
    return date;
  }
}
