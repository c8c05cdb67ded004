package io.plumbline.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.SparkFixture;
import io.plumbline.config.Configuration;
import io.plumbline.outlook.Segment.Level;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;

class TeamsTest {

  private static final Map<String, String> SECRET = Map.of("PLUMBLINE_SALT", "s3cret");
  private static final Map<String, String> NAMED =
      Map.of("forecast.teams.005A", "East", "forecast.teams.005B", "West");

  @Test
  void anOwnerThatIsNotNamedIsOfAnUnknownTeam() {
    Teams teams = Teams.of(settings(NAMED), Map.<String, String>of()::get);

    assertThat(teams(teams, "'005A', '005B', '005a', NULL"))
        .containsExactly("East", "West", "unknown", "unknown");
  }

  /** {@code printf 's3cret005A' | sha256sum | cut -c1-32}. */
  @Test
  void hashedOwnersAreFoundByThePlainId() {
    Map<String, String> settings = new HashMap<>(NAMED);
    settings.put("privacy.columns.owner_id", "hash");
    Configuration hashed = settings(settings);

    assertThat(
            teams(
                Teams.of(hashed, SECRET::get), "'427516a0a281da863d55aed4f473f636', '005A', NULL"))
        .containsExactly("East", "unknown", "unknown");
    assertThatThrownBy(() -> Teams.of(hashed, Map.<String, String>of()::get))
        .hasMessageContaining("privacy.salt_env 'PLUMBLINE_SALT'");
    assertThat(Teams.levels(hashed)).contains(Level.values());
  }

  @Test
  void withoutTeamsThereIsNoLevelOfThem() {
    Configuration none = Configuration.defaults();

    assertThat(Teams.levels(none))
        .containsExactly(
            Level.PIPELINE, Level.OWNER, Level.CUSTOMER_TYPE, Level.SIZE_BAND, Level.PRODUCT);
    assertThat(teams(Teams.of(none), "'005A', NULL")).containsExactly(null, null);
  }

  private static Configuration settings(Map<String, String> settings) {
    return Configuration.load(Optional.empty(), settings);
  }

  private static List<String> teams(Teams teams, String owners) {
    return SparkFixture.spark()
        .sql("SELECT explode(array(" + owners + ")) AS owner_id")
        .select(teams.of(functions.col("owner_id")))
        .collectAsList()
        .stream()
        .map(row -> row.getString(0))
        .toList();
  }
}
