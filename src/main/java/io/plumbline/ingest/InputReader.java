package io.plumbline.ingest;

import io.plumbline.config.Configuration;
import io.plumbline.table.CanonicalFile;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Reads an input folder, be it of canonical files or the export of a CRM. */
public final class InputReader {

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

  /** Of these columns, those that the contract knows. */
  static Set<String> known(CanonicalFile file, List<String> header) {
    Set<String> known = new HashSet<>(header);
    known.retainAll(file.fields().stream().map(field -> field.name()).toList());
    return known;
  }
}
