package io.plumbline.send;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.plumbline.error.PlumblineException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SendPlanTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://api.hubapi.com",
        "http://localhost.evil.example",
        "http://127.0.0.2.example",
        "ftp://api.hubapi.com",
        "https://user:hunter2@api.hubapi.com",
        "https://api.hubapi.com/crm",
        "https://api.hubapi.com/?hapikey=hunter2",
        "api.hubapi.com"
      })
  void refusesAnAddressThatIsNotEncryptedOrCarriesMoreThanAHost(String address) {
    PlumblineException refused =
        catchThrowableOfType(PlumblineException.class, () -> plan(address));

    assertThat(refused.code()).isEqualTo("send.address");
    assertThat(refused).hasMessageNotContaining("hunter2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://api.hubapi.com",
        "https://api.hubapi.com/",
        "https://gate.example:8443",
        "http://localhost:8080",
        "http://127.0.0.1:8080",
        "http://[::1]:8080"
      })
  void takesHttpsAndPlainHttpToThisMachine(String address) {
    assertThat(plan(address).base()).hasToString(address.replaceAll("/$", ""));
  }

  @Test
  void wantsAPartToSend() {
    assertThatThrownBy(
            () ->
                new SendPlan(
                    Path.of("p"),
                    Path.of("j"),
                    "1",
                    URI.create("https://api.hubapi.com"),
                    Scene.token(),
                    Set.of(),
                    Pace.DEFAULT))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void wantsAJournalOutsideThePackage() {
    PlumblineException refused =
        catchThrowableOfType(
            PlumblineException.class,
            () ->
                new SendPlan(
                    Path.of("p"),
                    Path.of("x/../p/journal"),
                    "1",
                    URI.create("https://api.hubapi.com"),
                    Scene.token(),
                    Set.of(Part.STAGES),
                    Pace.DEFAULT));

    assertThat(refused.code()).isEqualTo("arguments.invalid");
    assertThat(refused).hasMessageContaining("--journal").hasMessageContaining("outside the");
  }

  @Test
  void wantsThePublicationThatIsSent() {
    assertThatThrownBy(
            () ->
                new SendPlan(
                    Path.of("p"),
                    Path.of("j"),
                    " ",
                    URI.create("https://api.hubapi.com"),
                    Scene.token(),
                    Set.of(Part.STAGES),
                    Pace.DEFAULT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("publication");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  ", "two words", "line\nbreak", "t\u00f6ken"})
  void refusesATokenThatNoHeaderCanCarryWithoutShowingIt(String value) {
    PlumblineException refused =
        catchThrowableOfType(
            PlumblineException.class,
            () -> Token.fromEnvironment("CRM_TOKEN", Map.of("CRM_TOKEN", value)));

    assertThat(refused.code()).isEqualTo("send.token");
    assertThat(refused).hasMessageContaining("CRM_TOKEN");
    assertThat(refused).hasMessageNotContainingAny("two words", "break", "t\u00f6ken");
  }

  @Test
  void showsTheNameOfTheTokenOnly() {
    assertThat(Scene.token()).hasToString("token of the environment variable CRM_TOKEN");
    assertThat(Scene.token().redact("it was " + FakeCrm.TOKEN + "!")).isEqualTo("it was [token]!");
  }

  private static SendPlan plan(String address) {
    return new SendPlan(
        Path.of("p"),
        Path.of("j"),
        "1",
        URI.create(address),
        Scene.token(),
        Set.of(Part.STAGES),
        Pace.DEFAULT);
  }
}
