package io.plumbline.ingest;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_compact;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.map_filter;
import static org.apache.spark.sql.functions.map_from_arrays;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.substring;
import static org.apache.spark.sql.functions.to_json;
import static org.apache.spark.sql.functions.when;

import io.plumbline.config.Configuration;
import io.plumbline.config.Settings;
import io.plumbline.lake.Lake;
import io.plumbline.table.CanonicalField;
import io.plumbline.table.CanonicalFile;
import io.plumbline.table.Staged;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Reads a canonical file, one row out for each row in. Beside the typed columns of the contract
 * every row carries {@link Staged#RULE} and {@link Staged#REASON} of the first thing wrong with its
 * values (null when nothing is), {@link Staged#WARNINGS} about values that were left empty, {@link
 * Staged#KEY} for messages, and {@link Staged#RAW} where something is wrong.
 */
public final class CanonicalReader {

  private static final String CORRUPT = "_corrupt_record";
  private static final int LONGEST_VALUE = 120;

  private final SparkSession spark;
  private final Configuration configuration;

  /** Reads through the session, by the settings for times and CSV. */
  public CanonicalReader(SparkSession spark, Configuration configuration) {
    this.spark = spark;
    this.configuration = configuration;
  }

  /** The rows of the file; starts no job except for Parquet, whose footers Spark reads. */
  public Dataset<Row> read(SourceFile source) {
    Dataset<Row> stored = stored(source);
    StructType schema = stored.schema();
    List<CanonicalField> present =
        source.file().fields().stream().filter(field -> source.has(field.name())).toList();
    Dataset<Row> parsed = stored.select(parsed(source, schema, present));

    List<Column> faults = new ArrayList<>();
    List<Column> warnings = new ArrayList<>();
    if (source.isCsv()) {
      faults.add(
          when(
              col(CORRUPT).isNotNull(),
              fault(
                  "malformed_row",
                  lit("The row does not have the columns of the header, or is cut short."))));
    }
    for (CanonicalField field : present) {
      Column text = col(text(field));
      Column missing = text.isNull();
      Column unreadable = text.isNotNull().and(col(field.name()).isNull());
      Column empty = lit(field.name() + " is empty.");
      switch (field.need()) {
        case KEY -> faults.add(when(missing, fault("missing_key", empty)));
        case REQUIRED -> {
          faults.add(when(missing, fault("missing_value", empty)));
          faults.add(when(unreadable, fault(badRule(field), unreadableReason(field, text))));
        }
        case CHECKED ->
            faults.add(when(unreadable, fault(badRule(field), unreadableReason(field, text))));
        case OPTIONAL -> warnings.add(when(unreadable, lit(field.name())));
      }
    }
    Column fault = coalesce(faults.toArray(Column[]::new));
    List<Column> out = new ArrayList<>();
    for (CanonicalField field : source.file().fields()) {
      out.add(
          source.has(field.name())
              ? col(field.name())
              : lit(null).cast(field.kind().type()).as(field.name()));
    }
    out.add(col(Staged.ATTRIBUTES));
    out.add(
        concat_ws(
                "|",
                present.stream()
                    .filter(CanonicalField::isRequired)
                    .map(field -> col(text(field)))
                    .toArray(Column[]::new))
            .as(Staged.KEY));
    out.add(
        array_compact(array(warnings.toArray(Column[]::new)))
            .cast("array<string>")
            .as(Staged.WARNINGS));
    out.add(fault.getField("rule").as(Staged.RULE));
    out.add(fault.getField("reason").as(Staged.REASON));
    out.add(when(fault.isNotNull(), raw(source, present)).as(Staged.RAW));
    return parsed.select(out.toArray(Column[]::new));
  }

  /** Text and value of every known column, once: what follows only compares the two. */
  private Column[] parsed(SourceFile source, StructType schema, List<CanonicalField> present) {
    FieldParser parser = new FieldParser(configuration.value(Settings.TIME_ZONE));
    List<Column> columns = new ArrayList<>();
    for (CanonicalField field : present) {
      Column value = parser.parse(field, schema.apply(field.name()).dataType());
      // Without the column a stage belongs to every pipeline; an empty value means the default one.
      boolean pipelineOfStage =
          source.file() == CanonicalFile.STAGES && field.name().equals("pipeline_id");
      Column filled = pipelineOfStage ? coalesce(value, lit("default")) : value;
      columns.add(FieldParser.text(field.name()).as(text(field)));
      columns.add(filled.cast(field.kind().type()).as(field.name()));
    }
    columns.add(attributes(source).as(Staged.ATTRIBUTES));
    if (source.isCsv()) {
      columns.add(col(CORRUPT));
    }
    return columns.toArray(Column[]::new);
  }

  private static Column raw(SourceFile source, List<CanonicalField> present) {
    Column[] texts =
        Stream.concat(
                present.stream().map(field -> col(text(field)).as(field.name())),
                Stream.of(col(Staged.ATTRIBUTES)))
            .toArray(Column[]::new);
    return source.isCsv() ? coalesce(col(CORRUPT), to_json(struct(texts))) : to_json(struct(texts));
  }

  private static String text(CanonicalField field) {
    return "_text_" + field.name();
  }

  private Dataset<Row> stored(SourceFile source) {
    return switch (source.format()) {
      case PARQUET -> spark.read().parquet(source.path());
      case DELTA -> Lake.load(spark, source.path());
      case CSV, CSV_GZ -> {
        StructType schema = new StructType();
        for (String name : source.header()) {
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
            .csv(source.path());
      }
    };
  }

  private static Column attributes(SourceFile source) {
    Set<String> known =
        source.file().fields().stream().map(CanonicalField::name).collect(Collectors.toSet());
    String[] unknown =
        source.header().stream().filter(name -> !known.contains(name)).toArray(String[]::new);
    if (unknown.length == 0) {
      return lit(null).cast("map<string,string>");
    }
    Column names = array(Arrays.stream(unknown).map(name -> lit(name)).toArray(Column[]::new));
    Column values =
        array(
            Arrays.stream(unknown)
                .map(name -> FieldParser.text(quoted(name)))
                .toArray(Column[]::new));
    return map_filter(map_from_arrays(names, values), (name, value) -> value.isNotNull());
  }

  private static Column fault(String rule, Column reason) {
    return struct(lit(rule).as("rule"), reason.as("reason"));
  }

  private static Column unreadableReason(CanonicalField field, Column text) {
    return concat(
        lit(field.name() + " '"),
        substring(text, 1, LONGEST_VALUE),
        lit("' is not " + field.kind().form() + "."));
  }

  private static String badRule(CanonicalField field) {
    return switch (field.kind()) {
      case TIME, CLOSING_TIME, DATE -> "bad_timestamp";
      case AMOUNT -> "bad_amount";
      case STATUS -> "bad_status";
      case INTEGER, NUMBER, PERCENT -> "bad_number";
      case FLAG -> "bad_flag";
      case TEXT -> "bad_text";
    };
  }

  private static String quoted(String name) {
    return "`" + name.replace("`", "``") + "`";
  }
}
