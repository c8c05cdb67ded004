package io.plumbline.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.delta.kernel.types.LongType;
import io.delta.kernel.types.StructType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TableFolderTest {

  @TempDir Path workspace;

  @Test
  void listsWhatDeltaWroteAndNothingElse() throws IOException {
    table("tables/path");
    table("tables/funnel");
    Files.createDirectories(workspace.resolve("tables/notes"));
    Files.writeString(workspace.resolve("tables/readme.txt"), "x");

    assertThat(TableFolder.of(workspace).names()).containsExactly("funnel", "path");
    assertThat(TableFolder.of(workspace).open("path", OptionalLong.empty()).name())
        .isEqualTo("path");
  }

  @Test
  void aTableIsThereFromItsFirstCommitOn() throws IOException {
    table("tables/funnel");
    // Delta makes the folder, then writes data, then commits: a first run that was killed.
    Files.createDirectories(workspace.resolve("tables/run_report/_delta_log"));

    assertThat(TableFolder.of(workspace).names()).containsExactly("funnel");
    assertThat(TableFolder.of(workspace).has("run_report")).isFalse();
  }

  @Test
  void countsTheBytesOfADateAndOfNoOther() throws IOException {
    LocalDate june = LocalDate.of(2026, 6, 30);
    for (String part :
        List.of("opportunity/as_of_date=2026-06-30", "stage/as_of_date=2026-06-30")) {
      Path slice = Files.createDirectories(workspace.resolve("tables").resolve(part + "/config=a"));
      Files.write(slice.resolve("part-0"), new byte[1000]);
    }
    Path other = workspace.resolve("tables/opportunity/as_of_date=2026-05-31");
    Files.write(Files.createDirectories(other).resolve("part-0"), new byte[77]);

    assertThat(TableFolder.of(workspace).bytes(june)).isEqualTo(2000);
    assertThat(TableFolder.of(workspace).bytes(june.plusDays(1))).isZero();
  }

  @Test
  void takesAFolderWithoutTablesForAnEmptyWorkspace() {
    assertThat(TableFolder.of(workspace).names()).isEmpty();
    assertThatThrownBy(() -> TableFolder.of(workspace).open("path", OptionalLong.empty()))
        .hasMessageContaining("The workspace holds no table yet.");
  }

  @Test
  void refusesAWorkspaceThatIsNotThere() {
    assertThatThrownBy(() -> TableFolder.of(workspace.resolve("none")))
        .hasMessageContaining("There is no workspace " + workspace.resolve("none") + ".");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../outside", "notes/..", "", ".", "/etc"})
  void neverOpensATableOutsideTheFolder(String name) throws IOException {
    table("outside");
    table("tables/funnel");

    assertThatThrownBy(() -> TableFolder.of(workspace).open(name, OptionalLong.empty()))
        .hasMessageContaining("There is no table '" + name + "' in the workspace " + workspace);
  }

  private void table(String path) {
    KernelTestTable.create(
        workspace.resolve(path), new StructType().add("n", LongType.LONG), List.of(), Map.of());
  }
}
