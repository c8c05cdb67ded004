package io.plumbline.lake;

import io.delta.kernel.defaults.engine.DefaultEngine;
import io.delta.kernel.engine.MetricsReporter;
import java.util.List;

/** Delta Kernel over {@link KernelFiles}, without the reports that it logs for every scan. */
final class KernelReadEngine extends DefaultEngine {

  KernelReadEngine() {
    super(new KernelFiles());
  }

  @Override
  public List<MetricsReporter> getMetricsReporters() {
    return List.of();
  }
}
