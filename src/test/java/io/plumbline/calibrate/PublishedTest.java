package io.plumbline.calibrate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PublishedTest {

  private static final LocalDate MARCH = LocalDate.of(2026, 3, 1);
  private static final LocalDate MAY = LocalDate.of(2026, 5, 1);

  private final Published first = version(MARCH, 0.3, 0.5, Optional.empty());
  private final Published second = version(MAY, 0.2468, 0.3, Optional.of(first));

  @Test
  void theCrmSaidWhatItSaidBeforeItWasGivenAVersion() {
    assertThat(second.incumbentOn(MAY, "a", 0.25)).isEqualTo(0.25);
    assertThat(second.incumbentOn(MAY.minusDays(1), "a", 0.25)).isEqualTo(0.3);
    assertThat(second.incumbentOn(MARCH, "a", 0.25)).isEqualTo(0.3);
    assertThat(second.incumbentOn(MARCH.minusDays(1), "a", 0.25)).isEqualTo(0.5);
  }

  @Test
  void whatAPersonChangedSinceIsTheirs() {
    assertThat(second.incumbentOn(MARCH.minusDays(1), "a", 0.26)).isEqualTo(0.26);
    assertThat(second.incumbentOn(MARCH.minusDays(1), "a", Double.NaN)).isNaN();
  }

  @Test
  void aStageThatAVersionSaysNothingOfIsAsItWas() {
    assertThat(second.incumbentOn(MARCH.minusDays(1), "b", 0.7)).isEqualTo(0.7);
  }

  @Test
  void whatTheCrmSaidBeforeIsNotAlwaysKnown() {
    Published only = version(MAY, 0.25, Double.NaN, Optional.empty());

    assertThat(only.incumbentOn(MARCH, "a", 0.25)).isNaN();
    assertThat(only.incumbentOn(MAY, "a", 0.25)).isEqualTo(0.25);
  }

  @Test
  void aStageThatIsNewInAVersionHadItsOwnBefore() {
    Published before = new Published(MARCH, Map.of(), Map.of(), Map.of(), Optional.empty());

    assertThat(
            version(MAY, 0.25, 0.3, Optional.of(before)).incumbentOn(MAY.minusDays(1), "a", 0.25))
        .isEqualTo(0.3);
  }

  private static Published version(
      LocalDate asOf, double given, double incumbent, Optional<Published> before) {
    return new Published(asOf, Map.of("a", given), Map.of(), Map.of("a", incumbent), before);
  }
}
