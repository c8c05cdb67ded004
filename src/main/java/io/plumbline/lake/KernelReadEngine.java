package io.plumbline.lake;

import io.delta.kernel.defaults.engine.DefaultEngine;
import io.delta.kernel.defaults.engine.fileio.FileIO;
import io.delta.kernel.engine.MetricsReporter;
import java.util.List;

/** Delta Kernel over the files of a location, without the reports that it logs for every scan. */
final class KernelReadEngine extends DefaultEngine {

  KernelReadEngine(FileIO files) {
    super(files);
  }

  @Override
  public List<MetricsReporter> getMetricsReporters() {
    return List.of();
  }
}
