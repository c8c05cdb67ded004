package io.plumbline.app;

import io.plumbline.error.Errors;
import io.plumbline.error.ExitCode;
import io.plumbline.lake.TableColumn;
import io.plumbline.lake.TableFolder;
import io.plumbline.lake.TableReader;
import io.plumbline.lake.TableRow;
import io.plumbline.lake.TableRows;
import io.plumbline.lake.TableSelection;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code show}: prints a table of the workspace, at the version that the latest run has reported.
 * Rows are in the order of the table's key columns where the table names them, else of all columns,
 * whatever the layout of its files; memory stays flat. No Spark class is used.
 */
@Command(
    name = "show",
    description = {
      "Prints a table of the workspace; without TABLE, lists the tables.",
      "Without --as-of, only the rows of the latest as-of date are shown."
    })
final class ShowCommand implements Callable<Integer> {

  private static final String ALL_DATES = "all";
  private static final int CHUNK_ROWS = 50_000;

  private static final List<TableColumn> OVERVIEW =
      List.of(
          new TableColumn("table", TableColumn.Type.TEXT),
          new TableColumn("rows", TableColumn.Type.LONG),
          new TableColumn("version", TableColumn.Type.LONG),
          new TableColumn("as_of_dates", TableColumn.Type.INTEGER),
          new TableColumn("first_as_of_date", TableColumn.Type.DATE),
          new TableColumn("latest_as_of_date", TableColumn.Type.DATE));

  @Mixin private CommonOptions common;

  @Parameters(index = "0", arity = "0..1", paramLabel = "TABLE", description = "The table.")
  private String table;

  @Option(
      names = "--as-of",
      paramLabel = "DATE|all",
      description = "Only the rows of this as-of date, or of all. Default: the latest.")
  private String asOf;

  @Option(
      names = "--where",
      paramLabel = "CONDITION",
      description = {
        "Only rows for which this holds: a column, one of = != < <= > >=, and a value.",
        "An empty value means no value. May be repeated; all must hold."
      })
  private List<String> where = new ArrayList<>();

  @Option(
      names = "--columns",
      paramLabel = "A,B",
      description = "Only these columns, in this order.")
  private String columns;

  @Option(names = "--limit", paramLabel = "N", description = "At most so many rows.")
  private Long limit;

  @Mixin private TableOutput output;

  private final Terminal terminal;

  /** Prints to the streams of this process. */
  ShowCommand() {
    this(Terminal.ofProcess());
  }

  ShowCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    if (limit != null && limit < 0) {
      throw Errors.badArgument("--limit", limit.toString(), "a whole number from 0");
    }
    TableFolder tables = TableFolder.of(common.workspace(common.configuration()));
    if (table == null) {
      showOverview(tables);
    } else {
      showTable(tables);
    }
    return ExitCode.DONE.value();
  }

  private void showOverview(TableFolder tables) {
    refuseWithoutTable("--as-of", asOf);
    refuseWithoutTable("--columns", columns);
    refuseWithoutTable("--where", where.isEmpty() ? null : where.get(0));
    PinnedVersions pinned = PinnedVersions.of(tables);
    output.print(
        OVERVIEW,
        pinned.names(tables).stream()
            .limit(rowLimit())
            .map(name -> overview(tables.open(name, pinned.of(name))))
            .iterator(),
        terminal);
  }

  private static TableRow overview(TableReader reader) {
    SortedSet<LocalDate> dates = reader.asOfDates();
    return new TableRow(
        OVERVIEW,
        Arrays.asList(
            reader.name(),
            reader.rowCount(),
            reader.version(),
            dates.size(),
            dates.isEmpty() ? null : dates.first(),
            dates.isEmpty() ? null : dates.last()));
  }

  private static void refuseWithoutTable(String option, String value) {
    if (value != null) {
      throw Errors.badArgument(option, value, "used together with the name of a table");
    }
  }

  private void showTable(TableFolder tables) {
    PinnedVersions pinned = PinnedVersions.of(tables);
    TableReader reader = pinned.open(tables, table);
    List<String> shown = shownColumns(reader);
    List<RowFilter> filters = where.stream().map(text -> RowFilter.parse(text, reader)).toList();
    TableSelection selection = selectedDate(reader, pinned, filters);
    List<TableColumn> all = reader.columns();
    try (RowSorter sorter =
        new RowSorter(all, ValueOrder.by(sortPositions(reader)), rowLimit(), CHUNK_ROWS)) {
      try (TableRows rows = reader.rows(selection)) {
        while (rows.hasNext()) {
          TableRow row = rows.next();
          if (filters.stream().allMatch(filter -> filter.test(row))) {
            sorter.add(row);
          }
        }
      }
      printColumns(all, shown, sorter.sorted());
    }
  }

  private List<String> shownColumns(TableReader reader) {
    List<String> known = reader.columns().stream().map(TableColumn::name).toList();
    if (columns == null) {
      return known;
    }
    List<String> names = Arrays.stream(columns.split(",", -1)).map(String::strip).toList();
    for (String name : names) {
      if (!known.contains(name)) {
        throw Errors.unknownColumn(reader.name(), name, known);
      }
    }
    if (new HashSet<>(names).size() < names.size()) {
      throw Errors.badArgument("--columns", columns, "a list that names each column once");
    }
    return names;
  }

  private TableSelection selectedDate(
      TableReader reader, PinnedVersions pinned, List<RowFilter> filters) {
    TableSelection everything = TableSelection.everything();
    if (asOf == null) {
      boolean filtered =
          filters.stream().anyMatch(filter -> filter.column().equals(TableReader.AS_OF_DATE));
      SortedSet<LocalDate> dates = reader.asOfDates();
      if (filtered || dates.isEmpty()) {
        return everything;
      }
      if (terminal.watched() && dates.size() > 1) {
        terminal
            .err()
            .println(
                "Showing as of "
                    + dates.last()
                    + ", the latest of "
                    + dates.size()
                    + " dates; --as-of all shows all of them.");
      }
      return everything.asOf(dates.last());
    }
    if (asOf.equals(ALL_DATES)) {
      return everything;
    }
    LocalDate date = date(asOf);
    boolean hasRows = !reader.hasAsOfDates() || reader.asOfDates().contains(date);
    // A run that had nothing to say in this table has said so.
    if (!hasRows && !pinned.isWritten(reader.name(), date)) {
      throw Errors.asOfNotFound(reader.name(), date, reader.asOfDates());
    }
    return everything.asOf(date);
  }

  private static LocalDate date(String text) {
    try {
      return LocalDate.parse(text);
    } catch (DateTimeException notDate) {
      throw Errors.badArgument("--as-of", text, "a date such as 2026-03-31, or all");
    }
  }

  private static List<Integer> sortPositions(TableReader reader) {
    List<String> names = reader.columns().stream().map(TableColumn::name).toList();
    Set<Integer> positions = new LinkedHashSet<>();
    reader.keyColumns().forEach(key -> positions.add(names.indexOf(key)));
    for (int i = 0; i < names.size(); i++) {
      positions.add(i);
    }
    return List.copyOf(positions);
  }

  private void printColumns(List<TableColumn> all, List<String> shown, Iterator<TableRow> rows) {
    List<String> names = all.stream().map(TableColumn::name).toList();
    List<Integer> positions = shown.stream().map(names::indexOf).toList();
    List<TableColumn> printed = positions.stream().map(all::get).toList();
    output.print(
        printed,
        new Iterator<>() {
          @Override
          public boolean hasNext() {
            return rows.hasNext();
          }

          @Override
          public TableRow next() {
            TableRow row = rows.next();
            List<Object> values = new ArrayList<>(positions.size());
            positions.forEach(position -> values.add(row.value(position)));
            return new TableRow(printed, values);
          }
        },
        terminal);
  }

  private long rowLimit() {
    return limit == null ? Long.MAX_VALUE : limit;
  }
}
