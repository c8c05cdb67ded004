package io.plumbline.table;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * What a table promises its readers: its columns with type, unit and meaning, the columns that
 * identify a row, and the conditions that every row satisfies.
 *
 * @param name the folder under {@code tables/}
 * @param rowMeaning one row per what
 * @param columns in order, without the stamp columns
 * @param keys the columns that identify a row within one run
 * @param checks Delta CHECK constraints, name to SQL condition
 * @param properties Delta table properties, such as {@code delta.appendOnly}
 */
public record TableContract(
    String name,
    String rowMeaning,
    List<ColumnContract> columns,
    List<String> keys,
    Map<String, String> checks,
    Map<String, String> properties) {

  /** The date that the run looked back from; first partition column. */
  public static final String AS_OF_DATE = "as_of_date";

  /**
   * Identifies the settings of the run; second partition column. A rerun replaces its own rows by
   * both.
   */
  public static final String CONFIG_ID = "config_id";

  /** Identifies as-of date, settings, input and code together. */
  public static final String RUN_ID = "run_id";

  /**
   * Delta's property for how long it keeps the commits below a checkpoint. By default these are
   * thirty days, in which a company that runs monthly or less has not run again: the version that
   * its run report names would go with them.
   */
  public static final String LOG_RETENTION = "delta.logRetentionDuration";

  /** The value of {@link #LOG_RETENTION} of every table. */
  public static final String TWO_YEARS = "interval 730 days";

  /** Column metadata of a key column: its place in the key, from 1. */
  public static final String KEY_POSITION = "plumbline.key";

  private static final StructType STAMP =
      new StructType()
          .add(RUN_ID, DataTypes.StringType)
          .add(AS_OF_DATE, DataTypes.DateType)
          .add(CONFIG_ID, DataTypes.StringType);

  /** Copies its collections. */
  public TableContract {
    columns = List.copyOf(columns);
    keys = List.copyOf(keys);
  }

  /**
   * One column.
   *
   * @param name in snake_case
   * @param type Spark SQL type
   * @param meaning one sentence with the unit; probabilities are in 0..1, amounts in base currency
   *     unless said
   */
  public record ColumnContract(String name, DataType type, String meaning) {}

  /** The columns without the stamp, as a Spark schema; every column nullable. */
  public StructType bodySchema() {
    StructType schema = new StructType();
    for (ColumnContract column : columns) {
      schema = schema.add(new StructField(column.name(), column.type(), true, Metadata.empty()));
    }
    return schema;
  }

  /**
   * The columns as stored: the body, then run_id, as_of_date, config_id, with the meanings as
   * comments and the place of the key columns, which readers sort by.
   */
  public StructType storedSchema() {
    StructType schema = new StructType();
    for (ColumnContract column : columns) {
      MetadataBuilder metadata = new MetadataBuilder().putString("comment", column.meaning());
      if (keys.contains(column.name())) {
        metadata.putLong(KEY_POSITION, keys.indexOf(column.name()) + 1L);
      }
      schema = schema.add(new StructField(column.name(), column.type(), true, metadata.build()));
    }
    for (StructField field : STAMP.fields()) {
      schema = schema.add(field);
    }
    return schema;
  }

  /** Selects exactly the body, in order and cast to its types: the exit of a room. */
  public Column[] selection() {
    return columns.stream()
        .map(column -> functions.col(column.name()).cast(column.type()).as(column.name()))
        .toArray(Column[]::new);
  }

  static Builder of(String name, String rowMeaning) {
    return new Builder(name, rowMeaning);
  }

  static final class Builder {
    private final String name;
    private final String rowMeaning;
    private final List<ColumnContract> columns = new ArrayList<>();
    private final Map<String, String> checks = new LinkedHashMap<>();
    private final Map<String, String> properties =
        new LinkedHashMap<>(Map.of(LOG_RETENTION, TWO_YEARS));
    private List<String> keys = List.of();

    private Builder(String name, String rowMeaning) {
      this.name = name;
      this.rowMeaning = rowMeaning;
    }

    Builder column(String column, DataType type, String meaning) {
      columns.add(new ColumnContract(column, type, meaning));
      return this;
    }

    Builder text(String column, String meaning) {
      return column(column, DataTypes.StringType, meaning);
    }

    Builder count(String column, String meaning) {
      return column(column, DataTypes.LongType, meaning);
    }

    Builder number(String column, String meaning) {
      return column(column, DataTypes.DoubleType, meaning);
    }

    Builder probability(String column, String meaning) {
      checks.put(column + "_in_0_1", column + " IS NULL OR " + column + " BETWEEN 0 AND 1");
      return number(column, meaning);
    }

    Builder amount(String column, String meaning) {
      return column(column, Types.AMOUNT, meaning);
    }

    /** An amount, and in another column how many deals it is of. */
    Builder amountOfDeals(String column, String meaning) {
      return amount(column, meaning).count(column + "_deals", "deals in " + column);
    }

    Builder time(String column, String meaning) {
      return column(column, DataTypes.TimestampType, meaning);
    }

    Builder date(String column, String meaning) {
      return column(column, DataTypes.DateType, meaning);
    }

    Builder team() {
      return text("team", "sales team of the owner; null where the level does not split by it");
    }

    Builder segment() {
      return text("customer_type", "new or existing; null where the level does not split by it")
          .text(
              "size_band",
              "range of the amount, from-to; null where the level does not split by it")
          .text("product", "product; null where the level does not split by it");
    }

    Builder key(String... columnNames) {
      keys = List.of(columnNames);
      return this;
    }

    Builder check(String checkName, String condition) {
      checks.put(checkName, condition);
      return this;
    }

    /** Delta keeps what every commit has changed, for those who follow the table. */
    Builder changeDataFeed() {
      properties.put("delta.enableChangeDataFeed", "true");
      return this;
    }

    /** Delta refuses to change or remove a row. */
    Builder appendOnly() {
      properties.put("delta.appendOnly", "true");
      return this;
    }

    TableContract build() {
      for (String key : keys) {
        if (columns.stream().noneMatch(column -> column.name().equals(key))) {
          throw new IllegalStateException("Table " + name + " has no column for its key " + key);
        }
      }
      return new TableContract(
          name,
          rowMeaning,
          columns,
          keys,
          new LinkedHashMap<>(checks),
          new LinkedHashMap<>(properties));
    }
  }
}
