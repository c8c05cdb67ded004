package io.plumbline.ingest;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.from_utc_timestamp;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.lower;
import static org.apache.spark.sql.functions.regexp_replace;
import static org.apache.spark.sql.functions.to_utc_timestamp;
import static org.apache.spark.sql.functions.trim;
import static org.apache.spark.sql.functions.when;

import io.plumbline.table.CanonicalField;
import io.plumbline.table.Types;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;

/**
 * Reads the values of a canonical column. A value that is there and cannot be read becomes null;
 * the caller compares with {@link #text} to tell that from an empty one.
 */
final class FieldParser {

  // Spark's cast alone would take '12:00' as a time of today and '2026' as a day: "now" must not
  // get in.
  private static final String DATE_ONLY = "^\\d{4}-\\d{2}-\\d{2}$";
  private static final String LOCAL_TIME =
      "^\\d{4}-\\d{2}-\\d{2}[T ]\\d{2}:\\d{2}(:\\d{2}(\\.\\d{1,9})?)?$";
  private static final String OFFSET_TIME =
      "^\\d{4}-\\d{2}-\\d{2}[T ]\\d{2}:\\d{2}(:\\d{2}(\\.\\d{1,9})?)?(Z| ?[+-]\\d{2}(:?\\d{2})?)$";
  private static final String DECIMAL = "^[+-]?\\d{1,16}(\\.\\d+)?$";
  private static final String ANY_NUMBER = "^[+-]?\\d+(\\.\\d+)?([eE][+-]?\\d+)?$";
  private static final String WHOLE = "^[+-]?\\d{1,18}$";

  private static final String START_OF_DAY = " 00:00:00";
  private static final String END_OF_DAY = " 23:59:59.999999";

  private final ZoneId zone;

  FieldParser(ZoneId zone) {
    this.zone = zone;
  }

  /** The value as trimmed text, null where it is empty. */
  static Column text(String column) {
    Column trimmed = trim(col(column).cast(DataTypes.StringType));
    return when(trimmed.notEqual(""), trimmed);
  }

  /** The typed value; null where it is empty or cannot be read. */
  Column parse(CanonicalField field, DataType stored) {
    Column text = text(field.name());
    Column raw = col(field.name());
    return switch (field.kind()) {
      case TEXT -> text;
      case STATUS -> when(lower(text).isin("open", "won", "lost"), lower(text));
      case TIME -> time(raw, text, stored, START_OF_DAY);
      case CLOSING_TIME -> time(raw, text, stored, END_OF_DAY);
      case DATE -> date(raw, text, stored);
      case AMOUNT ->
          stored instanceof NumericType
              ? raw.try_cast(Types.AMOUNT)
              : when(text.rlike(DECIMAL), text.try_cast(Types.AMOUNT));
      case INTEGER ->
          stored instanceof NumericType
              ? raw.try_cast(DataTypes.LongType)
              : when(text.rlike(WHOLE), text.try_cast(DataTypes.LongType));
      case NUMBER -> number(raw, text, stored);
      case PERCENT -> percent(raw, text, stored);
      case FLAG ->
          stored instanceof BooleanType
              ? raw
              : when(lower(text).isin("true", "t", "yes", "y", "1"), lit(true))
                  .when(lower(text).isin("false", "f", "no", "n", "0"), lit(false));
    };
  }

  private Column time(Column raw, Column text, DataType stored, String timeOfDay) {
    if (stored instanceof TimestampType) {
      return raw;
    }
    if (stored instanceof TimestampNTZType) {
      return inZone(raw.cast(DataTypes.TimestampType));
    }
    Column colon = regexp_replace(text, " ?([+-]\\d{2}):?(\\d{2})$", "$1:$2");
    Column minutes = regexp_replace(colon, "(:\\d{2}(?:\\.\\d+)?) ?([+-]\\d{2})$", "$1$2:00");
    return when(text.rlike(OFFSET_TIME), timestamp(minutes))
        .when(text.rlike(LOCAL_TIME), inZone(timestamp(text)))
        .when(text.rlike(DATE_ONLY), inZone(timestamp(concat(text, lit(timeOfDay)))));
  }

  private Column date(Column raw, Column text, DataType stored) {
    if (stored instanceof DateType) {
      return raw;
    }
    if (stored instanceof TimestampType) {
      return day(raw);
    }
    return when(text.rlike(DATE_ONLY), text.try_cast(DataTypes.DateType))
        .otherwise(day(time(raw, text, stored, START_OF_DAY)));
  }

  private static Column number(Column raw, Column text, DataType stored) {
    return stored instanceof NumericType
        ? raw.cast(DataTypes.DoubleType)
        : when(text.rlike(ANY_NUMBER), text.try_cast(DataTypes.DoubleType));
  }

  private static Column percent(Column raw, Column text, DataType stored) {
    Column value = number(raw, regexp_replace(text, " ?%$", ""), stored);
    return when(value.between(0, 100), value.divide(100));
  }

  private static Column timestamp(Column text) {
    return text.try_cast(DataTypes.TimestampType);
  }

  private Column inZone(Column local) {
    return isUtc() ? local : to_utc_timestamp(local, zone.getId());
  }

  private Column day(Column instant) {
    return (isUtc() ? instant : from_utc_timestamp(instant, zone.getId())).cast(DataTypes.DateType);
  }

  private boolean isUtc() {
    return zone.normalized().equals(ZoneOffset.UTC);
  }
}
