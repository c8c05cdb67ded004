package io.plumbline.lake;

import io.delta.kernel.data.ArrayValue;
import io.delta.kernel.data.ColumnVector;
import io.delta.kernel.data.MapValue;
import io.delta.kernel.types.ArrayType;
import io.delta.kernel.types.BinaryType;
import io.delta.kernel.types.BooleanType;
import io.delta.kernel.types.ByteType;
import io.delta.kernel.types.DataType;
import io.delta.kernel.types.DateType;
import io.delta.kernel.types.DecimalType;
import io.delta.kernel.types.DoubleType;
import io.delta.kernel.types.FloatType;
import io.delta.kernel.types.IntegerType;
import io.delta.kernel.types.LongType;
import io.delta.kernel.types.MapType;
import io.delta.kernel.types.ShortType;
import io.delta.kernel.types.StringType;
import io.delta.kernel.types.StructType;
import io.delta.kernel.types.TimestampNTZType;
import io.delta.kernel.types.TimestampType;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** From Kernel's types and vectors to Java's. */
final class KernelValues {

  private KernelValues() {}

  /** The kind of a Kernel type; throws where there is no Java value for it. */
  static TableColumn.Type type(DataType type) {
    if (type instanceof StringType || type instanceof BinaryType) {
      return TableColumn.Type.TEXT;
    } else if (type instanceof BooleanType) {
      return TableColumn.Type.TRUTH;
    } else if (type instanceof IntegerType
        || type instanceof ShortType
        || type instanceof ByteType) {
      return TableColumn.Type.INTEGER;
    } else if (type instanceof LongType) {
      return TableColumn.Type.LONG;
    } else if (type instanceof DoubleType || type instanceof FloatType) {
      return TableColumn.Type.DOUBLE;
    } else if (type instanceof DecimalType) {
      return TableColumn.Type.DECIMAL;
    } else if (type instanceof DateType) {
      return TableColumn.Type.DATE;
    } else if (type instanceof TimestampType) {
      return TableColumn.Type.TIMESTAMP;
    } else if (type instanceof TimestampNTZType) {
      return TableColumn.Type.LOCAL_TIMESTAMP;
    } else if (type instanceof ArrayType) {
      return TableColumn.Type.LIST;
    } else if (type instanceof MapType) {
      return TableColumn.Type.MAP;
    } else if (type instanceof StructType) {
      return TableColumn.Type.STRUCT;
    }
    throw new IllegalArgumentException("Columns of type " + type + " cannot be read.");
  }

  /** The value of a vector at a row; null where it is null. */
  static Object value(ColumnVector vector, int row) {
    if (vector.isNullAt(row)) {
      return null;
    }
    DataType type = vector.getDataType();
    return switch (type(type)) {
      case TEXT ->
          type instanceof BinaryType
              ? HexFormat.of().formatHex(vector.getBinary(row))
              : vector.getString(row);
      case TRUTH -> vector.getBoolean(row);
      case INTEGER -> integer(vector, row, type);
      case LONG -> vector.getLong(row);
      case DOUBLE ->
          type instanceof FloatType
              ? Double.parseDouble(Float.toString(vector.getFloat(row)))
              : vector.getDouble(row);
      case DECIMAL -> vector.getDecimal(row);
      case DATE -> LocalDate.ofEpochDay(vector.getInt(row));
      case TIMESTAMP -> Instant.EPOCH.plus(vector.getLong(row), ChronoUnit.MICROS);
      case LOCAL_TIMESTAMP ->
          LocalDateTime.ofInstant(
              Instant.EPOCH.plus(vector.getLong(row), ChronoUnit.MICROS), ZoneOffset.UTC);
      case LIST -> list(vector.getArray(row));
      case MAP -> map(vector.getMap(row));
      case STRUCT -> struct(vector, row, (StructType) type);
    };
  }

  private static Integer integer(ColumnVector vector, int row, DataType type) {
    if (type instanceof ByteType) {
      return (int) vector.getByte(row);
    }
    return type instanceof ShortType ? vector.getShort(row) : vector.getInt(row);
  }

  private static List<Object> list(ArrayValue array) {
    List<Object> list = new ArrayList<>(array.getSize());
    for (int i = 0; i < array.getSize(); i++) {
      list.add(value(array.getElements(), i));
    }
    return Collections.unmodifiableList(list);
  }

  private static Map<Object, Object> map(MapValue entries) {
    Map<Object, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < entries.getSize(); i++) {
      map.put(value(entries.getKeys(), i), value(entries.getValues(), i));
    }
    return Collections.unmodifiableMap(map);
  }

  private static Map<String, Object> struct(ColumnVector vector, int row, StructType type) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < type.length(); i++) {
      map.put(type.at(i).getName(), value(vector.getChild(i), row));
    }
    return Collections.unmodifiableMap(map);
  }
}
