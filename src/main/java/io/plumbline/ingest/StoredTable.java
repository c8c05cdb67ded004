package io.plumbline.ingest;

import java.util.List;
import java.util.OptionalLong;

/**
 * A table as it was found in the input.
 *
 * @param path where it lies, as a Hadoop path; its name in a database
 * @param format how it is stored
 * @param header its column names, in order
 * @param version of a Delta table, the one that is read; empty for the others
 */
public record StoredTable(String path, Format format, List<String> header, OptionalLong version) {

  /** How a table may be stored. */
  public enum Format {
    CSV(".csv"),
    CSV_GZ(".csv.gz"),
    PARQUET(".parquet"),
    DELTA(""),
    /** In a database: its header can be looked at, and its rows are read from a copy. */
    JDBC("");

    private final String ending;

    Format(String ending) {
      this.ending = ending;
    }

    /**
     * What follows the name of the table; empty for a Delta table folder and a table of a database.
     */
    public String ending() {
      return ending;
    }
  }

  /** A table that has no versions. */
  public StoredTable(String path, Format format, List<String> header) {
    this(path, format, header, OptionalLong.empty());
  }

  /** Copies the header. */
  public StoredTable {
    header = List.copyOf(header);
  }

  /** The name of the file or folder. */
  public String name() {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** The name without its ending. */
  public String stem() {
    String name = name();
    return name.substring(0, name.length() - format.ending().length());
  }

  StoredTable withHeader(List<String> names) {
    return new StoredTable(path, format, names, version);
  }

  /** Whether it has files that somebody may write to while they are read. */
  boolean isFile() {
    return isCsv() || format == Format.PARQUET;
  }

  /** Whether it is text in rows and cells. */
  public boolean isCsv() {
    return format == Format.CSV || format == Format.CSV_GZ;
  }
}
