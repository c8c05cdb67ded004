package io.plumbline.lake;

import static java.util.Objects.requireNonNull;

/**
 * A column of a table, as read.
 *
 * @param name in the spelling of the table
 * @param type decides the Java type of its values
 */
public record TableColumn(String name, Type type) {

  /** Refuses nulls. */
  public TableColumn {
    requireNonNull(name, "name");
    requireNonNull(type, "type");
  }

  /** The kinds of value; every value may be null. */
  public enum Type {
    /** {@link String}; binary values come as hexadecimal digits. */
    TEXT,
    /** {@link Boolean}. */
    TRUTH,
    /** {@link Integer}: 8, 16 or 32 bits. */
    INTEGER,
    /** {@link Long}. */
    LONG,
    /** {@link Double}; 32-bit numbers come as the double with the same shortest digits. */
    DOUBLE,
    /** {@link java.math.BigDecimal} with the scale of the column. */
    DECIMAL,
    /** {@link java.time.LocalDate}. */
    DATE,
    /** {@link java.time.Instant}, to the microsecond. */
    TIMESTAMP,
    /** {@link java.time.LocalDateTime}, to the microsecond, without a zone. */
    LOCAL_TIMESTAMP,
    /** {@link java.util.List}; elements may be null. */
    LIST,
    /** {@link java.util.Map} in the order of the file; values may be null. */
    MAP,
    /** {@link java.util.Map} from field name to value, in the order of the schema. */
    STRUCT;

    /** Whether values are numbers. */
    public boolean isNumber() {
      return this == INTEGER || this == LONG || this == DOUBLE || this == DECIMAL;
    }
  }
}
