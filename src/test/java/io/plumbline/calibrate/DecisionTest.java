package io.plumbline.calibrate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class DecisionTest {

  private static final CalibrationSettings SETTINGS =
      new CalibrationSettings(0.9, 4, List.of(), 20, 0.25, 10);

  @Test
  void publishesWhatHasDealsAndMovesLittle() {
    assertDecision(of(20, 0.5, 0.5, false, false), "publish");
  }

  @Test
  void holdsWhereDealsAreTooFew() {
    assertDecision(of(19, 0.5, 0.5, false, false), "hold", "too_few_deals");
    assertDecision(of(0, Double.NaN, 0.5, false, false), "hold", "too_few_deals");
  }

  @Test
  void holdsWhatLosesToTheIncumbent() {
    assertDecision(of(20, 0.5, 0.5, false, true), "hold", "not_better_than_incumbent");
  }

  @Test
  void reviewsChangesAboveTheLimitInBothDirections() {
    assertDecision(of(20, 0.5, 0.25, false, false), "publish");
    assertDecision(of(20, 0.25, 0.5, false, false), "publish");
    assertDecision(of(20, Math.nextUp(0.5), 0.25, false, false), "review", "change_above_limit");
    assertDecision(of(20, 0.2499999999, 0.5, false, false), "review", "change_above_limit");
  }

  @Test
  void takesNoChangeWithoutAnIncumbent() {
    assertDecision(of(20, 1, Double.NaN, false, false), "publish");
  }

  @Test
  void reviewsReversedOrder() {
    assertDecision(of(20, 0.5, 0.5, true, false), "review", "order_reversed");
    assertDecision(of(20, 0.9, 0.5, true, false), "review", "change_above_limit", "order_reversed");
  }

  @Test
  void holdsBeforeItReviewsAndNamesAllReasons() {
    assertDecision(
        of(19, 0.9, 0.5, true, true),
        "hold",
        "not_better_than_incumbent",
        "too_few_deals",
        "change_above_limit",
        "order_reversed");
    assertDecision(of(19, 0.9, 0.5, false, false), "hold", "too_few_deals", "change_above_limit");
  }

  @Test
  void holdsWithoutEvidence() {
    assertDecision(Decision.withoutEvidence(), "hold", "no_evidence");
  }

  private static Decision of(
      long resolved, double confidence, double incumbent, boolean reversed, boolean worse) {
    return Decision.of(
        new Decision.Evidence(resolved, confidence, incumbent, reversed, worse), SETTINGS);
  }

  private static void assertDecision(Decision decision, String verdict, String... reasons) {
    assertThat(decision.verdict().label()).isEqualTo(verdict);
    assertThat(decision.reasons()).containsExactly(reasons);
  }
}
