package io.plumbline.calibrate;

import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * A version that was published or approved.
 *
 * @param asOf what it was known at
 * @param byStage what the CRM was given, by stage; NaN where nothing is known
 * @param overridden stages whose confidence a person replaced
 * @param incumbents what the CRM said when the version was made, by stage; NaN where nothing
 * @param before the version that was in use until then
 */
record Published(
    LocalDate asOf,
    Map<String, Double> byStage,
    Map<String, Overridden> overridden,
    Map<String, Double> incumbents,
    Optional<Published> before) {

  /** CRMs that hold whole percents hold a confidence so far off at most. */
  private static final double ROUNDING = 0.005 + 1e-9;

  /**
   * A confidence that a person replaced.
   *
   * @param typed the probability that the person typed
   * @param replaced the one that the version had
   */
  record Overridden(double typed, double replaced) {}

  /** The same with the version that was in use until then. */
  Published after(Optional<Published> earlier) {
    return new Published(asOf, byStage, overridden, incumbents, earlier);
  }

  /**
   * What the CRM said on a date. While it says what this version gave it, this is no evidence of
   * what it said before: that number was made from what has happened since.
   *
   * @param today what the CRM says now; it stands for all dates where a person changed it
   * @return NaN where it is not known
   */
  double incumbentOn(LocalDate date, String stage, double today) {
    boolean isOurs = Math.abs(today - byStage.getOrDefault(stage, Double.NaN)) <= ROUNDING;
    return isOurs && date.isBefore(asOf) ? incumbentBefore(date, stage) : today;
  }

  private double incumbentBefore(LocalDate date, String stage) {
    return before
        .filter(earlier -> earlier.byStage.containsKey(stage))
        .map(
            earlier ->
                date.isBefore(earlier.asOf)
                    ? earlier.incumbentBefore(date, stage)
                    : earlier.byStage.get(stage))
        .orElse(incumbents.getOrDefault(stage, Double.NaN));
  }

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
