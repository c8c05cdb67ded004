package io.plumbline.app;

import io.plumbline.lake.TableColumn;
import io.plumbline.lake.TableRow;
import io.plumbline.lake.TableRows;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;

/** Writes rows to a temporary file and reads them back, value for value. */
final class RowSpill {

  private static final int NULL = 0;
  private static final int STRING = 1;
  private static final int BOOLEAN = 2;
  private static final int INTEGER = 3;
  private static final int LONG = 4;
  private static final int DOUBLE = 5;
  private static final int DECIMAL = 6;
  private static final int DATE = 7;
  private static final int INSTANT = 8;
  private static final int DATE_TIME = 9;
  private static final int LIST = 10;
  private static final int MAP = 11;
  private static final int ROW = 12;

  private RowSpill() {}

  static void write(Path file, Iterator<TableRow> rows) {
    try (DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file), 1 << 16))) {
      while (rows.hasNext()) {
        out.writeByte(ROW);
        for (Object value : rows.next().values()) {
          writeValue(out, value);
        }
      }
    } catch (IOException full) {
      throw new UncheckedIOException(full);
    }
  }

  static TableRows read(Path file, List<TableColumn> columns) {
    try {
      return new Reader(
          new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16)),
          columns);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static void writeValue(DataOutputStream out, Object value) throws IOException {
    if (value == null) {
      out.writeByte(NULL);
    } else if (value instanceof String text) {
      out.writeByte(STRING);
      writeText(out, text);
    } else if (value instanceof Boolean truth) {
      out.writeByte(BOOLEAN);
      out.writeBoolean(truth);
    } else if (value instanceof Integer number) {
      out.writeByte(INTEGER);
      out.writeInt(number);
    } else if (value instanceof Long number) {
      out.writeByte(LONG);
      out.writeLong(number);
    } else if (value instanceof Double number) {
      out.writeByte(DOUBLE);
      out.writeDouble(number);
    } else if (value instanceof BigDecimal decimal) {
      out.writeByte(DECIMAL);
      writeText(out, decimal.toString());
    } else if (value instanceof LocalDate date) {
      out.writeByte(DATE);
      out.writeLong(date.toEpochDay());
    } else if (value instanceof Instant instant) {
      out.writeByte(INSTANT);
      out.writeLong(instant.getEpochSecond());
      out.writeInt(instant.getNano());
    } else if (value instanceof LocalDateTime time) {
      out.writeByte(DATE_TIME);
      writeText(out, time.toString());
    } else if (value instanceof List<?> list) {
      out.writeByte(LIST);
      out.writeInt(list.size());
      for (Object element : list) {
        writeValue(out, element);
      }
    } else if (value instanceof Map<?, ?> map) {
      out.writeByte(MAP);
      out.writeInt(map.size());
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        writeValue(out, entry.getKey());
        writeValue(out, entry.getValue());
      }
    } else {
      throw new IllegalArgumentException("No row holds a " + value.getClass().getName() + ".");
    }
  }

  private static Object readValue(DataInputStream in) throws IOException {
    int kind = in.readByte();
    return switch (kind) {
      case NULL -> null;
      case STRING -> readText(in);
      case BOOLEAN -> in.readBoolean();
      case INTEGER -> in.readInt();
      case LONG -> in.readLong();
      case DOUBLE -> in.readDouble();
      case DECIMAL -> new BigDecimal(readText(in));
      case DATE -> LocalDate.ofEpochDay(in.readLong());
      case INSTANT -> Instant.ofEpochSecond(in.readLong(), in.readInt());
      case DATE_TIME -> LocalDateTime.parse(readText(in));
      case LIST -> readList(in);
      case MAP -> readMap(in);
      default -> throw new IOException("The temporary file holds an unknown value " + kind + ".");
    };
  }

  private static List<Object> readList(DataInputStream in) throws IOException {
    List<Object> list = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      list.add(readValue(in));
    }
    return Collections.unmodifiableList(list);
  }

  private static Map<Object, Object> readMap(DataInputStream in) throws IOException {
    Map<Object, Object> map = new LinkedHashMap<>();
    for (int left = in.readInt(); left > 0; left--) {
      Object key = readValue(in);
      map.put(key, readValue(in));
    }
    return Collections.unmodifiableMap(map);
  }

  /** Not {@code writeUTF}, which ends at 65,535 bytes. */
  private static void writeText(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static String readText(DataInputStream in) throws IOException {
    byte[] bytes = new byte[in.readInt()];
    in.readFully(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static final class Reader implements TableRows {
    private final DataInputStream in;
    private final List<TableColumn> columns;
    private boolean started;

    Reader(DataInputStream in, List<TableColumn> columns) {
      this.in = in;
      this.columns = columns;
    }

    @Override
    public boolean hasNext() {
      try {
        started = started || in.readByte() == ROW;
        return started;
      } catch (EOFException end) {
        return false;
      } catch (IOException unreadable) {
        throw new UncheckedIOException(unreadable);
      }
    }

    @Override
    public TableRow next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      started = false;
      List<Object> values = new ArrayList<>(columns.size());
      try {
        for (int i = 0; i < columns.size(); i++) {
          values.add(readValue(in));
        }
      } catch (IOException unreadable) {
        throw new UncheckedIOException(unreadable);
      }
      return new TableRow(columns, values);
    }

    @Override
    public void close() {
      try {
        in.close();
      } catch (IOException unreadable) {
        throw new UncheckedIOException(unreadable);
      }
    }
  }
}
