package io.plumbline.frame;

import static org.apache.spark.sql.functions.from_utc_timestamp;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;

import java.time.ZoneId;
import java.util.Arrays;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/** Values on their way into rows. */
public final class Rows {

  private static final long MICROS_PER_DAY = 86_400_000_000L;

  private Rows() {}

  /** The number, or null for NaN. */
  public static Double known(double value) {
    return Double.isNaN(value) ? null : Double.valueOf(value == 0 ? 0.0 : value);
  }

  /**
   * A declared shape: the columns that are given, cast to their types, the others null.
   *
   * @param values by name of the column
   */
  public static Dataset<Row> shaped(
      Dataset<Row> rows, StructType shape, Map<String, Column> values) {
    return rows.select(
        Arrays.stream(shape.fields())
            .map(
                field ->
                    values
                        .getOrDefault(field.name(), lit(null))
                        .cast(field.dataType())
                        .as(field.name()))
            .toArray(Column[]::new));
  }

  /** The calendar day of a time in a zone. */
  public static Column dayIn(ZoneId zone, Column time) {
    return from_utc_timestamp(time, zone.getId()).cast("date");
  }

  /** Whole days in a number of microseconds, rounded down. */
  public static Column wholeDays(Column micros) {
    Column day = lit(MICROS_PER_DAY);
    return micros.minus(pmod(micros, day)).divide(day).cast("int");
  }
}
