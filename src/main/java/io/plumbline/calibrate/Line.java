package io.plumbline.calibrate;

import io.plumbline.stats.Interval;
import java.util.List;

/**
 * A row of the confidence table.
 *
 * @param level stage, age_band, the name of a dimension, or cell
 * @param attributes values of the dimensions without a column of their own, or null
 * @param bandLabel age band in days, or null
 * @param ageFrom lower limit in days; NaN where the level does not split by age
 * @param ageTo upper limit in days; NaN too where there is none
 * @param confidence NaN where nothing is known
 * @param unresolved probability left at the last time at risk; NaN without landmarks
 * @param borrowedFrom in words
 */
record Line(
    Stage stage,
    String level,
    String customerType,
    String sizeBand,
    String product,
    String attributes,
    String bandLabel,
    double ageFrom,
    double ageTo,
    long won,
    long lost,
    long open,
    double effectiveN,
    double confidence,
    Interval interval,
    double unresolved,
    double borrowedShare,
    String borrowedFrom,
    List<String> drivers) {

  long resolved() {
    return won + lost;
  }

  boolean isStage() {
    return level.equals(ConfidenceTable.STAGE);
  }
}
