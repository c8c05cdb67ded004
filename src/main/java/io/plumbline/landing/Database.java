package io.plumbline.landing;

import static org.apache.spark.sql.functions.col;

import io.plumbline.config.Configuration;
import io.plumbline.config.Settings;
import io.plumbline.error.Errors;
import io.plumbline.model.Sha256;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.jdbc.JdbcDialect;
import org.apache.spark.sql.jdbc.JdbcDialects;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;

/**
 * A database that is read through JDBC. Of PostgreSQL, all tables and all parts of a table are read
 * in one snapshot, which this connection holds; of others, each connection reads what is committed
 * when it starts.
 */
public final class Database implements AutoCloseable {

  private static final int HASH_LENGTH = 8;
  private static final String SCHEME = "jdbc:";
  private static final String POSTGRESQL = "jdbc:postgresql:";
  private static final Pattern SECRET =
      Pattern.compile(
          "(?i)(password|passwd|pwd|secret|token)[a-z_]*\\s*=|[:/][^:/@?]*[:/][^/@?]*@");

  private static final Pattern FRACTION = Pattern.compile("^(-?\\d+)[.]\\d+$");

  private final String url;
  private final Connection connection;
  private final String catalog;
  private final String schema;
  private final Map<String, String> access;
  private final Configuration configuration;
  private final JdbcDialect dialect;
  private Optional<String> snapshot = Optional.empty();

  private Database(
      String url,
      Connection connection,
      String catalog,
      String schema,
      Map<String, String> access,
      Configuration configuration) {
    this.url = url;
    this.connection = connection;
    this.catalog = catalog;
    this.schema = schema;
    this.access = access;
    this.configuration = configuration;
    this.dialect = JdbcDialects.get(url);
  }

  /** Whether an input is a database. */
  public static boolean isUrl(String input) {
    return input.startsWith(SCHEME);
  }

  /**
   * Connects.
   *
   * @param environment from the name of a variable to its value, null where it is not set
   * @throws io.plumbline.error.PlumblineException {@code arguments.invalid} where the URL has a
   *     password, {@code input.driver_missing}, {@code input.database_unreachable}
   */
  public static Database open(
      String url, Configuration configuration, UnaryOperator<String> environment) {
    if (SECRET.matcher(url).find()) {
      throw Errors.badArgument(
          "--input",
          label(url),
          "a JDBC URL without a password, which would stand in logs: put it into the environment"
              + " variable that source.jdbc.password_env names");
    }
    Map<String, String> access = new HashMap<>();
    user(configuration, environment).ifPresent(user -> access.put("user", user));
    String password = environment.apply(configuration.value(Settings.SOURCE_JDBC_PASSWORD_ENV));
    if (password != null && !password.isEmpty()) {
      access.put("password", password);
    }
    Properties properties = new Properties();
    properties.putAll(access);
    requireDriver(url);
    try {
      Connection connection = DriverManager.getConnection(url, properties);
      String chosen = configuration.value(Settings.SOURCE_JDBC_SCHEMA);
      return new Database(
          url,
          connection,
          connection.getCatalog(),
          chosen.isEmpty() ? connection.getSchema() : chosen,
          access,
          configuration);
    } catch (SQLException refused) {
      throw Errors.databaseUnreachable(label(url), refused);
    }
  }

  private static Optional<String> user(
      Configuration configuration, UnaryOperator<String> environment) {
    String user = configuration.value(Settings.SOURCE_JDBC_USER);
    if (!user.startsWith("$")) {
      return user.isEmpty() ? Optional.empty() : Optional.of(user);
    }
    String value = environment.apply(user.substring(1));
    if (value == null || value.isBlank()) {
      throw Errors.badArgument(
          "source.jdbc.user", user, "a name, or $ and an environment variable that is set");
    }
    return Optional.of(value);
  }

  private static void requireDriver(String url) {
    try {
      DriverManager.getDriver(url);
    } catch (SQLException none) {
      throw Errors.driverMissing(label(url));
    }
  }

