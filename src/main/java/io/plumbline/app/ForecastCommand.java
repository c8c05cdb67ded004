package io.plumbline.app;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code forecast}: scores and periods from what calibrate left. */
@Command(
    name = "forecast",
    description = "Scores of the open pipeline and forecast snapshots, from what calibrate left.")
final class ForecastCommand implements Callable<Integer> {

  @Mixin private JobOptions options;

  @Override
  public Integer call() {
    return options.run("forecast", Optional.empty(), List.of(Step.FORECAST));
  }
}
