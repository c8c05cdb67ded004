package io.plumbline.estimate;

import io.plumbline.config.Configuration;
import io.plumbline.config.Settings;
import io.plumbline.table.Tables;
import java.io.Serializable;
import java.util.List;

/** What the win rates of a pipeline need of the configuration, ready to travel to the executors. */
record WinRateSettings(double intervalLevel, List<String> dimensions) implements Serializable {

  static WinRateSettings of(Configuration configuration) {
    return new WinRateSettings(
        configuration.value(Settings.INTERVAL_LEVEL),
        configuration.value(Settings.SEGMENT_DIMENSIONS).stream()
            .filter(Tables.SEGMENT_COLUMNS::contains)
            .toList());
  }
}
