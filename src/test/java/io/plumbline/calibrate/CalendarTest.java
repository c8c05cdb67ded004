package io.plumbline.calibrate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CalendarTest {

  @Test
  void looksTenTimesPerMedianCycleAndWaitsForNineOfTen() {
    // Cycles of 10, 20, ..., 110 days: the sixth of eleven, and the tenth.
    TestDeals deals = new TestDeals(1);
    for (int i = 1; i <= 11; i++) {
      deals.deal("a", 200, 200 - 10 * i, i % 2 == 0 ? Paths.WON : Paths.LOST);
    }
    Calendar calendar = Calendar.of(deals.paths(), TestSettings.standard());

    assertThat(calendar).isEqualTo(new Calendar(6, 100));
    // A third of the time apart.
    assertThat(calendar.dates(3)).isEqualTo(List.of(100, 133, 166));
    assertThat(calendar.dates(0)).isEmpty();
  }

  @Test
  void takesTheCycleFromTheFirstVisitToTheClose() {
    long key = TestDeals.key(1);
    long closed = TestDeals.back(20);
    TestDeals deals =
        new TestDeals(1)
            .visit(
                TestDeals.visit(
                    key,
                    1,
                    "a",
                    TestDeals.back(100),
                    TestDeals.back(30),
                    closed,
                    Paths.WON,
                    Paths.NO_AMOUNT,
                    List.of()))
            .visit(
                TestDeals.visit(
                    key,
                    2,
                    "b",
                    TestDeals.back(30),
                    closed,
                    closed,
                    Paths.WON,
                    Paths.NO_AMOUNT,
                    List.of()));

    assertThat(Calendar.of(deals.paths(), TestSettings.standard())).isEqualTo(new Calendar(8, 80));
  }

  @Test
  void leavesOpenDealsOut() {
    TestDeals deals = new TestDeals(1).deal("a", 100, 80, Paths.WON);
    for (int i = 0; i < 20; i++) {
      deals.deal("a", 300, 0, Paths.OPEN);
      // Closed at the cutoff, which is not known yet.
      deals.deal("a", 300, 0, Paths.LOST);
    }

    assertThat(Calendar.of(deals.paths(), TestSettings.standard())).isEqualTo(new Calendar(2, 20));
  }

  @Test
  void staysWithinItsLimits() {
    TestDeals slow = new TestDeals(1).deal("a", 1900, 100, Paths.LOST);
    TestDeals quick = new TestDeals(1).deal("a", 100, 99.9, Paths.LOST);
    TestDeals none = new TestDeals(1).deal("a", 100, 0, Paths.OPEN);

    assertThat(Calendar.of(slow.paths(), TestSettings.standard())).isEqualTo(new Calendar(30, 365));
    assertThat(Calendar.of(quick.paths(), TestSettings.standard())).isEqualTo(new Calendar(1, 1));
    assertThat(Calendar.of(none.paths(), TestSettings.standard())).isEqualTo(new Calendar(1, 1));
    assertThat(new Calendar(1, 1).dates(3)).isEqualTo(List.of(1, 2, 3));
  }

  @Test
  void obeysTheSettingOfTheSpacing() {
    CalibrationSettings settings = TestSettings.of().spacingDays(17).landmarks(9).build();
    Calendar calendar =
        Calendar.of(new TestDeals(1).deal("a", 100, 0.5, Paths.WON).paths(), settings);

    assertThat(calendar.spacingDays()).isEqualTo(17);
    assertThat(calendar.grid(5, settings)).isEqualTo(new Landmarks.Grid(5, 17, 9, Long.MIN_VALUE));
  }
}
