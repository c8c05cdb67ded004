package io.plumbline.calibrate;

import io.plumbline.outlook.Experience.Stretch;
import io.plumbline.outlook.ForecastPeriod;
import io.plumbline.outlook.Segment.Level;
import java.io.Serializable;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;

/**
 * What forecasts of past dates need of the configuration.
 *
 * @param dates how many past dates a forecast learns from, at most
 * @param draws futures of a forecast that is kept
 * @param quantiles of a forecast that is kept
 * @param series past dates that forecasts are kept of, each with its periods
 * @param levels that forecasts that are kept are split by
 */
record ForecastSettings(
    int dates,
    int draws,
    List<Double> quantiles,
    SortedMap<LocalDate, List<ForecastPeriod>> series,
    Set<Level> levels)
    implements Serializable {

  /** The stretches ahead that errors are looked at of, as offsets and lengths differ. */
  static final List<Stretch> STRETCHES =
      List.of(
          new Stretch(0, 7),
          new Stretch(0, 30),
          new Stretch(0, 91),
          new Stretch(30, 61),
          new Stretch(61, 91),
          new Stretch(91, 182));

  /** Futures of a forecast that is only made to see its error. */
  static final int DRAWS_TO_LEARN = 1000;
}
