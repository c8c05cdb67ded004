package io.plumbline.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import org.junit.jupiter.api.Test;

class CompanySpecTest {

  private static final LocalDate FROM = LocalDate.of(2024, 1, 1);
  private static final LocalDate TO = LocalDate.of(2024, 12, 31);

  @Test
  void demoCoversTheThreeYearsThatEndOnTheAsOfDate() {
    CompanySpec spec = CompanySpec.demo(LocalDate.of(2025, 12, 31));

    assertThat(spec.opportunities()).isEqualTo(6_000);
    assertThat(spec.from()).isEqualTo(LocalDate.of(2023, 1, 1));
    assertThat(spec.to()).isEqualTo(LocalDate.of(2025, 12, 31));
    assertThat(spec.dirtyShare()).isEqualTo(0.01);
  }

  @Test
  void refusesNoOpportunitiesAndSaysWhatIsAllowed() {
    assertThatThrownBy(() -> CompanySpec.of(0, FROM, TO, TO, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Invalid opportunities: 0. The simulated company allows 1..5000000; choose a value in"
                + " that range.");
  }

  @Test
  void refusesADirtyShareThatIsNoNumber() {
    CompanySpec spec = CompanySpec.of(10, FROM, TO, TO, 1);

    assertThatThrownBy(() -> spec.withDirtyShare(Double.NaN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Invalid dirtyShare: NaN. The simulated company allows 0..0.5");
  }

  @Test
  void refusesAnAsOfDateBeforeTheFirstDay() {
    assertThatThrownBy(() -> CompanySpec.of(10, FROM, TO, FROM.minusDays(1), 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Invalid asOf: 2023-12-31 lies before the first day 2024-01-01");
  }

  @Test
  void changesOneValueAtATime() {
    CompanySpec spec = CompanySpec.of(10, FROM, TO, TO, 1);

    assertThat(
            spec.withAsOf(FROM)
                .withSeed(9)
                .withDirtyShare(0.1)
                .withNeverCloseShare(0.02)
                .withTruthReplications(3))
        .isEqualTo(new CompanySpec(10, FROM, TO, FROM, 9, 0.1, 0.02, 0.01, 0.01, 0.25, 10, 3));
  }
}
