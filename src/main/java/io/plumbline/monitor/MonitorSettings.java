package io.plumbline.monitor;

import io.plumbline.config.Configuration;
import io.plumbline.config.Settings;
import io.plumbline.model.AsOf;
import io.plumbline.table.Tables;
import java.io.Serializable;
import java.time.LocalDate;
import java.util.List;

/**
 * What the statistics of a pipeline need to know, ready to travel to the executors.
 *
 * @param intervalLevel level of published intervals
 * @param dimensions segment levels below the stage
 * @param asOf the last day that the run knows
 */
record MonitorSettings(double intervalLevel, List<String> dimensions, LocalDate asOf)
    implements Serializable {

  static MonitorSettings of(Configuration configuration, AsOf asOf) {
    return new MonitorSettings(
        configuration.value(Settings.INTERVAL_LEVEL),
        configuration.value(Settings.SEGMENT_DIMENSIONS).stream()
            .filter(Tables.SEGMENT_COLUMNS::contains)
            .toList(),
        asOf.date());
  }
}
