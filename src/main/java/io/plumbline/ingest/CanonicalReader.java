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
import io.plumbline.frame.Fault;
import io.plumbline.table.CanonicalField;
import io.plumbline.table.CanonicalFile;
import io.plumbline.table.Staged;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;

/**
 * Reads a canonical file, one row out for each row in. Beside the typed columns of the contract
 * every row carries {@link Staged#RULE} and {@link Staged#REASON} of the first thing wrong with its
 * values (null when nothing is), {@link Staged#WARNINGS} about values that were left empty (null
 * when none was), and {@link Staged#KEY} and {@link Staged#RAW} where something is wrong.
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

  /** What a former value is text of, where it is more than text. */
  private static final List<CanonicalField> TYPED_FORMER_VALUES =
      CanonicalFile.OPPORTUNITIES.fields().stream()
          .filter(field -> Set.of("amount", "expected_close_date").contains(field.name()))
          .toList();

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
    // Without the column a stage belongs to every pipeline; an empty value means the default one.
    return stage(source.file(), stored, source.header(), attributes, lit("default"));
  }

  /**
   * The same for rows that a connector made, where a stage without a pipeline belongs to all.
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
        header.contains(Staged.ATTRIBUTES) ? col(Staged.ATTRIBUTES) : attributes(List.of()),
        lit(null).cast("string"));
  }

  private Dataset<Row> stage(
      CanonicalFile file,
      Dataset<Row> stored,
      List<String> header,
      Column attributes,
      Column pipelineOfStage) {
    boolean mayBeCorrupt = List.of(stored.columns()).contains(StoredTables.CORRUPT);
    List<CanonicalField> present =
        file.fields().stream().filter(field -> header.contains(field.name())).toList();
    Dataset<Row> parsed =
        withNormalTexts(
                file,
                stored.withColumn(EXCLUDED_BECAUSE, exclusion.reason(file, header, attributes)),
                present)
            .select(
                parsed(file, stored.schema(), present, attributes, mayBeCorrupt, pipelineOfStage));

    List<Fault> faults = new ArrayList<>();
    List<Column> warnings = new ArrayList<>();
    Column warned = lit(false);
    if (mayBeCorrupt) {
      faults.add(
          new Fault(col(StoredTables.CORRUPT).isNotNull(), MALFORMED, lit(MALFORMED_REASON)));
    }
    faults.add(new Fault(col(EXCLUDED_BECAUSE).isNotNull(), EXCLUDED, col(EXCLUDED_BECAUSE)));
    StructType schema = stored.schema();
    for (CanonicalField field : present) {
      Column missing = col(text(field)).isNull();
      Column unreadable = missing.equalTo(false).and(col(field.name()).isNull());
      Column reason = unreadableReason(field, text(field, schema));
      Column empty = lit(field.name() + " is empty.");
      switch (field.need()) {
        case KEY -> faults.add(new Fault(missing, "missing_key", empty));
        case REQUIRED -> {
          faults.add(new Fault(missing, "missing_value", empty));
          faults.add(new Fault(unreadable, badRule(field), reason));
        }
        case CHECKED -> faults.add(new Fault(unreadable, badRule(field), reason));
        case OPTIONAL -> {
          warned = warned.or(unreadable);
          warnings.add(when(unreadable, lit(field.name())));
        }
      }
    }
    Column rule = Fault.rule(faults);
    Column isFaulty = rule.isNotNull();
    List<Column> out = new ArrayList<>();
    for (CanonicalField field : file.fields()) {
      out.add(
          header.contains(field.name())
              ? col(field.name())
              : lit(null).cast(field.kind().type()).as(field.name()));
    }
    out.add(col(Staged.ATTRIBUTES));
    Column key =
        concat_ws(
            "|",
            present.stream()
                .filter(CanonicalField::isRequired)
                .map(field -> text(field, schema))
                .toArray(Column[]::new));
    out.add(when(isFaulty.or(warned), key).as(Staged.KEY));
    out.add(
        when(warned, array_compact(array(warnings.toArray(Column[]::new))))
            .cast("array<string>")
            .as(Staged.WARNINGS));
    out.add(rule.as(Staged.RULE));
    out.add(Fault.reason(faults).as(Staged.REASON));
    out.add(when(isFaulty, raw(present, schema, mayBeCorrupt)).as(Staged.RAW));
    return parsed.select(out.toArray(Column[]::new));
  }

  /**
   * Adds the texts that parsing looks at many times as columns of their own, in steps: written out
   * where they are used, they would make expressions that take seconds to compile.
   */
  private Dataset<Row> withNormalTexts(
      CanonicalFile file, Dataset<Row> stored, List<CanonicalField> present) {
    List<Column> trimmed = new ArrayList<>(List.of(col("*")));
    List<Column> normal = new ArrayList<>(List.of(col("*")));
    for (CanonicalField field : present) {
      if (isTyped(field, stored.schema())) {
        continue;
      }
      trimmed.add(FieldParser.trimmed(field.name()).as(TRIMMED + field.name()));
      normal.add(parser.normal(field, col(TRIMMED + field.name())).as(NORMAL + field.name()));
      if (isFormerValue(file, field)) {
        for (CanonicalField former : TYPED_FORMER_VALUES) {
          normal.add(parser.normal(former, col(TRIMMED + field.name())).as(NORMAL + former.name()));
        }
      }
    }
    return stored.select(trimmed.toArray(Column[]::new)).select(normal.toArray(Column[]::new));
  }

  /**
   * Text and value of every known column, once: what follows only compares the two. A value that is
   * stored in its type stands for its text, which few rows are asked for.
   */
  private Column[] parsed(
      CanonicalFile file,
      StructType schema,
      List<CanonicalField> present,
      Column attributes,
      boolean mayBeCorrupt,
      Column pipelineOfStage) {
    List<Column> columns = new ArrayList<>();
    for (CanonicalField field : present) {
      DataType type = schema.apply(field.name()).dataType();
      boolean isTyped = isTyped(field, schema);
      Column value =
          parser.parse(
              field,
              isTyped ? lit(null).cast("string") : col(NORMAL + field.name()),
              col(field.name()),
              type);
      if (isFormerValue(file, field)) {
        value = formerValue(value, type);
      }
      Column filled =
          file == CanonicalFile.STAGES && field.name().equals("pipeline_id")
              ? coalesce(value, pipelineOfStage)
              : privacy.of(file, field, value);
      Column text =
          isTyped ? col(field.name()) : FieldParser.unlessEmpty(col(TRIMMED + field.name()));
      columns.add(privacy.of(file, field, text).as(text(field)));
      columns.add(filled.cast(field.kind().type()).as(field.name()));
    }
    columns.add(privacy.ofAttributes(attributes).as(Staged.ATTRIBUTES));
    columns.add(col(EXCLUDED_BECAUSE));
    if (mayBeCorrupt) {
      columns.add(col(StoredTables.CORRUPT));
    }
    return columns.toArray(Column[]::new);
  }

  private static boolean isFormerValue(CanonicalFile file, CanonicalField field) {
    return file == CanonicalFile.FIELD_HISTORY && field.name().equals("value");
  }

  /** An amount or a date as the opportunities write it, in the one spelling that casts read. */
  private Column formerValue(Column text, DataType stored) {
    Column value = text;
    for (CanonicalField former : TYPED_FORMER_VALUES) {
      Column typed = parser.parse(former, col(NORMAL + former.name()), col("value"), stored);
      value = when(col("field").equalTo(former.name()), typed.cast("string")).otherwise(value);
    }
    return value;
  }

  private static Column raw(List<CanonicalField> present, StructType schema, boolean mayBeCorrupt) {
    Column[] texts =
        Stream.concat(
                present.stream().map(field -> text(field, schema).as(field.name())),
                Stream.of(col(Staged.ATTRIBUTES)))
            .toArray(Column[]::new);
    return mayBeCorrupt
        ? coalesce(col(StoredTables.CORRUPT), to_json(struct(texts)))
        : to_json(struct(texts));
  }

  private static String text(CanonicalField field) {
    return "_text_" + field.name();
  }

  private static boolean isTyped(CanonicalField field, StructType stored) {
    return FieldParser.isTyped(field, stored.apply(field.name()).dataType());
  }

  /** The value as a text for messages. */
  private static Column text(CanonicalField field, StructType stored) {
    return isTyped(field, stored) ? col(text(field)).cast("string") : col(text(field));
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
