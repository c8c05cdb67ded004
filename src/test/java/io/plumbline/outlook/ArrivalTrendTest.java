package io.plumbline.outlook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.outlook.ArrivalTrend.Method;
import java.time.LocalDate;
import java.time.Month;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ArrivalTrendTest {

  private static final LocalDate AS_OF = LocalDate.of(2026, 6, 30);
  private static final int FOUR_YEARS = 1461;

  @Test
  void takesTheMeanOfAShortHistory() {
    ArrivalTrend trend = ArrivalTrend.of(counts(100, day -> 2), AS_OF);

    assertThat(trend.perDay()).isEqualTo(2);
    assertThat(trend.windowDays()).isEqualTo(100);
    assertThat(trend.method()).isEqualTo(Method.YEAR);
    assertThat(trend.byMonth()).containsOnly(1.0);
  }

  @Test
  void countsTheLastYearOnly() {
    ArrivalTrend trend =
        ArrivalTrend.of(counts(400, day -> day.isAfter(AS_OF.minusDays(365)) ? 1 : 50), AS_OF);

    assertThat(trend.perDay()).isEqualTo(1);
    assertThat(trend.windowDays()).isEqualTo(365);
  }

  @Test
  void goesOnGrowingForAYear() {
    // By 50 % a year: July is 197 days after the middle of the last year.
    ArrivalTrend trend =
        ArrivalTrend.of(
            counts(FOUR_YEARS, day -> Math.round(40 * Math.pow(1.5, yearsAgo(day)))), AS_OF);

    assertThat(trend.method()).isEqualTo(Method.TREND);
    assertThat(trend.byMonth().get(1)).isCloseTo(Math.pow(1.5, 197 / 365.0), within(0.02));
    assertThat(trend.byMonth().get(7)).isCloseTo(Math.pow(1.5, 381 / 365.0), within(0.03));
    assertThat(trend.byMonth().get(18)).isEqualTo(trend.byMonth().get(15));
  }

  @Test
  void knowsTheMonthsOfTheYear() {
    // 10 a day and 20 in December are 3960 a year, 10.85 a day.
    ArrivalTrend trend =
        ArrivalTrend.of(
            counts(FOUR_YEARS, day -> day.getMonth() == Month.DECEMBER ? 20 : 10), AS_OF);

    assertThat(trend.method()).isEqualTo(Method.SEASON);
    assertThat(trend.byMonth().get(6)).isCloseTo(20 / (3960 / 365.0), within(0.01));
    assertThat(trend.byMonth().get(3)).isCloseTo(10 / (3960 / 365.0), within(0.01));
    assertThat(trend.byMonth().get(18)).isEqualTo(trend.byMonth().get(6));
  }

  @Test
  void takesNoisePatternsForNone() {
    long simple =
        IntStream.range(0, 40)
            .filter(
                seed -> {
                  Random random = new Random(seed);
                  long[] counts = counts(FOUR_YEARS, day -> poisson(random, 1.5));
                  return ArrivalTrend.of(counts, AS_OF).method() == Method.YEAR;
                })
            .count();

    assertThat(simple).isGreaterThanOrEqualTo(28);
  }

  @Test
  void expectsNothingOfNothing() {
    ArrivalTrend trend = ArrivalTrend.of(new long[900], AS_OF);

    assertThat(trend.perDay()).isZero();
    assertThat(trend.byMonth()).containsOnly(1.0);
  }

  private static double yearsAgo(LocalDate day) {
    return (day.toEpochDay() - AS_OF.toEpochDay()) / 365.0;
  }

  private static long[] counts(int days, ToDoubleFunction<LocalDate> ofDay) {
    return IntStream.range(0, days)
        .mapToLong(i -> Math.round(ofDay.applyAsDouble(AS_OF.minusDays(days - 1L - i))))
        .toArray();
  }

  private static int poisson(Random random, double mean) {
    int count = 0;
    double product = random.nextDouble();
    while (product > Math.exp(-mean)) {
      product *= random.nextDouble();
      count++;
    }
    return count;
  }
}
