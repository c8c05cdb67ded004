package io.plumbline.calibrate;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What may happen with a cell, and why.
 *
 * @param verdict publish, hold or review
 * @param reasons codes, empty for a plain publish
 */
record Decision(Verdict verdict, List<String> reasons) {

  /** What may happen with a cell. */
  enum Verdict {
    PUBLISH,
    HOLD,
    REVIEW;

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * What the decision hangs on.
   *
   * @param resolved distinct resolved deals of the cell
   * @param confidence the new one
   * @param incumbent the one in use; NaN without one
   * @param orderReversed an earlier stage has a higher confidence
   * @param worseThanIncumbent the method lost to the incumbent on past dates
   */
  record Evidence(
      long resolved,
      double confidence,
      double incumbent,
      boolean orderReversed,
      boolean worseThanIncumbent) {}

  static Decision of(Evidence evidence, CalibrationSettings settings) {
    List<String> hold = new ArrayList<>();
    if (evidence.worseThanIncumbent()) {
      hold.add("not_better_than_incumbent");
    }
    if (evidence.resolved() < settings.minDeals()) {
      hold.add("too_few_deals");
    }
    List<String> review = new ArrayList<>();
    if (Math.abs(evidence.confidence() - evidence.incumbent()) > settings.maxChange()) {
      review.add("change_above_limit");
    }
    if (evidence.orderReversed()) {
      review.add("order_reversed");
    }
    List<String> reasons = new ArrayList<>(hold);
    reasons.addAll(review);
    Verdict verdict =
        !hold.isEmpty() ? Verdict.HOLD : review.isEmpty() ? Verdict.PUBLISH : Verdict.REVIEW;
    return new Decision(verdict, List.copyOf(reasons));
  }

  static Decision withoutEvidence() {
    return new Decision(Verdict.HOLD, List.of("no_evidence"));
  }
}
