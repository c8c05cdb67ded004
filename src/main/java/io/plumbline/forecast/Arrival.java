package io.plumbline.forecast;

import static java.util.Objects.requireNonNull;

import java.util.OptionalDouble;

/**
 * What arrives in a cell and what it brings.
 *
 * @param createdPerDay opportunities created per day; NaN where not known
 * @param winProbability won eventually, given just created; NaN where not known
 * @param meanAmount mean amount of a won one in base currency; NaN where not known
 * @param amountVariance variance of that amount; NaN where not known
 * @param periodShock standard deviation of the logarithm of a period's common shock; empty where
 *     not known
 */
record Arrival(
    double createdPerDay,
    double winProbability,
    double meanAmount,
    double amountVariance,
    OptionalDouble periodShock) {

  /** Nothing is known. */
  static final Arrival UNKNOWN =
      new Arrival(Double.NaN, Double.NaN, Double.NaN, Double.NaN, OptionalDouble.empty());

  /** Refuses nulls. */
  Arrival {
    requireNonNull(periodShock, "periodShock");
  }

  /** Amount that a day's arrivals bring in the end; NaN where not known, 0 if nothing arrives. */
  double amountPerDay() {
    return createdPerDay == 0 ? 0 : createdPerDay * winProbability * meanAmount;
  }
}
