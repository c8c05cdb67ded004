package io.plumbline.lake;

import io.delta.kernel.DataWriteContext;
import io.delta.kernel.Operation;
import io.delta.kernel.Table;
import io.delta.kernel.Transaction;
import io.delta.kernel.TransactionBuilder;
import io.delta.kernel.data.ArrayValue;
import io.delta.kernel.data.ColumnVector;
import io.delta.kernel.data.ColumnarBatch;
import io.delta.kernel.data.FilteredColumnarBatch;
import io.delta.kernel.data.MapValue;
import io.delta.kernel.data.Row;
import io.delta.kernel.defaults.engine.DefaultEngine;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.expressions.Literal;
import io.delta.kernel.internal.util.Utils;
import io.delta.kernel.types.ArrayType;
import io.delta.kernel.types.DataType;
import io.delta.kernel.types.DateType;
import io.delta.kernel.types.MapType;
import io.delta.kernel.types.StringType;
import io.delta.kernel.types.StructField;
import io.delta.kernel.types.StructType;
import io.delta.kernel.utils.CloseableIterable;
import io.delta.kernel.utils.CloseableIterator;
import io.delta.kernel.utils.DataFileStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/** Writes small Delta tables with Kernel, one commit per call. */
public final class KernelTestTable {

  private final Engine engine = DefaultEngine.create(new Configuration());
  private final String path;
  private final StructType schema;
  private final List<String> partitions;

  private KernelTestTable(Path path, StructType schema, List<String> partitions) {
    this.path = path.toUri().getPath();
    this.schema = schema;
    this.partitions = partitions;
  }

  /** Version 0, without rows. */
  public static KernelTestTable create(
      Path path, StructType schema, List<String> partitions, Map<String, String> properties) {
    KernelTestTable table = new KernelTestTable(path, schema, partitions);
    TransactionBuilder builder =
        table
            .builder(Operation.CREATE_TABLE)
            .withSchema(table.engine, schema)
            .withTableProperties(table.engine, properties);
    if (!partitions.isEmpty()) {
      builder = builder.withPartitionColumns(table.engine, partitions);
    }
    builder.build(table.engine).commit(table.engine, CloseableIterable.emptyIterable());
    return table;
  }

