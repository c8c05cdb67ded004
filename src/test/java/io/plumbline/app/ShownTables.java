package io.plumbline.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.plumbline.error.PlumblineException;
import io.plumbline.lake.TableFolder;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import picocli.CommandLine;

/** All tables of a workspace as {@code show --format csv} prints them, for comparison. */
public final class ShownTables {

  private ShownTables() {}

  /** Table to text; an error code in the place of the text of a table that cannot be shown. */
  public static Map<String, String> of(Path workspace) {
    Map<String, String> shown = new TreeMap<>();
    List<String> names =
        Files.isDirectory(workspace) ? TableFolder.of(workspace).names() : List.of();
    for (String table : names) {
      String text = show(workspace, table);
      if (!text.equals("workspace.table_missing")) {
        shown.put(table, text);
      }
    }
    return shown;
  }

  private static String show(Path workspace, String table) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream err = new PrintStream(new ByteArrayOutputStream(), true, UTF_8);
    String[] code = {""};
    new CommandLine(new ShowCommand(new Terminal(out, err, OptionalInt.empty(), false)))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(
            (failure, command, parsed) -> {
              code[0] =
                  failure instanceof PlumblineException known ? known.code() : failure.toString();
              return 1;
            })
        .execute(table, "--workspace", workspace.toString(), "--as-of", "all", "--format", "json");
    return code[0].isEmpty() ? out.toString(UTF_8) : code[0];
  }

  /** What {@code show TABLE --format csv --out FILE} writes. */
  public static void toCsv(Path workspace, String table, Path file) {
    PrintStream err = new PrintStream(new ByteArrayOutputStream(), true, UTF_8);
    new CommandLine(
            new ShowCommand(
                new Terminal(new ByteArrayOutputStream(), err, OptionalInt.empty(), false)))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .execute(
            table,
            "--workspace",
            workspace.toString(),
            "--format",
            "csv",
            "--out",
            file.toString());
  }
}
