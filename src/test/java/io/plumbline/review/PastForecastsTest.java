package io.plumbline.review;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

class PastForecastsTest {

  @Test
  void showsTheLastFourQuartersOldestFirst() {
    PastForecasts.View past = PastForecasts.of(Proposals.companyWithPast().quarters());

    assertThat(past.quarters())
        .extracting(PastForecasts.Quarter::label)
        .containsExactly("Q3 2025", "Q4 2025", "Q1 2026", "Q2 2026");
    assertThat(past.methods())
        .extracting(PastForecasts.Method::label)
        .containsExactly("CRM percentages", "Usual win rate", "Plumbline");
  }

  @Test
  void averagesErrorsOfQuartersInWhichSomethingCame() {
    PastForecasts.View past = PastForecasts.of(Proposals.companyWithPast().quarters());

    // 160 and 180 of 100, 300 of 200: (0.6 + 0.8 + 0.5) / 3; 110, 95 of 100, 210 of 200.
    assertThat(past.methods().get(0).meanError().getAsDouble()).isBetween(0.6333, 0.6334);
    assertThat(past.methods().get(2).meanError().getAsDouble()).isBetween(0.0666, 0.0667);
    assertThat(past.quarters().get(1).forecasts().get(2).error().getAsDouble())
        .isBetween(-0.0501, -0.0499);
    assertThat(past.quarters().get(3).forecasts().get(0).error()).isEmpty();
  }

  @Test
  void leavesGapsWhereAMethodMadeNoForecast() {
    PastForecasts.View past =
        PastForecasts.of(
            List.of(
                quarter("2025-02-01", "2025-04-30", "incumbent", "50"),
                quarter("2025-05-01", "2025-07-31", "stage_age", "75")));

    assertThat(past.quarters().get(0).label()).isEqualTo("2025-02-01 to 2025-04-30");
    assertThat(past.quarters().get(0).forecasts().get(1).amount()).isEmpty();
    assertThat(past.methods().get(1).label()).isEqualTo("Calibrated by stage and time in it");
    assertThat(past.methods().get(1).meanError()).hasValue(0.25);
  }

  @Test
  void isEmptyWithoutAPast() {
    assertThat(PastForecasts.of(List.of()).quarters()).isEmpty();
  }

  private static PastQuarter quarter(String start, String end, String method, String forecast) {
    return new PastQuarter(
        "p",
        LocalDate.parse(start),
        LocalDate.parse(end),
        method,
        3,
        new BigDecimal(forecast),
        new BigDecimal(100));
  }
}
