package io.plumbline.app;

import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code run}: everything in one process. */
@Command(name = "run", description = "Ingest, calibrate, forecast and report in one process.")
final class RunCommand implements Callable<Integer> {

  @Mixin private JobOptions options;

  @Option(
      names = "--input",
      required = true,
      paramLabel = "DIR|URL",
      description = {
        "The folder with opportunities, stage_history, stages, ... as CSV, Parquet or Delta,",
        "or a database with such tables, as jdbc:postgresql://host/name."
      })
  private String input;

  @Option(
      names = "--force",
      description =
          "Run also where input, settings and code are those of the last run of this date.")
  private boolean force;

  @Override
  public Integer call() {
    return options.run(
        "run", Optional.of(input), Step.OF_RUN, force ? Rerun.ALWAYS : Rerun.WHERE_CHANGED);
  }
}
