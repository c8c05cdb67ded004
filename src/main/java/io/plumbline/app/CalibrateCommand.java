package io.plumbline.app;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code calibrate}: a proposed confidence version from what ingest left. */
@Command(
    name = "calibrate",
    description = "Win rates and a proposed stage confidence table, from what ingest left.")
final class CalibrateCommand implements Callable<Integer> {

  @Mixin private JobOptions options;

  @Override
  public Integer call() {
    return options.run("calibrate", Optional.empty(), List.of(Step.CALIBRATE));
  }
}