  /** One commit with these rows, values in the order of the schema; one file per partition. */
  public KernelTestTable append(List<List<Object>> rows) {
    Transaction transaction = builder(Operation.WRITE).build(engine);
    Row state = transaction.getTransactionState(engine);
    Map<List<Object>, List<List<Object>>> parts = new LinkedHashMap<>();
    for (List<Object> row : rows) {
      List<Object> key = new ArrayList<>();
      partitions.forEach(name -> key.add(row.get(schema.indexOf(name))));
      parts.computeIfAbsent(key, unseen -> new ArrayList<>()).add(row);
    }
    List<Row> actions = new ArrayList<>();
    try {
      for (List<List<Object>> part : parts.values()) {
        Map<String, Literal> values = partition(part.get(0));
        CloseableIterator<FilteredColumnarBatch> data =
            Transaction.transformLogicalData(
                engine,
                state,
                Utils.singletonCloseableIterator(
                    new FilteredColumnarBatch(Batch.of(schema, part), Optional.empty())),
                values);
        DataWriteContext context = Transaction.getWriteContext(engine, state, values);
        CloseableIterator<DataFileStatus> files =
            engine
                .getParquetHandler()
                .writeParquetFiles(
                    context.getTargetDirectory(), data, context.getStatisticsColumns());
        Transaction.generateAppendActions(engine, state, files, context)
            .forEachRemaining(actions::add);
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    transaction.commit(
        engine, CloseableIterable.inMemoryIterable(Utils.toCloseableIterator(actions.iterator())));
    return this;
  }

  private TransactionBuilder builder(Operation operation) {
    return Table.forPath(engine, path).createTransactionBuilder(engine, "test", operation);
  }

  private Map<String, Literal> partition(List<Object> row) {
    Map<String, Literal> values = new LinkedHashMap<>();
    for (String name : partitions) {
      Object value = row.get(schema.indexOf(name));
      DataType type = schema.get(name).getDataType();
      if (value == null) {
        values.put(name, Literal.ofNull(type));
      } else if (type instanceof DateType) {
        values.put(name, Literal.ofDate((int) ((LocalDate) value).toEpochDay()));
      } else if (type instanceof StringType) {
        values.put(name, Literal.ofString((String) value));
      } else {
        throw new IllegalArgumentException("No test table is partitioned by " + type + ".");
      }
    }
    return values;
  }

  private record Batch(StructType schema, List<? extends ColumnVector> vectors, int size)
      implements ColumnarBatch {

    static Batch of(StructType schema, List<List<Object>> rows) {
      List<Vector> vectors = new ArrayList<>();
      for (int i = 0; i < schema.length(); i++) {
        List<Object> values = new ArrayList<>(rows.size());
        for (List<Object> row : rows) {
          values.add(row.get(i));
        }
        vectors.add(new Vector(schema.at(i).getDataType(), values));
      }
      return new Batch(schema, vectors, rows.size());
    }

    @Override
    public StructType getSchema() {
      return schema;
    }

    @Override
    public ColumnVector getColumnVector(int ordinal) {
      return vectors.get(ordinal);
    }

    @Override
    public int getSize() {
      return size;
    }

    @Override
    public ColumnarBatch withDeletedColumnAt(int ordinal) {
      List<StructField> fields = new ArrayList<>(schema.fields());
      fields.remove(ordinal);
      List<ColumnVector> left = new ArrayList<>(vectors);
      left.remove(ordinal);
      return new Batch(new StructType(fields), left, size);
    }
  }

  private record Vector(DataType type, List<?> values) implements ColumnVector {
    @Override
    public DataType getDataType() {
      return type;
    }

    @Override
    public int getSize() {
      return values.size();
    }

    @Override
    public void close() {}

    @Override
    public boolean isNullAt(int row) {
      return values.get(row) == null;
    }

    @Override
    public boolean getBoolean(int row) {
      return (Boolean) values.get(row);
    }

    @Override
    public byte getByte(int row) {
      return (Byte) values.get(row);
    }

    @Override
    public short getShort(int row) {
      return (Short) values.get(row);
    }

    @Override
    public int getInt(int row) {
      return values.get(row) instanceof LocalDate date
          ? (int) date.toEpochDay()
          : (Integer) values.get(row);
    }

    @Override
    public long getLong(int row) {
      return values.get(row) instanceof Instant instant
          ? ChronoUnit.MICROS.between(Instant.EPOCH, instant)
          : (Long) values.get(row);
    }

    @Override
    public float getFloat(int row) {
      return (Float) values.get(row);
    }

    @Override
    public double getDouble(int row) {
      return (Double) values.get(row);
    }

    @Override
    public String getString(int row) {
      return (String) values.get(row);
    }

    @Override
    public byte[] getBinary(int row) {
      return (byte[]) values.get(row);
    }

    @Override
    public BigDecimal getDecimal(int row) {
      return (BigDecimal) values.get(row);
    }

    @Override
    public ArrayValue getArray(int row) {
      List<?> elements = (List<?>) values.get(row);
      return new ArrayValue() {
        @Override
        public int getSize() {
          return elements.size();
        }

        @Override
        public ColumnVector getElements() {
          return new Vector(((ArrayType) type).getElementType(), elements);
        }
      };
    }

    @Override
    public MapValue getMap(int row) {
      Map<?, ?> map = (Map<?, ?>) values.get(row);
      return new MapValue() {
        @Override
        public int getSize() {
          return map.size();
        }

        @Override
        public ColumnVector getKeys() {
          return new Vector(((MapType) type).getKeyType(), List.copyOf(map.keySet()));
        }

        @Override
        public ColumnVector getValues() {
          return new Vector(((MapType) type).getValueType(), new ArrayList<>(map.values()));
        }
      };
    }
  }
}
