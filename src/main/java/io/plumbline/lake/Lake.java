package io.plumbline.lake;

import static java.util.stream.Collectors.joining;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;

import io.delta.tables.DeltaTable;
import io.plumbline.error.Errors;
import io.plumbline.table.TableContract;
import java.io.IOException;
import java.sql.Date;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.function.UnaryOperator;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;

/** The Delta tables of one workspace, read and written through Spark by contract. */
public final class Lake {

  private static final int PARTITIONS_OF_PAGES = 8;
  private static final String FORMAT = "delta";
  private static final String TABLES_FOLDER = "tables";

  /** Prefix of a column of {@link #updateNamed} that holds a new value. */
  public static final String NEW = "new_";

  private final SparkSession spark;
  private final Path tables;

  /** The tables under {@code workspace/tables}, on any Hadoop file system. */
  public Lake(SparkSession spark, String workspace) {
    this.spark = spark;
    this.tables = new Path(workspace, TABLES_FOLDER);
  }

  /**
   * Replaces the rows of the stamp's as-of date and settings by the rows of the frame, in one Delta
   * commit. Creates the table with the constraints of its contract where it is missing.
   *
   * @return the Delta version that holds the rows
   */
  public long replace(TableContract contract, Dataset<Row> body, Stamp stamp) {
    return overwrite(contract, body, stamp, slice(stamp.asOfDate(), stamp.configId()));
  }

  /**
   * The same, but rows of the stamp's date and settings that hold one of some values in a column
   * stay as they are; the frame must have none of these.
   */
  public long replaceBeside(
      TableContract contract, Dataset<Row> body, Stamp stamp, String column, Set<String> kept) {
    return overwrite(
        contract,
        body,
        stamp,
        slice(stamp.asOfDate(), stamp.configId())
            + " AND "
            + column
            + " NOT IN ("
            + kept.stream().sorted().map(Lake::quoted).collect(joining(", "))
            + ")");
  }

  /**
   * Replaces the rows of the stamp's date and settings that hold one of some dates in a column, and
   * those of another run of that date and settings.
   *
   * @param dates that every row of the frame holds one of
   */
  public long replaceDates(
      TableContract contract,
      Dataset<Row> body,
      Stamp stamp,
      String column,
      List<LocalDate> dates) {
    String within =
        dates.stream().map(date -> "DATE " + quoted(date.toString())).collect(joining(", "));
    return overwrite(
        contract,
        body,
        stamp,
        slice(stamp.asOfDate(), stamp.configId())
            + " AND ("
            + TableContract.RUN_ID
            + " <> "
            + quoted(stamp.runId())
            + " OR "
            + column
            + " IN ("
            + within
            + "))");
  }

  /**
   * Replaces the rows that hold these values in these columns, in one Delta commit.
   *
   * @param values column to value; every row of the frame has them
   */
  public long replaceOf(
      TableContract contract, Dataset<Row> body, Stamp stamp, SortedMap<String, String> values) {
    return overwrite(
        contract,
        body,
        stamp,
        values.entrySet().stream()
            .map(entry -> entry.getKey() + " = " + quoted(entry.getValue()))
            .collect(joining(" AND ")));
  }

  /**
   * Sets columns of some rows, in one Delta commit; where there are no such rows, nothing is
   * written.
   *
   * @param which condition on the stored rows
   * @param values column to its new value, which may depend on the old row
   * @return the Delta version that holds the rows
   */
  public long update(TableContract contract, Column which, Map<String, Column> values) {
    String path = path(contract);
    addNewColumns(contract);
    DeltaTable.forPath(spark, path).update(which, values);
    return DeltaLogs.version(spark, path);
  }

  /**
   * Sets columns of the rows that a frame names by their columns, in one Delta commit.
   *
   * @param named one row per stored row to change; columns that both have must be equal, null to
   *     null, for a row to be meant; its columns {@code new_NAME} are the values of NAME
   * @return the Delta version that holds the rows
   */
  public long updateNamed(TableContract contract, Dataset<Row> named) {
    String path = path(contract);
    addNewColumns(contract);
    Column same = lit(true);
    Map<String, Column> values = new LinkedHashMap<>();
    for (String column : named.columns()) {
      if (column.startsWith(NEW)) {
        values.put(column.substring(NEW.length()), col("named." + column));
      } else {
        same = same.and(col("stored." + column).eqNullSafe(col("named." + column)));
      }
    }
    DeltaTable.forPath(spark, path)
        .as("stored")
        .merge(named.as("named"), same)
        .whenMatched()
        .update(values)
        .execute();
    return DeltaLogs.version(spark, path);
  }

