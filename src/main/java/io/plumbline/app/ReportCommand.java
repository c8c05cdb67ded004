package io.plumbline.app;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code report}: the page from the tables. */
@Command(name = "report", description = "One HTML page from the tables of the workspace.")
final class ReportCommand implements Callable<Integer> {

  @Mixin private JobOptions options;

  @Override
  public Integer call() {
    return options.run("report", Optional.empty(), List.of(Step.REPORT));
  }
}
