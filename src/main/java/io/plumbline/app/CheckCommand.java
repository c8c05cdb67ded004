package io.plumbline.app;

import picocli.CommandLine.Command;

@Command(name = "Check")
final class CheckCommand implements java.util.concurrent.Callable<Integer> {
  @Override
  public Integer call() {
    return 0;
  }
}
