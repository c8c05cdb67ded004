package io.plumbline.calibrate;

import java.time.LocalDate;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * The last version that was published or approved.
 *
 * @param asOf what it was known at
 * @param byStage what the CRM was given, by stage; NaN where nothing is known
 * @param overridden stages whose confidence a person replaced
 */
record Published(LocalDate asOf, Map<String, Double> byStage, Map<String, Overridden> overridden) {

  /**
   * A confidence that a person replaced.
   *
   * @param typed the probability that the person typed
   * @param replaced the one that the version had
   */
  record Overridden(double typed, double replaced) {}

  /** What the CRM was given; NaN on dates before the version. */
  double givenAt(LocalDate date, String stage) {
    return date.isBefore(asOf) ? Double.NaN : byStage.getOrDefault(stage, Double.NaN);
  }

  /** Of a replaced confidence; NaN for other stages, and on dates before the version. */
  double overriddenAt(LocalDate date, String stage, ToDoubleFunction<Overridden> which) {
    return date.isBefore(asOf) || !overridden.containsKey(stage)
        ? Double.NaN
        : which.applyAsDouble(overridden.get(stage));
  }
}
