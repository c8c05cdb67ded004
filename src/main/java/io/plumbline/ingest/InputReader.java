package io.plumbline.ingest;

import static org.apache.spark.sql.functions.col;

import io.plumbline.config.Configuration;
import io.plumbline.table.CanonicalField;
import io.plumbline.table.CanonicalFile;
import io.plumbline.table.FieldKind;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;

/** Reads an input folder, be it of canonical files or the export of a CRM. */
public final class InputReader {

  /** Of {@link #stored}: the text of a row of CSV that does not have the columns of the header. */
  public static final String MALFORMED = StoredTables.CORRUPT;

  private InputReader() {}

  /**
   * The rows. Of canonical files it starts no job except for Parquet, whose footers Spark reads; of
   * the export of a CRM it starts those for the small tables that the connector joins.
   */
  public static StagedInput read(
      SparkSession spark, Configuration configuration, InputFolder input) {
    CanonicalReader reader = new CanonicalReader(spark, configuration);
    if (input.connector().isPresent()) {
      return new ConnectedReader(spark, configuration, reader).read(input);
    }
    Map<CanonicalFile, Dataset<Row>> files = new EnumMap<>(CanonicalFile.class);
    Map<CanonicalFile, Set<String>> columns = new EnumMap<>(CanonicalFile.class);
    for (SourceFile source : input.sources()) {
      files.put(source.file(), reader.read(source));
      columns.put(source.file(), known(source.file(), source.header()));
    }
    return new StagedInput(files, columns, Map.of());
  }

  /**
   * Some columns of a stored table as they are, and of a CSV file the text of rows that do not have
   * the columns of the header.
   */
  public static Dataset<Row> stored(
      SparkSession spark, Configuration configuration, StoredTable table, List<String> columns) {
    Dataset<Row> rows = new StoredTables(spark, configuration).read(table, table.header());
    List<Column> wanted =
        new ArrayList<>(
            columns.stream().map(name -> col(CanonicalReader.quoted(name)).as(name)).toList());
    if (table.isCsv()) {
      wanted.add(col(MALFORMED));
    }
    return rows.select(wanted.toArray(Column[]::new));
  }

  /**
   * Stored rows with one more column: the time that another of their columns says, read as the
   * settings say; null where it says none.
   *
   * @param name of the new column
   */
  public static Dataset<Row> withTime(
      Configuration configuration, Dataset<Row> rows, String column, String name) {
    FieldParser parser = new FieldParser(configuration);
    CanonicalField field = new CanonicalField(column, FieldKind.TIME, CanonicalField.Need.OPTIONAL);
    String quoted = CanonicalReader.quoted(column);
    DataType stored = rows.schema().apply(column).dataType();
    String normal = CanonicalReader.NORMAL + name;
    return rows.withColumn(normal, parser.normal(field, FieldParser.trimmed(quoted)))
        .withColumn(
            name, parser.parse(field, col(CanonicalReader.quoted(normal)), col(quoted), stored))
        .drop(normal);
  }

  /** Of these columns, those that the contract knows. */
  static Set<String> known(CanonicalFile file, List<String> header) {
    Set<String> known = new HashSet<>(header);
    known.retainAll(file.fields().stream().map(field -> field.name()).toList());
    return known;
  }
}
