package io.plumbline.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsPageTest {

  private static final Path YAML = Path.of("conf", "plumbline.yaml");

  @TempDir Path folder;

  /** {@code mvn test -Dtest=SettingsPageTest -Dplumbline.regenerate=true} writes the file anew. */
  @Test
  void isWhatTheConfigurationFileSays() throws IOException {
    if (Boolean.getBoolean("plumbline.regenerate")) {
      Files.createDirectories(YAML.getParent());
      Files.writeString(YAML, Settings.commentedYaml());
    }

    assertThat(Files.readString(YAML))
        .as("conf/plumbline.yaml is generated; -Dplumbline.regenerate=true writes it anew")
        .isEqualTo(Settings.commentedYaml());
  }

  @Test
  void changesNothingAsItStands() {
    assertThat(Configuration.load(Optional.of(YAML), Map.of()).effective())
        .isEqualTo(Configuration.defaults().effective());
  }

  @Test
  void readsBackAsTheDefaultsWhereEveryKeyIsActive() throws IOException {
    String active = Settings.commentedYaml().replaceAll("(?m)^#(\\S)", "$1");
    Path file = Files.writeString(folder.resolve("active.yaml"), active);

    assertThat(active.lines().filter(line -> !line.isBlank() && !line.startsWith("#")))
        .hasSize(Settings.all().size());
    assertThat(Configuration.load(Optional.of(file), Map.of()).effective())
        .isEqualTo(Configuration.defaults().effective());
  }

  @Test
  void givesEverySettingOneRowOfTheTable() {
    String table = Settings.markdownTable();

    assertThat(table.lines()).hasSize(2 + Settings.all().size());
    assertThat(table.lines().map(line -> line.replaceAll("[^|]", "").length()))
        .as("no cell breaks the table")
        .containsOnly(6);
    assertThat(table)
        .contains(
            "| `interval.level` | `0.9` | probability | from 0.5 to 0.999 | How often",
            "| `spark.conf` | `{}` |  | a map from Spark keys to values | ");
  }
}
