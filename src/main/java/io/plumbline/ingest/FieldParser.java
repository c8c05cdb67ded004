package io.plumbline.ingest;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.from_utc_timestamp;
import static org.apache.spark.sql.functions.length;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.lower;
import static org.apache.spark.sql.functions.octet_length;
import static org.apache.spark.sql.functions.regexp_extract;
import static org.apache.spark.sql.functions.regexp_replace;
import static org.apache.spark.sql.functions.substring;
import static org.apache.spark.sql.functions.timestamp_millis;
import static org.apache.spark.sql.functions.to_utc_timestamp;
import static org.apache.spark.sql.functions.translate;
import static org.apache.spark.sql.functions.trim;
import static org.apache.spark.sql.functions.try_to_timestamp;
import static org.apache.spark.sql.functions.upper;
import static org.apache.spark.sql.functions.when;

import io.plumbline.config.Configuration;
import io.plumbline.config.Settings;
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
      "^\\d{4}-\\d{2}-\\d{2}[T ]\\d{1,2}:\\d{2}(:\\d{2}(\\.\\d{1,9})?)?$";
  private static final String OFFSET_TIME =
      "^\\d{4}-\\d{2}-\\d{2}[T ]\\d{1,2}:\\d{2}(:\\d{2}(\\.\\d{1,9})?)?(Z| ?[+-]\\d{2}(:?\\d{2})?)$";
  private static final String DECIMAL = "^[+-]?\\d{1,16}(\\.\\d+)?$";
  private static final String ANY_NUMBER = "^[+-]?\\d+(\\.\\d+)?([eE][+-]?\\d+)?$";
  private static final String WHOLE = "^[+-]?\\d{1,18}$";

  private static final String EPOCH_MILLIS = "^\\d{13}$";
  private static final String DAY_OR_MONTH_FIRST = "^(\\d{1,2})[./-](\\d{1,2})[./-](\\d{4})";
  private static final String HALF_DAYS = "(?i)\\d ?[ap]m$";
  private static final String POINTED_GROUPS = "^[+-]?\\d{1,3}(,\\d{3})+\\.\\d+$";
  private static final String GROUPS = "^[+-]?\\d{1,3}([. '\u00a0\u202f]\\d{3})+(,\\d+)?$";
  private static final String DECIMAL_COMMA = "^[+-]?\\d+(,\\d+)?([eE][+-]?\\d+)?$";

  /** Blanks that spreadsheets and web forms leave around a value. */
  private static final String BLANKS = " \t\r\n\u00a0\u2007\u202f\u3000\ufeff";

  /** Arabic-Indic, Persian, Devanagari, Bengali, Thai and full-width digits, and percent signs. */
  private static final String OTHER_DIGITS =
      "٠١٢٣٤٥٦٧٨٩"
          + "۰۱۲۳۴۵۶۷۸۹"
          + "०१२३४५६७८९"
          + "০১২৩৪৫৬৭৮৯"
          + "๐๑๒๓๔๕๖๗๘๙"
          + "０１２３４５６７８９"
          + "٪％";

  private static final String LATIN_DIGITS = "0123456789".repeat(6) + "%%";

  private static final DataType READ_AMOUNT = DataTypes.createDecimalType(16, 2);
  private static final String START_OF_DAY = " 00:00:00";
  private static final String END_OF_DAY = " 23:59:59.999999";

  private final ZoneId zone;
  private final String dateOrder;
  private final char decimal;
  private final int whole;

  /** By the settings for times, dates and numbers. */
  FieldParser(Configuration configuration) {
    this.zone = configuration.value(Settings.TIME_ZONE);
    this.dateOrder = configuration.value(Settings.SOURCE_DATE_ORDER);
    this.decimal = configuration.value(Settings.SOURCE_DECIMAL);
    this.whole =
        configuration.value(Settings.SOURCE_CRM).equals("canonical")
                && configuration.value(Settings.SOURCE_PROBABILITY).equals("fraction")
            ? 1
            : 100;
  }

  /** The value as trimmed text, null where it is empty. */
  static Column text(String column) {
    return unlessEmpty(trimmed(column));
  }

  /** The value as text without the blanks around it. */
  static Column trimmed(String column) {
    Column text = col(column).cast(DataTypes.StringType);
    return when(isPlain(text).and(isPlain(substring(text, -1, 1))), text)
        .otherwise(trim(text, BLANKS));
  }

  /** Begins with a visible letter of ASCII: most values do, and looking for all blanks is slow. */
  private static Column isPlain(Column text) {
    return text.geq("!").and(text.lt("\u007f"));
  }

  /** The trimmed text, null where it is empty. */
  static Column unlessEmpty(Column trimmed) {
    return when(trimmed.notEqual(""), trimmed);
  }

  /**
   * The text in the form that {@link #parse} reads: Latin digits, decimal point, year first. Give
   * it a column of its own, as parsing looks at it many times.
   */
  Column normal(CanonicalField field, Column trimmed) {
    return switch (field.kind()) {
      case TEXT, STATUS, FLAG -> unlessEmpty(trimmed);
      case TIME, CLOSING_TIME, DATE -> isoOrder(withLatinDigits(trimmed));
      case AMOUNT, INTEGER, NUMBER -> plainNumber(withLatinDigits(trimmed));
      case PERCENT ->
          plainNumber(regexp_replace(withLatinDigits(trimmed), "[ \u00a0\u202f]?%$", ""));
    };
  }

  /** Whether {@link #parse} takes the value as it is stored, and has no need of a text. */
  static boolean isTyped(CanonicalField field, DataType stored) {
    return switch (field.kind()) {
      case TEXT, STATUS -> false;
      case TIME, CLOSING_TIME -> isTime(stored);
      case DATE -> isTime(stored) || stored instanceof DateType;
      case AMOUNT, INTEGER, NUMBER, PERCENT -> stored instanceof NumericType;
      case FLAG -> stored instanceof BooleanType;
    };
  }

  private static boolean isTime(DataType stored) {
    return stored instanceof TimestampType || stored instanceof TimestampNTZType;
  }

  /**
   * The typed value; null where it is empty or cannot be read.
   *
   * @param text in {@link #normal} form
   * @param raw the value as it is stored
   * @param stored the type of that
   */
  Column parse(CanonicalField field, Column text, Column raw, DataType stored) {
    return switch (field.kind()) {
      case TEXT -> text;
      case STATUS -> when(lower(text).isin("open", "won", "lost"), lower(text));
      case TIME -> time(raw, text, stored, START_OF_DAY);
      case CLOSING_TIME -> time(raw, text, stored, END_OF_DAY);
      case DATE -> date(raw, text, stored);
      case AMOUNT ->
          stored instanceof NumericType ? amount(raw) : when(text.rlike(DECIMAL), amount(text));
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

  /** Null where it is so large that sums of a few would have no room. */
  private static Column amount(Column value) {
    return value.try_cast(READ_AMOUNT).cast(Types.AMOUNT);
  }

  /** What would let a value be read that was not; empty where nothing is known. */
  Column hint(CanonicalField field, Column text) {
    return switch (field.kind()) {
      case TIME, CLOSING_TIME, DATE -> dateOrderHint(text);
      case AMOUNT ->
          when(text.rlike(DECIMAL), lit(" Amounts from 100,000,000,000,000 on are not read."))
              .otherwise(decimalHint(text));
      case NUMBER -> decimalHint(text);
      default -> lit("");
    };
  }

  private Column decimalHint(Column text) {
    return when(
            text.contains(decimal == '.' ? "," : "."),
            lit(" Set source.decimal if the export writes numbers so."))
        .otherwise(lit(""));
  }

  /** Names the orders that the date fits, other than the one that it was read by. */
  private Column dateOrderHint(Column text) {
    Column first = regexp_extract(text, DAY_OR_MONTH_FIRST, 1).try_cast(DataTypes.IntegerType);
    Column second = regexp_extract(text, DAY_OR_MONTH_FIRST, 2).try_cast(DataTypes.IntegerType);
    Column dayFirst = first.between(1, 31).and(second.between(1, 12));
    Column monthFirst = first.between(1, 12).and(second.between(1, 31));
    Column orders =
        concat_ws(
            " or ",
            when(dayFirst.and(lit(!dateOrder.equals("dmy"))), "dmy"),
            when(monthFirst.and(lit(!dateOrder.equals("mdy"))), "mdy"));
    return when(
            orders.notEqual(""),
            concat(
                lit(" Set source.date_order to "), orders, lit(" if the export writes dates so.")))
        .otherwise("");
  }

  /** Letters beyond ASCII take more than a byte each, so that most values are left alone. */
  private static Column withLatinDigits(Column text) {
    return when(octet_length(text).gt(length(text)), translate(text, OTHER_DIGITS, LATIN_DIGITS))
        .otherwise(text);
  }

  /** The number with a decimal point and without separators between thousands. */
  private Column plainNumber(Column text) {
    if (decimal == ',') {
      return when(
              text.rlike(GROUPS),
              translate(regexp_replace(text, "[. '\u00a0\u202f]", ""), ",", "."))
          .when(text.rlike(DECIMAL_COMMA), translate(text, ",", "."));
    }
    return when(text.contains(",").and(text.rlike(POINTED_GROUPS)), regexp_replace(text, ",", ""))
        .otherwise(text);
  }

  /** A date that begins with its day or month, as ISO 8601 has it. */
  private Column isoOrder(Column text) {
    if (dateOrder.equals("iso")) {
      return text;
    }
    Column turned =
        regexp_replace(
            text, DAY_OR_MONTH_FIRST + ",?", dateOrder.equals("dmy") ? "$3-$2-$1" : "$3-$1-$2");
    return when(text.rlike(DAY_OR_MONTH_FIRST), regexp_replace(turned, "-(\\d)(?!\\d)", "-0$1"))
        .otherwise(text);
  }

  /** A time by the twelve-hour clock. */
  private static Column halfDays(Column text) {
    Column spaced = upper(regexp_replace(text, "(?i)(\\d) ?([ap]m)$", "$1 $2"));
    return coalesce(
        try_to_timestamp(spaced, lit("yyyy-MM-dd h:mm:ss a")),
        try_to_timestamp(spaced, lit("yyyy-MM-dd h:mm a")));
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
        .when(text.rlike(DATE_ONLY), inZone(timestamp(concat(text, lit(timeOfDay)))))
        .when(text.rlike(EPOCH_MILLIS), timestamp_millis(text.try_cast(DataTypes.LongType)))
        .when(text.rlike(HALF_DAYS), inZone(halfDays(text)));
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
    Column value =
        stored instanceof NumericType
            ? raw.cast(DataTypes.DoubleType)
            : when(text.rlike(ANY_NUMBER), text.try_cast(DataTypes.DoubleType));
    // A stored double can be infinite or NaN, which Spark orders last, and 1e999 becomes infinite.
    return when(value.gt(Double.NEGATIVE_INFINITY).and(value.lt(Double.POSITIVE_INFINITY)), value);
  }

  private Column percent(Column raw, Column text, DataType stored) {
    Column value = number(raw, text, stored);
    return when(value.between(0, whole), value.divide(whole));
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
