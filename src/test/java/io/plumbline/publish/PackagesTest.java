package io.plumbline.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.plumbline.error.PlumblineException;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PackagesTest {

  @TempDir Path temp;

  @ParameterizedTest
  @EnumSource(Target.class)
  void writesTheSameBytesForTheSameRelease(Target target) throws IOException {
    Map<String, String> first = bytes(Written.of(target, temp.resolve("one")));
    Map<String, String> second = bytes(Written.of(target, temp.resolve("two")));

    assertThat(first).isEqualTo(second).containsKeys("README.txt", "manifest.json");
  }

  @ParameterizedTest
  @EnumSource(Target.class)
  void describesItselfInItsManifest(Target target) throws Exception {
    Written written = Written.of(target, temp.resolve("p"));
    JsonNode manifest = written.json("manifest.json");

    Written.requireValid(manifest.toString(), Written.resource("manifest.schema.json"));
    assertThat(manifest.at("/target").asText()).isEqualTo(target.label());
    assertThat(manifest.at("/version").asText()).isEqualTo("2026-11-21-r1");
    assertThat(manifest.at("/approved_by").toString()).isEqualTo("[\"dana\",\"r\u00e9mi\"]");
    assertThat(manifest.at("/stages").size()).isEqualTo(6);
    assertThat(manifest.at("/stages/0/evidence/won").asInt()).isEqualTo(10);
    List<PackageFile> listed = new ArrayList<>();
    for (JsonNode file : manifest.at("/files")) {
      byte[] bytes = Files.readAllBytes(written.folder().resolve(file.path("name").asText()));
      assertThat(file.path("bytes").asInt()).isEqualTo(bytes.length);
      assertThat(file.path("sha256").asText())
          .isEqualTo(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)));
      listed.add(
          new PackageFile(file.path("name").asText(), bytes.length, file.path("sha256").asText()));
    }
    assertThat(listed).isEqualTo(written.result().files());
    assertThat(written.names())
        .containsExactlyInAnyOrderElementsOf(
            Stream.concat(
                    Stream.of("manifest.json"),
                    written.result().files().stream().map(PackageFile::name))
                .toList());
  }

  @ParameterizedTest
  @EnumSource(Target.class)
  void tellsAPersonWhatToDoAndHowToUndoIt(Target target) {
    String readme = Written.of(target, temp.resolve("p")).text("README.txt");

    assertThat(readme)
        .contains("version      2026-11-21-r1")
        .contains("approved     2026-11-24 by dana, r\u00e9mi")
        .contains("What to do\n1. ")
        .contains("How to undo it\n1. ");
    assertThat(readme.lines()).allMatch(line -> line.length() <= 100);
  }

  /** 0.285 becomes 29 %: 0.5 points and 500 of 100,000; 0.999 becomes 99 %: -0.9 points. */
  @Test
  void reportsWhatRoundingCosts() {
    Written written = Written.of(Target.PIPEDRIVE, temp.resolve("p"));
    List<PublishedStage> stages = written.result().stages();

    assertThat(stages)
        .extracting(PublishedStage::stageId)
        .containsExactly(
            "new", Releases.SLASHED, "Proposal/Price Quote", "verhandeln", "won", "lost");
    assertThat(stages.get(0).published()).hasValue(0.29);
    assertThat(stages.get(0).pointsLost()).hasValue(0.5);
    assertThat(stages.get(0).currencyLost()).contains(new BigDecimal("500.00"));
    assertThat(stages.get(3).pointsLost()).hasValue(-0.9);
    assertThat(stages.get(3).currencyLost()).contains(new BigDecimal("-900.00"));
    assertThat(stages.get(2).published()).isEmpty();
    assertThat(stages.get(2).pointsLost()).isEmpty();
    JsonNode loss = written.json("manifest.json").at("/rounding_loss");
    assertThat(loss.at("/points_largest").decimalValue()).isEqualByComparingTo("0.9");
    // 500 + 500 - 900, and the same without signs.
    assertThat(loss.at("/currency_net").decimalValue()).isEqualByComparingTo("100");
    assertThat(loss.at("/currency_gross").decimalValue()).isEqualByComparingTo("1900");
  }

  /** 0.372 of 1000 becomes 37 %: -2.00; 0.44 stays. */
  @Test
  void reportsWhatRoundingCostsOnDealsWhereTheyAreWhatIsRounded() {
    JsonNode loss =
        Written.of(Target.DYNAMICS365, temp.resolve("p"))
            .json("manifest.json")
            .at("/rounding_loss");

    assertThat(loss.at("/points_largest").decimalValue()).isEqualByComparingTo("0.2");
    assertThat(loss.at("/currency_net").decimalValue()).isEqualByComparingTo("-2");
  }

  @Test
  void losesNothingInTheCanonicalFiles() {
    assertThat(Written.of(Target.CANONICAL, temp.resolve("p")).result().stages().get(0))
        .isEqualTo(
            new PublishedStage(
                "default",
                "new",
                "New",
                OptionalDouble.of(0.10),
                OptionalDouble.of(0.285),
                OptionalDouble.of(0.285),
                OptionalDouble.of(0),
                Optional.of(new BigDecimal("0.00"))));
  }

  @Test
  void countsAddUpToTheDealsRead() {
    Map<String, Long> counts = Written.of(Target.ODOO, temp.resolve("p")).result().counts();

    assertThat(counts.keySet())
        .containsExactly(
            "records",
            "records_with_value",
            "to_send",
            "manual_override",
            "already_new",
            "unknown",
            "stage_held");
    assertThat(counts.values().stream().mapToLong(Long::longValue).sum())
        .isEqualTo(2 * counts.get("records") + counts.get("records_with_value"));
  }

  @Test
  void leavesTheEarlierPackageWholeWhereTheDealsBreakOff() throws IOException {
    Path folder = temp.resolve("p");
    Map<String, String> before = bytes(Written.of(Target.SALESFORCE, folder));
    Supplier<Stream<ReleasedRecord>> breaking =
        () ->
            Stream.concat(
                Releases.deals().stream().limit(2),
                Stream.of(1)
                    .map(
                        one -> {
                          throw new IllegalStateException("cut off");
                        }));

    assertThatThrownBy(
            () ->
                Packages.write(
                    Target.SALESFORCE, Releases.nasty(), breaking, Written.options(), folder))
        .hasMessage("cut off");
    assertThat(bytes(new Written(folder, null))).isEqualTo(before);
    assertThat(temp.toFile().list()).containsExactly("p");
  }

  @Test
  void replacesAnEarlierPackageAsAWhole() {
    Path folder = temp.resolve("p");
    Written.of(Target.SALESFORCE, folder);
    Written written = Written.of(Target.HUBSPOT, folder);

    assertThat(written.names())
        .containsExactly("README.txt", "manifest.json", "requests.jsonl", "rollback.jsonl");
    assertThat(temp.toFile().list()).containsExactly("p");
  }

  @Test
  void clearsUpAfterAKilledAttempt() throws IOException {
    Path folder = temp.resolve("p");
    Map<String, String> before = bytes(Written.of(Target.HUBSPOT, folder));
    Files.createDirectories(temp.resolve(".p.partial/bulk"));
    Files.writeString(temp.resolve(".p.partial/bulk/x"), "half");
    Files.move(folder, temp.resolve(".p.replaced"));

    assertThatThrownBy(
            () ->
                Packages.write(
                    Target.HUBSPOT,
                    Releases.nasty(),
                    () -> {
                      throw new IllegalStateException("killed again");
                    },
                    Written.options(),
                    folder))
        .hasMessage("killed again");
    assertThat(bytes(new Written(folder, null))).as("is back in its place").isEqualTo(before);
    assertThat(temp.toFile().list()).containsExactly("p");
  }

  @Test
  void takesAnEmptyFolderAndNoOther() throws IOException {
    Path empty = Files.createDirectory(temp.resolve("empty"));
    Written.of(Target.HUBSPOT, empty);
    Path full = Files.createDirectory(temp.resolve("full"));
    Files.writeString(full.resolve("thesis.txt"), "years of work");
    Path file = Files.writeString(temp.resolve("file"), "x");

    assertNotReplaced(full, "it holds no manifest.json");
    assertNotReplaced(file, "it is a file");
    assertThat(full.resolve("thesis.txt")).hasContent("years of work");
    Files.writeString(full.resolve("manifest.json"), "{\"manifest_version\": 3}");
    assertNotReplaced(full, "its manifest.json is not that of a package");
    Files.writeString(empty.resolve("notes.txt"), "mine");
    assertNotReplaced(empty, "it holds notes.txt, which is not in its manifest.json");
  }

  @Test
  void makesTheFoldersAboveIt() {
    assertThat(Written.of(Target.HUBSPOT, temp.resolve("a/b/p")).names()).isNotEmpty();
  }

  @Test
  void refusesADealThatComesTwice() {
    ReleasedRecord deal = Releases.deals().get(0);

    assertThatThrownBy(
            () ->
                Written.of(
                    Target.HUBSPOT, Releases.nasty(), List.of(deal, deal), temp.resolve("p")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("twice");
  }

  @Test
  void publishesTheSharedNumberOfAHeldStageToo() {
    Written written =
        Written.of(
            Target.ESPOCRM,
            Releases.of(
                Releases.open("a", "s", "S", 1, 0.5, 0.30, 5, 10),
                Releases.held("b", "s", "S", 1, 0.50),
                Releases.closed("a", "w", "W", StageKind.WON),
                Releases.closed("a", "l", "L", StageKind.LOST)),
            List.of(),
            temp.resolve("p"));

    assertThat(written.result().stages().get(0).published()).hasValue(0.35);
    assertThat(written.result().stages().get(0).pointsLost()).hasValue(5);
    assertThat(written.result().stages().get(1).published()).hasValue(0.35);
    assertThat(written.result().stages().get(1).pointsLost()).isEmpty();
  }

  private void assertNotReplaced(Path folder, String why) {
    assertThatThrownBy(() -> Written.of(Target.HUBSPOT, folder))
        .isInstanceOfSatisfying(
            PlumblineException.class,
            error -> assertThat(error.code()).isEqualTo("output.not_a_package"))
        .hasMessageContaining(why);
  }

  private static Map<String, String> bytes(Written written) throws IOException {
    Map<String, String> bytes = new TreeMap<>();
    for (String name : written.names()) {
      bytes.put(
          name,
          new String(
              Files.readAllBytes(written.folder().resolve(name)), StandardCharsets.ISO_8859_1));
    }
    return bytes;
  }
}
