package io.plumbline.table;

import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/** How a canonical column is written and what it becomes. */
public enum FieldKind {
  TEXT(DataTypes.StringType, "text"),
  TIME(DataTypes.TimestampType, "a time as 2026-03-31T14:05:00Z, or a date"),
  /**
   * A date alone means the end of that day, so that closing never comes before creation on the same
   * day.
   */
  CLOSING_TIME(DataTypes.TimestampType, "a time as 2026-03-31T14:05:00Z, or a date"),
  DATE(DataTypes.DateType, "a date as 2026-03-31"),
  AMOUNT(Types.AMOUNT, "a number as 1234.50"),
  INTEGER(DataTypes.LongType, "a whole number"),
  NUMBER(DataTypes.DoubleType, "a number as 0.25"),
  /** Percent in the file, or a fraction by the settings; 0..1 inside. */
  PERCENT(DataTypes.DoubleType, "a percentage from 0 to 100"),
  FLAG(DataTypes.BooleanType, "true or false"),
  STATUS(DataTypes.StringType, "open, won or lost");

  private final DataType type;
  private final String form;

  FieldKind(DataType type, String form) {
    this.type = type;
    this.form = form;
  }

  /** The Spark type after parsing. */
  public DataType type() {
    return type;
  }

  /** What a value has to look like, for messages. */
  public String form() {
    return form;
  }
}
