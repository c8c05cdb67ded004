package io.plumbline.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.SparkFixture;
import io.plumbline.config.Configuration;
import io.plumbline.ingest.InputFolder;
import io.plumbline.ingest.InputReader;
import io.plumbline.ingest.StagedInput;
import io.plumbline.model.AsOf;
import io.plumbline.quality.CheckRows;
import io.plumbline.quality.Checked;
import io.plumbline.quality.QualityVerdict;
import io.plumbline.table.CanonicalFile;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Percentages and fractions are never taken for one another in silence. */
class ProbabilityScaleTest {

  private record Seen(List<Double> probabilities, QualityVerdict verdict, List<String> notes) {}

  @TempDir Path folder;

  @Test
  void stagesWithFractionsAreReadAsTheyStandAndSaidSoLoudly() {
    Seen seen = read("percent", "0.2", "1", "100");

    assertThat(seen.probabilities()).containsExactly(0.002, 0.01, 1.0);
    assertThat(seen.verdict().fractions())
        .hasValueSatisfying(
            found -> {
              assertThat(found.source()).isEqualTo("stages");
              assertThat(found.rule()).isEqualTo("probability_looks_like_fraction");
              assertThat(found.severity()).isEqualTo("warn");
              assertThat(found.checked()).isEqualTo(3);
              assertThat(found.failed()).isEqualTo(2);
              assertThat(found.hint()).contains("source.probability: fraction");
            });
    assertThat(seen.notes()).anyMatch(note -> note.contains("2 stage(s) may be fractions"));
    assertThat(seen.verdict().rejected()).isZero();
  }

  @Test
  void stagesWithFractionsAreReadAsSuchWhereTheSettingsSaySo() {
    Seen seen = read("fraction", "0.2", "1", "1");

    assertThat(seen.probabilities()).containsExactly(0.2, 1.0, 1.0);
    assertThat(seen.verdict().fractions()).isEmpty();
    assertThat(seen.notes()).noneMatch(note -> note.contains("fraction"));
  }

  @Test
  void onePercentageAboveOneSaysThatAllArePercentages() {
    assertThat(read("percent", "0.2", "2", "100").verdict().fractions()).isEmpty();
    assertThat(read("percent", "0", "", "100").verdict().fractions()).isEmpty();
  }

  private Seen read(String scale, String first, String second, String won) {
    Path input = folder.resolve(scale + first + second);
    Runs.file(
        input,
        "stages.csv",
        "stage_id,stage_order,probability,is_closed,is_won",
        "A,1," + first + ",false,false",
        "B,2," + second + ",false,false",
        "W,3," + won + ",true,true");
    Runs.file(input, "opportunities.csv", "opportunity_id,created_at,status", "1,2024-01-05,open");
    Configuration configuration =
        Configuration.load(Optional.empty(), Map.of("source.probability", scale));
    InputFolder found = InputFolder.open(input.toString(), configuration);
    StagedInput staged = InputReader.read(SparkFixture.spark(), configuration, found);
    Checked checked =
        CheckRows.check(
            staged.files(),
            staged.sources(),
            new AsOf(LocalDate.of(2024, 12, 31), ZoneId.of("UTC")),
            configuration);
    QualityVerdict verdict = QualityVerdict.of(checked, configuration);
    List<Double> probabilities =
        checked.files().get(CanonicalFile.STAGES).orderBy("stage_id").collectAsList().stream()
            .map(row -> row.<Double>getAs("probability"))
            .toList();
    List<String> notes = InputNotes.of(found, staged.columns(), verdict);
    checked.release();
    return new Seen(probabilities, verdict, notes);
  }
}
