package io.plumbline.app;

import io.plumbline.error.Errors;
import io.plumbline.outlook.Segment.Level;
import io.plumbline.table.Tables;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code forecast}: scores and periods from what calibrate left, or forecasts of past dates. */
@Command(
    name = "forecast",
    description = {
      "Scores of the open pipeline and forecast snapshots, from what calibrate left.",
      "With --from and --to: the forecasts of past dates as they would have been made then, from"
          + " what ingest left, in the table forecast_series.",
      "With --what-if: what changes of the open pipeline would do to the forecast. Prints it and"
          + " writes no table. FILE is a CSV of opportunity_id or stage_id, pipeline_id (may be left"
          + " out), change and value. Changes of a deal: move_to (an open stage), win, remove, amount,"
          + " amount_times, confidence, confidence_times; of all deals in a stage: the last three."
    })
final class ForecastCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Mixin private JobOptions options;

  /** Of a question only; a group of options cannot hold a mixin. */
  @Mixin private TableOutput output;

  @ArgGroup private Instead instead;

  /** Something else than the forecast of the as-of date. */
  private static final class Instead {
    @ArgGroup(exclusive = false)
    private Series series;

    @ArgGroup(exclusive = false)
    private Question question;
  }

  private static final class Question {
    @Option(
        names = "--what-if",
        required = true,
        paramLabel = "FILE",
        description =
            "Changes to forecast with; periods that change are shown as they stand and as they would.")
    private Path file;

    @Option(
        names = "--level",
        paramLabel = "LEVEL",
        defaultValue = "pipeline",
        converter = LevelConverter.class,
        description = {
          Tables.FORECAST_LEVELS + ": the cells to show.",
          "Default: ${DEFAULT-VALUE}"
        })
    private Level level;
  }

  /** Reads the spelling of tables. */
  static final class LevelConverter implements ITypeConverter<Level> {
    @Override
    public Level convert(String text) {
      return Arrays.stream(Level.values())
          .filter(level -> level.label().equals(text))
          .findFirst()
          .orElseThrow(() -> Errors.badArgument("--level", text, Tables.FORECAST_LEVELS));
    }
  }

  private static final class Series {

    @Option(
        names = "--from",
        required = true,
        paramLabel = "DATE",
        description = "The first past date to make the forecast of.")
    private String from;

    @Option(
        names = "--to",
        required = true,
        paramLabel = "DATE",
        description = "The last one; on --as-of or before it.")
    private String to;

    @Option(
        names = "--every",
        paramLabel = "DAYS",
        defaultValue = "7",
        description = "Days between two of them; 7 unless given.")
    private int every;
  }

  @Override
  public Integer call() {
    if (instead == null || instead.question == null) {
      refusePrinting();
    }
    if (instead == null) {
      return options.run("forecast", Optional.empty(), List.of(Step.FORECAST));
    }
    return instead.question == null
        ? options.runSeries(
            "forecast", instead.series.from, instead.series.to, instead.series.every)
        : options.whatIf(instead.question.file, instead.question.level, output);
  }

  private void refusePrinting() {
    for (String option : TableOutput.OPTIONS) {
      if (spec.commandLine().getParseResult().hasMatchedOption(option)) {
        throw Errors.badCommandLine(
            option + " is for --what-if; other forecasts are tables, which 'show' prints",
            spec.qualifiedName());
      }
    }
  }
}
