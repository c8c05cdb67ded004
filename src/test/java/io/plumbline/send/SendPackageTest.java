package io.plumbline.send;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.plumbline.error.ExitCode;
import io.plumbline.error.PlumblineException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SendPackageTest {

  @TempDir private Path folder;

  @Test
  void refusesAFileThatIsNotAsTheManifestSays() throws IOException {
    try (Scene scene = Scene.hubSpot(folder)) {
      Path requests = scene.source.resolve("requests.jsonl");
      String text = Files.readString(requests);

      Files.writeString(requests, text.replace("0.37\"", "0.73\""));
      requireRefused(scene, "send.package_changed", "requests.jsonl has another SHA-256");
      Files.writeString(requests, "\n", StandardOpenOption.APPEND);
      requireRefused(scene, "send.package_changed", "bytes instead of");
      Files.delete(requests);
      requireRefused(scene, "send.package_changed", "requests.jsonl is not there");
      Files.writeString(requests, text);
      assertThat(scene.send().isComplete()).isTrue();
    }
  }

  @Test
  void refusesAPackageWithoutAManifestOrForACrmThatIsNotSentTo() throws IOException {
    try (Scene scene = Scene.hubSpot(folder)) {
      TestPackage.write(scene.source, "odoo", Map.of("records.csv", "id,probability\n"));
      requireRefused(scene, "send.package_unusable", "'odoo' are imported, not sent");
      Files.writeString(
          scene.source.resolve("manifest.json"), "{\"target\":\"hubspot\",\"files\":[]}");
      requireRefused(scene, "send.package_unusable", "manifest.json is not that of a package");
      Files.writeString(scene.source.resolve("manifest.json"), "{");
      requireRefused(scene, "send.package_unusable", "manifest.json is no JSON");
      Files.delete(scene.source.resolve("manifest.json"));
      requireRefused(scene, "send.package_unusable", "it has no manifest.json");
    }
  }

  @Test
  void refusesFilesThatTheManifestDoesNotName() throws IOException {
    try (Scene scene = Scene.salesforce(folder, new FakeSalesforce())) {
      Path added = scene.source.resolve("bulk/records-00003.csv");
      Files.writeString(added, "Id\n");
      requireRefused(
          scene, "send.package_changed", "bulk/records-00003.csv is not in its manifest");
      Files.delete(added);
      Path link = Files.createSymbolicLink(scene.source.resolve("more"), folder);
      requireRefused(scene, "send.package_changed", "more is not in its manifest");
      Files.delete(link);
      assertThat(scene.send().isComplete()).isTrue();
    }
  }

  @Test
  void refusesFilesOutsideThePackage() throws IOException {
    try (Scene scene = Scene.hubSpot(folder)) {
      Files.writeString(folder.resolve("outside"), "x");
      Files.writeString(
          scene.source.resolve("manifest.json"),
          "{\"format\":\"plumbline-package\",\"target\":\"hubspot\",\"files\":"
              + "[{\"name\":\"../outside\",\"bytes\":1,\"sha256\":\""
              + TestPackage.sha256(new byte[] {'x'})
              + "\"}]}");

      requireRefused(scene, "send.package_unusable", "its manifest names '../outside'");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"id\":\"a\",\"method\":\"DELETE\",\"path\":\"/x\",\"body\":{\"p\":1}}",
        "{\"id\":\"a\",\"method\":\"POST\",\"path\":\"/crm/v3/objects/deals\",\"body\":{\"p\":1}}",
        "{\"id\":\"a\",\"method\":\"PATCH\",\"path\":\"//evil.example/x\",\"body\":{\"p\":1}}",
        "{\"id\":\"a\",\"method\":\"PATCH\",\"path\":\"@evil.example/x\",\"body\":{\"p\":1}}",
        "{\"id\":\"a\",\"method\":\"PATCH\",\"path\":\"/x y\",\"body\":{\"p\":1}}",
        "{\"id\":\"\",\"method\":\"PATCH\",\"path\":\"/x\",\"body\":{\"p\":1}}",
        "{\"id\":\"a\",\"method\":\"PATCH\",\"path\":\"/x\",\"body\":{}}",
        "not json"
      })
  void sendsNothingWhereOneLineIsNoRequest(String line) {
    try (Scene scene = Scene.hubSpot(folder)) {
      String good = "{\"id\":\"g\",\"method\":\"PATCH\",\"path\":\"/x\",\"body\":{\"p\":1}}\n";
      TestPackage.write(scene.source, "hubspot", Map.of("requests.jsonl", good + line + "\n"));

      requireRefused(scene, "send.package_unusable", "line 2 of requests.jsonl");
    }
  }

  @Test
  void sendsNothingWhereAnIdIsTakenTwice() {
    try (Scene scene = Scene.hubSpot(folder)) {
      String line = "{\"id\":\"g\",\"method\":\"PATCH\",\"path\":\"/x\",\"body\":{\"p\":1}}\n";
      TestPackage.write(scene.source, "hubspot", Map.of("requests.jsonl", line + line));

      requireRefused(scene, "send.package_unusable", "two requests have the id 'g'");
    }
  }

  @Test
  void tellsThePartsOfAPackageApart() {
    assertThat(part("stage:1", "/crm/v3/pipelines/deals/p/stages/s", "{\"metadata\":{}}"))
        .isEqualTo(Part.STAGES);
    assertThat(part("pipeline:1", "/api/v2/pipelines/1", "{\"x\":true}")).isEqualTo(Part.STAGES);
    assertThat(part("deal:1", "/api/v2/deals/1", "{\"probability\":3}")).isEqualTo(Part.BACKFILL);
    assertThat(part("deal:1", "/api/v2/deals/1", "{\"a1b2\":3}")).isEqualTo(Part.RECORDS);
    assertThat(part("backfill:1", "/api/v2/deals/1", "{\"a1b2\":3}")).isEqualTo(Part.BACKFILL);
  }

  private static Part part(String id, String path, String body) {
    return new PackageRequest(
            id, "PATCH", path, Json.parse(body.getBytes(StandardCharsets.UTF_8)).orElseThrow())
        .part();
  }

  private static void requireRefused(Scene scene, String code, String words) {
    PlumblineException refused = catchThrowableOfType(PlumblineException.class, scene::send);
    assertThat(refused.code()).isEqualTo(code);
    assertThat(refused.exitCode()).isEqualTo(ExitCode.INPUT_MISSING);
    assertThat(refused).hasMessageContaining(words);
    assertThat(scene.crm.received()).isEmpty();
  }
}
