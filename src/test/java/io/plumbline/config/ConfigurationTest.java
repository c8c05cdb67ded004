package io.plumbline.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.plumbline.error.ExitCode;
import io.plumbline.error.PlumblineException;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationTest {

  @TempDir Path folder;

  @Test
  void hasTheDefaultsOfTheContract() {
    Configuration defaults = Configuration.defaults();

    assertThat(defaults.value(Settings.TIME_ZONE)).isEqualTo(ZoneId.of("UTC"));
    assertThat(defaults.value(Settings.SEGMENT_DIMENSIONS))
        .containsExactly("customer_type", "size_band", "product", "previous_stage");
    assertThat(defaults.value(Settings.INTERVAL_LEVEL)).isEqualTo(0.9);
    assertThat(defaults.value(Settings.RANDOM_SEED)).isEqualTo(20121113L);
    assertThat(defaults.value(Settings.INPUT_CSV_DELIMITER)).isEqualTo(',');
    assertThat(defaults.value(Settings.SPARK_CONF)).isEmpty();
    assertThat(defaults.effective()).hasSize(75).containsEntry("segment.size_edges", "[]");
  }

  @Test
  void howAVersionIsReviewedAndPublishedIsNoPartOfWhatDecidesResults() {
    Configuration strict =
        Configuration.load(
            Optional.empty(),
            Map.of(
                "review.approvals", "2",
                "review.max_override", "0.1",
                "publish.order", "isotonic",
                "send.url", "https://company.my.salesforce.com",
                "notice.format", "slack"));

    assertThat(strict.fingerprint()).isEqualTo(Configuration.defaults().fingerprint());
  }

  @ParameterizedTest
  @CsvSource({
    "review.approvals, 0",
    "review.max_age_days, 0",
    "review.max_override, 1.5",
    "publish.order, monotone",
    "publish.hubspot_step, 0.3",
    "publish.salesforce_api, 60",
    "publish.salesforce_api, 37.0",
    "publish.zoho_stage_field, Stage",
    "publish.suitecrm_language, english",
    "send.url, http://company.example.com",
    "send.url, https://company.example.com/path?token=1",
    "send.url, https://ho\"st",
    "send.url, https://user@host",
    "send.url, https://-",
    "send.url, https://host:123456",
    "send.token_env, my token",
    "send.requests_per_second, 0",
    "notice.format, xml",
    "notice.link, javascript:alert(1)"
  })
  void refusesHowNoVersionCanBeReviewedPublishedOrSent(String key, String value) {
    assertThatThrownBy(() -> Configuration.load(Optional.empty(), Map.of(key, value)))
        .isInstanceOf(PlumblineException.class)
        .hasMessageContaining(key + ": is '" + value + "'");
  }

  @ParameterizedTest
  @CsvSource({
    "publish.salesforce_api, 38.0",
    "publish.salesforce_api, 100.0",
    "send.url, https://my-company.my.salesforce.com",
    "send.url, https://gate.example:8443",
    "send.url, http://127.0.0.1:8080"
  })
  void takesWhereAndHowAVersionIsSent(String key, String value) {
    assertThat(Configuration.load(Optional.empty(), Map.of(key, value)).effective())
        .containsEntry(key, value);
  }

  @Test
  void readsNestedMapsAndDottedKeysAlike() {
    Configuration nested =
        load(
            """
            segment:
              size_edges: [1000, 25000.50]
              dimensions:
                - product
            age: {bands: 4}
            time.zone: Europe/Berlin
            """);
    Configuration dotted =
        load(
            """
            segment.size_edges: [1e3, 25000.5]
            segment.dimensions: [product]
            age.bands: 4
            time: {zone: Europe/Berlin}
            """);

    assertThat(nested.effective()).isEqualTo(dotted.effective());
    assertThat(nested.value(Settings.SEGMENT_SIZE_EDGES))
        .containsExactly(new BigDecimal("1000"), new BigDecimal("25000.50"));
    assertThat(nested.value(Settings.AGE_BANDS)).isEqualTo(4);
  }

  @Test
  void letsOverridesWinOverTheFile() {
    Configuration configuration =
        Configuration.load(
            Optional.of(file("age.bands: 4\nforecast.draws: 200\n")),
            Map.of("age.bands", "3", "segment.dimensions", "product, size_band"));

    assertThat(configuration.value(Settings.AGE_BANDS)).isEqualTo(3);
    assertThat(configuration.value(Settings.FORECAST_DRAWS)).isEqualTo(200);
    assertThat(configuration.value(Settings.SEGMENT_DIMENSIONS))
        .containsExactly("product", "size_band");
  }

  @Test
  void listsAllProblemsAtOnce() {
    PlumblineException error =
        failure(
            """
            age.band: 4
            interval.level: 1.5
            interval:
              level: 0.8
            forecast.months: many
            segment.size_edges: [10, 5]
            """,
            Map.of("input.csv.multiline", "yes", "time.zone", "Mars/Base"));

    assertThat(error.exitCode()).isEqualTo(ExitCode.BAD_CONFIGURATION);
    assertThat(error.code()).isEqualTo("config.invalid");
    assertThat(error.getMessage())
        .startsWith("7 settings are wrong:")
        .contains(
            "age.band: there is no such setting. Did you mean 'age.bands'?",
            "interval.level: is '1.5', but must be from 0.5 to 0.999.",
            "interval.level: is given twice in",
            "on lines 2 and 4.",
            "forecast.months: is 'many', but must be from 1 to 36.",
            "segment.size_edges: is ['10', '5'], but must be a list of positive numbers",
            "input.csv.multiline: is 'yes', but must be true or false.",
            "time.zone: is 'Mars/Base', but must be a time zone that Java knows");
  }

  @Test
  void takesTheTeamsOfOwners() {
    assertThat(
            load("forecast:\n  teams: {0051: East, ann.bo@example.com: 'Team West'}")
                .value(Settings.FORECAST_TEAMS))
        .isEqualTo(Map.of("0051", "East", "ann.bo@example.com", "Team West"));
    assertThat(failure("forecast.teams.0051: ''", Map.of()))
        .hasMessageContaining("forecast.teams: is ")
        .hasMessageContaining("but must be a map from owner_id to names of teams");
  }

  @Test
  void refusesTeamsWhereNoDealHasAnOwner() {
    assertThat(failure("privacy.columns: {owner_id: drop}\nforecast.teams: {a: East}", Map.of()))
        .hasMessageContaining("forecast.teams: names the teams of owners")
        .hasMessageContaining("privacy.columns drops owner_id");
    assertThat(load("privacy.columns: {owner_id: hash}\nforecast.teams: {a: East}").fingerprint())
        .isNotEqualTo(load("privacy.columns: {owner_id: hash}").fingerprint());
    assertThat(load("privacy.columns: {owner_id: drop}").value(Settings.FORECAST_TEAMS)).isEmpty();
  }

  @Test
  void namesTheKeysOfAGroupThatIsGivenAsAValue() {
    assertThat(failure("age: 5", Map.of()))
        .hasMessageContaining("age: there is no such setting. It is a group of age.bands.");
  }

  @Test
  void reportsAMissingFileTogetherWithWrongOverrides() {
    assertThatThrownBy(
            () ->
                Configuration.load(
                    Optional.of(folder.resolve("none.yaml")), Map.of("age.bands", "42")))
        .hasMessageContaining("none.yaml: The configuration file does not exist.")
        .hasMessageContaining("age.bands: is '42', but must be from 1 to 41.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "age.bands: !!java.net.URL ['http://localhost']",
        "!!map {age.bands: 4}",
        "a: &x 1\nage.bands: *x",
        "- age.bands\n- 4",
        "just text",
        "age.bands: [1, [2]]",
        "age.bands: 4\n---\nage.bands: 5",
        "age.bands: {",
        "? [a, b]\n: 4"
      })
  void refusesWhatIsNotAPlainMap(String yaml) {
    PlumblineException error = failure(yaml, Map.of());

    assertThat(error.code()).isEqualTo("config.not_yaml");
    assertThat(error.getMessage()).containsPattern("Line \\d+");
  }

  @Test
  void refusesDeepNestingAndBigFilesBeforeTheyHurt() {
    assertThat(failure("{a: ".repeat(2000) + "1" + "}".repeat(2000), Map.of()).code())
        .isEqualTo("config.not_yaml");
    assertThat(failure("#".repeat((1 << 20) + 1), Map.of()))
        .hasMessageContaining("The file is larger than 1048576 bytes.");
  }

  @ParameterizedTest
  @CsvSource({
    "age.bands, 4.5",
    "age.bands, ''",
    "age.bands, 0",
    "interval.level, NaN",
    "interval.level, 0.95f",
    "currency.base, eur",
    "input.csv.delimiter, ;;",
    "input.csv.delimiter, a",
    "segment.dimensions, 'a,,b'",
    "segment.dimensions, 'a,a'",
    "segment.size_edges, '0,5'",
    "random.seed, 9223372036854775808",
    "spark.conf, a=b",
    "spark.master, ' '"
  })
  void refusesValuesOfAnotherTypeOrOutOfRange(String key, String value) {
    assertThatThrownBy(() -> Configuration.load(Optional.empty(), Map.of(key, value)))
        .isInstanceOf(PlumblineException.class)
        .hasMessageContaining(key + ": is ")
        .hasMessageContaining("but must be " + Settings.find(key).orElseThrow().range());
  }

  @ParameterizedTest
  @CsvSource({
    "source.stages.5 @ 2024-02-30, 7",
    "source.stages.5 @ 2024-03-01 @ 2024-04-01, 7",
    "source.stages.5, ' '",
    "source.probability, promille"
  })
  void refusesAStageThatCannotBeReadAndAnUnknownScale(String key, String value) {
    assertThatThrownBy(() -> Configuration.load(Optional.empty(), Map.of(key, value)))
        .isInstanceOf(PlumblineException.class)
        .hasMessageContaining("but must be ");
  }

  @Test
  void refusesAKeyWithoutAValueButNotAnEmptyGroup() {
    assertThat(failure("age.bands:", Map.of()))
        .hasMessageContaining("age.bands: is nothing, but must be from 1 to 41.");
    assertThat(load("age:\n#  bands: 4\n").value(Settings.AGE_BANDS)).isEqualTo(12);
    assertThat(load("").effective()).isEqualTo(Configuration.defaults().effective());
    assertThat(load("# nothing\n").effective()).isEqualTo(Configuration.defaults().effective());
  }

  @Test
  void keepsTextThatYamlWouldTakeForSomethingElse() {
    assertThat(load("currency.base: NOK").value(Settings.CURRENCY_BASE)).isEqualTo("NOK");
    assertThat(load("random.seed: 010").value(Settings.RANDOM_SEED)).isEqualTo(10L);
    assertThat(load("input.csv.delimiter: \"\\t\"").value(Settings.INPUT_CSV_DELIMITER))
        .isEqualTo('\t');
    assertThat(load("input.csv.delimiter: \\t").value(Settings.INPUT_CSV_DELIMITER))
        .isEqualTo('\t');
  }

  @Test
  void passesSparkSettingsThroughAndHidesSecretsInReports() {
    Configuration configuration =
        Configuration.load(
            Optional.of(
                file(
                    """
                    spark.conf:
                      spark.executor.memory: 4g
                      spark.hadoop.fs.s3a.secret.key: hunter2
                    """)),
            Map.of("spark.conf.spark.ui.enabled", "false"));

    assertThat(configuration.value(Settings.SPARK_CONF))
        .containsOnly(
            Map.entry("spark.executor.memory", "4g"),
            Map.entry("spark.hadoop.fs.s3a.secret.key", "hunter2"),
            Map.entry("spark.ui.enabled", "false"));
    assertThat(configuration.effective().get("spark.conf"))
        .contains("spark.executor.memory=4g", "spark.hadoop.fs.s3a.secret.key=(hidden)")
        .doesNotContain("hunter2");
  }

  /**
   * printf 'age.bands=12\ncalibrate.holdout_dates=3\n...' | sha256sum | cut -c1-12, over the lines
   * that the contract gives, sorted by key.
   */
  @Test
  void fingerprintsTheSettingsThatAffectResults() {
    assertThat(Configuration.defaults().fingerprint()).isEqualTo("82677f1e6a77");
  }

  @Test
  void fingerprintsWrittenDefaultsAndLeftOutOnesAlike() {
    String defaults = Configuration.defaults().fingerprint();

    assertThat(load("age.bands: 12\ninterval.level: 0.90\nrandom.seed: '20121113'").fingerprint())
        .isEqualTo(defaults);
    assertThat(load("spark.master: local[1]\nspark.partitions: 7").fingerprint())
        .isEqualTo(defaults);
    assertThat(load("age.bands: 6").fingerprint()).isNotEqualTo(defaults);
  }

  private Configuration load(String yaml) {
    return Configuration.load(Optional.of(file(yaml)), Map.of());
  }

  private PlumblineException failure(String yaml, Map<String, String> overrides) {
    return catchThrowableOfType(
        PlumblineException.class, () -> Configuration.load(Optional.of(file(yaml)), overrides));
  }

  private Path file(String yaml) {
    try {
      return Files.writeString(Files.createTempFile(folder, "plumbline", ".yaml"), yaml);
    } catch (IOException failed) {
      throw new AssertionError(failed);
    }
  }

  @Test
  void knowsEveryKeyOnce() {
    List<String> keys = Settings.keys();

    assertThat(keys).doesNotHaveDuplicates().allMatch(key -> key.matches("[a-z_]+(\\.[a-z_]+)+"));
  }
}
