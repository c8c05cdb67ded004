package io.plumbline.calibrate;

import org.apache.commons.statistics.distribution.NormalDistribution;

/** Half widths of central normal intervals. */
final class Normal {

  private Normal() {}

  /** Standard deviations to either side that hold this share. */
  static double quantile(double level) {
    return NormalDistribution.of(0, 1).inverseCumulativeProbability(0.5 + level / 2);
  }
}
