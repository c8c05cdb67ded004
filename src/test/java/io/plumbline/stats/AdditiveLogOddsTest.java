package io.plumbline.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.stats.AdditiveLogOdds.Block;
import io.plumbline.stats.AdditiveLogOdds.Evidence;
import io.plumbline.stats.AdditiveLogOdds.Prior;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AdditiveLogOddsTest {
  private static final int CELLS = 15;
  private static final Evidence EVIDENCE = evidence();
  private static final Block A = exchangeable("a", 3, 0.5, c -> c % 3);
  private static final Block B = exchangeable("b", 5, 0.3, c -> c / 3);
  private static final Block WALK = walk("b", 5, 5, 0.1, c -> c / 3);
  private static final Block CROSSED = exchangeable("a x b", 15, 0.2, c -> c % 3 * 5 + c / 3);

  // All golden numbers: python3 additive_log_odds.py (test resources), scikit-learn 1.2.1.

  @Test
  void fitsExchangeableBlocksLikeRidgeRegression() {
    assertLogOdds(
        converged(List.of(A, B), EVIDENCE),
        0.17807401,
        -0.44090494,
        -1.10904997,
        1.72750584,
        1.10852689,
        0.44038186,
        1.27425164,
        0.65527269,
        -0.01287234,
        0.68559380,
        0.06661485,
        -0.60153018,
        0.37101925,
        -0.24795970,
        -0.91610472);
  }

  @Test
  void fitsARandomWalkLikeRidgeRegressionOnItsRoot() {
    assertLogOdds(
        converged(List.of(A, WALK), EVIDENCE),
        0.75140781,
        0.06649897,
        -0.59781508,
        1.24074653,
        0.55583769,
        -0.10847636,
        1.13665297,
        0.45174413,
        -0.21256992,
        0.79147892,
        0.10657008,
        -0.55774397,
        0.53991869,
        -0.14499014,
        -0.80930419);
  }

  @Test
  void fitsCrossedBlocksLikeRidgeRegression() {
    assertLogOdds(
        converged(List.of(A, WALK, CROSSED), EVIDENCE),
        0.23101896,
        -0.13204263,
        -0.57108537,
        1.14389204,
        1.01702814,
        0.25004579,
        1.33445979,
        0.49336431,
        -0.20026273,
        0.85035701,
        -0.32198752,
        -0.17576256,
        0.67423482,
        0.03707324,
        -1.23967529);
  }

  /** Cells 3 and 11 have no evidence; effects alone say what is known of them. */
  @Test
  void cellsWithoutEvidenceAreTheSumOfTheirEffectsToo() {
    double[] won = EVIDENCE.won().clone();
    double[] weight = EVIDENCE.weight().clone();
    for (int c : new int[] {3, 11}) {
      won[c] = 0;
      weight[c] = 0;
    }
    AdditiveLogOdds model = converged(List.of(A, WALK, CROSSED), new Evidence(won, weight));
    double[] bases = new double[CELLS];
    for (int c = 0; c < CELLS; c++) {
      bases[c] = model.logOdds(c) - model.effect(0, c % 3) - model.effect(1, c / 3);
      bases[c] -= model.effect(2, c % 3 * 5 + c / 3);
      assertThat(model.probability(c))
          .isCloseTo(1 / (1 + Math.exp(-model.logOdds(c))), within(1e-15));
    }
    for (double base : bases) {
      assertThat(base).isCloseTo(bases[0], within(1e-12));
    }
  }

  @Test
  void multipliesThePenaltyByTheDesignEffect() {
    AdditiveLogOdds model = new AdditiveLogOdds(List.of(A, B), CELLS);
    model.designEffect(4);
    converge(model, EVIDENCE);

    assertLogOdds(
        model,
        0.35067068,
        -0.09848762,
        -0.53522086,
        1.08857925,
        0.63942096,
        0.20268772,
        0.87834657,
        0.42918827,
        -0.00754497,
        0.60378981,
        0.15463151,
        -0.28210173,
        0.40819176,
        -0.04096654,
        -0.47769978);
  }

  @Test
  void isThereInAFewSweeps() {
    AdditiveLogOdds model = new AdditiveLogOdds(List.of(A, WALK, CROSSED), CELLS);
    model.fit(EVIDENCE, 8);
    AdditiveLogOdds converged = converged(List.of(A, WALK, CROSSED), EVIDENCE);

    for (int c = 0; c < CELLS; c++) {
      assertThat(model.logOdds(c)).isCloseTo(converged.logOdds(c), within(2e-3));
    }
  }

  @Test
  void addsUpToItsLogOdds() {
    List<Block> blocks = List.of(A, WALK, CROSSED);
    AdditiveLogOdds model = converged(blocks, EVIDENCE);
    double base = model.logOdds(0) - sum(model, 0);

    for (int c = 0; c < CELLS; c++) {
      assertThat(base + sum(model, c)).isCloseTo(model.logOdds(c), within(1e-9));
      assertThat(model.probability(c))
          .isCloseTo(1 / (1 + Math.exp(-model.logOdds(c))), within(1e-12));
    }
    // scikit-learn, as above.
    assertThat(base).isCloseTo(0.21430619, within(1e-5));
  }

  @Test
  void leavesCellsOutOfBlocksThatDoNotTouchThem() {
    Block partly = exchangeable("partly", 2, 0.5, c -> c < 5 ? -1 : c % 2);
    AdditiveLogOdds model = converged(List.of(A, partly), EVIDENCE);

    assertThat(model.logOdds(0)).isEqualTo(model.logOdds(3), within(1e-9));
    assertThat(model.logOdds(3)).isNotCloseTo(model.logOdds(6), within(0.01));
    assertThat(model.logOdds(6)).isEqualTo(model.logOdds(12), within(1e-9));
  }

  @Test
  void doesNotDependOnTheOrderOfCells() {
    List<Integer> order = new java.util.ArrayList<>(IntStream.range(0, CELLS).boxed().toList());
    Collections.shuffle(order, new Random(2));
    int[] at = order.stream().mapToInt(i -> i).toArray();
    List<Block> blocks = List.of(A, WALK, CROSSED);
    AdditiveLogOdds model = estimated(blocks, EVIDENCE);
    AdditiveLogOdds shuffled =
        estimated(blocks.stream().map(b -> at(b, at)).toList(), at(EVIDENCE, at, 1));

    for (int i = 0; i < CELLS; i++) {
      assertThat(shuffled.logOdds(i)).isCloseTo(model.logOdds(at[i]), within(1e-9));
    }
    assertSameVariances(model, shuffled);
  }

  @Test
  void doesNotDependOnHowCellsAreSplit() {
    int[] at = IntStream.range(0, 2 * CELLS).map(i -> i % CELLS).toArray();
    List<Block> blocks = List.of(A, WALK, CROSSED);
    AdditiveLogOdds model = estimated(blocks, EVIDENCE);
    AdditiveLogOdds split =
        estimated(blocks.stream().map(b -> at(b, at)).toList(), at(EVIDENCE, at, 0.5));

    for (int i = 0; i < 2 * CELLS; i++) {
      assertThat(split.logOdds(i)).isCloseTo(model.logOdds(at[i]), within(1e-9));
    }
    assertSameVariances(model, split);
  }

  @Test
  void doesNotDependOnTheNumbersOfExchangeableLevels() {
    int[] renamed = {7, 2, 5};
    Block other = exchangeable("a", 9, 0.5, c -> renamed[c % 3]);
    AdditiveLogOdds model = estimated(List.of(A, WALK), EVIDENCE);
    AdditiveLogOdds same = estimated(List.of(other, WALK), EVIDENCE);

    for (int c = 0; c < CELLS; c++) {
      assertThat(same.logOdds(c)).isCloseTo(model.logOdds(c), within(1e-9));
    }
    assertThat(same.effect(0, 0)).as("never seen").isZero();
    assertSameVariances(model, same);
  }

  @Test
  void isTheMirrorImageWhenWinsAreLosses() {
    double[] lost = new double[CELLS];
    Arrays.setAll(lost, c -> EVIDENCE.weight()[c] - EVIDENCE.won()[c]);
    List<Block> blocks = List.of(A, WALK, CROSSED);
    AdditiveLogOdds model = estimated(blocks, EVIDENCE);
    AdditiveLogOdds mirrored = estimated(blocks, new Evidence(lost, EVIDENCE.weight()));

    for (int c = 0; c < CELLS; c++) {
      assertThat(mirrored.logOdds(c)).isCloseTo(-model.logOdds(c), within(1e-9));
    }
  }

  @Test
  void learnsNothingFromCellsWithoutWeight() {
    int[] at = IntStream.range(0, CELLS + 3).map(i -> i % CELLS).toArray();
    double[] won = Arrays.copyOf(EVIDENCE.won(), CELLS + 3);
    double[] weight = Arrays.copyOf(EVIDENCE.weight(), CELLS + 3);
    List<Block> blocks = List.of(A, WALK, CROSSED);
    AdditiveLogOdds model = estimated(blocks, EVIDENCE);
    AdditiveLogOdds more =
        estimated(blocks.stream().map(b -> at(b, at)).toList(), new Evidence(won, weight));

    for (int i = 0; i < CELLS + 3; i++) {
      assertThat(more.logOdds(i)).isCloseTo(model.logOdds(at[i]), within(1e-9));
    }
    assertSameVariances(model, more);
  }

  @Test
  void staysFiniteWhateverIsMissing() {
    double[] none = new double[CELLS];
    double[] many = new double[CELLS];
    Arrays.fill(many, 1e6);
    double[] one = new double[CELLS];
    one[4] = 3;
    List<Evidence> cases =
        List.of(
            new Evidence(none, none),
            new Evidence(none, EVIDENCE.weight()),
            new Evidence(EVIDENCE.weight(), EVIDENCE.weight()),
            new Evidence(none, many),
            new Evidence(one, one));
    for (Evidence evidence : cases) {
      AdditiveLogOdds model = estimated(List.of(A, WALK, CROSSED), evidence);
      model.designEffects(
          IntStream.range(0, CELLS).toArray(),
          new int[CELLS],
          1,
          evidence.won(),
          evidence.weight(),
          new boolean[CELLS]);
      model.fitVariances(evidence, 5);

      for (int c = 0; c < CELLS; c++) {
        assertThat(model.logOdds(c)).isFinite();
        assertThat(model.probability(c)).isBetween(0.0, 1.0);
      }
      for (int b = 0; b < 3; b++) {
        assertThat(model.variance(b)).isFinite().isPositive();
        assertThat(model.designEffectOf(b)).isFinite().isGreaterThanOrEqualTo(1);
      }
      assertThat(model.recalibration(evidence.won(), evidence.weight())).isZero();
    }
  }

  @Test
  void knowsNothingWithoutEvidence() {
    AdditiveLogOdds model =
        estimated(List.of(A, WALK, CROSSED), new Evidence(new double[CELLS], new double[CELLS]));

    for (int c = 0; c < CELLS; c++) {
      assertThat(model.probability(c)).isCloseTo(0.5, within(1e-9));
    }
  }

  @Test
  void fitsASingleCellOfASingleLevel() {
    Block only = new Block("only", new int[] {0}, 1, 1, Prior.EXCHANGEABLE, 0.2);
    Block series = new Block("series", new int[] {0}, 1, 1, Prior.RANDOM_WALK, 0.2);
    AdditiveLogOdds model =
        estimated(List.of(only, series), new Evidence(new double[] {400}, new double[] {1000}), 1);

    assertThat(model.probability(0)).isCloseTo(0.4, within(1e-3));
  }

  @Test
  void worksWithoutBlocks() {
    AdditiveLogOdds model = new AdditiveLogOdds(List.of(), 2);
    converge(model, new Evidence(new double[] {1, 2}, new double[] {5, 4}));

    // (3 + 0.5) / (9 + 1): one deal more, half won.
    assertThat(model.probability(0)).isCloseTo(0.35, within(1e-9));
  }

  @Test
  void startsFromTheShareWon() {
    AdditiveLogOdds model = new AdditiveLogOdds(List.of(A), CELLS);
    model.startFrom(3, 0);
    model.startFrom(19.5, 59.5);

    assertThat(model.probability(3)).isCloseTo(0.25, within(1e-12));
    assertThat(model.logOdds(3)).isCloseTo(Math.log(1 / 3.0), within(1e-12));
  }

  @Test
  void refusesBlocksOfOtherCells() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new AdditiveLogOdds(List.of(A), CELLS + 1))
        .withMessageContaining("cells of block a has 15 entries and cells has 16");
  }

  @Test
  void recalibratesToTheActualWins() {
    AdditiveLogOdds model = converged(List.of(A, WALK), EVIDENCE);
    double[] won = new double[CELLS];
    double[] weight = new double[CELLS];
    SplittableRandom random = new SplittableRandom(3);
    double wins = 0;
    for (int c = 1; c < CELLS; c++) {
      weight[c] = 10 * random.nextDouble();
      won[c] = weight[c] * random.nextDouble() * 0.2;
      wins += won[c];
    }

    double shift = model.recalibration(won, weight);

    double expected = 0;
    for (int c = 0; c < CELLS; c++) {
      expected += weight[c] / (1 + Math.exp(-model.logOdds(c) - shift));
    }
    assertThat(shift).isNegative();
    assertThat(expected).isCloseTo(wins, within(1e-9));
  }

  @Test
  void copiesAreIndependent() {
    AdditiveLogOdds model = converged(List.of(A, WALK, CROSSED), EVIDENCE);
    double before = model.logOdds(3);
    double variance = model.variance(0);
    AdditiveLogOdds copy = model.copy();
    copy.perturbPrior(() -> 1);
    copy.designEffect(9);
    copy.fitVariances(new Evidence(new double[CELLS], EVIDENCE.weight()), 5);

    assertThat(copy.logOdds(3)).isLessThan(before - 0.5);
    model.fit(EVIDENCE, 1);
    assertThat(model.logOdds(3)).isCloseTo(before, within(1e-6));
    assertThat(model.variance(0)).isEqualTo(variance);
    assertThat(model.designEffectOf(0)).isEqualTo(1);
  }

  // statsmodels 0.13.5: y = [1,1,1,1, 0,0,0,1, 1,1,0,0, 1,1,1,0, 0,0,0,0, 0,0,1,1]
  // f = lambda **k: sm.GLM(y, np.ones(24), family=sm.families.Binomial()).fit(**k).bse[0]
  // 6/5 * (f(cov_type='cluster', cov_kwds=dict(groups=np.arange(24)//4, use_correction=False))
  //        / f()) ** 2
  @Test
  void estimatesTheDesignEffectThatClusterRobustErrorsHave() {
    double[] won = {1, 1, 1, 1, 0, 0, 0, 1, 1, 1, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 1, 1};
    Block all = new Block("all", new int[1], 1, 1, Prior.EXCHANGEABLE, 0.2);
    AdditiveLogOdds model = new AdditiveLogOdds(List.of(all), 1);
    model.startFrom(12, 12);
    double[] weight = new double[24];
    boolean[] seen = new boolean[24];
    Arrays.fill(weight, 1);
    Arrays.fill(seen, true);

    model.designEffects(
        new int[24], IntStream.range(0, 24).map(r -> r / 4).toArray(), 6, won, weight, seen);

    assertThat(model.designEffectOf(0)).isCloseTo(2.0, within(1e-9));
  }

  @Test
  void fitsRepeatedRowsAsOnceWithTheirDesignEffect() {
    int repeats = 7;
    double[] won = Arrays.stream(EVIDENCE.won()).map(w -> repeats * w).toArray();
    double[] weight = Arrays.stream(EVIDENCE.weight()).map(w -> repeats * w).toArray();
    List<Block> blocks = List.of(A, WALK, CROSSED);
    AdditiveLogOdds once = estimated(blocks, EVIDENCE);
    AdditiveLogOdds repeated = new AdditiveLogOdds(blocks, CELLS);
    repeated.designEffect(repeats);
    repeated.fitVariances(new Evidence(won, weight), 40);

    for (int c = 0; c < CELLS; c++) {
      assertThat(repeated.logOdds(c)).isCloseTo(once.logOdds(c), within(1e-9));
    }
    assertSameVariances(once, repeated);
  }

  private static double sum(AdditiveLogOdds model, int cell) {
    double sum = 0;
    for (int b = 0; b < model.blocks().size(); b++) {
      sum += model.effect(b, model.blocks().get(b).level()[cell]);
    }
    return sum;
  }

  private static void assertLogOdds(AdditiveLogOdds model, double... expected) {
    assertThat(IntStream.range(0, CELLS).mapToDouble(model::logOdds).toArray())
        .containsExactly(expected, within(1e-5));
  }

  private static void assertSameVariances(AdditiveLogOdds one, AdditiveLogOdds other) {
    for (int b = 0; b < one.blocks().size(); b++) {
      assertThat(other.variance(b)).isCloseTo(one.variance(b), within(1e-9));
      assertThat(one.variance(b)).as("estimated").isNotEqualTo(one.blocks().get(b).variance());
    }
  }

  private static AdditiveLogOdds converged(List<Block> blocks, Evidence evidence) {
    AdditiveLogOdds model = new AdditiveLogOdds(blocks, evidence.weight().length);
    converge(model, evidence);
    return model;
  }

  /** One sweep at a time never stops early. */
  private static void converge(AdditiveLogOdds model, Evidence evidence) {
    for (int i = 0; i < 200; i++) {
      model.fit(evidence, 1);
    }
  }

  private static AdditiveLogOdds estimated(List<Block> blocks, Evidence evidence) {
    return estimated(blocks, evidence, evidence.weight().length);
  }

  private static AdditiveLogOdds estimated(List<Block> blocks, Evidence evidence, int cells) {
    AdditiveLogOdds model = new AdditiveLogOdds(blocks, cells);
    model.fitVariances(evidence, 40);
    return model;
  }

  private static Evidence evidence() {
    double[] won = new double[CELLS];
    double[] weight = new double[CELLS];
    for (int c = 0; c < CELLS; c++) {
      weight[c] = 4 + 7 * c % 11;
      won[c] = (c * c + 3 * (c % 3) + 2 * (c / 3)) % (weight[c] + 1);
    }
    return new Evidence(won, weight);
  }

  private static Block exchangeable(
      String name, int levels, double variance, IntUnaryOperator level) {
    return new Block(
        name,
        IntStream.range(0, CELLS).map(level).toArray(),
        levels,
        1,
        Prior.EXCHANGEABLE,
        variance);
  }

  private static Block walk(
      String name, int levels, int width, double variance, IntUnaryOperator level) {
    return new Block(
        name,
        IntStream.range(0, CELLS).map(level).toArray(),
        levels,
        width,
        Prior.RANDOM_WALK,
        variance);
  }

  private static Block at(Block block, int[] at) {
    return new Block(
        block.name(),
        Arrays.stream(at).map(c -> block.level()[c]).toArray(),
        block.levels(),
        block.width(),
        block.prior(),
        block.variance());
  }

  private static Evidence at(Evidence evidence, int[] at, double share) {
    return new Evidence(
        Arrays.stream(at).mapToDouble(c -> share * evidence.won()[c]).toArray(),
        Arrays.stream(at).mapToDouble(c -> share * evidence.weight()[c]).toArray());
  }
}
