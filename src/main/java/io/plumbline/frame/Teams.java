package io.plumbline.frame;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.map;

import io.plumbline.config.Configuration;
import io.plumbline.config.Settings;
import io.plumbline.outlook.Segment.Level;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.DataTypes;

/** Who is of which sales team, as {@link Settings#FORECAST_TEAMS} says. */
public final class Teams {

  private static final String OWNER = "owner_id";
  private static final String UNKNOWN = "unknown";

  private final List<Column> byOwner;

  private Teams(List<Column> byOwner) {
    this.byOwner = byOwner;
  }

  /**
   * By the settings.
   *
   * @throws io.plumbline.error.PlumblineException {@code arguments.invalid} where owners are hashed
   *     and the salt is not set
   */
  public static Teams of(Configuration configuration) {
    return of(configuration, System::getenv);
  }

  /** The same with another environment: from the name of a variable to its value or null. */
  static Teams of(Configuration configuration, UnaryOperator<String> environment) {
    if (!areNamed(configuration)) {
      return new Teams(List.of());
    }
    Optional<KeyedHash> hash = KeyedHash.ofColumn(OWNER, configuration, environment);
    List<Column> byOwner = new ArrayList<>();
    for (Map.Entry<String, String> entry :
        configuration.value(Settings.FORECAST_TEAMS).entrySet()) {
      Column owner = lit(entry.getKey());
      byOwner.add(hash.map(keyed -> keyed.of(owner)).orElse(owner));
      byOwner.add(lit(entry.getValue()));
    }
    return new Teams(List.copyOf(byOwner));
  }

  /** The levels that forecasts are made at; without teams, that of the teams is not one. */
  public static Set<Level> levels(Configuration configuration) {
    return areNamed(configuration)
        ? EnumSet.allOf(Level.class)
        : EnumSet.complementOf(EnumSet.of(Level.TEAM));
  }

  /** Whether there are any teams. */
  public static boolean areNamed(Configuration configuration) {
    return !configuration.value(Settings.FORECAST_TEAMS).isEmpty();
  }

  /**
   * The team of an owner: {@code unknown} of those that are not named and of null. Without teams,
   * null.
   */
  public Column of(Column owner) {
    return byOwner.isEmpty()
        ? lit(null).cast(DataTypes.StringType)
        : coalesce(element_at(map(byOwner.toArray(Column[]::new)), owner), lit(UNKNOWN));
  }
}
