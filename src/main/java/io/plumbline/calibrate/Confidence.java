package io.plumbline.calibrate;

import io.plumbline.stats.CompetingRiskCurve;
import io.plumbline.stats.Interval;

/**
 * The confidence of a cell with its evidence.
 *
 * @param key the cell
 * @param level stage, age_band, customer_type, size_band or product
 * @param parent the cell that it is shrunk to; null for a stage
 * @param won distinct deals of the cell that were won
 * @param lost distinct deals of the cell that were lost
 * @param open distinct deals of the cell still open
 * @param effectiveN resolved deals that the cell's own estimate is worth
 * @param mean the confidence; NaN where the pipeline has no resolved deal at all
 * @param variance of the confidence
 * @param interval of the confidence
 * @param borrowedShare share that comes from the parent
 * @param curve the cell's own Aalen-Johansen curve from the landmarks
 */
record Confidence(
    CellKey key,
    String level,
    CellKey parent,
    long won,
    long lost,
    long open,
    double effectiveN,
    double mean,
    double variance,
    Interval interval,
    double borrowedShare,
    CompetingRiskCurve curve) {

  long resolved() {
    return won + lost;
  }
}
