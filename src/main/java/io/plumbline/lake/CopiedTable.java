package io.plumbline.lake;

import static java.util.stream.Collectors.toMap;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.delta.tables.DeltaTable;
import io.plumbline.table.TableContract;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;

/**
 * A Delta table that holds a copy of rows from elsewhere, in whatever columns they have. Each write
 * is one commit: who reads a version sees all of it.
 */
public final class CopiedTable {

  private static final String FORMAT = "delta";

  /** Old files are looked for at every so many versions: looking costs as much as a small write. */
  private static final int CLEANED_EVERY = 10;

  private static final String LISTING = "spark.sql.sources.parallelPartitionDiscovery.parallelism";

  private final SparkSession spark;
  private final String path;

  /** The table in a folder, which need not be there yet. */
  public CopiedTable(SparkSession spark, Location folder) {
    this.spark = spark;
    this.path = folder.path();
  }

  /** Its rows at a version. */
  public Dataset<Row> at(long version) {
    return Lake.load(spark, path, version);
  }

  /**
   * Replaces rows and columns by those of the frame.
   *
   * @return the version that holds them
   */
  public long replace(Dataset<Row> rows) {
    rows.write()
        .format(FORMAT)
        .mode(SaveMode.Overwrite)
        .option("overwriteSchema", "true")
        .option(TableContract.LOG_RETENTION, TableContract.TWO_YEARS)
        .save(path);
    return DeltaLogs.version(spark, path);
  }

  /**
   * Puts the rows of the frame in the place of those with the same key, and adds those whose key is
   * new. A column that the frame lacks stays as it is in old rows and is null in new ones; one that
   * the table lacks is added.
   *
   * @param rows at most one for a key
   * @param key columns that both have; null counts as a value
   * @return the version that holds them
   */
  public long merge(Dataset<Row> rows, List<String> key) {
    addColumns(rows);
    Column same = lit(true);
    for (String column : key) {
      same = same.and(of("stored", column).eqNullSafe(of("read", column)));
    }
    Map<String, Column> values =
        Arrays.stream(rows.columns())
            .collect(toMap(CopiedTable::quoted, column -> of("read", column)));
    DeltaTable.forPath(spark, path)
        .as("stored")
        .merge(rows.as("read"), same)
        .whenMatched()
        .update(values)
        .whenNotMatched()
        .insert(values)
        .execute();
    return DeltaLogs.version(spark, path);
  }

  private void addColumns(Dataset<Row> rows) {
    Map<String, StructField> stored =
        Arrays.stream(DeltaTable.forPath(spark, path).toDF().schema().fields())
            .collect(toMap(StructField::name, Function.identity()));
    List<String> added =
        Arrays.stream(rows.schema().fields())
            .filter(field -> !stored.containsKey(field.name()))
            .map(field -> quoted(field.name()) + " " + field.dataType().sql())
            .toList();
    if (!added.isEmpty()) {
      spark.sql(
          "ALTER TABLE delta." + quoted(path) + " ADD COLUMNS (" + String.join(", ", added) + ")");
    }
  }

  /** Makes the table read again as it did at a version, where a later one has been written. */
  public void takeBack(long version) {
    if (DeltaLogs.version(spark, path) > version) {
      DeltaTable.forPath(spark, path).restoreToVersion(version);
    }
  }

  /** Removes files that no version of the last days has, now and then. */
  public void clean() {
    if (isDue(DeltaLogs.version(spark, path))) {
      removeOldFiles();
    }
  }

  static boolean isDue(long version) {
    return version > 0 && version % CLEANED_EVERY == 0;
  }

  void removeOldFiles() {
    // By default the listing of a folder is cut into thousands of tasks, however small it is.
    String before = spark.conf().get(LISTING);
    spark.conf().set(LISTING, Runtime.getRuntime().availableProcessors());
    try {
      DeltaTable.forPath(spark, path).vacuum();
    } finally {
      spark.conf().set(LISTING, before);
    }
  }

  private static Column of(String side, String column) {
    return col(side + "." + quoted(column));
  }

  private static String quoted(String name) {
    return "`" + name.replace("`", "``") + "`";
  }
}
