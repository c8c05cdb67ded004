package io.plumbline.lake;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.delta.kernel.Scan;
import io.delta.kernel.ScanBuilder;
import io.delta.kernel.Snapshot;
import io.delta.kernel.Table;
import io.delta.kernel.data.FilteredColumnarBatch;
import io.delta.kernel.data.Row;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.exceptions.KernelException;
import io.delta.kernel.exceptions.TableNotFoundException;
import io.delta.kernel.expressions.Column;
import io.delta.kernel.expressions.Literal;
import io.delta.kernel.expressions.Predicate;
import io.delta.kernel.internal.InternalScanFileUtils;
import io.delta.kernel.internal.SnapshotImpl;
import io.delta.kernel.internal.actions.DeletionVectorDescriptor;
import io.delta.kernel.internal.util.ColumnMapping;
import io.delta.kernel.types.StructField;
import io.delta.kernel.types.StructType;
import io.delta.kernel.utils.CloseableIterator;
import io.plumbline.error.Errors;
import io.plumbline.error.PlumblineException;
import io.plumbline.table.TableContract;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Reads one version of a Delta table without a Spark session, through Delta Kernel. The version is
 * fixed when the table is opened: later writes are not seen. Rows come in no particular order.
 */
public final class TableReader {

  /** The column that the rows of a run are found by. */
  public static final String AS_OF_DATE = TableContract.AS_OF_DATE;

  private static final JsonFactory JSON = new JsonFactory();

  private final Location path;
  private final Engine engine;
  private final Snapshot snapshot;
  private final List<TableColumn> columns;

  private TableReader(Location path, Engine engine, Snapshot snapshot, List<TableColumn> columns) {
    this.path = path;
    this.engine = engine;
    this.snapshot = snapshot;
    this.columns = columns;
  }

  /**
   * Opens a table; no data file is read yet.
   *
   * @param table its folder, which holds {@code _delta_log}
   * @param version the version to read; empty means the latest
   * @throws io.plumbline.error.PlumblineException {@code workspace.table_missing}, {@code
   *     workspace.version_missing} or {@code workspace.table_unreadable}
   */
  public static TableReader open(Location table, OptionalLong version) {
    Engine engine = table.engine();
    try {
      Snapshot snapshot = snapshot(table, engine, version);
      return new TableReader(
          table,
          engine,
          snapshot,
          snapshot.getSchema().fields().stream().map(TableReader::column).toList());
    } catch (TableNotFoundException missing) {
      throw TableFolder.missing(table);
    } catch (PlumblineException explained) {
      throw explained;
    } catch (RuntimeException unreadable) {
      throw unreadable(table, unreadable);
    }
  }

  /** Opens a table on a local disk. */
  public static TableReader open(Path table, OptionalLong version) {
    return open(Location.of(table), version);
  }

  /** The name of the table: that of its folder. */
  public String name() {
    return name(path);
  }

  /** What Delta tells the table from others by: one that is made anew has another. */
  public String id() {
    return ((SnapshotImpl) snapshot).getMetadata().getId();
  }

  /** The version that is read. */
  public long version() {
    return snapshot.getVersion();
  }

  /** The columns in the order of the table, partition columns included. */
  public List<TableColumn> columns() {
    return columns;
  }

  /** The names of the columns that the files are laid out by; empty where there are none. */
  public List<String> partitionColumns() {
    return List.copyOf(snapshot.getPartitionColumnNames());
  }

  /** The key columns in their order, from the metadata of the columns; empty where not known. */
  public List<String> keyColumns() {
    return snapshot.getSchema().fields().stream()
        .filter(field -> keyPosition(field).isPresent())
        .sorted(Comparator.comparing(field -> keyPosition(field).orElseThrow()))
        .map(StructField::getName)
        .toList();
  }

  private static Optional<Long> keyPosition(StructField field) {
    return Optional.ofNullable(field.getMetadata().getLong(TableContract.KEY_POSITION));
  }

  /** Whether the table has the column {@value #AS_OF_DATE}. */
  public boolean hasAsOfDates() {
    return columns.stream().anyMatch(column -> column.name().equals(AS_OF_DATE));
  }

  /**
   * The as-of dates that have rows. Where the table is laid out by them, no data file is read.
   *
   * @return ascending; empty where the table has no rows or no column {@value #AS_OF_DATE}
   */
  public NavigableSet<LocalDate> asOfDates() {
    if (!hasAsOfDates()) {
      return Collections.emptyNavigableSet();
    }
    NavigableSet<LocalDate> dates = new TreeSet<>();
    if (snapshot.getPartitionColumnNames().contains(AS_OF_DATE)) {
      // With column mapping, files know the column by another name.
      String name = ColumnMapping.getPhysicalName(snapshot.getSchema().get(AS_OF_DATE));
      forEachFile(
          file ->
              asDate(InternalScanFileUtils.getPartitionValues(file).get(name))
                  .ifPresent(dates::add));
    } else {
      try (TableRows rows = rows(TableSelection.everything().columns(List.of(AS_OF_DATE)))) {
        rows.forEachRemaining(row -> asDate(row.value(0)).ifPresent(dates::add));
      }
    }
    return Collections.unmodifiableNavigableSet(dates);
  }

  /**
   * How many rows the table has; from the statistics of its files, or by reading where a file has
   * none.
   */
  public long rowCount() {
    long[] count = {0};
    boolean[] known = {true};
    forEachFile(
        file -> {
          OptionalLong records = records(file);
          known[0] &= records.isPresent();
          count[0] += records.orElse(0);
        });
    if (known[0]) {
      return count[0];
    }
    long read = 0;
    try (TableRows rows = rows(TableSelection.everything())) {
      while (rows.hasNext()) {
        rows.next();
        read++;
      }
    }
    return read;
  }

