package io.plumbline.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.SparkFixture;
import io.plumbline.config.Configuration;
import io.plumbline.error.ExitCode;
import io.plumbline.error.PlumblineException;
import io.plumbline.ingest.StoredTable;
import io.plumbline.lake.Lake;
import io.plumbline.lake.Location;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Daily files that hold what has changed: in order, again, late, corrected and damaged. */
class ChangesInputTest {

  private static final Map<String, String> CHANGES =
      Map.of(
          "source.export", "changes",
          "source.changed_at.opportunities", "updated_at",
          "source.changed_at.stage_history", "updated_at");

  @TempDir Path folder;

  @Test
  void mergesFilesByKeyAndTimeOfChangeInWhateverOrderTheyCome() {
    Path monday = folder.resolve("monday");
    Runs.file(
        monday,
        "opportunities.csv",
        "opportunity_id,created_at,status,amount,is_deleted,name,updated_at",
        "a,2026-01-01T10:00:00Z,open,1,false,Secret,2026-01-05T10:00:00Z",
        "b,2026-01-01T10:00:00Z,open,2,false,Secret,2026-01-05T10:00:00Z");
    Runs.file(
        monday,
        "stage_history.csv",
        "opportunity_id,stage_id,entered_at,sequence,amount,updated_at",
        "a,A,2026-01-01T10:00:00Z,1,1,2026-01-05T10:00:00Z",
        "b,A,2026-01-01T10:00:00Z,1,2,2026-01-05T10:00:00Z");
    Path tuesday = folder.resolve("tuesday");
    Runs.file(
        tuesday,
        "opportunities.csv",
        "opportunity_id,created_at,status,amount,is_deleted,updated_at,product",
        // Later than Monday's, although its text is less.
        "a,2026-01-01T10:00:00Z,open,11,false,2026-01-05T09:30:00-02:00,x",
        "a,2026-01-01T10:00:00Z,open,10,false,2026-01-05T09:30:00-01:00,x",
        "b,2026-01-01T10:00:00Z,open,2,true,2026-01-06T10:00:00Z,x",
        "c,2026-01-06T09:00:00Z,open,3,false,2026-01-06T09:00:00Z,x");
    Path correction = folder.resolve("correction");
    Runs.file(
        correction,
        "stage_history.csv",
        "opportunity_id,stage_id,entered_at,sequence,amount,updated_at",
        "b,A,2026-01-01T10:00:00Z,1,20,2026-01-07T10:00:00Z",
        "b,B,2026-01-03T10:00:00Z,2,20,2026-01-07T10:00:00Z");

    SourceCopy first = take(monday, CHANGES);
    assertThat(rows(first, "opportunities"))
        .containsExactlyInAnyOrder("a 1 false -", "b 2 false -");
    SourceCopy second = take(tuesday, CHANGES);
    List<String> both = List.of("a 11 false x", "b 2 true x", "c 3 false x");
    assertThat(rows(second, "opportunities")).containsExactlyInAnyOrderElementsOf(both);
    assertThat(second.notes())
        .containsExactly(
            "opportunities: 1 row(s) are new and 2 have taken the place of earlier ones.");
    assertThat(second.digests())
        .as("a table that does not come stays as it is")
        .containsEntry("stage_history", first.digests().get("stage_history"));

    for (Path again : List.of(tuesday, monday)) {
      SourceCopy replayed = take(again, CHANGES);
      assertThat(replayed.digests()).isEqualTo(second.digests());
      assertThat(replayed.notes()).isEmpty();
      assertThat(version(replayed)).isEqualTo(version(second));
    }

    SourceCopy corrected = take(correction, CHANGES);
    assertThat(corrected.notes())
        .containsExactly(
            "stage_history: 1 row(s) are new and 1 have taken the place of earlier ones; the history"
                + " of 1 deal(s) was corrected: b. Results of earlier as-of dates rest on what was"
                + " there before; run them again to correct them.");
    assertThat(rows(corrected, "stage_history"))
        .containsExactlyInAnyOrder("a 1 - -", "b 20 - -", "b 20 - -");
    Path other = folder.resolve("other-workspace");
    take(tuesday, other, CHANGES);
    take(correction, other, CHANGES);
    SourceCopy late = take(monday, other, CHANGES);
    assertThat(late.digests().get("stage_history"))
        .as("whatever comes first, the same rows are there in the end")
        .isEqualTo(corrected.digests().get("stage_history"));
    assertThat(rows(late, "opportunities")).containsExactlyInAnyOrderElementsOf(both);
  }

  @Test
  void refusesWhatItCannotMergeAndKeepsWhatThereIs() {
    Path good = folder.resolve("good");
    Runs.file(
        good,
        "opportunities.csv",
        "opportunity_id,created_at,status,updated_at",
        "a,2026-01-01T10:00:00Z,open,2026-01-05T10:00:00Z");
    SourceCopy first = take(good, CHANGES);
    Path damaged = folder.resolve("damaged");
    Runs.file(
        damaged,
        "opportunities.csv",
        "opportunity_id,created_at,status,updated_at",
        "a,2026-01-01T10:00:00Z",
        "b,2026-01-01T10:00:00Z,open,2026-01-06T10:00:00Z");

    assertThatThrownBy(() -> take(damaged, CHANGES))
        .isInstanceOfSatisfying(
            PlumblineException.class,
            refused -> assertThat(refused.exitCode()).isEqualTo(ExitCode.INPUT_MISSING))
        .hasMessageContaining("1 row(s) do not have the columns of the header");
    Map<String, String> withoutTime = new HashMap<>(CHANGES);
    withoutTime.remove("source.changed_at.opportunities");
    assertThatThrownBy(() -> take(good, withoutTime))
        .hasMessageContaining("Set source.changed_at.opportunities");

    SourceCopy after = take(good, CHANGES);
    assertThat(after.digests()).isEqualTo(first.digests());
    assertThatThrownBy(() -> take(folder.resolve("none"), CHANGES))
        .hasMessageContaining("does not exist");
  }

  private SourceCopy take(Path input, Map<String, String> settings) {
    return take(input, folder.resolve("workspace"), settings);
  }

  private static SourceCopy take(Path input, Path workspace, Map<String, String> settings) {
    return SourceCopy.take(
        SparkFixture.spark(),
        input.toString(),
        Location.of(workspace),
        Configuration.load(Optional.empty(), settings));
  }

  private static long version(SourceCopy copy) {
    return copy.input().tables().get("opportunities").version().orElseThrow();
  }

  /** Deal, amount, is_deleted and product; a dash where there is none. */
  private static List<String> rows(SourceCopy copy, String label) {
    StoredTable table = copy.input().tables().get(label);
    var rows = Lake.load(SparkFixture.spark(), table.path(), table.version().orElseThrow());
    List<String> there = List.of(rows.columns());
    assertThat(there).doesNotContain("name");
    return rows
        .select(
            functions.concat_ws(
                " ",
                List.of("opportunity_id", "amount", "is_deleted", "product").stream()
                    .map(
                        name ->
                            there.contains(name)
                                ? functions.coalesce(functions.col(name), functions.lit("-"))
                                : functions.lit("-"))
                    .toArray(org.apache.spark.sql.Column[]::new)))
        .collectAsList()
        .stream()
        .map(row -> row.getString(0))
        .toList();
  }
}
