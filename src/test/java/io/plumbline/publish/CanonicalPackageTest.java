package io.plumbline.publish;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CanonicalPackageTest {

  @TempDir Path temp;

  @Test
  void fitsTheSchemaThatItShips() {
    Written written = written();

    Written.requireValid(
        written.text("stage_confidence.json"), written.text("stage_confidence.schema.json"));
    assertThat(written.json("stage_confidence.json").at("/stages").size()).isEqualTo(6);
  }

  @Test
  void holdsNumbersThatAreNotRounded() {
    JsonNode stage = written().json("stage_confidence.json").at("/stages/0");

    assertThat(stage.at("/current_prob").decimalValue()).isEqualByComparingTo("0.1");
    assertThat(stage.at("/calibrated_prob").decimalValue()).isEqualByComparingTo("0.285");
    assertThat(stage.at("/released_prob").decimalValue()).isEqualByComparingTo("0.285");
    assertThat(stage.at("/change_pts").decimalValue()).isEqualByComparingTo("18.5");
    assertThat(stage.at("/n_won").asLong()).isEqualTo(10);
    assertThat(stage.at("/window_start").asText()).isEqualTo("2024-01-01");
    assertThat(stage.at("/as_of_date").asText()).isEqualTo("2026-11-21");
    assertThat(stage.at("/crm").asText()).isEqualTo("acme");
  }

  @Test
  void leavesHeldStagesWithoutAReleasedProbability() {
    JsonNode held = written().json("stage_confidence.json").at("/stages/2");

    assertThat(held.at("/released_prob").isNull()).isTrue();
    assertThat(held.at("/decision").asText()).isEqualTo("hold");
    assertThat(held.at("/reason_codes").toString()).isEqualTo("[\"too_few_deals\",\"drift\"]");
  }

  @Test
  void hashesTheLineOfEachRowUpToItsHash() throws Exception {
    Written written = written();
    String rest = written.text("stage_confidence.csv");
    rest = rest.substring(rest.indexOf("\r\n") + 2);
    for (JsonNode stage : written.json("stage_confidence.json").at("/stages")) {
      String hash = stage.at("/sha256").asText();
      int end = rest.indexOf("," + hash + "\r\n");
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(rest.substring(0, end).getBytes(StandardCharsets.UTF_8));
      assertThat(hash).isEqualTo(HexFormat.of().formatHex(digest));
      rest = rest.substring(end + hash.length() + 3);
    }
    assertThat(rest).isEmpty();
  }

  @Test
  void holdsTheSameRowsAsCsvWithoutFormulas() {
    Written written = written();
    List<List<String>> csv = written.csv("stage_confidence.csv");
    List<String> columns = new ArrayList<>();
    JsonNode stages = written.json("stage_confidence.json").at("/stages");
    stages.get(0).fieldNames().forEachRemaining(columns::add);

    assertThat(csv).hasSize(7);
    assertThat(csv.get(0)).isEqualTo(columns);
    for (int row = 0; row < stages.size(); row++) {
      for (int column = 0; column < columns.size(); column++) {
        JsonNode value = stages.get(row).get(columns.get(column));
        String cell = csv.get(row + 1).get(column);
        if (value.isNumber()) {
          assertThat(new BigDecimal(cell)).isEqualByComparingTo(value.decimalValue());
        } else if (value.isTextual() && !value.asText().startsWith("=")) {
          assertThat(cell).isEqualTo(value.asText());
        }
      }
    }
    assertThat(csv.get(2).get(3)).isEqualTo("'" + Releases.NASTY_LABEL);
    assertThat(csv.get(3).get(columns.indexOf("reason_codes"))).isEqualTo("too_few_deals|drift");
  }

  @Test
  void guardsIdsThatASpreadsheetWouldRun() {
    String formula = "=HYPERLINK(\"http://x\";\"y\")";
    ReleasedRecord deal =
        new ReleasedRecord(
            formula,
            formula,
            formula,
            Optional.empty(),
            OptionalDouble.empty(),
            List.of(),
            OptionalDouble.of(0.3),
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            formula);
    Written written =
        Written.of(
            Target.CANONICAL,
            Releases.of(Releases.open(formula, formula, formula, 1, 0.1, 0.3, 5, 10)),
            List.of(deal),
            temp.resolve("p"));

    String guarded = "'" + formula;
    assertThat(written.csv("stage_confidence.csv").get(1).subList(0, 4))
        .containsExactly("acme", guarded, guarded, guarded);
    assertThat(written.csv("deals.csv").get(1).subList(0, 4))
        .containsExactly(guarded, guarded, guarded, guarded);
    JsonNode exact = written.json("stage_confidence.json").at("/stages/0");
    assertThat(exact.at("/pipeline_id").asText()).isEqualTo(formula);
    assertThat(exact.at("/stage_id").asText()).isEqualTo(formula);
    assertThat(written.text("README.txt").replaceAll("\\s+", " "))
        .contains("stage_confidence.json", "It is the exact form");
  }

  @Test
  void listsTheDealsThatHaveAConfidence() {
    assertThat(written().csv("deals.csv"))
        .hasSize(5)
        .contains(
            List.of(
                "a,\"1\"",
                "default",
                "new",
                "existing|50k-100k|platform",
                "1000.00",
                "0.1",
                "0.372",
                "0.186",
                "0.686"));
  }

  private Written written() {
    return Written.of(Target.CANONICAL, temp.resolve("p"));
  }
}