  /** All rows and columns. */
  public TableRows rows() {
    return rows(TableSelection.everything());
  }

  /**
   * The selected rows, streamed.
   *
   * @throws io.plumbline.error.PlumblineException {@code arguments.column_unknown} where a selected
   *     column, or {@value #AS_OF_DATE} for a selected date, is not in the table
   */
  public TableRows rows(TableSelection selection) {
    List<TableColumn> wanted =
        selection.columns().isEmpty()
            ? columns
            : selection.columns().stream().map(this::require).toList();
    Optional<TableColumn> asOfColumn = selection.asOf().map(date -> require(AS_OF_DATE));
    Set<TableColumn> read = new LinkedHashSet<>(wanted);
    asOfColumn.ifPresent(read::add);
    List<TableColumn> readColumns = List.copyOf(read);
    ScanBuilder scan =
        snapshot
            .getScanBuilder()
            .withReadSchema(
                new StructType(
                    readColumns.stream()
                        .map(column -> snapshot.getSchema().get(column.name()))
                        .toList()));
    try {
      if (asOfColumn.isEmpty()) {
        return new KernelRows(engine, scan.build(), readColumns, row -> true, this::unreadable);
      }
      LocalDate date = selection.asOf().get();
      TableRows rows =
          new KernelRows(
              engine,
              scan.withFilter(isAsOf(date, asOfColumn.get())).build(),
              readColumns,
              row -> asDate(row.value(AS_OF_DATE)).filter(date::equals).isPresent(),
              this::unreadable);
      return readColumns.size() == wanted.size() ? rows : new FirstColumns(rows, wanted);
    } catch (PlumblineException explained) {
      throw explained;
    } catch (RuntimeException unreadable) {
      throw unreadable(unreadable);
    }
  }

  private static Snapshot snapshot(Location table, Engine engine, OptionalLong version) {
    Table kernel = Table.forPath(engine, table.path());
    Snapshot latest = kernel.getLatestSnapshot(engine);
    if (version.isEmpty() || version.getAsLong() == latest.getVersion()) {
      return latest;
    }
    try {
      return kernel.getSnapshotAsOfVersion(engine, version.getAsLong());
    } catch (KernelException | IllegalArgumentException gone) {
      throw Errors.versionNotFound(name(table), version.getAsLong(), latest.getVersion(), gone);
    }
  }

  private static TableColumn column(StructField field) {
    return new TableColumn(field.getName(), KernelValues.type(field.getDataType()));
  }

  private static Predicate isAsOf(LocalDate date, TableColumn column) {
    Literal value =
        column.type() == TableColumn.Type.DATE
            ? Literal.ofDate(Math.toIntExact(date.toEpochDay()))
            : Literal.ofString(date.toString());
    return new Predicate("=", new Column(AS_OF_DATE), value);
  }

  private TableColumn require(String name) {
    return columns.stream()
        .filter(column -> column.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                Errors.unknownColumn(
                    name(), name, columns.stream().map(TableColumn::name).toList()));
  }

  private void forEachFile(Consumer<Row> action) {
    Scan scan = snapshot.getScanBuilder().build();
    try (CloseableIterator<Row> files =
        scan.getScanFiles(engine, true).flatMap(FilteredColumnarBatch::getRows)) {
      files.forEachRemaining(action);
    } catch (PlumblineException explained) {
      throw explained;
    } catch (IOException | RuntimeException unreadable) {
      throw unreadable(unreadable);
    }
  }

  private static OptionalLong records(Row file) {
    Row add = file.getStruct(InternalScanFileUtils.ADD_FILE_ORDINAL);
    int stats = InternalScanFileUtils.ADD_FILE_STATS_ORDINAL;
    if (add.isNullAt(stats)) {
      return OptionalLong.empty();
    }
    DeletionVectorDescriptor deleted =
        InternalScanFileUtils.getDeletionVectorDescriptorFromRow(file);
    long gone = deleted == null ? 0 : deleted.getCardinality();
    OptionalLong records = numRecords(add.getString(stats));
    return records.isPresent() ? OptionalLong.of(records.getAsLong() - gone) : records;
  }

  private static OptionalLong numRecords(String stats) {
    try (JsonParser parser = JSON.createParser(stats)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String field = parser.currentName();
        JsonToken value = parser.nextToken();
        if (field.equals("numRecords") && value == JsonToken.VALUE_NUMBER_INT) {
          return OptionalLong.of(parser.getLongValue());
        }
        parser.skipChildren();
      }
    } catch (IOException broken) {
      // Statistics are optional: without them the rows are counted.
      return OptionalLong.empty();
    }
    return OptionalLong.empty();
  }

  private Optional<LocalDate> asDate(Object value) {
    if (value == null || value instanceof LocalDate) {
      return Optional.ofNullable((LocalDate) value);
    }
    try {
      return Optional.of(LocalDate.parse(value.toString()));
    } catch (DateTimeException notDate) {
      throw unreadable(notDate);
    }
  }

  private PlumblineException unreadable(Exception origin) {
    return unreadable(path, origin);
  }

  private static PlumblineException unreadable(Location path, Exception origin) {
    return Errors.tableUnreadable(name(path), path, origin);
  }

  private static String name(Location path) {
    return path.name();
  }

  /** Cuts the as-of date off again where it was read for the filter only. */
  private record FirstColumns(TableRows rows, List<TableColumn> columns) implements TableRows {
    @Override
    public boolean hasNext() {
      return rows.hasNext();
    }

    @Override
    public TableRow next() {
      return new TableRow(columns, rows.next().values().subList(0, columns.size()));
    }

    @Override
    public void close() {
      rows.close();
    }
  }
}
