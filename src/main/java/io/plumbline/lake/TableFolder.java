package io.plumbline.lake;

import static java.util.Objects.requireNonNull;

import io.plumbline.error.Errors;
import io.plumbline.error.PlumblineException;
import io.plumbline.table.TableContract;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** The tables of a workspace: the folders below {@code <workspace>/tables} that Delta wrote. */
public final class TableFolder {

  private static final Pattern COMMIT = Pattern.compile("\\d{20}\\.json");
  private static final String TABLES = "tables";
  private static final String LOG = "_delta_log";

  private final Location workspace;

  private TableFolder(Location workspace) {
    this.workspace = workspace;
  }

  /**
   * The tables of a workspace.
   *
   * @throws io.plumbline.error.PlumblineException {@code workspace.missing} where there is no such
   *     folder; a folder without tables is an empty workspace
   */
  public static TableFolder of(Location workspace) {
    if (!requireNonNull(workspace, "workspace").isFolder()) {
      throw Errors.workspaceMissing(workspace);
    }
    return new TableFolder(workspace);
  }

  /** The tables of a local workspace. */
  public static TableFolder of(Path workspace) {
    return of(Location.of(workspace));
  }

  /** The names of the tables that are there, sorted. */
  public List<String> names() {
    return names(workspace.resolve(TABLES));
  }

  /** Whether a table of this name is there. */
  public boolean has(String table) {
    Location folder = workspace.resolve(TABLES);
    // Only names that were listed are opened: a name such as ../../other never leaves the folder.
    return entries(folder).contains(table) && isTable(folder, table);
  }

  /**
   * Opens a table.
   *
   * @param version empty means the latest
   * @throws io.plumbline.error.PlumblineException as {@link TableReader#open}
   */
  public TableReader open(String table, OptionalLong version) {
    if (!has(table)) {
      throw Errors.tableNotFound(table, workspace, names());
    }
    return TableReader.open(workspace.resolve(TABLES).resolve(table), version);
  }

  /** Bytes of what the tables hold of an as-of date, as stored; what versions share counts once. */
  public long bytes(LocalDate asOf) {
    Location folder = workspace.resolve(TABLES);
    long bytes = 0;
    for (String table : entries(folder)) {
      try {
        bytes += folder.resolve(table).resolve(TableContract.AS_OF_DATE + "=" + asOf).bytes();
      } catch (IOException unreadable) {
        throw Errors.tableUnreadable(table, folder, unreadable);
      }
    }
    return bytes;
  }

  /** That a table is not among those that a reader sees. */
  public PlumblineException notFound(String table, List<String> seen) {
    return Errors.tableNotFound(table, workspace, seen);
  }

  /** A table's folder holds no Delta table. */
  static PlumblineException missing(Location table) {
    Location folder = table.parent();
    Location workspace = folder.name().equals(TABLES) ? folder.parent() : folder;
    return Errors.tableNotFound(table.name(), workspace, names(folder));
  }

  private static List<String> names(Location folder) {
    return entries(folder).stream().filter(entry -> isTable(folder, entry)).toList();
  }

  /** Delta makes the folder of the log before there is a commit in it. */
  private static boolean isTable(Location folder, String entry) {
    return entries(folder.resolve(entry).resolve(LOG)).stream()
        .anyMatch(file -> isCommit(file) || file.contains(".checkpoint"));
  }

  /** Whether a file of a log, by its name, is the commit of a version. */
  static boolean isCommit(String file) {
    return COMMIT.matcher(file).matches();
  }

  private static List<String> entries(Location folder) {
    if (!folder.isFolder()) {
      return List.of();
    }
    try {
      return folder.names();
    } catch (IOException unreadable) {
      throw Errors.tableUnreadable("*", folder, unreadable);
    }
  }
}
