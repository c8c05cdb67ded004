package io.plumbline.calibrate;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What may happen with a row of the confidence table, and why.
 *
 * @param verdict publish, hold or review
 * @param reasons codes, empty for a plain publish
 */
record Decision(Verdict verdict, List<String> reasons) {

  /** The version predicted past dates no better than what the CRM uses. */
  static final String NOT_BETTER = "not_better_than_incumbent";

  /** The version predicted past dates worse than the last one that was published. */
  static final String WORSE_THAN_PUBLISHED = "worse_than_published";

  private static final double CLEARLY = 0.95;
  private static final double RATHER = 0.5;

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
   * What is known of the whole version.
   *
   * @param worseThanIncumbent share of bootstrap draws in which it lost to the incumbent on past
   *     dates, by its cells or by its numbers for the stages, whichever lost more often; NaN
   *     without an incumbent or without a past date to test on
   * @param worseThanPublished the same for the last published version
   */
  record Version(double worseThanIncumbent, double worseThanPublished) {
    /** Whether nothing of the version may replace what is in use. */
    boolean isRefused() {
      return worseThanIncumbent > RATHER || worseThanPublished > CLEARLY;
    }
  }

  /**
   * What is known of the stage of a row.
   *
   * @param cellsWorseThanIncumbent share of bootstrap draws in which the cells lost to the
   *     incumbent on the deals of the stage; NaN as for the version
   * @param numberWorseThanIncumbent the same of the one number for the stage
   * @param isOrderReversed an earlier stage has a higher confidence
   * @param higherThanBefore share of draws in which its confidence is above that of the stage
   *     before; NaN without one
   * @param skippedShare of the closed deals that went past the stage, those that never stood in it
   * @param isDrifting its win rate changed over time
   */
  record OfStage(
      double cellsWorseThanIncumbent,
      double numberWorseThanIncumbent,
      boolean isOrderReversed,
      double higherThanBefore,
      double skippedShare,
      boolean isDrifting) {}

  static Decision of(Line line, Version version, OfStage stage, CalibrationSettings settings) {
    if (Double.isNaN(line.confidence())) {
      return new Decision(Verdict.HOLD, List.of("no_evidence"));
    }
    double worseInStage =
        line.isStage() ? stage.numberWorseThanIncumbent() : stage.cellsWorseThanIncumbent();
    List<String> hold = new ArrayList<>();
    if (version.worseThanIncumbent() > RATHER || worseInStage > CLEARLY) {
      hold.add(NOT_BETTER);
    }
    if (version.worseThanPublished() > CLEARLY) {
      hold.add(WORSE_THAN_PUBLISHED);
    }
    if (line.resolved() < settings.minDeals()) {
      hold.add("too_few_deals");
    }
    List<String> review = new ArrayList<>();
    if (Math.abs(line.confidence() - line.stage().incumbent()) > settings.maxChange()) {
      review.add("change_above_limit");
    }
    if (!Double.isNaN(line.stage().incumbent())
        && (Double.isNaN(version.worseThanIncumbent()) || Double.isNaN(worseInStage))) {
      review.add("not_tested");
    }
    if (version.worseThanIncumbent() <= RATHER && version.worseThanIncumbent() > 1 - CLEARLY) {
      review.add("not_clearly_better");
    }
    if (line.isStage()) {
      if (stage.isOrderReversed()) {
        review.add("order_reversed");
      } else if (stage.higherThanBefore() < CLEARLY) {
        review.add("indistinguishable_from_stage_before");
      }
      if (stage.skippedShare() > RATHER) {
        review.add("skipped_by_most");
      }
      if (stage.isDrifting()) {
        review.add("drift");
      }
    }
    List<String> reasons = new ArrayList<>(hold);
    reasons.addAll(review);
    Verdict verdict =
        !hold.isEmpty() ? Verdict.HOLD : review.isEmpty() ? Verdict.PUBLISH : Verdict.REVIEW;
    return new Decision(verdict, List.copyOf(reasons));
  }
}
