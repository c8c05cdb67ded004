package io.plumbline.lake;

import static java.util.Objects.requireNonNull;

import io.plumbline.error.Errors;
import io.plumbline.error.PlumblineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** The tables of a workspace: the folders below {@code <workspace>/tables} that Delta wrote. */
public final class TableFolder {

  private static final String TABLES = "tables";
  private static final String LOG = "_delta_log";

  private final Path workspace;

  private TableFolder(Path workspace) {
    this.workspace = workspace;
  }

  /**
   * The tables of a workspace.
   *
   * @throws io.plumbline.error.PlumblineException {@code workspace.missing} where there is no such
   *     folder; a folder without tables is an empty workspace
   */
  public static TableFolder of(Path workspace) {
    if (!Files.isDirectory(requireNonNull(workspace, "workspace"))) {
      throw Errors.workspaceMissing(workspace);
    }
    return new TableFolder(workspace);
  }

  /** The names of the tables that are there, sorted. */
  public List<String> names() {
    return names(workspace.resolve(TABLES));
  }

  /** Whether a table of this name is there. */
  public boolean has(String table) {
    return names().contains(table);
  }

  /**
   * Opens a table.
   *
   * @param version empty means the latest
   * @throws io.plumbline.error.PlumblineException as {@link TableReader#open}
   */
  public TableReader open(String table, OptionalLong version) {
    // Only names that were listed are opened: a name such as ../../other never leaves the folder.
    if (!has(table)) {
      throw Errors.tableNotFound(table, workspace, names());
    }
    return TableReader.open(workspace.resolve(TABLES).resolve(table), version);
  }

  /** A table's folder holds no Delta table. */
  static PlumblineException missing(Path table) {
    Path folder = table.toAbsolutePath().getParent();
    Path workspace =
        folder.endsWith(TABLES) && folder.getParent() != null ? folder.getParent() : folder;
    return Errors.tableNotFound(table.getFileName().toString(), workspace, names(folder));
  }

  private static List<String> names(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(entry -> Files.isDirectory(entry.resolve(LOG)))
          .map(entry -> entry.getFileName().toString())
          .sorted()
          .toList();
    } catch (IOException unreadable) {
      throw Errors.tableUnreadable("*", folder, unreadable);
    }
  }
}
