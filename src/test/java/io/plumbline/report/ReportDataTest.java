package io.plumbline.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.report.ReportData.Decision;
import io.plumbline.report.ReportData.ForecastPeriod;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class ReportDataTest {

  @Test
  void readsADecisionFromItsSpellingInTables() {
    assertThat(Decision.of("publish")).isEqualTo(Decision.PUBLISH);
    assertThat(Decision.of("hold")).isEqualTo(Decision.HOLD);
    assertThat(Decision.of("review")).isEqualTo(Decision.REVIEW);
  }

  @Test
  void refusesADecisionThatDoesNotExist() {
    assertThatThrownBy(() -> Decision.of("Publish"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid decision: Publish. A decision is one of publish, hold, review.");
  }

  @Test
  void refusesAPeriodThatEndsBeforeItStarts() {
    BigDecimal zero = BigDecimal.ZERO;

    assertThatThrownBy(
            () ->
                new ForecastPeriod(
                    "2026-12",
                    LocalDate.of(2026, 12, 2),
                    LocalDate.of(2026, 12, 1),
                    zero,
                    zero,
                    Optional.empty(),
                    zero,
                    zero,
                    zero,
                    zero,
                    zero,
                    zero,
                    Optional.empty(),
                    OptionalDouble.empty()))
        .hasMessage(
            "Invalid forecast period 2026-12: it ends on 2026-12-01, before it starts on"
                + " 2026-12-02. Give the last day, inclusive.");
  }

  @Test
  void doesNotChangeWithTheListsThatItWasMadeFrom() {
    List<ReportData.Pipeline> pipelines = new ArrayList<>(DemoReport.company().pipelines());
    ReportData data = new ReportData(DemoReport.header(), pipelines, List.of());

    pipelines.clear();

    assertThat(data.pipelines()).hasSize(1);
  }
}
