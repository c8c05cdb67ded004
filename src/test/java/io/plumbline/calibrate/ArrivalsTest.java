package io.plumbline.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.calibrate.Arrivals.Created;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ArrivalsTest {

  private static final List<String> TYPE = List.of("customer_type");

  // Of 40 new ones 10 are won at once for 100 and 10 for 300, 20 lost. Of 5 existing ones 4 are won
  // without an amount and 1 is open. Window: 200 days.
  private final List<Created> created =
      new ArrayList<>(
          List.of(
              created("new", "won", 10, 30, 10, "1000.00", "100000.00"),
              created("new", "won", 20, 200, 10, "3000.00", "900000.00"),
              created("new", "lost", 15, 30, 20),
              created("existing", "won", 10, 30, 4),
              created("existing", "open", 30, 30, 1)));

  @Test
  void countsArrivalsPerDayOfTheWindow() {
    List<Arrivals.Line> lines = arrivals(created, TYPE).lines();

    assertThat(lines).hasSize(3);
    assertThat(line(lines, null).createdPerDay()).isEqualTo(45 / 200.0);
    assertThat(line(lines, "new").createdPerDay()).isEqualTo(40 / 200.0);
    assertThat(line(lines, "existing").createdPerDay()).isEqualTo(5 / 200.0);
    assertThat(lines).allSatisfy(line -> assertThat(line.windowDays()).isEqualTo(200));
  }

  @Test
  void leavesArrivalsBeforeTheWindowOutOfTheRateButNotOutOfTheWins() {
    created.clear();
    created.add(created("new", "won", 10, 365, 30));
    created.add(created("new", "lost", 10, 100, 10));
    Arrivals.Line line = line(arrivals(created, List.of()).lines(), null);

    assertThat(line.windowDays()).isEqualTo(365);
    assertThat(line.createdPerDay()).isEqualTo(10 / 365.0);
    assertThat(line.winProbability()).isEqualTo(0.75, within(1e-12));
  }

  @Test
  void givesAThinSegmentTheWinProbabilityOfThePipeline() {
    List<Arrivals.Line> lines = arrivals(created, TYPE).lines();

    // Pipeline: 45 at risk, 14 won on day 10; 31, 20 lost on day 15; 11, 10 won on day 20; 1 open.
    // F_won = 14/45 + 31/45 * 11/31 * 10/11 = 24/45, F_lost = 20/45.
    assertThat(line(lines, null).winProbability()).isEqualTo(24 / 44.0, within(1e-12));
    assertThat(line(lines, "existing").winProbability()).isEqualTo(24 / 44.0, within(1e-12));
    assertThat(line(lines, "new").winProbability()).isEqualTo(0.5, within(1e-12));
  }

  @Test
  void takesMeanAndVarianceOfTheAmountsOfTheWonThatHaveOne() {
    Arrivals.Line line = line(arrivals(created, TYPE).lines(), "new");

    // Ten of 100 and ten of 300.
    assertThat(line.meanWonAmount()).isEqualTo(new BigDecimal("200.00"));
    assertThat(line.wonAmountVariance()).isEqualTo(10_000, within(1e-9));
  }

  @Test
  void knowsHowManyOfTheWonHaveAnAmount() {
    List<Arrivals.Line> lines = arrivals(created, TYPE).lines();

    assertThat(line(lines, null).pricedShare()).isEqualTo(20 / 24.0, within(1e-12));
    assertThat(line(lines, "new").pricedShare()).isEqualTo(1);
  }

  @Test
  void pricesASegmentWithoutAmountsAsThePipeline() {
    List<Arrivals.Line> lines = arrivals(created, TYPE).lines();

    assertThat(line(lines, "existing").pricedShare()).isEqualTo(20 / 24.0, within(1e-12));
    assertThat(line(lines, "existing").meanWonAmount()).isEqualTo(new BigDecimal("200.00"));
    assertThat(line(lines, "existing").wonAmountVariance()).isEqualTo(10_000, within(1e-9));
  }

  @Test
  void claimsNothingWhereNothingArrivedOrNothingWasResolved() {
    Arrivals none = arrivals(List.of(), TYPE);

    assertThat(none.lines()).hasSize(1);
    assertUnknown(none.lines().get(0));
    assertThat(none.lines().get(0).createdPerDay()).isZero();
    assertThat(none.curve().lastTime()).isEmpty();

    Arrivals open = arrivals(List.of(created("new", "open", 0, 0, 3)), TYPE);
    assertThat(open.lines()).hasSize(2).allSatisfy(ArrivalsTest::assertUnknown);
    assertThat(open.lines()).allSatisfy(line -> assertThat(line.createdPerDay()).isEqualTo(3));
  }

  @Test
  void splitsByEveryDimensionOnItsOwn() {
    List<Created> cells =
        List.of(
            new Created("new", "0-100", "a", "won", 0, 1, 1, 0, 0, null, null),
            new Created("new", "100+", "b", "won", 0, 1, 1, 0, 0, null, null));
    List<Arrivals.Line> lines =
        arrivals(cells, List.of("customer_type", "size_band", "product")).lines();

    assertThat(lines)
        .extracting(
            Arrivals.Line::level,
            Arrivals.Line::customerType,
            Arrivals.Line::sizeBand,
            Arrivals.Line::product)
        .containsExactlyInAnyOrder(
            org.assertj.core.groups.Tuple.tuple("pipeline", null, null, null),
            org.assertj.core.groups.Tuple.tuple("customer_type", "new", null, null),
            org.assertj.core.groups.Tuple.tuple("size_band", null, "0-100", null),
            org.assertj.core.groups.Tuple.tuple("size_band", null, "100+", null),
            org.assertj.core.groups.Tuple.tuple("product", null, null, "a"),
            org.assertj.core.groups.Tuple.tuple("product", null, null, "b"));
  }

  @Test
  void doesNotDependOnTheOrderOfTheCounts() {
    List<Created> shuffled = new ArrayList<>(created);
    Collections.shuffle(shuffled, new Random(3));

    assertThat(arrivals(shuffled, TYPE).lines()).isEqualTo(arrivals(created, TYPE).lines());
  }

  @Test
  void countsOlderDealsFromTheDayOnThatTheExportIsCompleteFor() {
    // Complete for 100 days. Of 40 created since, 10 are won on day 5 and 30 lost on day 30. Of the
    // older ones there are only those that were still open at 50 days: 6 won on day 60.
    List<Created> late =
        List.of(
            new Created("new", "0-100", "a", "won", 5, 10, 10, 100, 0, null, null),
            new Created("new", "0-100", "a", "lost", 30, 30, 30, 90, 0, null, null),
            new Created("new", "0-100", "a", "won", 60, 6, 0, 365, 0, null, null),
            new Created("new", "0-100", "a", Arrivals.ENTERED, 50, 6, 0, 365, 0, null, null));
    Arrivals arrivals = Arrivals.of(late, List.of(), 100);
    Arrivals.Line line = line(arrivals.lines(), null);

    assertThat(line.windowDays()).isEqualTo(100);
    assertThat(line.createdPerDay()).isEqualTo(40 / 100.0);
    // Nobody is left at 31 days: 10/40 won and 30/40 lost, whatever came of the 6.
    assertThat(line.winProbability()).isEqualTo(0.25, within(1e-12));
    assertThat(arrivals.curve().wonBy(5)).isEqualTo(10 / 40.0, within(1e-12));
  }

  /** Of an export that is complete. */
  private static Arrivals arrivals(List<Created> of, List<String> dimensions) {
    return Arrivals.of(of, dimensions, Integer.MAX_VALUE);
  }

  private static Created created(String type, String outcome, int day, int age, long n) {
    return new Created(type, "0-100", "a", outcome, day, n, age < 365 ? n : 0, age, 0, null, null);
  }

  private static Created created(
      String type, String outcome, int day, int age, long n, String amount, String squared) {
    return new Created(
        type,
        "0-100",
        "a",
        outcome,
        day,
        n,
        age < 365 ? n : 0,
        age,
        n,
        new BigDecimal(amount),
        new BigDecimal(squared));
  }

  private static Arrivals.Line line(List<Arrivals.Line> lines, String customerType) {
    return lines.stream()
        .filter(line -> java.util.Objects.equals(line.customerType(), customerType))
        .findFirst()
        .orElseThrow();
  }

  private static void assertUnknown(Arrivals.Line line) {
    assertThat(line.winProbability()).isNaN();
    assertThat(line.pricedShare()).isNaN();
    assertThat(line.meanWonAmount()).isNull();
    assertThat(line.wonAmountVariance()).isNaN();
  }
}
