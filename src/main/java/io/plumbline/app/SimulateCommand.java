package io.plumbline.app;

import picocli.CommandLine.Command;

@Command(name = "Simulate")
final class SimulateCommand implements java.util.concurrent.Callable<Integer> {
  @Override
  public Integer call() {
    return 0;
  }
}
