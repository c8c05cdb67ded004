package io.plumbline.app;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code forecast}: scores and periods from what calibrate left, or forecasts of past dates. */
@Command(
    name = "forecast",
    description = {
      "Scores of the open pipeline and forecast snapshots, from what calibrate left.",
      "With --from and --to: the forecasts of past dates as they would have been made then, from"
          + " what ingest left, in the table forecast_series."
    })
final class ForecastCommand implements Callable<Integer> {

  @Mixin private JobOptions options;

  @ArgGroup(exclusive = false)
  private Series series;

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
    return series == null
        ? options.run("forecast", Optional.empty(), List.of(Step.FORECAST))
        : options.runSeries("forecast", series.from, series.to, series.every);
  }
}
