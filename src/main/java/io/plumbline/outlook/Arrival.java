package io.plumbline.outlook;

import static java.util.Objects.requireNonNull;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * What arrives in a cell and what it brings.
 *
 * @param createdPerDay opportunities created per day; NaN where not known
 * @param byMonth what that rate is multiplied by in the calendar month of the as-of date and in
 *     those that follow; the last holds for all later ones, and none is 1
 * @param winProbability won eventually with an amount, given just created: what has none counts in
 *     no forecast; NaN where not known
 * @param meanAmount mean amount of such a one in base currency; NaN where not known
 * @param amountVariance variance of that amount; NaN where not known
 */
public record Arrival(
    double createdPerDay,
    List<Double> byMonth,
    double winProbability,
    double meanAmount,
    double amountVariance) {

  /** Nothing is known. */
  static final Arrival UNKNOWN =
      new Arrival(Double.NaN, List.of(), Double.NaN, Double.NaN, Double.NaN);

  /** Copies the factors. */
  public Arrival {
    byMonth = List.copyOf(requireNonNull(byMonth, "byMonth"));
  }

  /** Amount that a day's arrivals bring in the end; NaN where not known, 0 if nothing arrives. */
  double amountPerDay() {
    return createdPerDay == 0 ? 0 : createdPerDay * winProbability * meanAmount;
  }

  /** What the rate is multiplied by on a day. */
  double factorOn(LocalDate day, LocalDate today) {
    if (byMonth.isEmpty()) {
      return 1;
    }
    long month = ChronoUnit.MONTHS.between(today.withDayOfMonth(1), day.withDayOfMonth(1));
    return byMonth.get((int) Math.min(month, byMonth.size() - 1));
  }
}
