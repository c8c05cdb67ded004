package io.plumbline.app;

import picocli.CommandLine.Command;

@Command(name = "Demo")
final class DemoCommand implements java.util.concurrent.Callable<Integer> {
  @Override
  public Integer call() {
    return 0;
  }
}
