package io.plumbline.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.Test;

class DriftTest {

  private static final Stage STAGE = new Stage("a", "A", 1, 0.5);

  @Test
  void findsAndDatesARealChange() {
    LocalDate changed = TestSettings.AS_OF.plusDays(1).minusDays(200);
    for (int seed = 0; seed < 10; seed++) {
      Drift.Line line =
          drift(
              new TestDeals(seed)
                  .single(
                      1000,
                      List.of("a"),
                      List.of(),
                      15,
                      600,
                      (stage, values, age, before) -> before - age > 200 ? 0.5 : 0.2));

      assertThat(line.verdict()).isEqualTo("drift");
      assertThat(line.pValue()).isLessThan(0.01);
      assertThat(line.before()).isCloseTo(0.5, within(0.08));
      assertThat(line.after()).isCloseTo(0.2, within(0.08));
      // 1.7 closings a day: periods of 7 days.
      assertThat(Math.abs(ChronoUnit.DAYS.between(changed, line.changedOn())))
          .isLessThanOrEqualTo(21);
      assertThat(line.reason()).contains("won before " + line.changedOn());
    }
  }

  @Test
  void seldomFindsAChangeWhereThereIsNone() {
    int alarms = 0;
    int tested = 0;
    for (int seed = 0; seed < 400; seed++) {
      Drift.Line line =
          drift(
              new TestDeals(seed)
                  .single(
                      500, List.of("a"), List.of(), 20, 500, (stage, values, age, before) -> 0.3));
      tested += line.verdict().equals("too_few_deals") ? 0 : 1;
      alarms += line.isDrift() ? 1 : 0;
    }

    assertThat(tested).isEqualTo(400);
    // Of 400 tests at 5 %.
    assertThat(alarms).isBetween(1, 28);
  }

  @Test
  void countsDealsOfTheStageThatClosedInWholePeriods() {
    TestDeals deals = new TestDeals(1);
    // Closed every day; nine of ten close within 10 days, the first 10 days are left out.
    for (int day = 1; day <= 210; day++) {
      deals.deal("a", day + 10, day, day % 2 == 0 ? Paths.WON : Paths.LOST);
      deals.deal("b", day + 10, day, Paths.WON);
    }
    Drift.Line line = drift(deals);

    // 210 days of one closing each: periods of 14 days, fifteen of them whole.
    assertThat(line.closed()).isEqualTo(210);
    assertThat(line.verdict()).isEqualTo("stable");
    assertThat(line.reason()).contains("over 15 periods of 14 days");
  }

  @Test
  void saysSoWhereDealsOrTimeAreTooFew() {
    TestDeals few = new TestDeals(1);
    for (int i = 0; i < 12; i++) {
      few.deal("a", 900 - 50 * i, 890 - 50 * i, i % 2 == 0 ? Paths.WON : Paths.LOST);
    }
    TestDeals brief = new TestDeals(1);
    for (int i = 0; i < 400; i++) {
      brief.deal("a", 20 - i % 10, 10 - i % 10, i % 3 == 0 ? Paths.WON : Paths.LOST);
    }
    for (TestDeals deals : List.of(few, brief, new TestDeals(1))) {
      Drift.Line line = drift(deals);

      assertThat(line.verdict()).isEqualTo("too_few_deals");
      assertThat(line.isDrift()).isFalse();
      assertThat(line.pValue()).isNaN();
      assertThat(line.changedOn()).isNull();
    }
  }

  @Test
  void findsNothingInAStageThatNobodyEntered() {
    TestDeals deals =
        new TestDeals(1)
            .single(300, List.of("b"), List.of(), 15, 600, (stage, values, age, before) -> 0.5);

    assertThat(drift(deals).verdict()).isEqualTo("too_few_deals");
    assertThat(drift(deals).closed()).isZero();
  }

  private static Drift.Line drift(TestDeals deals) {
    Paths paths = deals.paths();
    CalibrationSettings settings = TestSettings.standard();
    return Drift.of(STAGE, paths, Calendar.of(paths, settings), settings);
  }
}
