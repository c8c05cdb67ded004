package io.plumbline.calibrate;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.calibrate.Decision.OfStage;
import io.plumbline.calibrate.Decision.Version;
import io.plumbline.stats.Interval;
import java.util.List;
import org.junit.jupiter.api.Test;

/** At least 20 deals, changes up to 0.25 without review. */
class DecisionTest {

  private static final CalibrationSettings SETTINGS = TestSettings.standard();
  private static final Version BETTER = new Version(0.01, 0.01);
  private static final OfStage FINE = new OfStage(0.01, 0.01, false, 0.99, 0.1, false);

  @Test
  void publishesWhatHasDealsAndMovesLittle() {
    assertDecision(line("stage", 20, 0.5, 0.5), BETTER, FINE, "publish");
    assertDecision(line("cell", 20, 0.5, 0.5), BETTER, FINE, "publish");
  }

  @Test
  void holdsWithoutEvidenceWhateverElseIsKnown() {
    assertDecision(
        line("stage", 20, Double.NaN, 0.5),
        new Version(1, 1),
        new OfStage(1, 1, true, 0, 1, true),
        "hold",
        "no_evidence");
  }

  @Test
  void holdsWhereDealsAreTooFew() {
    assertDecision(line("stage", 19, 0.5, 0.5), BETTER, FINE, "hold", "too_few_deals");
    assertDecision(line("cell", 0, 0.5, 0.5), BETTER, FINE, "hold", "too_few_deals");
  }

  @Test
  void holdsAVersionThatRatherLosesToTheIncumbent() {
    assertDecision(
        line("stage", 20, 0.5, 0.5),
        new Version(0.51, 0.01),
        FINE,
        "hold",
        "not_better_than_incumbent");
  }

  @Test
  void reviewsAVersionThatIsNotClearlyBetter() {
    Line line = line("stage", 20, 0.5, 0.5);
    assertDecision(line, new Version(0.5, 0.01), FINE, "review", "not_clearly_better");
    assertDecision(line, new Version(0.06, 0.01), FINE, "review", "not_clearly_better");
    assertDecision(line, new Version(0.04, 0.01), FINE, "publish");
  }

  @Test
  void reviewsWhatNoPastDateHasComparedWithTheIncumbent() {
    Line line = line("stage", 20, 0.5, 0.5);
    Version untested = new Version(Double.NaN, Double.NaN);
    OfStage stage = new OfStage(Double.NaN, Double.NaN, false, 0.99, 0.1, false);
    assertDecision(line, untested, stage, "review", "not_tested");
    assertDecision(line, BETTER, stage, "review", "not_tested");
    assertDecision(line("cell", 20, 0.5, 0.5), untested, stage, "review", "not_tested");
    assertDecision(line("stage", 20, 0.5, Double.NaN), untested, stage, "publish");
  }

  @Test
  void holdsAStageThatClearlyLosesToTheIncumbent() {
    Line line = line("stage", 20, 0.5, 0.5);
    assertDecision(
        line,
        BETTER,
        new OfStage(0.96, 0.96, false, 0.99, 0, false),
        "hold",
        "not_better_than_incumbent");
    assertDecision(line, BETTER, new OfStage(0.95, 0.95, false, 0.99, 0, false), "publish");
  }

  @Test
  void judgesAStageByTheNumberThatTheCrmIsGivenAndCellsByTheirOwn() {
    OfStage number = new OfStage(0.01, 0.96, false, 0.99, 0, false);
    OfStage cells = new OfStage(0.96, 0.01, false, 0.99, 0, false);
    String lost = "not_better_than_incumbent";
    assertDecision(line("stage", 20, 0.5, 0.5), BETTER, number, "hold", lost);
    assertDecision(line("cell", 20, 0.5, 0.5), BETTER, number, "publish");
    assertDecision(line("stage", 20, 0.5, 0.5), BETTER, cells, "publish");
    assertDecision(line("cell", 20, 0.5, 0.5), BETTER, cells, "hold", lost);
  }

  @Test
  void holdsAVersionThatClearlyLosesToThePublishedOne() {
    Line line = line("stage", 20, 0.5, 0.5);
    assertDecision(line, new Version(0.01, 0.96), FINE, "hold", "worse_than_published");
    assertDecision(line, new Version(0.01, 0.95), FINE, "publish");
  }

