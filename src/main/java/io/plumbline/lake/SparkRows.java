package io.plumbline.lake;

import io.plumbline.lake.TableColumn.Type;
import java.sql.Date;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampType;

/**
 * The rows of a frame as often as its last column says, with the values that {@link TableReader}
 * gives.
 */
final class SparkRows implements TableRows {

  private final List<TableColumn> columns;
  private final Iterator<Row> rows;
  private TableRow row;
  private long left;

  SparkRows(Dataset<Row> frame) {
    this.columns = columns(frame.schema()).subList(0, frame.schema().size() - 1);
    this.rows = frame.toLocalIterator();
  }

  static List<TableColumn> columns(StructType schema) {
    return Arrays.stream(schema.fields())
        .map(field -> new TableColumn(field.name(), type(field.dataType())))
        .toList();
  }

  @Override
  public boolean hasNext() {
    return left > 0 || rows.hasNext();
  }

  @Override
  public TableRow next() {
    if (left == 0) {
      Row next = rows.next();
      left = next.getLong(columns.size());
      row = tableRow(next);
    }
    left--;
    return row;
  }

  private TableRow tableRow(Row from) {
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      values.add(
          columns.get(i).type() == Type.LIST && !from.isNullAt(i)
              ? from.getList(i)
              : value(from.get(i)));
    }
    return new TableRow(columns, values);
  }

  @Override
  public void close() {}

  private static Object value(Object of) {
    if (of instanceof Date date) {
      return date.toLocalDate();
    }
    return of instanceof Timestamp time ? time.toInstant() : of;
  }

  private static Type type(DataType type) {
    if (type instanceof StringType) {
      return Type.TEXT;
    } else if (type instanceof BooleanType) {
      return Type.TRUTH;
    } else if (type instanceof IntegerType) {
      return Type.INTEGER;
    } else if (type instanceof LongType) {
      return Type.LONG;
    } else if (type instanceof DoubleType) {
      return Type.DOUBLE;
    } else if (type instanceof DecimalType) {
      return Type.DECIMAL;
    } else if (type instanceof DateType) {
      return Type.DATE;
    } else if (type instanceof TimestampType) {
      return Type.TIMESTAMP;
    }
    return Type.LIST;
  }
}