  /** A table of an earlier release gets the columns and properties that the contract has now. */
  private void addNewColumns(TableContract contract) {
    String path = path(contract);
    DeltaTable table = DeltaTable.forPath(spark, path);
    List<String> present = List.of(table.toDF().columns());
    List<String> added =
        contract.columns().stream()
            .filter(column -> !present.contains(column.name()))
            .map(column -> "`" + column.name() + "` " + column.type().sql())
            .toList();
    if (!added.isEmpty()) {
      spark.sql("ALTER TABLE delta.`" + path + "` ADD COLUMNS (" + String.join(", ", added) + ")");
    }
    setMissingProperties(contract, path);
  }

  private void setMissingProperties(TableContract contract, String path) {
    Map<String, String> missing = DeltaLogs.missing(spark, path, contract.properties());
    if (!missing.isEmpty()) {
      String properties =
          missing.entrySet().stream()
              .map(property -> "'" + property.getKey() + "' = '" + property.getValue() + "'")
              .collect(joining(", "));
      spark.sql("ALTER TABLE delta.`" + path + "` SET TBLPROPERTIES (" + properties + ")");
    }
  }

  /**
   * Adds the rows of the frame to the table, in one Delta commit.
   *
   * @return the Delta version that holds the rows
   */
  public long append(TableContract contract, Dataset<Row> body, Stamp stamp) {
    return write(contract, body, stamp, writer -> writer.mode(SaveMode.Append));
  }

  private long overwrite(TableContract contract, Dataset<Row> body, Stamp stamp, String replaced) {
    return write(
        contract,
        body,
        stamp,
        writer -> writer.mode(SaveMode.Overwrite).option("replaceWhere", replaced));
  }

  private long write(
      TableContract contract,
      Dataset<Row> body,
      Stamp stamp,
      UnaryOperator<DataFrameWriter<Row>> mode) {
    List<Column> columns = new ArrayList<>(List.of(contract.selection()));
    columns.add(lit(stamp.runId()).as(TableContract.RUN_ID));
    columns.add(lit(Date.valueOf(stamp.asOfDate())).as(TableContract.AS_OF_DATE));
    columns.add(lit(stamp.configId()).as(TableContract.CONFIG_ID));
    String path = path(contract);
    boolean isNew = !DeltaLogs.exists(spark, path);
    if (!isNew) {
      setMissingProperties(contract, path);
    }
    DataFrameWriter<Row> writer =
        mode.apply(
            body.select(columns.toArray(Column[]::new))
                .to(contract.storedSchema())
                .write()
                .format(FORMAT)
                .partitionBy(TableContract.AS_OF_DATE, TableContract.CONFIG_ID)
                // A workspace of an earlier release lacks the newest columns.
                .option("mergeSchema", "true")
                .option("userMetadata", stamp.runId()));
    if (isNew) {
      contract
          .checks()
          .forEach((name, condition) -> writer.option("delta.constraints." + name, condition));
      contract.properties().forEach(writer::option);
    }
    writer.save(path);
    return DeltaLogs.version(spark, path);
  }

  /**
   * Joins the small files of each date and settings into one, in one Delta commit that changes no
   * row; does nothing where there is nothing to join.
   *
   * @return the Delta version that holds the rows
   */
  public long compact(TableContract contract) {
    String path = path(contract);
    DeltaTable.forPath(spark, path).optimize().executeCompaction();
    return DeltaLogs.version(spark, path);
  }

  /**
   * The data files that no version of a table from one on needs, and those that no version has ever
   * had. To be asked only while nobody writes the table.
   */
  public SpareFiles spareFiles(TableContract contract, long oldest) {
    return SpareFiles.of(spark, new Path(path(contract)), oldest);
  }

  /**
   * Makes a table read again as it did at a version, in one Delta commit; does nothing where that
   * is the latest one.
   *
   * @param version empty empties the table
   * @throws io.plumbline.error.PlumblineException {@code workspace.table_unreadable} where the
   *     table has lost the version, or its commit is an empty file, as a power cut leaves it: Delta
   *     would take it for a commit without rows
   */
  public void takeBack(TableContract contract, OptionalLong version) {
    String path = path(contract);
    if (version.isPresent()) {
      requireVersion(contract, version.getAsLong());
    }
    long next = version.orElse(-1) + 1;
    if (DeltaLogs.commitBytes(spark, path, next).isEmpty()) {
      return;
    }
    DeltaLogs.removeEmptyCommit(spark, path, next);
    if (DeltaLogs.commitBytes(spark, path, next).isEmpty()) {
      return;
    }
    DeltaTable table = DeltaTable.forPath(spark, path);
    if (version.isPresent()) {
      table.restoreToVersion(version.getAsLong());
    } else {
      table.delete();
    }
  }

  /**
   * The runs that have written a table since it was last emptied. To be asked only where no version
   * of it counts yet: a last commit that is an empty file is removed, as Delta reads none like
   * that.
   */
  public SortedSet<String> runs(TableContract contract) {
    DeltaLogs.removeEmptyCommit(spark, path(contract), 0);
    return DeltaLogs.runs(spark, path(contract));
  }

