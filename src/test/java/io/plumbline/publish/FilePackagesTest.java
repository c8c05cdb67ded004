package io.plumbline.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Packages that a person imports, copies or types in. */
class FilePackagesTest {

  private static final String PHP = "custom/Extension/application/Ext/Language/en_us.plumbline.php";

  @TempDir Path temp;

  @Test
  void importsOdooProbabilitiesWithTwoDecimals() {
    Written written = written(Target.ODOO);

    assertThat(written.csv("backfill.csv"))
        .containsExactly(
            List.of("id", "probability"), List.of("a,\"1\"", "37.2"), List.of("d", "44"));
    assertThat(written.csv("rollback-backfill.csv"))
        .containsExactly(
            List.of("id", "probability"), List.of("a,\"1\"", "10"), List.of("d", "50"));
    assertThat(written.text("backfill.csv"))
        .isEqualTo("id,probability\r\n\"a,\"\"1\"\"\",37.2\r\nd,44\r\n");
    assertThat(written.result().notes()).anyMatch(note -> note.contains("freezes"));
    assertThat(written.text("README.txt")).contains("freezes");
  }

  @Test
  void mapsEspoStageNamesToWholePercents() {
    Written written = written(Target.ESPOCRM);

    assertThat(written.json("probabilityMap.json").toString())
        .isEqualTo(
            "{\"probabilityMap\":{\"new\":29,\""
                + Releases.SLASHED
                + "\":38,\"Proposal/Price Quote\":50,\"verhandeln\":99,\"won\":100,\"lost\":0}}");
    assertThat(written.json("rollback/probabilityMap.json").at("/probabilityMap/new").asInt())
        .isEqualTo(10);
    assertThat(written.csv("backfill.csv")).contains(List.of("a,\"1\"", "29"));
  }

  @Test
  void writesSuiteCrmsListAsPhpThatReadsBack() {
    String quoted = "O'Brien\\'s \\ stage\\";
    Written written =
        Written.of(
            Target.SUITECRM,
            Releases.of(
                Releases.open("p", quoted, "S", 1, 0.10, 0.285, 1, 1),
                Releases.open("p", "a'); system('x'); //", "S", 2, 0.2, 0.004, 1, 1),
                Releases.closed("p", "Closed Won", "Won", StageKind.WON),
                Releases.closed("p", "Closed Lost", "Lost", StageKind.LOST)),
            List.of(),
            temp.resolve("p"));

    assertThat(phpArray(written.text(PHP)))
        .containsExactly(
            Map.entry(quoted, "29"),
            Map.entry("a'); system('x'); //", "1"),
            Map.entry("Closed Won", "100"),
            Map.entry("Closed Lost", "0"));
    assertThat(phpArray(written.text("rollback/" + PHP))).containsEntry(quoted, "10");
  }

  @ParameterizedTest
  @EnumSource(
      value = Target.class,
      names = {"ESPOCRM", "SUITECRM", "SALESFORCE"})
  void refusesIncompleteListsWhereTheCrmReplacesThem(Target target) {
    assertThatThrownBy(
            () ->
                Written.of(
                    target,
                    Releases.of(
                        Releases.open("p", "s", "S", 1, 0.1, 0.2, 1, 1),
                        Releases.closed("p", "w", "W", StageKind.WON)),
                    List.of(),
                    temp.resolve("p")))
        .hasMessageContaining("no closed-lost stage");
  }

  @Test
  void tellsAPersonWhatToTypeIntoNutshell() {
    Written written = written(Target.NUTSHELL);

    assertThat(written.csv("stages.csv"))
        .containsExactly(
            List.of(
                "pipeline",
                "stage",
                "stage_id",
                "percent_now",
                "type_this_percent",
                "change_in_points",
                "closed_deals"),
            List.of("default", "New", "new", "10", "29", "19", "40"),
            List.of(
                "default", "'" + Releases.NASTY_LABEL, Releases.SLASHED, "25", "38", "13", "80"),
            List.of("default", "Proposal", "Proposal/Price Quote", "50", "leave as it is", "", "5"),
            List.of(
                "default",
                "Verhandlung \u2013 \u0938\u094c\u0926\u093e",
                "verhandeln",
                "75",
                "99",
                "24",
                "10"),
            List.of("default", "Closed Won", "won", "100", "leave as it is", "", ""),
            List.of("default", "Closed Lost", "lost", "0", "leave as it is", "", ""));
    assertThat(written.csv("backfill.csv"))
        .containsExactly(
            List.of("lead_id", "percent_now", "type_this_percent"), List.of("a,\"1\"", "10", "29"));
  }

  @Test
  void givesNoTwoStagesOfPipelineCrmTheSamePercentage() {
    Written written =
        Written.of(
            Target.PIPELINECRM,
            Releases.of(
                Releases.open("p", "1", "A", 1, 0.1, 0.30, 1, 1),
                Releases.open("p", "2", "B", 2, 0.2, 0.304, 1, 1),
                Releases.open("p", "3", "C", 3, 0.3, 0.299, 1, 1)),
            Releases.deals(),
            temp.resolve("p"));

    // 29.9, 30 and 30.4: 29 30 31 costs 0.9 + 0 + 0.6.
    assertThat(written.csv("stages.csv"))
        .extracting(row -> row.get(4))
        .containsExactly("type_this_percent", "30", "31", "29");
    assertThat(written.names()).containsExactly("README.txt", "manifest.json", "stages.csv");
    assertThat(written.result().counts()).containsOnlyKeys("records", "records_with_value");
  }

  private Written written(Target target) {
    return Written.of(target, temp.resolve("p"));
  }

  /** What PHP makes of the file, by its rules for single-quoted strings. */
  private static Map<String, String> phpArray(String php) {
    String string = "'((?:[^'\\\\]|\\\\.)*+)'";
    Matcher file =
        Pattern.compile(
                "<\\?php\\n\\$app_list_strings\\['sales_probability_dom'\\] = array\\(\\n"
                    + "((?: {4}"
                    + string
                    + " => "
                    + string
                    + ",\\n)*)\\);\\n",
                Pattern.DOTALL)
            .matcher(php);
    assertThat(file.matches()).as(php).isTrue();
    Map<String, String> array = new LinkedHashMap<>();
    Matcher entry =
        Pattern.compile(" {4}" + string + " => " + string + ",\\n", Pattern.DOTALL)
            .matcher(file.group(1));
    while (entry.find()) {
      array.put(unescaped(entry.group(1)), unescaped(entry.group(2)));
    }
    return array;
  }

  private static String unescaped(String text) {
    return text.replaceAll("\\\\([\\\\'])", "$1");
  }
}
