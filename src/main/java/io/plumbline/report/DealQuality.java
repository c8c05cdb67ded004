package io.plumbline.report;

import static java.util.Objects.requireNonNull;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Optional;

/**
 * How well the open deals of a pipeline, or of one of its owners, are kept by one measure.
 *
 * @param ownerId the owner; empty for all of the pipeline
 * @param measure such as {@value #UNTOUCHED} or no_amount
 * @param kind freshness, {@value #COMPLETENESS} or contradiction
 * @param threshold what the measure allows, in days or as a share; NaN where it has none
 * @param deals open deals
 * @param failed of these, those that fail it
 * @param medianDays days since the last sign of work, median; NaN for other measures
 * @param amount of those that fail
 * @param effect what the forecast would change by without the fault
 * @param previousAsOf date of the run that it is compared with
 * @param change of the share that fails since then, in -1..1; NaN where there is none
 */
public record DealQuality(
    String ownerId,
    String measure,
    String kind,
    double threshold,
    long deals,
    long failed,
    double medianDays,
    BigDecimal amount,
    BigDecimal effect,
    Optional<LocalDate> previousAsOf,
    double change) {

  static final String UNTOUCHED = "untouched";
  static final String COMPLETENESS = "completeness";

  /** Refuses nulls. */
  public DealQuality {
    requireNonNull(ownerId, "ownerId");
    requireNonNull(measure, "measure");
    requireNonNull(kind, "kind");
    requireNonNull(amount, "amount");
    requireNonNull(effect, "effect");
    requireNonNull(previousAsOf, "previousAsOf");
  }

  /** The share that fails. */
  public double share() {
    return deals == 0 ? 0 : (double) failed / deals;
  }

  boolean isOfAll() {
    return ownerId.isEmpty();
  }
}
