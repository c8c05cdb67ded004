package io.plumbline.report;

import static java.util.Objects.requireNonNull;

/**
 * What an owner states against what happens; positive where more was promised than happened.
 *
 * @param ownerId the owner
 * @param measure {@value #PROBABILITY} (gaps in -1..1) or close_date (gaps in days)
 * @param deals closed deals with a statement
 * @param stated mean stated probability; NaN for close_date
 * @param won share won of these deals; NaN for close_date
 * @param gap mean gap, as counted
 * @param shrunk the same without what may be chance, with its interval
 * @param relative the same against the mean of the pipeline's owners
 * @param verdict happy_ears, sandbagging, no_clear_bias or too_few_deals
 * @param reason the verdict in words
 */
public record OwnerGap(
    String ownerId,
    String measure,
    long deals,
    double stated,
    double won,
    double gap,
    Bounded shrunk,
    Bounded relative,
    String verdict,
    String reason) {

  static final String PROBABILITY = "probability";
  static final String HAPPY_EARS = "happy_ears";
  static final String SANDBAGGING = "sandbagging";
  static final String TOO_FEW_DEALS = "too_few_deals";

  /** Refuses nulls. */
  public OwnerGap {
    requireNonNull(ownerId, "ownerId");
    requireNonNull(measure, "measure");
    requireNonNull(shrunk, "shrunk");
    requireNonNull(relative, "relative");
    requireNonNull(verdict, "verdict");
    requireNonNull(reason, "reason");
  }

  /** True where the owner differs from the others beyond chance. */
  public boolean isClear() {
    return verdict.equals(HAPPY_EARS) || verdict.equals(SANDBAGGING);
  }
}
