package io.plumbline.table;

/**
 * A column of a canonical file.
 *
 * @param name the column
 * @param kind how it is written
 * @param need what happens to a row without a usable value
 */
public record CanonicalField(String name, FieldKind kind, Need need) {

  /** What happens to a row without a usable value in the column. */
  public enum Need {
    /** The column must exist; a row without a value is rejected as missing its key. */
    KEY,
    /** The column must exist; a row without a usable value is rejected. */
    REQUIRED,
    /**
     * The column may be absent or empty; a value that cannot be read rejects the row, because
     * results hang on it.
     */
    CHECKED,
    /**
     * The column may be absent or empty; a value that cannot be read is left empty and counted as a
     * warning.
     */
    OPTIONAL
  }

  static CanonicalField key(String name) {
    return new CanonicalField(name, FieldKind.TEXT, Need.KEY);
  }

  static CanonicalField required(String name, FieldKind kind) {
    return new CanonicalField(name, kind, Need.REQUIRED);
  }

  static CanonicalField checked(String name, FieldKind kind) {
    return new CanonicalField(name, kind, Need.CHECKED);
  }

  static CanonicalField optional(String name, FieldKind kind) {
    return new CanonicalField(name, kind, Need.OPTIONAL);
  }

  /** Whether a file without the column is refused as a whole. */
  public boolean isRequired() {
    return need == Need.KEY || need == Need.REQUIRED;
  }
}
