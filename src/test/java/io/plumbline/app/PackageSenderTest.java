package io.plumbline.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.config.Configuration;
import io.plumbline.error.PlumblineException;
import io.plumbline.publish.Packages;
import io.plumbline.publish.Release;
import io.plumbline.publish.ReleasedStage;
import io.plumbline.publish.StageKind;
import io.plumbline.publish.Target;
import io.plumbline.publish.UsualOptions;
import io.plumbline.send.FakeCrm;
import io.plumbline.send.Part;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code publish --send} does with its settings, and what it says. */
class PackageSenderTest {

  private static final Map<String, String> ENVIRONMENT =
      Map.of("PLUMBLINE_CRM_TOKEN", FakeCrm.TOKEN);

  @TempDir Path folder;

  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final Terminal terminal =
      new Terminal(
          new ByteArrayOutputStream(),
          new PrintStream(said, true, UTF_8),
          OptionalInt.empty(),
          false);

  private Path out;

  @BeforeEach
  void publish() {
    out = folder.resolve("hubspot");
    Release release =
        new Release(
            "2026-06-30-0123456789ab",
            LocalDate.parse("2026-06-30"),
            LocalDate.parse("2026-07-02"),
            List.of("ana"),
            "0.1.0",
            "settings",
            0.9,
            "EUR",
            new TreeMap<>(),
            Optional.empty(),
            List.of(stage("new", 0.2, 0.12), stage("old", 0.5, 0.4)));
    Packages.write(Target.HUBSPOT, release, Stream::empty, UsualOptions.options(), out);
  }

  private static ReleasedStage stage(String id, double incumbent, double released) {
    return new ReleasedStage(
        "p",
        id,
        id,
        OptionalInt.empty(),
        StageKind.OPEN,
        Optional.empty(),
        OptionalDouble.of(incumbent),
        Optional.empty(),
        OptionalDouble.of(released),
        0,
        BigDecimal.ZERO);
  }

  private static Configuration settings(String... keysAndValues) {
    Map<String, String> settings = new TreeMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      settings.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return Configuration.load(Optional.empty(), settings);
  }

  private static PackageSender sender(FakeCrm crm) {
    return PackageSender.of(
        Target.HUBSPOT,
        settings("send.url", crm.base().toString(), "send.requests_per_second", "100"),
        ENVIRONMENT);
  }

  @Test
  void saysHowMuchWasSentAndOnASecondCallThatItWasThere() {
    try (FakeCrm crm = FakeCrm.hubSpotOnPlainHttp()) {
      crm.hold("stage:p/new", "probability", "0.2").hold("stage:p/old", "probability", "0.5");

      assertThat(
              sender(crm)
                  .send(out, folder.resolve("journal"), "1", EnumSet.allOf(Part.class), terminal))
          .isEqualTo("sent to localhost: 2 requests, 0 were there already");
      assertThat(
              sender(crm)
                  .send(out, folder.resolve("journal"), "1", EnumSet.allOf(Part.class), terminal))
          .isEqualTo("sent to localhost: 0 requests, 2 were there already");
      assertThat(crm.table())
          .containsEntry("stage:p/new probability", "0.12")
          .containsEntry("stage:p/old probability", "0.4");
    }
  }

  @Test
  void namesWhatTheCrmDidNotTakeAndShowsTheTokenNowhere() throws IOException {
    try (FakeCrm crm = FakeCrm.hubSpotOnPlainHttp()) {
      crm.hold("stage:p/new", "probability", "0.2");

      assertThatThrownBy(
              () ->
                  sender(crm)
                      .send(
                          out, folder.resolve("journal"), "1", EnumSet.allOf(Part.class), terminal))
          .isInstanceOf(PlumblineException.class)
          .hasMessageContaining("1 requests or records were not taken by hubspot")
          .hasMessageNotContaining(FakeCrm.TOKEN);
      assertThat(crm.table()).containsEntry("stage:p/new probability", "0.12");
      assertThat(said.toString(UTF_8))
          .contains("failed: stage:p/old, HTTP 404")
          .doesNotContain(FakeCrm.TOKEN);
      assertThat(Files.readString(folder.resolve("journal/journal.jsonl")))
          .isNotEmpty()
          .doesNotContain(FakeCrm.TOKEN);
    }
  }

  @Test
  void refusesWhatCannotWorkBeforeAPackageIsMade() {
    assertThatThrownBy(() -> PackageSender.of(Target.HUBSPOT, settings(), Map.of()))
        .hasMessageContaining("PLUMBLINE_CRM_TOKEN");
    assertThatThrownBy(() -> PackageSender.of(Target.PIPEDRIVE, settings(), ENVIRONMENT))
        .hasMessageContaining("send.url");
    assertThatThrownBy(() -> PackageSender.of(Target.ODOO, settings(), ENVIRONMENT))
        .hasMessageContaining("imported by a person");
    assertThat(PackageSender.of(Target.HUBSPOT, settings(), ENVIRONMENT).base())
        .hasToString("https://api.hubapi.com");
  }

  @Test
  void aWebhookAddressThatIsNoneIsRefusedWithoutShowingIt() {
    assertThatThrownBy(
            () ->
                Notices.of(
                    settings(), Map.of("PLUMBLINE_WEBHOOK_URL", "https://hooks.example/ s3cret")))
        .isInstanceOf(PlumblineException.class)
        .hasMessageContaining("PLUMBLINE_WEBHOOK_URL")
        .hasMessageNotContaining("s3cret");
  }
}
