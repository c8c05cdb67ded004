package io.plumbline.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.LocalDate;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StageAliasTest {

  private static final Optional<LocalDate> MARCH = Optional.of(LocalDate.of(2024, 3, 1));

  @Test
  void aStageHoldsInEveryPipelineOrInOneAndFromTheStartOrFromADay() {
    assertThat(StageAlias.of("Demo", "Pilot"))
        .isEqualTo(new StageAlias(Optional.empty(), "Demo", Optional.empty(), "Pilot"));
    assertThat(StageAlias.of("Enterprise > Demo", "Pilot"))
        .isEqualTo(new StageAlias(Optional.of("Enterprise"), "Demo", Optional.empty(), "Pilot"));
    assertThat(StageAlias.of("5 @ 2024-03-01", "7"))
        .isEqualTo(new StageAlias(Optional.empty(), "5", MARCH, "7"));
    assertThat(StageAlias.of("1 > 5 @ 2024-03-01", " 7 "))
        .isEqualTo(new StageAlias(Optional.of("1"), "5", MARCH, "7"));
  }

  @Test
  void aNameMayHoldWhatSeparatesNamesWithoutTheBlanks() {
    assertThat(StageAlias.of("Negotiation/Review@home>2", "x").stage())
        .isEqualTo("Negotiation/Review@home>2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "5 @ 2024-02-30"})
  void whatNamesNoStageOrNoDayIsRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> StageAlias.of(text, "7"));
  }

  @Test
  void anEmptyTargetIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> StageAlias.of("5", " "));
  }
}
