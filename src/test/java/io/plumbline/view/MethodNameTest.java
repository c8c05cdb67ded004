package io.plumbline.view;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MethodNameTest {

  @Test
  void namesWhatTheProofCompares() {
    assertThat(MethodName.label("incumbent")).isEqualTo("CRM percentages today");
    assertThat(MethodName.label("reached_win_rate")).isEqualTo("Usual win rate");
    assertThat(MethodName.label("override")).isEqualTo("Typed in the review");
    assertThat(MethodName.label("overridden")).isEqualTo("Replaced in the review");
    assertThat(MethodName.label("stage_landmark")).isEqualTo("Calibrated by stage");
    assertThat(MethodName.label("stage_age_segment"))
        .isEqualTo("Calibrated by stage, time and segment");
    assertThat(MethodName.label("stage_age_segment_half_life_365_days"))
        .isEqualTo("Calibrated by stage, time and segment, half-life 365 days");
  }

  @Test
  void spellsOutAMethodThatItDoesNotKnow() {
    assertThat(MethodName.label("gradient_boosting")).isEqualTo("Gradient boosting");
    assertThat(MethodName.label("")).isEmpty();
  }
}
