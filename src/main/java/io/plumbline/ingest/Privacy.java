package io.plumbline.ingest;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.map_filter;
import static org.apache.spark.sql.functions.transform_values;
import static org.apache.spark.sql.functions.when;

import io.plumbline.config.Configuration;
import io.plumbline.config.Settings;
import io.plumbline.frame.KeyedHash;
import io.plumbline.table.CanonicalField;
import io.plumbline.table.CanonicalFile;
import io.plumbline.table.FieldKind;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Column;

/**
 * What becomes of names and free text on their way in: no estimate needs them. Names of deals, and
 * subjects and bodies of activities, are dropped unless the settings keep them; columns that the
 * contract does not know are dropped unless they are a segment dimension or the settings keep them.
 * A hashed value is a {@link KeyedHash}.
 */
final class Privacy {

  private static final String KEEP = "keep";
  private static final String HASH = KeyedHash.POLICY;
  private static final String DROP = "drop";
  private static final Set<String> FREE_TEXT = Set.of("name", "subject", "body");

  private final Map<String, String> chosen;
  private final List<String> dimensions;
  private final Optional<KeyedHash> hash;

  /**
   * By the settings.
   *
   * @param environment from the name of a variable to its value, null where it is not set
   * @throws io.plumbline.error.PlumblineException where a column is to be hashed without a salt
   */
  Privacy(Configuration configuration, UnaryOperator<String> environment) {
    this.chosen = configuration.value(Settings.PRIVACY_COLUMNS);
    this.dimensions = configuration.value(Settings.SEGMENT_DIMENSIONS);
    this.hash =
        chosen.containsValue(HASH)
            ? Optional.of(KeyedHash.of(configuration, environment))
            : Optional.empty();
  }

  /** Which columns go on at all; needs no salt. */
  static Kept kept(Configuration configuration) {
    return new Kept(configuration.value(Settings.PRIVACY_COLUMNS));
  }

  /**
   * What is dropped and what is not.
   *
   * @param chosen column to policy, as the settings say
   */
  record Kept(Map<String, String> chosen) {

    /** Whether the values of a column of a canonical file go on, as they are or hashed. */
    boolean keeps(CanonicalFile file, CanonicalField field) {
      return field.kind() != FieldKind.TEXT
          || field.need() == CanonicalField.Need.KEY
          || file == CanonicalFile.FIELD_HISTORY
          || !dropped().contains(field.name());
    }

    /** Whether it is a column of names or free text, and dropped. */
    boolean dropsText(String name) {
      return FREE_TEXT.contains(name) && dropped().contains(name);
    }

    /** The columns that are dropped, of those that the contract knows. */
    SortedSet<String> dropped() {
      SortedSet<String> dropped = new TreeSet<>(FREE_TEXT);
      chosen.forEach(
          (name, policy) -> {
            if (policy.equals(DROP)) {
              dropped.add(name);
            } else {
              dropped.remove(name);
            }
          });
      return dropped;
    }
  }

  /** The value of a text column as it goes on. */
  Column of(CanonicalFile file, CanonicalField field, Column value) {
    if (field.kind() != FieldKind.TEXT || field.need() == CanonicalField.Need.KEY) {
      return value;
    }
    if (file == CanonicalFile.FIELD_HISTORY) {
      return ofFormerValue(value);
    }
    return by(
        chosen.getOrDefault(field.name(), FREE_TEXT.contains(field.name()) ? DROP : KEEP), value);
  }

  /** A former value is treated as the value of today. */
  private Column ofFormerValue(Column value) {
    Map<String, String> policies = new HashMap<>(chosen);
    FREE_TEXT.forEach(name -> policies.putIfAbsent(name, DROP));
    Column treated = value;
    for (Map.Entry<String, String> policy : new java.util.TreeMap<>(policies).entrySet()) {
      treated =
          when(col("field").equalTo(policy.getKey()), by(policy.getValue(), value))
              .otherwise(treated);
    }
    return treated;
  }

  /** Of the columns that the contract does not know, those that go on. */
  Column ofAttributes(Column attributes) {
    Set<String> kept = new HashSet<>(dimensions);
    Set<String> hashed = new HashSet<>();
    chosen.forEach(
        (name, policy) -> {
          switch (policy) {
            case KEEP -> kept.add(name);
            case HASH -> {
              kept.add(name);
              hashed.add(name);
            }
            default -> kept.remove(name);
          }
        });
    if (kept.isEmpty()) {
      return lit(null).cast("map<string,string>");
    }
    Column filtered = map_filter(attributes, (name, value) -> name.isin(kept.toArray()));
    return hashed.isEmpty()
        ? filtered
        : transform_values(
            filtered,
            (name, value) -> when(name.isin(hashed.toArray()), hash(value)).otherwise(value));
  }

  private Column by(String policy, Column value) {
    return switch (policy) {
      case DROP -> lit(null).cast("string");
      case HASH -> hash(value);
      default -> value;
    };
  }

  private Column hash(Column value) {
    return hash.orElseThrow().of(value);
  }
}
