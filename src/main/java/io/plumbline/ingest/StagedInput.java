package io.plumbline.ingest;

import io.plumbline.table.CanonicalFile;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The rows of an input, typed and not yet checked against each other.
 *
 * @param files the canonical files that there are, one row out for each row in
 * @param columns which columns of the contract each of them brings
 * @param sources the tables of the CRM that they were made of, by name, one row for each row: its
 *     key, and why it was not mapped where it was not
 */
public record StagedInput(
    Map<CanonicalFile, Dataset<Row>> files,
    Map<CanonicalFile, Set<String>> columns,
    Map<String, Dataset<Row>> sources) {

  /** Copies the maps. */
  public StagedInput {
    files = Map.copyOf(files);
    columns = Map.copyOf(columns);
    sources = Map.copyOf(sources);
  }
}
