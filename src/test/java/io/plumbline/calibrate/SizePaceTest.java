package io.plumbline.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SizePaceTest {

  private static final List<String> SIZES = List.of("0-1000", "1000-10000", "10000+");

  @Test
  void findsHowTimesGrowWithAmounts() {
    List<SizePace.Line> lines = SizePace.of(deals(2000, 0.3, 1, 1));

    assertThat(lines).extracting(SizePace.Line::sizeBand).containsExactlyElementsOf(SIZES);
    SizePace.Line middle = lines.get(1);
    assertThat(middle.exponent()).isCloseTo(0.3, within(3 * middle.standardError()));
    assertThat(middle.standardError()).isBetween(0.005, 0.06);
    // Sizes are ten times apart, so that each takes 10^0.3 = 2 times as long as the one before.
    assertThat(lines.get(0).pace() / middle.pace()).isBetween(1.6, 2.5);
    assertThat(middle.pace() / lines.get(2).pace()).isBetween(1.6, 2.5);
    assertThat(lines.get(0).pace()).isGreaterThan(1);
    assertThat(lines.get(2).pace()).isLessThan(1);
  }

  @Test
  void knowsNoPaceWhereAmountsTellNothing() {
    int found = 0;
    for (int seed = 0; seed < 20; seed++) {
      for (SizePace.Line line : SizePace.of(deals(600, 0, 1, 100 + seed))) {
        found++;
        assertThat(line.pace()).isBetween(0.7, 1.4);
      }
    }
    assertThat(found).as("of 60; a third is larger than its error by chance").isLessThan(40);
    assertThat(SizePace.of(deals(40, 0.5, 1, 3))).as("too few wins").isEmpty();
    assertThat(SizePace.of(landmarks(new TestDeals(1).deal("a", 90, 50, Paths.WON))))
        .as("no sizes")
        .isEmpty();
  }

  @Test
  void knowsNoPaceWhereEveryWinComesWithinADayOfItsLandmark() {
    TestDeals deals = new TestDeals(1);
    for (int i = 0; i < 40; i++) {
      long closed = TestDeals.back(100 + 2 * i - 0.25);
      deals.visit(
          TestDeals.visit(
              TestDeals.key(i),
              1,
              i % 2 == 0 ? "a" : "b",
              TestDeals.back(100 + 2 * i + 0.25),
              closed,
              closed,
              Paths.WON,
              10_000L * (1 + i % 7),
              List.of(SIZES.get(0))));
    }

    assertThat(SizePace.of(landmarks(deals, "size_band"))).isEmpty();
  }

  @Test
  void isTheSameInAnotherCurrency() {
    List<SizePace.Line> lines = SizePace.of(deals(800, 0.3, 1, 7));
    List<SizePace.Line> inYen = SizePace.of(deals(800, 0.3, 100, 7));

    assertThat(inYen).hasSameSizeAs(lines).isNotEmpty();
    for (int i = 0; i < lines.size(); i++) {
      assertThat(inYen.get(i).pace()).isCloseTo(lines.get(i).pace(), within(1e-3));
      assertThat(inYen.get(i).exponent()).isCloseTo(lines.get(i).exponent(), within(1e-3));
    }
  }

  /**
   * Deals of three sizes, ten times apart, a third of them won; the time to the close is
   * exponential with a mean of 4 days x (amount / 100)^exponent.
   *
   * @param unit what a hundredth of an amount is multiplied by
   */
  private static Landmarks deals(int count, double exponent, long unit, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    TestDeals deals = new TestDeals(seed);
    for (int i = 0; i < count; i++) {
      int size = random.nextInt(3);
      double amount = 100 * Math.pow(10, size) * (1 + random.nextDouble());
      double stay = -Math.log(random.nextDouble()) * 4 * Math.pow(amount / 100, exponent);
      double entered = 900 - 0.3 * i * 2000 / count;
      byte outcome = random.nextInt(3) == 0 ? Paths.WON : Paths.LOST;
      long closed = TestDeals.back(entered - stay);
      deals.visit(
          TestDeals.visit(
              TestDeals.key(i),
              1,
              "a",
              TestDeals.back(entered),
              closed,
              closed,
              outcome,
              Math.round(100 * amount) * unit,
              List.of(SIZES.get(size))));
    }
    return landmarks(deals, "size_band");
  }

  private static Landmarks landmarks(TestDeals deals, String... dimensions) {
    return Landmarks.of(
        deals.paths(dimensions),
        new Landmarks.Grid(TestSettings.CUTOFF, 2, 500, Long.MIN_VALUE),
        4);
  }
}
