package io.plumbline.ingest;

import io.plumbline.table.CanonicalFile;
import java.util.List;

/**
 * One canonical file as it was found in the input folder.
 *
 * @param file which of the canonical files it is
 * @param path where it lies, as a Hadoop path
 * @param format how it is stored
 * @param header its column names, in order
 */
public record SourceFile(CanonicalFile file, String path, Format format, List<String> header) {

  /** How a canonical file may be stored. */
  public enum Format {
    CSV(".csv"),
    CSV_GZ(".csv.gz"),
    PARQUET(".parquet"),
    DELTA("");

    private final String ending;

    Format(String ending) {
      this.ending = ending;
    }

    /** What follows the canonical name; empty for a Delta table folder. */
    public String ending() {
      return ending;
    }
  }

  /** Copies the header. */
  public SourceFile {
    header = List.copyOf(header);
  }

  boolean has(String column) {
    return header.contains(column);
  }

  boolean isCsv() {
    return format == Format.CSV || format == Format.CSV_GZ;
  }
}
