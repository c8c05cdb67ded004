package io.plumbline.send;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plumbline.error.ExitCode;
import io.plumbline.error.PlumblineException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {

  @TempDir private Path folder;

  @Test
  void saysWhatWasSentAndWhatCameBackWithoutTheValues() throws IOException {
    try (Scene scene = Scene.hubSpot(folder)) {
      scene.send();

      List<String> lines = scene.journalText().lines().toList();
      assertThat(lines).hasSize(1 + 2 * 4);
      byte[] body = scene.crm.received().get(0).body();
      assertThat(lines.get(1))
          .isEqualTo(
              "{\"event\":\"prepared\",\"id\":\"stage:default/new\",\"step\":\"send\",\"attempt\":1,"
                  + "\"method\":\"PATCH\",\"path\":\"/crm/v3/pipelines/deals/default/stages/new\","
                  + "\"body_sha256\":\""
                  + TestPackage.sha256(body)
                  + "\"}");
      assertThat(lines.get(2))
          .isEqualTo(
              "{\"event\":\"answered\",\"id\":\"stage:default/new\",\"step\":\"send\",\"attempt\":1,"
                  + "\"status\":200,\"verdict\":\"done\"}");
      assertThat(scene.journalText()).doesNotContain("0.372", "probability");
      JsonNode first = new ObjectMapper().readTree(lines.get(0));
      assertThat(first.path("manifest_sha256").asText())
          .isEqualTo(TestPackage.sha256(Files.readAllBytes(scene.source.resolve("manifest.json"))));
    }
  }

  @Test
  void survivesATearAtAnyByteOfItsEnd() throws IOException {
    byte[] whole;
    try (Scene scene = Scene.hubSpot(folder)) {
      scene.send();
      whole = Files.readAllBytes(scene.journal.resolve(Journal.FILE));
    }
    for (int length = whole.length - 1; length >= whole.length - 400; length -= 7) {
      Path place = folder.resolve("torn-" + length);
      try (Scene scene = Scene.hubSpot(place)) {
        Files.createDirectories(scene.journal);
        byte[] torn = Arrays.copyOf(whole, length);
        String text =
            new String(torn, StandardCharsets.UTF_8)
                .replaceFirst("https://localhost:[0-9]+", scene.crm.base().toString());
        Files.writeString(scene.journal.resolve(Journal.FILE), text);

        SendResult result = scene.send();

        assertThat(result.isComplete()).isTrue();
        assertThat(scene.crm.table())
            .as("torn after %d bytes", length)
            .containsEntry("deal:13 calibrated_probability", "0.640");
        assertThat(scene.journalText()).endsWith("}\n").doesNotContain("}{");
      }
    }
  }

  @Test
  void beginsAnewWhereEvenTheFirstLineIsTorn() throws IOException {
    try (Scene scene = Scene.hubSpot(folder)) {
      Files.createDirectories(scene.journal);
      Files.writeString(scene.journal.resolve(Journal.FILE), "{\"event\":\"ope");

      assertThat(scene.send().sent()).isEqualTo(4);
      assertThat(scene.journalText()).startsWith("{\"event\":\"opened\"");
    }
  }

  @Test
  void refusesALineInTheMiddleThatItCannotUnderstand() throws IOException {
    try (Scene scene = Scene.hubSpot(folder)) {
      scene.send();
      Path file = scene.journal.resolve(Journal.FILE);
      Files.writeString(
          file, scene.journalText().replaceFirst("\"verdict\":\"done\"", "\"verdict\":\"dune\""));

      PlumblineException refused = catchThrowableOfType(PlumblineException.class, scene::send);

      assertThat(refused.code()).isEqualTo("send.journal_damaged");
      assertThat(refused).hasMessageContaining("Line 3 of");
    }
  }

  @Test
  void belongsToOnePackageAndOneCrm() {
    try (Scene scene = Scene.hubSpot(folder);
        FakeCrm twin = TestPackage.hubSpotBefore(FakeCrm.hubSpot())) {
      scene.send();
      Path changed =
          TestPackage.write(folder.resolve("other"), "hubspot", Map.of("requests.jsonl", ""));
      Scene otherPackage = new Scene(scene.crm, changed, scene.journal);
      Scene otherCrm = new Scene(twin, scene.source, scene.journal);

      assertThat(catchThrowableOfType(PlumblineException.class, otherPackage::send).code())
          .isEqualTo("send.journal_foreign");
      assertThat(catchThrowableOfType(PlumblineException.class, otherCrm::send).code())
          .isEqualTo("send.journal_foreign");
      assertThat(twin.received()).isEmpty();
    }
  }

  @Test
  void belongsToOnePublicationSinceTheSamePackageMayBePublishedAgainAfterAnother() {
    try (Scene first = Scene.hubSpot(folder)) {
      String request =
          "{\"id\":\"stage:default/new\",\"method\":\"PATCH\","
              + "\"path\":\"/crm/v3/pipelines/deals/default/stages/new\","
              + "\"body\":{\"metadata\":{\"probability\":\"0.55\"}}}\n";
      Path other =
          TestPackage.write(folder.resolve("other"), "hubspot", Map.of("requests.jsonl", request));
      first.sendFor("1");
      new Scene(first.crm, other, folder.resolve("journal-2")).sendFor("2");
      assertThat(first.crm.table()).containsEntry("stage:default/new probability", "0.55");

      PlumblineException refused =
          catchThrowableOfType(PlumblineException.class, () -> first.sendFor("3"));
      SendResult again =
          new Scene(first.crm, first.source, folder.resolve("journal-3")).sendFor("3");

      assertThat(refused.code()).isEqualTo("send.journal_foreign");
      assertThat(refused).hasMessageContaining("is of another publication: 1, not 3");
      assertThat(refused.explanation().remedy()).contains("Give --journal another folder");
      assertThat(again.sent()).isEqualTo(4);
      assertThat(first.crm.table()).containsAllEntriesOf(TestPackage.hubSpotAfter());
    }
  }

  @Test
  void isHeldByOneSenderAtATime() {
    URI crm = URI.create("https://localhost");
    try (Journal held = Journal.open(folder, "abc", crm, "1")) {
      PlumblineException busy =
          catchThrowableOfType(
              PlumblineException.class, () -> Journal.open(folder, "abc", crm, "1"));

      assertThat(busy.code()).isEqualTo("send.busy");
      assertThat(busy.exitCode()).isEqualTo(ExitCode.BUSY);
      assertThat(held.state("x")).isEqualTo(RequestState.NEW);
    }
    Journal.open(folder, "abc", crm, "1").close();
  }
}
