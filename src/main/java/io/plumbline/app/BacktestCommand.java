package io.plumbline.app;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code backtest}: every method on many past dates. */
@Command(
    name = "backtest",
    description = {
      "Every method, the CRM's percentages and the usual win rate among them, on past dates, as each",
      "date was known then (backtest.dates says how many). Reads what ingest left, or --input."
    })
final class BacktestCommand implements Callable<Integer> {

  @Mixin private JobOptions options;

  @Option(
      names = "--input",
      paramLabel = "DIR",
      description = "Ingest this folder first; without it, what ingest left for the date is used.")
  private String input;

  @Override
  public Integer call() {
    return options.run(
        "backtest",
        Optional.ofNullable(input),
        input == null ? List.of(Step.BACKTEST) : List.of(Step.INGEST, Step.BACKTEST));
  }
}
