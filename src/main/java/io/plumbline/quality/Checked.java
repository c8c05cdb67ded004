package io.plumbline.quality;

import io.plumbline.frame.Persisted;
import io.plumbline.table.CanonicalFile;
import io.plumbline.table.Staged;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The staged files with a verdict on every row: {@link Staged#RULE} is null where the row is
 * accepted.
 *
 * @param files each present file with all of its rows
 * @param sources the tables of the CRM that the files were made of, by name, with {@link
 *     Staged#SKIPPED} of the rows that were not mapped
 * @param bulkCloseDays pipeline_id, usual, day, losses and sample of days that look like a clean-up
 * @param persisted what is kept in memory until it is let go
 */
public record Checked(
    Map<CanonicalFile, Dataset<Row>> files,
    Map<String, Dataset<Row>> sources,
    Dataset<Row> bulkCloseDays,
    List<Persisted> persisted) {

  /** Copies the collections. */
  public Checked {
    files = Map.copyOf(files);
    sources = Map.copyOf(sources);
    persisted = List.copyOf(persisted);
  }

  /** The accepted rows of a file, if the file is there. */
  public Optional<Dataset<Row>> accepted(CanonicalFile file) {
    return Optional.ofNullable(files.get(file))
        .map(rows -> rows.where(rows.col(Staged.RULE).isNull()));
  }

  /** Lets go of the persisted rows. */
  public void release() {
    persisted.forEach(Persisted::release);
  }
}
