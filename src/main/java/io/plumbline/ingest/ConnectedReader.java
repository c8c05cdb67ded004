package io.plumbline.ingest;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.date_format;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.regexp_replace;
import static org.apache.spark.sql.functions.to_json;
import static org.apache.spark.sql.functions.translate;
import static org.apache.spark.sql.functions.trim;
import static org.apache.spark.sql.functions.when;

import io.plumbline.config.Configuration;
import io.plumbline.config.Settings;
import io.plumbline.connect.Connector;
import io.plumbline.connect.ConnectorSource;
import io.plumbline.connect.MatchedSource;
import io.plumbline.connect.SkipRule;
import io.plumbline.connect.SourceColumn;
import io.plumbline.table.CanonicalField;
import io.plumbline.table.CanonicalFile;
import io.plumbline.table.FieldKind;
import io.plumbline.table.Staged;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampType;

/**
 * Reads the export of a CRM: every table of the connector becomes a view of text columns, and the
 * connector's SQL makes the canonical rows of them.
 */
final class ConnectedReader {

  private static final String ALL = "_all";
  private static final DataType TEXT_BY_NAME =
      DataTypes.createMapType(DataTypes.StringType, DataTypes.StringType);
  private static final String ISO_TIME = "yyyy-MM-dd'T'HH:mm:ss.SSSSSSXXX";

  private final SparkSession spark;
  private final StoredTables tables;
  private final CanonicalReader canonical;
  private final FieldParser parser;
  private final Map<String, String> parameters;
  private final String decimal;

  ConnectedReader(SparkSession spark, Configuration configuration, CanonicalReader canonical) {
    this.spark = spark;
    this.tables = new StoredTables(spark, configuration);
    this.canonical = canonical;
    this.parser = new FieldParser(configuration);
    this.decimal = String.valueOf(configuration.value(Settings.SOURCE_DECIMAL));
    this.parameters =
        Map.of(
            "decimal", decimal,
            "cancelled", configuration.value(Settings.SOURCE_CANCELLED),
            "on_hold", configuration.value(Settings.SOURCE_ON_HOLD));
  }

  StagedInput read(InputFolder input) {
    Connector connector = input.connector().orElseThrow();
    Map<String, Dataset<Row>> all = new LinkedHashMap<>();
    for (ConnectedTable table : input.connected()) {
      all.put(table.matched().source().alias(), planned(rows(table)));
    }
    for (ConnectorSource absent : input.absent()) {
      view(absent.alias() + ALL, empty(absent));
    }
    all.forEach((alias, rows) -> view(alias + ALL, rows.where(col(StoredTables.CORRUPT).isNull())));
    // A rule may look at other tables, so that every view is there before the first rule.
    for (ConnectorSource source : connector.sources()) {
      view(source.alias(), spark.table(source.alias() + ALL));
    }
    Map<String, Dataset<Row>> sources = new LinkedHashMap<>();
    Map<String, Dataset<Row>> mapped = new LinkedHashMap<>();
    for (ConnectedTable table : input.connected()) {
      ConnectorSource source = table.matched().source();
      Dataset<Row> judged = withSkipped(source);
      mapped.put(source.alias(), judged.where(col(Staged.SKIPPED).isNull()).drop(Staged.SKIPPED));
      sources.put(source.alias(), verdicts(source, judged, all.get(source.alias())));
    }
    mapped.forEach(this::view);

    Set<String> present = Set.copyOf(all.keySet());
    Map<CanonicalFile, Dataset<Row>> files = new EnumMap<>(CanonicalFile.class);
    Map<CanonicalFile, Set<String>> columns = new EnumMap<>(CanonicalFile.class);
    connector
        .tables()
        .forEach(
            (label, sql) -> {
              CanonicalFile file = CanonicalFile.valueOf(label.toUpperCase(Locale.ROOT));
              if (usesAny(sql, present)) {
                Dataset<Row> rows = planned(spark.sql(bound(sql)));
                files.put(file, canonical.stage(file, rows));
                columns.put(file, InputReader.known(file, List.of(rows.columns())));
              }
            });
    return new StagedInput(files, columns, sources);
  }

  /**
   * The same rows as the start of a new plan: the SQL of a connector is long, and every step after
   * it would be analysed together with it, which takes minutes. Spark also refuses to count rows of
   * a CSV file of which it needs no more than whether they are malformed. What is computed, and
   * that it can be computed anew where an executor is lost, stays the same.
   */
  private Dataset<Row> planned(Dataset<Row> rows) {
    return ((org.apache.spark.sql.classic.SparkSession) spark)
        .internalCreateDataFrame(
            ((org.apache.spark.sql.classic.Dataset<Row>) rows).queryExecution().toRdd(),
            rows.schema(),
            false);
  }

  /** The settings in place of their names; they are words that the settings list. */
  private String bound(String sql) {
    String bound = sql;
    for (Map.Entry<String, String> parameter : parameters.entrySet()) {
      bound = bound.replace(":" + parameter.getKey(), "'" + parameter.getValue() + "'");
    }
    return bound;
  }

  private static boolean usesAny(String sql, Set<String> aliases) {
    return aliases.stream()
        .anyMatch(alias -> Pattern.compile("\\b" + alias + "\\b").matcher(sql).find());
  }

  private void view(String name, Dataset<Row> rows) {
    rows.createOrReplaceTempView(name);
  }

