package io.plumbline.calibrate;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.calibrate.ForecastSimulation.Said;
import io.plumbline.calibrate.ForecastSimulation.Simple;
import java.util.List;
import java.util.SortedMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Whether forecasts hold in companies with growth, a season and correlated quarters. */
class ForecastSimulationTest {

  private static SortedMap<Integer, List<Said>> byLead;

  @BeforeAll
  static void forecast() {
    byLead = ForecastSimulation.of(12);
  }

  @Test
  void bandsHoldWhatTheyPromise() {
    List<Said> all = byLead.values().stream().flatMap(List::stream).toList();
    assertThat(all).hasSizeGreaterThanOrEqualTo(200);
    assertThat((double) all.stream().filter(Said::isInside).count() / all.size())
        .isBetween(0.75, 0.85);
  }

  @Test
  void theMedianBeatsEverySimpleForecastAtEveryLeadTime() {
    assertThat(byLead.keySet()).containsExactly(1, 2, 3, 6);
    byLead.forEach(
        (months, said) -> {
          for (Simple simple : Simple.values()) {
            assertThat(said.stream().mapToDouble(Said::loss).sum())
                .as(simple + ", " + months + " months ahead")
                .isLessThan(said.stream().mapToDouble(one -> one.loss(simple)).sum());
          }
        });
  }
}
