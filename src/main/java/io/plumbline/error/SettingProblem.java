package io.plumbline.error;

import static java.util.Objects.requireNonNull;

/**
 * One thing that is wrong with the settings. A run reports all of them together.
 *
 * @param kind what sort of problem
 * @param subject the key, or the file
 * @param description one sentence: what is wrong and what is allowed
 */
public record SettingProblem(Kind kind, String subject, String description) {

  /** The sorts of problem; each is a stable code. */
  public enum Kind {
    /** The configuration file does not exist or cannot be read. */
    FILE_MISSING("config.file_missing"),
    /** The configuration file is not a plain YAML map. */
    NOT_YAML("config.not_yaml"),
    /** No setting has this key. */
    UNKNOWN("config.unknown_setting"),
    /** The same key is given twice in one file. */
    DUPLICATE("config.duplicate_setting"),
    /** The value has the wrong type or is out of range. */
    BAD_VALUE("config.invalid_value");

    private final String code;

    Kind(String code) {
      this.code = code;
    }

    /** The stable error code. */
    public String code() {
      return code;
    }
  }

  /** Refuses nulls. */
  public SettingProblem {
    requireNonNull(kind, "kind");
    requireNonNull(subject, "subject");
    requireNonNull(description, "description");
  }
}
