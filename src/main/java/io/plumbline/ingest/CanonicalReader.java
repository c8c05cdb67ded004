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
import io.plumbline.table.CanonicalField;
import io.plumbline.table.CanonicalFile;
import io.plumbline.table.Staged;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * Reads a canonical file, one row out for each row in. Beside the typed columns of the contract
 * every row carries {@link Staged#RULE} and {@link Staged#REASON} of the first thing wrong with its
 * values (null when nothing is), {@link Staged#WARNINGS} about values that were left empty, {@link
 * Staged#KEY} for messages, and {@link Staged#RAW} where something is wrong.
 */
final class CanonicalReader {

  static final String MALFORMED = "malformed_row";
  static final String MALFORMED_REASON =
      "The row does not have the columns of the header, or is cut short.";

  /** Stands before the name of a column that holds the text in the form that is parsed. */
  static final String NORMAL = "_normal_";

  private static final String TRIMMED = "_trimmed_";
  private static final String EXCLUDED = "excluded";
  private static final String EXCLUDED_BECAUSE = "_excluded_because";

  private static final int LONGEST_VALUE = 120;

  private final StoredTables tables;
  private final FieldParser parser;
  private final Privacy privacy;
  private final Exclusion exclusion;

  /** Reads through the session, by the settings for times and CSV. */
  CanonicalReader(SparkSession spark, Configuration configuration) {
    this.tables = new StoredTables(spark, configuration);
    this.parser = new FieldParser(configuration);
    this.privacy = new Privacy(configuration, System::getenv);
    this.exclusion = new Exclusion(configuration);
  }

  /** The rows of the file; starts no job except for Parquet, whose footers Spark reads. */
  Dataset<Row> read(SourceFile source) {
    Dataset<Row> stored = tables.read(source.stored(), source.header());
    Column attributes =
        attributes(
            source.header().stream()
                .filter(
                    name -> source.file().fields().stream().noneMatch(f -> f.name().equals(name)))
                .toList());
    return stage(source.file(), stored, source.header(), attributes);
  }

  /**
   * The same for rows that a connector made.
   *
   * @param rows columns of the canonical file, as text or typed, and perhaps {@link
   *     Staged#ATTRIBUTES}
   */
  Dataset<Row> stage(CanonicalFile file, Dataset<Row> rows) {
    List<String> header = List.of(rows.columns());
    return stage(
        file,
        rows,
        header,
        header.contains(Staged.ATTRIBUTES) ? col(Staged.ATTRIBUTES) : attributes(List.of()));
  }

  private Dataset<Row> stage(
      CanonicalFile file, Dataset<Row> stored, List<String> header, Column attributes) {
    boolean mayBeCorrupt = List.of(stored.columns()).contains(StoredTables.CORRUPT);
    List<CanonicalField> present =
        file.fields().stream().filter(field -> header.contains(field.name())).toList();
    Dataset<Row> parsed =
        withNormalTexts(
                stored.withColumn(EXCLUDED_BECAUSE, exclusion.reason(file, header, attributes)),
                present)
            .select(parsed(file, stored.schema(), present, attributes, mayBeCorrupt));

    List<Column> faults = new ArrayList<>();
    List<Column> warnings = new ArrayList<>();
    if (mayBeCorrupt) {
      faults.add(
          when(col(StoredTables.CORRUPT).isNotNull(), fault(MALFORMED, lit(MALFORMED_REASON))));
    }
    faults.add(when(col(EXCLUDED_BECAUSE).isNotNull(), fault(EXCLUDED, col(EXCLUDED_BECAUSE))));
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
    for (CanonicalField field : file.fields()) {
      out.add(
          header.contains(field.name())
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
    out.add(when(fault.isNotNull(), raw(present, mayBeCorrupt)).as(Staged.RAW));
    return parsed.select(out.toArray(Column[]::new));
  }

  /**
   * Adds the texts that parsing looks at many times as columns of their own, in steps: written out
   * where they are used, they would make expressions that take seconds to compile.
   */
  private Dataset<Row> withNormalTexts(Dataset<Row> stored, List<CanonicalField> present) {
    List<Column> trimmed = new ArrayList<>(List.of(col("*")));
    List<Column> normal = new ArrayList<>(List.of(col("*")));
    for (CanonicalField field : present) {
      trimmed.add(FieldParser.trimmed(field.name()).as(TRIMMED + field.name()));
      normal.add(parser.normal(field, col(TRIMMED + field.name())).as(NORMAL + field.name()));
    }
    return stored.select(trimmed.toArray(Column[]::new)).select(normal.toArray(Column[]::new));
  }

  /** Text and value of every known column, once: what follows only compares the two. */
  private Column[] parsed(
      CanonicalFile file,
      StructType schema,
      List<CanonicalField> present,
      Column attributes,
      boolean mayBeCorrupt) {
    List<Column> columns = new ArrayList<>();
    for (CanonicalField field : present) {
      Column value =
          parser.parse(
              field,
              col(NORMAL + field.name()),
              col(field.name()),
              schema.apply(field.name()).dataType());
      // Without the column a stage belongs to every pipeline; an empty value means the default one.
      boolean pipelineOfStage = file == CanonicalFile.STAGES && field.name().equals("pipeline_id");
      Column filled =
          pipelineOfStage ? coalesce(value, lit("default")) : privacy.of(file, field, value);
      columns.add(
          privacy
              .of(file, field, FieldParser.unlessEmpty(col(TRIMMED + field.name())))
              .as(text(field)));
      columns.add(filled.cast(field.kind().type()).as(field.name()));
    }
    columns.add(privacy.ofAttributes(attributes).as(Staged.ATTRIBUTES));
    columns.add(col(EXCLUDED_BECAUSE));
    if (mayBeCorrupt) {
      columns.add(col(StoredTables.CORRUPT));
    }
    return columns.toArray(Column[]::new);
  }

  private static Column raw(List<CanonicalField> present, boolean mayBeCorrupt) {
    Column[] texts =
        Stream.concat(
                present.stream().map(field -> col(text(field)).as(field.name())),
                Stream.of(col(Staged.ATTRIBUTES)))
            .toArray(Column[]::new);
    return mayBeCorrupt
        ? coalesce(col(StoredTables.CORRUPT), to_json(struct(texts)))
        : to_json(struct(texts));
  }

  private static String text(CanonicalField field) {
    return "_text_" + field.name();
  }

  /** The columns as a map from name to text; null where there are none. */
  static Column attributes(List<String> columns) {
    Map<String, String> own = new LinkedHashMap<>();
    columns.forEach(name -> own.put(name, name));
    return attributes(own);
  }

  /**
   * The columns as a map to text; null where there are none.
   *
   * @param columns name in the map to column
   */
  static Column attributes(Map<String, String> columns) {
    if (columns.isEmpty()) {
      return lit(null).cast("map<string,string>");
    }
    Column names = array(columns.keySet().stream().map(name -> lit(name)).toArray(Column[]::new));
    Column values =
        array(
            columns.values().stream()
                .map(name -> FieldParser.text(quoted(name)))
                .toArray(Column[]::new));
    return map_filter(map_from_arrays(names, values), (name, value) -> value.isNotNull());
  }

  private static Column fault(String rule, Column reason) {
    return struct(lit(rule).as("rule"), reason.as("reason"));
  }

  private Column unreadableReason(CanonicalField field, Column text) {
    return concat(
        lit(field.name() + " '"),
        substring(text, 1, LONGEST_VALUE),
        lit("' is not " + field.kind().form() + "."),
        parser.hint(field, text));
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

  static String quoted(String name) {
    return "`" + name.replace("`", "``") + "`";
  }
}