  /** The URL without its parameters and without a user, for messages. */
  private static String label(String url) {
    return url.replaceFirst("[?;].*$", "").replaceFirst("(?<=[:/])[^:/]*([:/][^/@]*)?@", "");
  }

  /** What messages call it. */
  public String label() {
    return label(url) + (schema == null ? "" : " (schema " + schema + ")");
  }

  /**
   * A name for the folder of its copies: another database or schema, another folder. The hash tells
   * apart what differs in the letters that a folder does without.
   */
  public String origin() {
    String whole = label(url).substring(SCHEME.length()) + "-" + catalog + "-" + schema;
    String name =
        (label(url).substring(SCHEME.length()) + "-" + schema)
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^a-z0-9]+", "-");
    return name + "-" + Sha256.of(whole).substring(0, HASH_LENGTH);
  }

  /** The tables and views of the schema by name, each with its columns in order. */
  public SortedMap<String, List<String>> headers() {
    SortedMap<String, List<String>> headers = new TreeMap<>();
    try (ResultSet columns =
        connection.getMetaData().getColumns(connection.getCatalog(), null, "%", "%")) {
      while (columns.next()) {
        String of = columns.getString("TABLE_SCHEM");
        if (schema == null || schema.equals(of)) {
          headers
              .computeIfAbsent(columns.getString("TABLE_NAME"), name -> new ArrayList<>())
              .add(columns.getString("COLUMN_NAME"));
        }
      }
      return headers;
    } catch (SQLException failure) {
      throw Errors.databaseUnreachable(label(), failure);
    }
  }

  /**
   * From here on, what is read is as it is now, where the database can share a snapshot.
   *
   * @return what is guaranteed where it cannot, for people
   */
  public Optional<String> freeze() {
    if (url.startsWith(POSTGRESQL)) {
      try {
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        connection.setReadOnly(true);
        connection.setAutoCommit(false);
        snapshot = Optional.of(text("SELECT pg_export_snapshot()"));
        return Optional.empty();
      } catch (SQLException refused) {
        thaw();
        return Optional.of(apart() + " (" + refused.getMessage() + ")");
      }
    }
    return Optional.of(apart());
  }

  /** Ends a transaction that a refused statement has broken off. */
  private void thaw() {
    try {
      connection.rollback();
      connection.setAutoCommit(true);
    } catch (SQLException failure) {
      throw Errors.databaseUnreachable(label(), failure);
    }
  }

  private String apart() {
    return "The tables of "
        + label()
        + " were read one after the other, not in one snapshot: a row that was written meanwhile may"
        + " be in one of them and not in another.";
  }

  /** The rows of a table; nothing is read yet but the types of its columns. */
  Dataset<Row> read(SparkSession spark, TableCopy table) {
    String query = "(" + select(table) + ") landing";
    DataFrameReader reader = reader(spark).option("dbtable", query);
    String column = configuration.value(Settings.SOURCE_JDBC_PARTITION_COLUMNS).get(table.name());
    if (column != null) {
      reader = inParts(reader, table, column);
    }
    return asText(reader.load());
  }

  /**
   * The rows that were changed at a time or later.
   *
   * @return empty where the column is of a type that has no order of time
   */
  Optional<Dataset<Row>> readSince(SparkSession spark, TableCopy table, String watermark) {
    String column = table.changedAt().orElseThrow();
    String query = "(" + select(table) + ") landing";
    DataType type = reader(spark).option("dbtable", query).load().schema().apply(column).dataType();
    return literal(watermark, type)
        .map(
            value ->
                asText(
                    reader(spark)
                        .option(
                            "dbtable",
                            "("
                                + select(table)
                                + " WHERE "
                                + quoted(column)
                                + " >= "
                                + value
                                + ") landing")
                        .load()));
  }

  /** As the SQL standard writes it: in the time zone of the session it would be another moment. */
  private static Optional<String> literal(String watermark, DataType type) {
    if (type instanceof TimestampType) {
      return Optional.of("TIMESTAMP WITH TIME ZONE '" + watermark + "+00:00'");
    }
    if (type instanceof TimestampNTZType) {
      return Optional.of("TIMESTAMP '" + watermark + "'");
    }
    return type instanceof DateType ? Optional.of("DATE '" + watermark + "'") : Optional.empty();
  }

  private DataFrameReader reader(SparkSession spark) {
    DataFrameReader reader =
        spark
            .read()
            .format("jdbc")
            .option("url", url)
            .option("fetchsize", configuration.value(Settings.SOURCE_JDBC_FETCH_SIZE))
            .option("preferTimestampNTZ", "true")
            .options(access);
    return snapshot
        .map(
            name ->
                reader.option(
                    "sessionInitStatement",
                    "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY;"
                        + " SET TRANSACTION SNAPSHOT '"
                        + name
                        + "'"))
        .orElse(reader);
  }

  private DataFrameReader inParts(DataFrameReader reader, TableCopy table, String column) {
    int parts = configuration.value(Settings.SOURCE_JDBC_PARTITIONS);
    try (Statement statement = connection.createStatement();
        ResultSet bounds =
            statement.executeQuery(
                "SELECT MIN("
                    + quoted(column)
                    + "), MAX("
                    + quoted(column)
                    + ") FROM "
                    + qualified(table.name()))) {
      bounds.next();
      String least = bounds.getString(1);
      if (least == null || parts == 1) {
        return reader;
      }
      return reader
          .option("partitionColumn", column)
          .option("lowerBound", whole(least))
          .option("upperBound", whole(bounds.getString(2)))
          .option("numPartitions", parts);
    } catch (SQLException failure) {
      throw Errors.tableNotCopied(table.name(), label(), failure);
    }
  }

  /** Spark cuts numbers at whole ones; what lies beyond the bounds is read all the same. */
  private static String whole(String bound) {
    return FRACTION.matcher(bound).replaceFirst("$1");
  }

  private String select(TableCopy table) {
    List<String> columns = new ArrayList<>();
    for (String column : table.columns()) {
      String expression = quoted(column);
      if (table.hidden().filter(hidden -> hidden.column().equals(column)).isPresent()) {
        TableCopy.Hidden hidden = table.hidden().get();
        List<String> texts =
            hidden.texts().stream().map(text -> "'" + text.replace("'", "''") + "'").toList();
        expression =
            "CASE WHEN "
                + quoted(hidden.by())
                + " IN ("
                + String.join(", ", texts)
                + ") THEN NULL ELSE "
                + quoted(column)
                + " END AS "
                + quoted(column);
      }
      columns.add(expression);
    }
    return "SELECT " + String.join(", ", columns) + " FROM " + qualified(table.name());
  }

  /** Times without a zone as text, which readers take to be in the zone of the settings. */
  private static Dataset<Row> asText(Dataset<Row> rows) {
    List<Column> columns = new ArrayList<>();
    for (StructField field : rows.schema().fields()) {
      Column column = col("`" + field.name().replace("`", "``") + "`");
      columns.add(
          field.dataType() instanceof TimestampNTZType
              ? column.cast("string").as(field.name())
              : column);
    }
    return rows.select(columns.toArray(Column[]::new));
  }

  private String qualified(String table) {
    return schema == null ? quoted(table) : quoted(schema) + "." + quoted(table);
  }

  private String quoted(String name) {
    return dialect.quoteIdentifier(name);
  }

  /**
   * What time it is for the database, so that a time of change that lies ahead is known for one;
   * empty where it does not say so in standard SQL.
   */
  Optional<Instant> clock() {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT CURRENT_TIMESTAMP")) {
      return row.next() ? Optional.of(row.getTimestamp(1).toInstant()) : Optional.empty();
    } catch (SQLException unknown) {
      return Optional.empty();
    }
  }

  private String text(String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getString(1);
    }
  }

  /** Lets the snapshot go. */
  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException gone) {
      // Nothing was written, and all that was read is checked elsewhere.
      snapshot = Optional.empty();
    }
  }
}