  private void requireVersion(TableContract contract, long version) {
    String path = path(contract);
    OptionalLong bytes = DeltaLogs.commitBytes(spark, path, version);
    String lost = "";
    if (bytes.isEmpty()) {
      // Old commits go once a checkpoint holds what they say.
      long latest = DeltaLogs.version(spark, path);
      if (latest < version) {
        lost = "a run has left version " + version + " of it, and the latest is " + latest;
      }
    } else if (bytes.getAsLong() == 0) {
      lost = "the commit of version " + version + " is an empty file";
    }
    if (!lost.isEmpty()) {
      throw Errors.tableUnreadable(contract.name(), path, new IOException(lost));
    }
  }

  /** The rows of the stamp's as-of date and settings in a version of a table, without the stamp. */
  public Dataset<Row> read(TableContract contract, long version, Stamp stamp) {
    return body(
        contract,
        load(spark, path(contract), version).where(slice(stamp.asOfDate(), stamp.configId())));
  }

  /**
   * The same of rows that this session has just replaced: they are read from the files of that
   * commit.
   */
  public Dataset<Row> readReplaced(TableContract contract, long version, Stamp stamp) {
    return DeltaLogs.added(spark, path(contract), version)
        .map(rows -> body(contract, rows.where(slice(stamp.asOfDate(), stamp.configId()))))
        .orElseGet(() -> read(contract, version, stamp));
  }

  /** The rows of some dates with the same settings, each with its as-of date. */
  public Dataset<Row> readOf(
      TableContract contract, long version, List<LocalDate> dates, String configId) {
    return load(spark, path(contract), version)
        .where(
            col(TableContract.AS_OF_DATE)
                .isin(dates.stream().map(Date::valueOf).toArray())
                .and(col(TableContract.CONFIG_ID).equalTo(configId)));
  }

  /**
   * The rows of some pipelines in a version of a table, found by Spark: for a table that is too
   * long for one process to read through. Equal rows are counted there, and come so often.
   */
  public TableRows rowsOf(
      TableContract contract,
      long version,
      Stamp stamp,
      List<String> columns,
      Set<String> pipelines) {
    return new SparkRows(
        read(contract, version, stamp)
            .where(col("pipeline_id").isInCollection(pipelines))
            .groupBy(columns.stream().map(name -> col(name)).toArray(Column[]::new))
            .agg(count(lit(1)))
            // Each partition comes by a Spark job of its own, and most have next to no rows.
            .coalesce(PARTITIONS_OF_PAGES));
  }

  /** The rows of a frame, in its order; no more than a partition of it is held at a time. */
  public static TableRows rowsOf(Dataset<Row> frame) {
    return new SparkRows(frame.withColumn("_times", lit(1L)));
  }

  /** The columns of {@link #rowsOf(Dataset)}. */
  public static List<TableColumn> columnsOf(Dataset<Row> frame) {
    return SparkRows.columns(frame.schema());
  }

  /** All columns of the rows that runs have left, with their stamps, at the latest version. */
  public Dataset<Row> rowsOfRuns(TableContract contract, List<Stamp> stamps) {
    return load(spark, path(contract))
        .where(
            stamps.stream()
                .map(
                    stamp ->
                        expr(slice(stamp.asOfDate(), stamp.configId()))
                            .and(col(TableContract.RUN_ID).equalTo(stamp.runId())))
                .reduce(lit(false), Column::or));
  }

  /** A Delta table of the input, at its latest version. */
  public static Dataset<Row> load(SparkSession spark, String path) {
    return spark.read().format(FORMAT).load(path);
  }

  /** A version of a Delta table that lies anywhere. */
  public static Dataset<Row> load(SparkSession spark, String path, long version) {
    return spark.read().format(FORMAT).option("versionAsOf", version).load(path);
  }

  /** The columns of a table; those that an earlier release did not have yet hold nothing. */
  private static Dataset<Row> body(TableContract contract, Dataset<Row> rows) {
    Set<String> present = Set.of(rows.columns());
    return rows.select(
        contract.columns().stream()
            .map(
                column ->
                    present.contains(column.name())
                        ? col(column.name())
                        : lit(null).cast(column.type()).as(column.name()))
            .toArray(Column[]::new));
  }

  private static String slice(LocalDate asOf, String configId) {
    return TableContract.AS_OF_DATE
        + " = DATE'"
        + asOf
        + "' AND "
        + TableContract.CONFIG_ID
        + " = '"
        + configId
        + "'";
  }

  private static String quoted(String value) {
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }

  /** Where the table is, there or not. */
  public String path(TableContract contract) {
    return new Path(tables, contract.name()).toString();
  }
}
