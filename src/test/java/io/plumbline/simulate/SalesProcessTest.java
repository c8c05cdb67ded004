package io.plumbline.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.simulate.Segment.CustomerType;
import io.plumbline.simulate.Segment.Product;
import io.plumbline.simulate.Segment.SizeBand;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Expected numbers: the absorbing chain solved with Python 3 and NumPy, {@code
 * numpy.linalg.solve(A, b)} with A = I - Q, where an exit's share is weight x (1.5 x 0.75 x 1.2 if
 * it leads on) over their sum, times 0.996, losing returns to its stage with 0.01, and b holds the
 * exits to won. The probability at age a weighs each exit by {@code exp(-(a / scale)**shape)} with
 * {@code scale = 1.6 * median / log(2)**(1 / shape)} and adds 0.004 that stay for ever; never
 * closing solves the same chain with 0.004 on the right side of every stage.
 */
class SalesProcessTest {

  private static final SalesProcess BASELINE =
      process(CustomerType.NEW, SizeBand.MID, Product.PLATFORM);
  private static final SalesProcess EXISTING_LARGE_SERVICES =
      process(CustomerType.EXISTING, SizeBand.LARGE, Product.SERVICES);

  @ParameterizedTest
  @CsvSource({
    "0, 0.2049344119, 0.2907195861",
    "1, 0.3337981334, 0.4292280109",
    "2, 0.4663517817, 0.5569037283",
    "3, 0.6363032057, 0.7087497289",
    "4, 0.8234625897, 0.8635099051"
  })
  void entryWinProbabilitySolvesTheChain(int stage, double baseline, double other) {
    assertThat(BASELINE.entryWinProbability(stage)).isCloseTo(baseline, within(1e-9));
    assertThat(EXISTING_LARGE_SERVICES.entryWinProbability(stage)).isCloseTo(other, within(1e-9));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 30, 0.0535964880, 0.0227388307, 0.1733687850, 0.0168660915",
    "2, 45, 0.1208978862, 0.0347929684, 0.3460158284, 0.0208577078",
    "4, 10, 0.7003297595, 0.0104114214, 0.8164341078, 0.0071006782"
  })
  void standingForLongChangesTheWinProbability(
      int stage, double days, double win, double never, double otherWin, double otherNever) {
    assertThat(BASELINE.winProbability(stage, days)).isCloseTo(win, within(1e-9));
    assertThat(BASELINE.neverClosingProbability(stage, days)).isCloseTo(never, within(1e-9));
    assertThat(EXISTING_LARGE_SERVICES.winProbability(stage, days))
        .isCloseTo(otherWin, within(1e-9));
    assertThat(EXISTING_LARGE_SERVICES.neverClosingProbability(stage, days))
        .isCloseTo(otherNever, within(1e-9));
  }

  @Test
  void drawnOutcomesWithinAStageAgreeWithTheConditionalProbability() {
    // Share of the visits still standing after 30 days that leave for the next stage or a win,
    // counted from 200,000 draws against the same weights and survival functions by hand:
    // P(T > 30) of each exit of "qualified", baseline, from exp(-log(2) * (30 / median)**shape).
    double next = 0.52 * Math.exp(-Math.log(2) * Math.pow(30.0 / 10, 1.3));
    double skip = 0.05 * Math.exp(-Math.log(2) * Math.pow(30.0 / 7, 1.3));
    double won = 0.008 * Math.exp(-Math.log(2) * Math.pow(30.0 / 4, 1.3));
    double lost = 0.422 * Math.exp(-Math.log(2) * 30.0 / 21);
    double expected = (next + skip + won) / (next + skip + won + lost);
    RandomStream random = RandomStream.of(11L);
    int standing = 0;
    int forward = 0;
    for (int i = 0; i < 200_000; i++) {
      SalesProcess.Step step = BASELINE.draw(0, random);
      if (step != null && step.seconds() > 30 * 86_400L) {
        standing++;
        forward += step.target() == PipelineModel.NEW_BUSINESS.lostIndex() ? 0 : 1;
      }
    }

    double error = Math.sqrt(expected * (1 - expected) / standing);
    assertThat(forward / (double) standing).isCloseTo(expected, within(3.5 * error));
  }

  @Test
  void aDealThatStandsForVeryLongIsNeverWon() {
    assertThat(BASELINE.winProbability(0, 3_000)).isCloseTo(0.0, within(1e-12));
    assertThat(BASELINE.neverClosingProbability(0, 3_000)).isCloseTo(1.0, within(1e-12));
  }

  @Test
  void existingCustomersWinMoreAndLargeDealsLess() {
    double existing =
        process(CustomerType.EXISTING, SizeBand.MID, Product.PLATFORM).entryWinProbability(0);
    double large =
        process(CustomerType.NEW, SizeBand.LARGE, Product.PLATFORM).entryWinProbability(0);

    assertThat(existing).isGreaterThan(BASELINE.entryWinProbability(0) + 0.1);
    assertThat(large).isLessThan(BASELINE.entryWinProbability(0) - 0.05);
  }

  private static SalesProcess process(CustomerType type, SizeBand size, Product product) {
    return new SalesProcess(
        PipelineModel.NEW_BUSINESS, new Segment(type, size, product), 0.004, 0.01);
  }
}
