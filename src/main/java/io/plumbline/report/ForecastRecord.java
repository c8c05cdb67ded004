package io.plumbline.report;

import static java.util.Objects.requireNonNull;

import java.util.OptionalDouble;

/**
 * How forecasts of some days ahead by one method did at past dates.
 *
 * @param method as in the table forecast_accuracy
 * @param days ahead, from the date of the forecast
 * @param forecasts how many
 * @param expectedOverActual sum of the forecasts / sum of what was won; empty where nothing was
 * @param percentageError mean of the absolute error / what was won, 0.1 is ten percent; empty where
 *     nothing was
 * @param inside share of the results within the band; empty for a method without one
 */
public record ForecastRecord(
    String method,
    int days,
    int forecasts,
    OptionalDouble expectedOverActual,
    OptionalDouble percentageError,
    OptionalDouble inside) {

  /** Refuses nulls. */
  public ForecastRecord {
    requireNonNull(method, "method");
    requireNonNull(expectedOverActual, "expectedOverActual");
    requireNonNull(percentageError, "percentageError");
    requireNonNull(inside, "inside");
  }

  /** The method in words. */
  public String label() {
    return switch (method) {
      case "confidence" -> "Plumbline";
      case "incumbent" -> "Deals due, by the CRM's percentages";
      case "reached_win_rate" -> "Deals due, by the usual win rate";
      case "raw_pipeline" -> "Deals due, in full";
      case "committed" -> "Deals due in commit, in full";
      case "last_period" -> "As much as in as many days before";
      default -> method;
    };
  }
}
