package io.plumbline;

import static java.util.function.Predicate.not;
import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.app.Main;
import io.plumbline.config.Configuration;
import io.plumbline.config.Settings;
import io.plumbline.error.ExitCode;
import io.plumbline.faults.FaultTrials;
import io.plumbline.table.CanonicalField;
import io.plumbline.table.CanonicalFile;
import io.plumbline.table.TableContract;
import io.plumbline.table.Tables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Command;

/** README and code name the same things. */
class ReadmeTest {

  private static final Path FILE = Path.of("README.md");
  private static final String BEGIN = "<!-- settings: generated, see ReadmeTest -->\n";
  private static final String END = "<!-- end of settings -->";

  private static String readme;

  @BeforeAll
  static void read() throws IOException {
    readme = Files.readString(FILE);
  }

  /** {@code mvn test -Dtest=ReadmeTest -Dplumbline.regenerate=true} writes the table anew. */
  @Test
  void hasTheTableOfAllSettings() throws IOException {
    if (Boolean.getBoolean("plumbline.regenerate")) {
      String table = Matcher.quoteReplacement(BEGIN + Settings.markdownTable() + END);
      readme = readme.replaceFirst("(?s)" + BEGIN + ".*?" + END, table);
      Files.writeString(FILE, readme);
    }

    assertThat(readme)
        .as("the table is generated; -Dplumbline.regenerate=true writes it anew")
        .containsOnlyOnce(BEGIN + Settings.markdownTable() + END);
  }

  @Test
  void listsExactlyTheCommandsThatExist() {
    List<String> listed =
        rows("command").flatMap(row -> matches("`([a-z]+)`", cells(row).get(0))).toList();

    assertThat(listed).containsExactlyInAnyOrderElementsOf(commands());
  }

  @Test
  void callsNoCommandThatDoesNotExist() {
    List<String> called = matches("jobs/plumbline ([a-z]+)", readme).toList();

    assertThat(called).isNotEmpty().isSubsetOf(commands());
  }

  @Test
  void listsExactlyTheTablesThatExist() {
    List<String> listed =
        rows("table").flatMap(row -> matches("`(\\w+)`", cells(row).get(0))).toList();

    assertThat(listed)
        .containsExactlyElementsOf(Tables.all().stream().map(TableContract::name).toList());
  }

  @Test
  void showsTablesAndColumnsThatExist() {
    List<String> shows =
        readme.lines().filter(line -> line.startsWith("jobs/plumbline show ")).toList();

    assertThat(shows).isNotEmpty();
    for (String line : shows) {
      TableContract table =
          Tables.byName(matches("plumbline show (\\w+)", line).findFirst().orElseThrow())
              .orElseThrow();
      Stream<String> listed =
          matches("--columns (\\S+)", line).flatMap(names -> Arrays.stream(names.split(",", -1)));
      Stream<String> compared = matches("--where \"?(\\w+)", line);
      assertThat(Stream.concat(listed, compared))
          .as(line)
          .isSubsetOf(table.columns().stream().map(column -> column.name()).toList());
    }
  }

  @Test
  void namesEveryColumnOfTheInputAndStarsTheRequiredOnes() {
    List<String> rows = rows("file").toList();

    assertThat(rows).hasSameSizeAs(CanonicalFile.values());
    for (CanonicalFile file : CanonicalFile.values()) {
      String row =
          rows.stream()
              .filter(line -> line.startsWith("| `" + file.label() + "`"))
              .findFirst()
              .orElseThrow();
      String columns = cells(row).get(1);
      assertThat(matches("`(\\w+)`\\*", columns))
          .as(file.label())
          .containsExactlyInAnyOrderElementsOf(names(file, CanonicalField::isRequired));
      assertThat(matches("`(\\w+)`(?!\\*)", columns).filter(not("default"::equals)))
          .as(file.label())
          .containsExactlyInAnyOrderElementsOf(names(file, not(CanonicalField::isRequired)));
    }
  }

  @Test
  void listsExactlyTheRulesThatExist() throws ClassNotFoundException {
    List<String> rules =
        Stream.of(Class.forName("io.plumbline.quality.Rule").getEnumConstants())
            .map(rule -> ((Enum<?>) rule).name().toLowerCase(Locale.ROOT))
            .toList();

    assertThat(rows("rule").flatMap(row -> matches("`(\\w+)`", cells(row).get(0))))
        .containsExactlyInAnyOrderElementsOf(rules);
  }

  @Test
  void namesNoFaultThatIsNotTried() {
    assertThat(rows("fault").map(row -> cells(row).get(0).replaceFirst("^[a-z]+: ", "")))
        .isNotEmpty()
        .isSubsetOf(FaultTrials.names());
  }

  @Test
  void listsExactlyTheExitCodesThatExist() {
    assertThat(rows("exit").map(row -> cells(row).get(0)))
        .containsExactlyElementsOf(
            Stream.of(ExitCode.values()).map(code -> Integer.toString(code.value())).toList());
  }

  @Test
  void namesNoSettingThatDoesNotExist() {
    List<String> keys = Settings.all().stream().map(setting -> setting.key()).toList();
    List<String> groups = keys.stream().map(ReadmeTest::group).distinct().toList();
    List<String> named =
        matches("`([a-z]+\\.[a-z_.]+)`", readme.substring(0, readme.indexOf(BEGIN)))
            .filter(key -> groups.contains(group(key)))
            .toList();

    assertThat(named).contains("calibrate.min_deals").isSubsetOf(keys);
  }

  @Test
  void readsTheSettingsOfItsExamples() throws IOException {
    List<String> examples = matches("(?s)```yaml\n(.*?)```", readme).toList();

    assertThat(examples).isNotEmpty();
    for (String example : examples) {
      Path file = Files.writeString(Files.createTempFile("readme", ".yaml"), example);
      Configuration read = Configuration.load(Optional.of(file), Map.of());
      Files.delete(file);
      assertThat(read.effective()).isNotEqualTo(Configuration.defaults().effective());
    }
  }

  private static String group(String key) {
    return key.substring(0, key.indexOf('.'));
  }

  private static List<String> commands() {
    return Stream.of(Main.class.getAnnotation(Command.class).subcommands())
        .map(command -> command.getAnnotation(Command.class).name())
        .toList();
  }

  private static List<String> names(CanonicalFile file, Predicate<CanonicalField> which) {
    return file.fields().stream().filter(which).map(CanonicalField::name).toList();
  }

  /** The rows of the table whose first column has this title. */
  private static Stream<String> rows(String title) {
    return readme
        .lines()
        .dropWhile(line -> !line.startsWith("| " + title + " |"))
        .skip(2)
        .takeWhile(line -> line.startsWith("|"));
  }

  private static List<String> cells(String row) {
    return Arrays.stream(row.split("\\|", -1))
        .map(String::strip)
        .filter(not(String::isEmpty))
        .toList();
  }

  private static Stream<String> matches(String regex, String text) {
    return Pattern.compile(regex)
        .matcher(text)
        .results()
        .map((MatchResult result) -> result.group(1));
  }
}
