package io.plumbline.calibrate;

import io.plumbline.config.Configuration;
import io.plumbline.config.Settings;
import java.io.Serializable;
import java.util.List;

/**
 * What the calibration of a pipeline needs of the configuration, ready to travel to the executors.
 */
record CalibrationSettings(
    double intervalLevel,
    int ageBands,
    List<String> dimensions,
    int minDeals,
    double maxChange,
    int reliabilityBins)
    implements Serializable {

  static CalibrationSettings of(Configuration configuration) {
    return new CalibrationSettings(
        configuration.value(Settings.INTERVAL_LEVEL),
        configuration.value(Settings.AGE_BANDS),
        List.copyOf(configuration.value(Settings.SEGMENT_DIMENSIONS)),
        configuration.value(Settings.CALIBRATE_MIN_DEALS),
        configuration.value(Settings.CALIBRATE_MAX_CHANGE),
        configuration.value(Settings.RELIABILITY_BINS));
  }
}
