package io.plumbline.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.error.PlumblineException;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PublishOptionsTest {

  @ParameterizedTest
  @ValueSource(doubles = {0, -0.01, 0.3, 0.6, 1, Double.NaN})
  void refusesAStepThatIsNoPartOfOne(double step) {
    assertThatThrownBy(() -> options(step, "60.0", "en_us"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(String.valueOf(step));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.1, 0.05, 0.01, 0.001, 0.5, 0.2})
  void takesPartsOfOne(double step) {
    assertThat(options(step, "60.0", "en_us").hubspotStep()).isEqualTo(step);
  }

  @ParameterizedTest
  @ValueSource(strings = {"37.0", "60", "v60.0", "60.0/../x"})
  void refusesAnApiVersionWithoutValueSets(String version) {
    assertThatThrownBy(() -> options(0.01, version, "en_us"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(version);
  }

  @Test
  void refusesALanguageThatCouldLeadOutOfThePackage() {
    assertThatThrownBy(() -> options(0.01, "60.0", "../../x"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @EnumSource(Target.class)
  void findsATargetByItsLabel(Target target) {
    assertThat(Target.parse(target.label())).isSameAs(target);
  }

  @Test
  void listsTheTargetsWhereOneIsNotKnown() {
    assertThatThrownBy(() -> Target.parse("Salesforce"))
        .isInstanceOfSatisfying(
            PlumblineException.class,
            error -> assertThat(error.code()).isEqualTo("arguments.invalid"))
        .hasMessageContaining("--target 'Salesforce'")
        .hasMessageContaining(
            "one of salesforce, hubspot, pipedrive, dynamics365, zoho, odoo, espocrm, suitecrm,"
                + " nutshell, pipelinecrm, canonical");
  }

  private static PublishOptions options(double step, String version, String language) {
    return new PublishOptions(
        step, Order.AS_CALIBRATED, version, Optional.empty(), new TreeMap<>(), language, "");
  }
}
