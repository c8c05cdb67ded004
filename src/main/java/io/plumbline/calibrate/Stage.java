package io.plumbline.calibrate;

import java.time.LocalDate;
import java.util.Optional;

/**
 * An open stage of a pipeline.
 *
 * @param order from 1
 * @param incumbent the probability that the CRM uses; NaN without one
 */
record Stage(String id, String label, int order, double incumbent) {

  /**
   * The probability that the CRM used on a date; NaN where it is not known.
   *
   * @param inUse the version that the CRM holds now
   */
  double incumbentOn(LocalDate date, Optional<Published> inUse) {
    return inUse.map(version -> version.incumbentOn(date, id, incumbent)).orElse(incumbent);
  }
}
