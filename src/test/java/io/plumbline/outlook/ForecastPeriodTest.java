package io.plumbline.outlook;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.config.Configuration;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ForecastPeriodTest {

  @ParameterizedTest
  @CsvSource({
    "2026-03-31, 1, 2026-01-01, 2026-03-31",
    "2026-04-01, 1, 2026-04-01, 2026-06-30",
    "2026-03-31, 2, 2026-02-01, 2026-04-30",
    "2026-01-15, 2, 2025-11-01, 2026-01-31",
    "2024-02-29, 12, 2023-12-01, 2024-02-29",
    "2026-12-31, 7, 2026-10-01, 2026-12-31"
  })
  void countsQuartersFromTheFirstMonthOfTheFiscalYear(
      LocalDate day, int firstMonth, LocalDate start, LocalDate end) {
    assertThat(ForecastPeriod.quarterOf(day, configuration(firstMonth, 1, 1)))
        .isEqualTo(new ForecastPeriod(ForecastPeriod.Kind.QUARTER, start, end));
  }

  @Test
  void countsTheCurrentMonthAndQuarterAmongTheirNumbers() {
    assertThat(ForecastPeriod.from(LocalDate.of(2025, 12, 31), configuration(1, 3, 2)))
        .extracting(period -> period.kind().label() + " " + period.start() + " " + period.end())
        .containsExactly(
            "days 2026-01-01 2026-01-07",
            "days 2026-01-01 2026-01-30",
            "month 2025-12-01 2025-12-31",
            "month 2026-01-01 2026-01-31",
            "month 2026-02-01 2026-02-28",
            "quarter 2025-10-01 2025-12-31",
            "quarter 2026-01-01 2026-03-31");
  }

  private static Configuration configuration(int firstMonth, int months, int quarters) {
    return Configuration.load(
        Optional.empty(),
        Map.of(
            "forecast.fiscal_year_start_month", Integer.toString(firstMonth),
            "forecast.months", Integer.toString(months),
            "forecast.days", "7, 30",
            "forecast.quarters", Integer.toString(quarters)));
  }
}
