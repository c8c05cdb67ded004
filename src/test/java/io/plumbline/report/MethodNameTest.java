package io.plumbline.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MethodNameTest {

  @Test
  void namesWhatTheProofCompares() {
    assertThat(MethodName.label("incumbent")).isEqualTo("CRM percentages today");
    assertThat(MethodName.label("reached_win_rate")).isEqualTo("Usual win rate");
    assertThat(MethodName.label("stage_landmark")).isEqualTo("Calibrated, one number per stage");
    assertThat(MethodName.label("stage_age_segment")).isEqualTo("Calibrated confidence");
  }

  @Test
  void spellsOutAMethodThatItDoesNotKnow() {
    assertThat(MethodName.label("gradient_boosting")).isEqualTo("Gradient boosting");
    assertThat(MethodName.label("")).isEmpty();
  }
}
