package io.plumbline.app;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ingest}: the input into the workspace. */
@Command(name = "ingest", description = "Read and check the input, build stage visits.")
final class IngestCommand implements Callable<Integer> {

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

  @Override
  public Integer call() {
    return options.run("ingest", Optional.of(input), List.of(Step.INGEST));
  }
}
