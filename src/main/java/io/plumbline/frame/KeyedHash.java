package io.plumbline.frame;

import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sha2;
import static org.apache.spark.sql.functions.substring;

import io.plumbline.config.Configuration;
import io.plumbline.config.Settings;
import io.plumbline.error.Errors;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Column;

/**
 * What stands for a text that nobody is to read: its SHA-256 keyed with a salt, which comes from
 * the environment and stands nowhere.
 */
public final class KeyedHash {

  /** The policy of {@code privacy.columns} for columns that are hashed. */
  public static final String POLICY = "hash";

  private static final int DIGITS = 32;

  private final String salt;

  private KeyedHash(String salt) {
    this.salt = salt;
  }

  /**
   * With the salt that the settings name.
   *
   * @param environment from the name of a variable to its value, null where it is not set
   * @throws io.plumbline.error.PlumblineException {@code arguments.invalid} without a salt
   */
  public static KeyedHash of(Configuration configuration, UnaryOperator<String> environment) {
    String variable = configuration.value(Settings.PRIVACY_SALT_ENV);
    String salt = environment.apply(variable);
    if (salt == null || salt.isBlank()) {
      throw Errors.badArgument(
          "privacy.salt_env",
          variable,
          "the name of an environment variable that is set: privacy.columns asks for hashed"
              + " values, and a hash without a secret salt can be guessed");
    }
    return new KeyedHash(salt);
  }

  /** The hash that the values of a column are replaced by on their way in, if they are. */
  static Optional<KeyedHash> ofColumn(
      String column, Configuration configuration, UnaryOperator<String> environment) {
    return POLICY.equals(configuration.value(Settings.PRIVACY_COLUMNS).get(column))
        ? Optional.of(of(configuration, environment))
        : Optional.empty();
  }

  /** The first 32 hexadecimal digits; null for null. */
  public Column of(Column text) {
    return substring(sha2(concat(lit(salt), text).cast("binary"), 256), 1, DIGITS);
  }
}
