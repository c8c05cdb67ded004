package io.plumbline.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class MethodChoiceTest {

  private static final Method HALF_LIFE = Method.withHalfLife(90);
  private static final List<Method> CANDIDATES =
      List.of(Method.STAGE, Method.STAGE_AGE_SEGMENT, HALF_LIFE);
  private static final List<Method> METHODS =
      List.of(Method.INCUMBENT, Method.STAGE, Method.STAGE_AGE_SEGMENT, HALF_LIFE);

  @Test
  void takesTheBestWhereItIsClearlyBetter() {
    MethodChoice choice = choice(proof(0.5, 0.4, 0.2, 0.3, 0), CANDIDATES);

    assertThat(choice.chosen()).isEqualTo(Method.STAGE_AGE_SEGMENT);
    assertThat(line(choice, Method.STAGE_AGE_SEGMENT).reason()).isEqualTo("the best");
    assertThat(line(choice, Method.STAGE).reason()).startsWith("+").contains("from the best");
    assertThat(line(choice, Method.INCUMBENT).reason()).startsWith("for comparison: +");
    assertThat(choice.version().worseThanIncumbent()).isZero();
    assertThat(choice.version().worseThanPublished()).isNaN();
  }

  @Test
  void takesTheSimplestWithinOneStandardErrorOfTheBest() {
    // The full model is better by a hair on average, far worse and far better deal by deal.
    MethodChoice choice = choice(proof(0.5, 0.3, 0.299, 0.4, 0.15), CANDIDATES);

    assertThat(line(choice, Method.STAGE).logLoss())
        .isGreaterThan(line(choice, Method.STAGE_AGE_SEGMENT).logLoss());
    assertThat(choice.chosen()).isEqualTo(Method.STAGE);
    assertThat(line(choice, Method.STAGE).reason())
        .startsWith("used: within one standard error of the best (+");
    assertThat(line(choice, Method.STAGE_AGE_SEGMENT).reason())
        .isEqualTo("the best, by less than one standard error: not used");
  }

  @Test
  void neverTakesWhatIsNoCandidate() {
    MethodChoice choice = choice(proof(0.1, 0.4, 0.2, 0.3, 0), CANDIDATES);

    assertThat(choice.chosen()).isEqualTo(Method.STAGE_AGE_SEGMENT);
    assertThat(choice.version().worseThanIncumbent()).isEqualTo(1);
    assertThat(line(choice, Method.INCUMBENT).reason()).startsWith("for comparison: -");
    assertThat(choice.version().isRefused()).isTrue();
  }

  @Test
  void listsEveryMethodWithItsNumbers() {
    MethodChoice choice = choice(proof(0.5, 0.4, 0.2, 0.3, 0), CANDIDATES);

    assertThat(choice.lines())
        .extracting(MethodChoice.Line::method)
        .containsExactly(
            Method.INCUMBENT,
            Method.STAGE,
            Method.STAGE_AGE_SEGMENT,
            HALF_LIFE,
            Method.STAGE_AVERAGE);
    assertThat(choice.lines())
        .extracting(MethodChoice.Line::complexity)
        .containsExactly(1, 2, 3, 4, 5);
    assertThat(choice.lines()).filteredOn(MethodChoice.Line::isChosen).hasSize(1);
    MethodChoice.Line stage = line(choice, Method.STAGE);
    assertThat(stage.opportunities()).isEqualTo(64);
    assertThat(stage.dates()).isEqualTo(1);
    // Every deal is lost: -log(1 - p).
    assertThat(stage.logLoss()).isCloseTo(-Math.log(0.6), within(1e-12));
    assertThat(stage.toBest().difference()).isCloseTo(Math.log(0.8) - Math.log(0.6), within(1e-12));
    assertThat(stage.toIncumbent().difference())
        .isCloseTo(Math.log(0.5) - Math.log(0.6), within(1e-12));
    assertThat(stage.toPublished().difference()).isNaN();
  }

  @Test
  void aVersionWhoseNumbersForTheStagesLoseIsRefusedThoughItsCellsWin() {
    double incumbent = 0.3;
    MethodChoice better = choice(proof(incumbent, 0.4, 0.2, 0.35, 0, 0.25), CANDIDATES);
    MethodChoice worse = choice(proof(incumbent, 0.4, 0.2, 0.35, 0, 0.32), CANDIDATES);

    assertThat(better.chosen()).isEqualTo(worse.chosen()).isEqualTo(Method.STAGE_AGE_SEGMENT);
    assertThat(better.version().isRefused()).isFalse();
    assertThat(worse.version().worseThanIncumbent()).isEqualTo(1);
    assertThat(worse.version().isRefused()).isTrue();
    assertThat(line(worse, Method.STAGE_AVERAGE).reason())
        .startsWith("what a CRM with one number per stage is given: +");
    assertThat(line(worse, Method.STAGE_AVERAGE).toIncumbent().difference())
        .isCloseTo(Math.log(0.7) - Math.log(0.68), within(1e-12));
  }

  @Test
  void takesTheFullModelWithoutAPastDate() {
    Proof nothing = new Proof(METHODS, TestSettings.standard());
    MethodChoice choice = choice(nothing, CANDIDATES);

    assertThat(choice.chosen()).isEqualTo(Method.STAGE_AGE_SEGMENT);
    assertThat(line(choice, Method.STAGE_AGE_SEGMENT).reason()).startsWith("no past date");
    assertThat(line(choice, Method.STAGE).reason()).startsWith("says nothing of some deals");
    assertThat(choice.version().worseThanIncumbent()).isNaN();
    assertThat(choice.version().isRefused()).isFalse();
    assertThat(MethodChoice.chosen(nothing, List.of(Method.STAGE, HALF_LIFE))).isEqualTo(HALF_LIFE);
  }

  @Test
  void namesMethodsByWhatTheyAre() {
    assertThat(HALF_LIFE.name()).isEqualTo("stage_age_segment_half_life_90_days");
    assertThat(HALF_LIFE.form().halfLifeDays()).isEqualTo(90);
    assertThat(Method.STAGE_AGE.form().detail()).isEqualTo(ConfidenceModel.Form.Detail.STAGE_AGE);
    assertThat(CANDIDATES).allMatch(Method::isModel);
    assertThat(List.of(Method.INCUMBENT, Method.PUBLISHED, Method.REACHED))
        .noneMatch(Method::isModel);
  }

  private static MethodChoice.Line line(MethodChoice choice, Method method) {
    return choice.lines().stream()
        .filter(line -> line.method().equals(method))
        .findFirst()
        .orElseThrow();
  }

  private static MethodChoice choice(Proof proof, List<Method> candidates) {
    Method chosen = MethodChoice.chosen(proof, candidates);
    return MethodChoice.of(proof.withStageAverage(chosen), candidates, chosen);
  }

  /** Where every model says of each deal what it says of the stage. */
  private static Proof proof(
      double incumbent, double stage, double full, double halfLife, double noise) {
    return proof(incumbent, stage, full, halfLife, noise, full);
  }

  /** One lost deal in each group; the full model is off by the noise, to either side in turn. */
  private static Proof proof(
      double incumbent,
      double stage,
      double full,
      double halfLife,
      double noise,
      double stageAverage) {
    Proof proof = new Proof(METHODS, TestSettings.standard());
    for (int i = 0; i < 64; i++) {
      // Log losses are noisy by equal amounts to both sides.
      double logLoss = -Math.log(1 - full) + (i % 2 == 0 ? noise : -noise);
      proof.add(
          new Proof.Entry(
              "2026-01-01",
              "s",
              List.of(),
              i,
              false,
              false,
              new double[] {incumbent, stage, 1 - Math.exp(-logLoss), halfLife},
              new double[] {Double.NaN, stage, stageAverage, halfLife}));
    }
    return proof;
  }
}