  /** All rows of a table with the columns of the connector, and the text of malformed ones. */
  private Dataset<Row> rows(ConnectedTable table) {
    MatchedSource matched = table.matched();
    Dataset<Row> stored = tables.read(table.stored(), table.stored().header());
    StructType schema = stored.schema();
    List<Column> columns = new ArrayList<>();
    List<Column> normal = new ArrayList<>(List.of(col("*")));
    List<Column> times = new ArrayList<>(List.of(col("*")));
    List<String> normals = new ArrayList<>();
    matched
        .source()
        .columns()
        .forEach(
            (name, column) -> {
              columns.add(value(matched, name, column, schema).as(name));
              if (column.kind() == SourceColumn.Kind.TIME) {
                CanonicalField field =
                    new CanonicalField(name, FieldKind.TIME, CanonicalField.Need.OPTIONAL);
                String normalName = CanonicalReader.NORMAL + name;
                normals.add(normalName);
                normal.add(parser.normal(field, col(name)).as(normalName));
                times.add(
                    parser
                        .parse(field, col(normalName), col(name), DataTypes.StringType)
                        .as(name + "_at"));
              }
            });
    if (matched.source().attributes() == ConnectorSource.Attributes.KEPT) {
      columns.add(CanonicalReader.attributes(matched.others()).as(Staged.ATTRIBUTES));
    }
    columns.add(
        table.stored().isCsv()
            ? col(StoredTables.CORRUPT)
            : lit(null).cast("string").as(StoredTables.CORRUPT));
    Dataset<Row> texts = stored.select(columns.toArray(Column[]::new));
    return texts
        .select(normal.toArray(Column[]::new))
        .select(times.toArray(Column[]::new))
        .drop(normals.toArray(String[]::new));
  }

  private Column value(MatchedSource matched, String name, SourceColumn column, StructType schema) {
    if (column.pattern().isPresent()) {
      return CanonicalReader.attributes(matched.groups().get(name));
    }
    String stored = matched.columns().get(name);
    return stored == null
        ? lit(null).cast("string")
        : text(CanonicalReader.quoted(stored), schema.apply(stored).dataType());
  }

  /**
   * A value as text, the same for a table of text and one of types, as the settings say that the
   * export writes numbers; null where it is empty.
   */
  private Column text(String quoted, DataType type) {
    Column value = col(quoted);
    Column text;
    if (type instanceof TimestampType) {
      text = date_format(value, ISO_TIME);
    } else if (type instanceof DoubleType || type instanceof FloatType) {
      Column plain = value.try_cast("decimal(38,10)").cast("string");
      text =
          translate(
              coalesce(
                  regexp_replace(regexp_replace(plain, "(\\.\\d*?)0+$", "$1"), "\\.$", ""),
                  value.cast("string")),
              ".",
              decimal);
    } else if (type instanceof DecimalType) {
      text = translate(value.cast("string"), ".", decimal);
    } else if (type instanceof ArrayType || type instanceof StructType || type instanceof MapType) {
      text = to_json(value);
    } else {
      text = trim(value.cast("string"));
    }
    return when(text.notEqual(""), text);
  }

  /** The view of a table that is not there. */
  private Dataset<Row> empty(ConnectorSource source) {
    StructType schema = new StructType();
    for (Map.Entry<String, SourceColumn> column : source.columns().entrySet()) {
      schema =
          schema.add(
              column.getKey(),
              column.getValue().pattern().isPresent() ? TEXT_BY_NAME : DataTypes.StringType);
      if (column.getValue().kind() == SourceColumn.Kind.TIME) {
        schema = schema.add(column.getKey() + "_at", DataTypes.TimestampType);
      }
    }
    if (source.attributes() == ConnectorSource.Attributes.KEPT) {
      schema = schema.add(Staged.ATTRIBUTES, TEXT_BY_NAME);
    }
    return spark.createDataFrame(List.of(), schema.add(StoredTables.CORRUPT, DataTypes.StringType));
  }

  /** The sound rows of a source with the first rule by which a row is not mapped. */
  private Dataset<Row> withSkipped(ConnectorSource source) {
    if (source.skip().isEmpty()) {
      return spark.table(source.alias()).withColumn(Staged.SKIPPED, lit(null).cast("string"));
    }
    StringBuilder rules = new StringBuilder("CASE");
    for (SkipRule rule : source.skip()) {
      rules.append(" WHEN ").append(rule.when()).append(" THEN '").append(rule.rule()).append("'");
    }
    return spark.sql(
        bound("SELECT *, " + rules + " END AS " + Staged.SKIPPED + " FROM " + source.alias()));
  }

  /** What became of each row of a source. */
  private static Dataset<Row> verdicts(
      ConnectorSource source, Dataset<Row> judged, Dataset<Row> all) {
    Column because = lit(null).cast("string");
    for (SkipRule rule : source.skip()) {
      because =
          when(col(Staged.SKIPPED).equalTo(rule.rule()), lit(rule.because())).otherwise(because);
    }
    Column key =
        concat_ws("|", source.key().stream().map(name -> col(name)).toArray(Column[]::new));
    Dataset<Row> sound =
        judged.select(
            key.as(Staged.KEY),
            col(Staged.SKIPPED),
            lit(null).cast("string").as(Staged.RULE),
            because.as(Staged.REASON),
            lit(null).cast("string").as(Staged.RAW));
    Dataset<Row> malformed =
        all.where(col(StoredTables.CORRUPT).isNotNull())
            .select(
                key.as(Staged.KEY),
                lit(null).cast("string").as(Staged.SKIPPED),
                lit(CanonicalReader.MALFORMED).as(Staged.RULE),
                lit(CanonicalReader.MALFORMED_REASON).as(Staged.REASON),
                col(StoredTables.CORRUPT).as(Staged.RAW));
    return sound.unionByName(malformed);
  }
}
