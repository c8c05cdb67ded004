package io.plumbline.ingest;

import io.plumbline.table.CanonicalFile;
import java.util.List;

/**
 * One canonical file as it was found in the input folder.
 *
 * @param file which of the canonical files it is
 * @param stored the table that holds it
 * @param header its column names in order, as the contract has them: a column that the settings
 *     name otherwise stands here under its canonical name
 */
public record SourceFile(CanonicalFile file, StoredTable stored, List<String> header) {

  /** Copies the header. */
  public SourceFile {
    header = List.copyOf(header);
  }
}