  @Test
  void takesNoOffenceWhereThereIsNothingToCompareWith() {
    assertDecision(
        line("stage", 20, 1, Double.NaN),
        new Version(Double.NaN, Double.NaN),
        new OfStage(Double.NaN, Double.NaN, false, Double.NaN, 0, false),
        "publish");
  }

  @Test
  void reviewsChangesAboveTheLimitInBothDirections() {
    assertDecision(line("stage", 20, 0.5, 0.25), BETTER, FINE, "publish");
    assertDecision(line("stage", 20, 0.25, 0.5), BETTER, FINE, "publish");
    assertDecision(
        line("stage", 20, Math.nextUp(0.5), 0.25), BETTER, FINE, "review", "change_above_limit");
    assertDecision(
        line("cell", 20, 0.2499999999, 0.5), BETTER, FINE, "review", "change_above_limit");
  }

  @Test
  void reviewsReversedOrderOfStagesOnly() {
    OfStage reversed = new OfStage(0.01, 0.01, true, 0.01, 0.1, false);
    assertDecision(line("stage", 20, 0.5, 0.5), BETTER, reversed, "review", "order_reversed");
    assertDecision(line("cell", 20, 0.5, 0.5), BETTER, reversed, "publish");
  }

  @Test
  void reviewsAStageThatCannotBeToldFromTheOneBefore() {
    Line line = line("stage", 20, 0.5, 0.5);
    assertDecision(
        line,
        BETTER,
        new OfStage(0.01, 0.01, false, 0.94, 0.1, false),
        "review",
        "indistinguishable_from_stage_before");
    assertDecision(line, BETTER, new OfStage(0.01, 0.01, false, 0.95, 0.1, false), "publish");
  }

  @Test
  void reviewsAStageThatMostSkip() {
    Line line = line("stage", 20, 0.5, 0.5);
    assertDecision(
        line,
        BETTER,
        new OfStage(0.01, 0.01, false, 0.99, 0.51, false),
        "review",
        "skipped_by_most");
    assertDecision(line, BETTER, new OfStage(0.01, 0.01, false, 0.99, 0.5, false), "publish");
    assertDecision(
        line("age_band", 20, 0.5, 0.5),
        BETTER,
        new OfStage(0.01, 0.01, false, 0.99, 0.51, false),
        "publish");
  }

  @Test
  void reviewsAStageWhoseRateChanged() {
    OfStage drifting = new OfStage(0.01, 0.01, false, 0.99, 0.1, true);
    assertDecision(line("stage", 20, 0.5, 0.5), BETTER, drifting, "review", "drift");
    assertDecision(line("size_band", 20, 0.5, 0.5), BETTER, drifting, "publish");
  }

  @Test
  void holdsBeforeItReviewsAndNamesAllReasons() {
    assertDecision(
        line("stage", 19, 0.9, 0.5),
        new Version(0.2, 0.99),
        new OfStage(0.99, 0.99, true, 0.01, 0.6, true),
        "hold",
        "not_better_than_incumbent",
        "worse_than_published",
        "too_few_deals",
        "change_above_limit",
        "not_clearly_better",
        "order_reversed",
        "skipped_by_most",
        "drift");
  }

  @Test
  void refusesAVersionAsAWholeOnlyForWhatConcernsTheWhole() {
    assertThat(new Version(0.51, Double.NaN).isRefused()).isTrue();
    assertThat(new Version(0.5, Double.NaN).isRefused()).isFalse();
    assertThat(new Version(Double.NaN, 0.96).isRefused()).isTrue();
    assertThat(new Version(Double.NaN, 0.95).isRefused()).isFalse();
    assertThat(new Version(Double.NaN, Double.NaN).isRefused()).isFalse();
  }

  private static Line line(String level, long resolved, double confidence, double incumbent) {
    long won = resolved / 3;
    return new Line(
        new Stage("s", "S", 1, incumbent),
        level,
        null,
        null,
        null,
        null,
        null,
        Double.NaN,
        Double.NaN,
        won,
        resolved - won,
        7,
        resolved,
        confidence,
        Interval.unknown(0.9),
        0,
        0,
        "pipeline",
        List.of());
  }

  private static void assertDecision(
      Line line, Version version, OfStage stage, String verdict, String... reasons) {
    Decision decision = Decision.of(line, version, stage, SETTINGS);
    assertThat(decision.verdict().label()).isEqualTo(verdict);
    assertThat(decision.reasons()).containsExactly(reasons);
  }
}
