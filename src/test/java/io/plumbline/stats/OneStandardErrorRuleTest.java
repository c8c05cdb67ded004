package io.plumbline.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.plumbline.stats.OneStandardErrorRule.Candidate;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OneStandardErrorRuleTest {
  private static final double NAN = Double.NaN;

  @Test
  void takesTheSimplestWithinOneStandardErrorOfTheBest() {
    assertThat(chosen(0.75, 0.125, 0.625, 0.125, 0.5, 0, 0.5625, 0.125)).hasValue(1);
  }

  @Test
  void countsExactlyOneStandardErrorAsWithin() {
    assertThat(chosen(0.625, 0.125, 0.5, 0)).hasValue(0);
    assertThat(chosen(0.625, 0.124, 0.5, 0)).hasValue(1);
  }

  @Test
  void neverTakesAMoreComplexOneThanTheBest() {
    assertThat(chosen(0.5, 0, 0.5001, 9)).hasValue(0);
  }

  @Test
  void takesTheSimplestOfEquals() {
    assertThat(chosen(0.75, 0, 0.5, 0, 0.5, 0)).hasValue(1);
    assertThat(OneStandardErrorRule.best(new double[] {0.75, 0.5, 0.5})).hasValue(1);
  }

  @Test
  void passesOverUnknownLossesAndUnknownStandardErrors() {
    assertThat(chosen(NAN, 0.1, 0.51, NAN, 0.52, 0.1, 0.5, NAN)).hasValue(2);
    assertThat(chosen(NAN, 0.1, 0.51, NAN, 0.5, NAN)).hasValue(2);
  }

  @Test
  void choosesNothingWhenNoLossIsKnown() {
    assertThat(chosen()).isEmpty();
    assertThat(chosen(NAN, 0.1)).isEmpty();
    assertThat(OneStandardErrorRule.best(new double[] {NAN})).isEmpty();
  }

  @Test
  void refusesWhatIsOutOfRange() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Candidate(0.5, -0.1))
        .withMessageContaining("Standard error is -0.1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Candidate(Double.POSITIVE_INFINITY, 0.1))
        .withMessageContaining("Loss is Infinity");
  }

  /** Losses and standard errors in turn. */
  private static OptionalInt chosen(double... numbers) {
    return OneStandardErrorRule.choose(
        IntStream.range(0, numbers.length / 2)
            .mapToObj(i -> new Candidate(numbers[2 * i], numbers[2 * i + 1]))
            .toList());
  }
}
