package io.plumbline.review;

import static java.util.Objects.requireNonNull;

import io.plumbline.view.Worth;
import java.math.BigDecimal;
import java.util.Optional;

/**
 * What open deals add up to, in the currency of the table.
 *
 * @param count how many
 * @param amount unweighted
 * @param weightedIncumbent times the CRM's percentages; empty where it has none
 * @param weightedConfidence times the proposed confidences; empty where there are none
 */
public record OpenDeals(
    long count,
    BigDecimal amount,
    Optional<BigDecimal> weightedIncumbent,
    Optional<BigDecimal> weightedConfidence) {

  /** No deal. */
  public static final OpenDeals NONE =
      new OpenDeals(0, BigDecimal.ZERO, Optional.of(BigDecimal.ZERO), Optional.of(BigDecimal.ZERO));

  /** Refuses nulls. */
  public OpenDeals {
    requireNonNull(amount, "amount");
    requireNonNull(weightedIncumbent, "weightedIncumbent");
    requireNonNull(weightedConfidence, "weightedConfidence");
  }

  Worth worth() {
    return new Worth(count, amount, weightedIncumbent, weightedConfidence);
  }
}
