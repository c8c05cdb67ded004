package io.plumbline.ingest;

import static org.apache.spark.sql.functions.col;

import io.plumbline.config.Configuration;
import io.plumbline.config.Settings;
import io.plumbline.lake.Lake;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Reads the tables of an input folder as they are stored. */
final class StoredTables {

  /** The text of a CSV row that does not have the columns of the header; null for the others. */
  static final String CORRUPT = "_corrupt_record";

  private final SparkSession spark;
  private final Configuration configuration;

  StoredTables(SparkSession spark, Configuration configuration) {
    this.spark = spark;
    this.configuration = configuration;
  }

  /**
   * The rows; of CSV all columns are text, and {@link #CORRUPT} is one more.
   *
   * @param names what its columns are called from here on, in the order of its header
   */
  Dataset<Row> read(StoredTable table, List<String> names) {
    return switch (table.format()) {
      case PARQUET -> named(spark.read().parquet(table.path()), table, names);
      case DELTA ->
          named(Lake.load(spark, table.path(), table.version().orElseThrow()), table, names);
      case JDBC ->
          throw new IllegalArgumentException(
              table.name() + " is read from its copy, not from here");
      case CSV, CSV_GZ -> {
        StructType schema = new StructType();
        for (String name : names) {
          schema = schema.add(name, DataTypes.StringType);
        }
        yield spark
            .read()
            .schema(schema.add(CORRUPT, DataTypes.StringType))
            .option("header", "true")
            .option("mode", "PERMISSIVE")
            .option("columnNameOfCorruptRecord", CORRUPT)
            .option("multiLine", configuration.value(Settings.INPUT_CSV_MULTILINE))
            .option("sep", String.valueOf(configuration.value(Settings.INPUT_CSV_DELIMITER)))
            .option("escape", "\"")
            .csv(table.path());
      }
    };
  }

  private static Dataset<Row> named(Dataset<Row> rows, StoredTable table, List<String> names) {
    if (names.equals(table.header())) {
      return rows;
    }
    return rows.select(
        IntStream.range(0, names.size())
            .mapToObj(i -> col(CanonicalReader.quoted(table.header().get(i))).as(names.get(i)))
            .toArray(Column[]::new));
  }
}
