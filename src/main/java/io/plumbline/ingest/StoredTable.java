package io.plumbline.ingest;

import java.util.List;

/**
 * A table as it was found in the input folder.
 *
 * @param path where it lies, as a Hadoop path
 * @param format how it is stored
 * @param header its column names, in order
 */
public record StoredTable(String path, Format format, List<String> header) {

  /** How a table may be stored. */
  public enum Format {
    CSV(".csv"),
    CSV_GZ(".csv.gz"),
    PARQUET(".parquet"),
    DELTA("");

    private final String ending;

    Format(String ending) {
      this.ending = ending;
    }

    /** What follows the name of the table; empty for a Delta table folder. */
    public String ending() {
      return ending;
    }
  }

  /** Copies the header. */
  public StoredTable {
    header = List.copyOf(header);
  }

  /** The name of the file or folder. */
  public String name() {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  boolean isCsv() {
    return format == Format.CSV || format == Format.CSV_GZ;
  }
}
