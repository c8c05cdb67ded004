package io.plumbline.report;

import static java.util.Objects.requireNonNull;

/**
 * How a method compares on past dates, on the deals that every method says something of.
 *
 * @param method the method's identifier
 * @param deals open deals on the past dates; a deal counts at each
 * @param logLoss mean negative log likelihood, lower is better; NaN where it says nothing
 * @param toIncumbent log loss minus that of the CRM's percentages, with an interval from resampling
 *     deals; NaN without percentages
 * @param reason why it is chosen or not
 */
public record MethodLine(
    String method, long deals, double logLoss, Bounded toIncumbent, String reason) {

  /** Refuses nulls. */
  public MethodLine {
    requireNonNull(method, "method");
    requireNonNull(toIncumbent, "toIncumbent");
    requireNonNull(reason, "reason");
  }
}
