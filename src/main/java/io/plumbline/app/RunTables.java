package io.plumbline.app;

import io.plumbline.error.Errors;
import io.plumbline.lake.Lake;
import io.plumbline.lake.Location;
import io.plumbline.lake.Stamp;
import io.plumbline.lake.TableColumn;
import io.plumbline.lake.TableFolder;
import io.plumbline.lake.TableReader;
import io.plumbline.lake.TableRow;
import io.plumbline.lake.TableRows;
import io.plumbline.lake.TableSelection;
import io.plumbline.table.TableContract;
import io.plumbline.table.Tables;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The rows that one run has left in a workspace, at the versions that the run report names; read
 * without a Spark session. What another run left for the same date and settings, say of an older
 * export, is not mixed in.
 */
final class RunTables {

  private final TableFolder tables;
  private final PinnedVersions pinned;
  private final Stamp stamp;
  private final Optional<Lake> large;

  private RunTables(TableFolder tables, PinnedVersions pinned, Stamp stamp, Optional<Lake> large) {
    this.tables = tables;
    this.pinned = pinned;
    this.stamp = stamp;
    this.large = large;
  }

  static RunTables of(Location workspace, Stamp stamp) {
    TableFolder tables = TableFolder.of(workspace);
    return new RunTables(tables, PinnedVersions.of(tables), stamp, Optional.empty());
  }

  /**
   * Refuses to go on where another run of the same date and settings has replaced these tables.
   *
   * @throws io.plumbline.error.PlumblineException {@code publish.tables_replaced}
   */
  RunTables requireThere() {
    boolean[] isThere = new boolean[1];
    forEach("stage", List.of("stage_id"), row -> isThere[0] = true);
    if (!isThere[0]) {
      throw Errors.tablesReplaced(stamp.runId(), stamp.asOfDate());
    }
    return this;
  }

  /** The same tables, where those of some pipelines are found by Spark. */
  RunTables through(Lake lake) {
    return new RunTables(tables, pinned, stamp, Optional.of(lake));
  }

  /** The deals of the run, and so many pipelines with the largest open amount. */
  OpenDeals deals(int most) {
    OptionalLong version = pinned.of("opportunity");
    if (large.isPresent() && version.isPresent()) {
      return SparkOpenDeals.of(
          large.get().read(Tables.OPPORTUNITY, version.getAsLong(), stamp), most);
    }
    return OpenDeals.of(this, most);
  }

  /**
   * Streams the run's rows of some pipelines in a table, in no particular order; none where the
   * table is missing.
   *
   * @param columns those that the action asks for
   */
  void forEachOf(
      String table, Set<String> pipelines, List<String> columns, Consumer<Values> action) {
    OptionalLong version = pinned.of(table);
    if (large.isPresent() && version.isPresent()) {
      try (TableRows rows =
          large.get().rowsOf(contract(table), version.getAsLong(), stamp, columns, pipelines)) {
        rows.forEachRemaining(row -> action.accept(new Values(row)));
      }
    } else {
      forEach(
          table,
          columns,
          row -> {
            if (pipelines.contains(row.text("pipeline_id"))) {
              action.accept(row);
            }
          });
    }
  }

  private static TableContract contract(String table) {
    return Tables.all().stream()
        .filter(known -> known.name().equals(table))
        .findFirst()
        .orElseThrow();
  }

  /**
   * Streams the run's rows of a table, in no particular order; none where the table is missing.
   *
   * @param columns those that the action asks for
   */
  void forEach(String table, List<String> columns, Consumer<Values> action) {
    if (!tables.has(table)) {
      return;
    }
    TableReader reader = tables.open(table, pinned.of(table));
    List<String> present = reader.columns().stream().map(TableColumn::name).toList();
    List<String> read = new ArrayList<>(columns);
    read.add(TableContract.CONFIG_ID);
    read.add(TableContract.RUN_ID);
    List<TableColumn> missing =
        read.stream()
            .filter(column -> !present.contains(column))
            .map(column -> new TableColumn(column, TableColumn.Type.TEXT))
            .toList();
    read.retainAll(present);
    TableSelection selection = TableSelection.everything().columns(read).asOf(stamp.asOfDate());
    try (TableRows rows = reader.rows(selection)) {
      while (rows.hasNext()) {
        TableRow row = rows.next();
        if (stamp.configId().equals(row.value(TableContract.CONFIG_ID))
            && stamp.runId().equals(row.value(TableContract.RUN_ID))) {
          action.accept(new Values(missing.isEmpty() ? row : with(row, missing)));
        }
      }
    }
  }

  /** A table of an earlier release lacks the newest columns: nothing is known of them. */
  private static TableRow with(TableRow row, List<TableColumn> missing) {
    List<TableColumn> columns = new ArrayList<>(row.columns());
    columns.addAll(missing);
    List<Object> values = new ArrayList<>(row.values());
    values.addAll(Collections.nCopies(missing.size(), null));
    return new TableRow(columns, values);
  }

  /**
   * The values of a row by column, null spelt as what it means.
   *
   * @param row as read
   */
  record Values(TableRow row) {

    /** Empty for null: a dimension that the row does not use. */
    String text(String column) {
      Object value = row.value(column);
      return value == null ? "" : value.toString();
    }

    /** NaN for null: unknown. */
    double number(String column) {
      return row.value(column) instanceof Number number ? number.doubleValue() : Double.NaN;
    }

    OptionalDouble optionalNumber(String column) {
      double number = number(column);
      return Double.isNaN(number) ? OptionalDouble.empty() : OptionalDouble.of(number);
    }

    /** 0 for null. */
    long count(String column) {
      return row.value(column) instanceof Number number ? number.longValue() : 0;
    }

    Optional<BigDecimal> amount(String column) {
      return Optional.ofNullable((BigDecimal) row.value(column));
    }

    Optional<LocalDate> date(String column) {
      return Optional.ofNullable((LocalDate) row.value(column));
    }

    boolean isTrue(String column) {
      return Boolean.TRUE.equals(row.value(column));
    }

    List<String> texts(String column) {
      return row.value(column) instanceof List<?> list
          ? list.stream().map(String::valueOf).toList()
          : List.of();
    }

    Map<?, ?> map(String column) {
      return row.value(column) instanceof Map<?, ?> map ? map : Map.of();
    }
  }
}
