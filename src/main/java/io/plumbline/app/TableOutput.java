package io.plumbline.app;

import io.plumbline.error.Errors;
import io.plumbline.lake.TableColumn;
import io.plumbline.lake.TableRow;
import io.plumbline.table.FormulaCells;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;

/** The options of commands that print rows, and the printing; mixed in with {@code @Mixin}. */
final class TableOutput {

  /** The names of the options. */
  static final List<String> OPTIONS = List.of("--format", "--raw", "--out");

  /** The spellings of {@code --format}. */
  enum Format {
    /** Aligned columns, for people. */
    TABLE,
    /** RFC 4180 with CRLF. */
    CSV,
    /** JSON lines: one object per row. */
    JSON;

    private String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Reads the lower-case spelling only. */
  static final class FormatConverter implements ITypeConverter<Format> {
    @Override
    public Format convert(String text) {
      return Arrays.stream(Format.values())
          .filter(format -> format.label().equals(text))
          .findFirst()
          .orElseThrow(() -> Errors.badArgument("--format", text, "table, csv or json"));
    }
  }

  @Option(
      names = "--format",
      paramLabel = "table|csv|json",
      defaultValue = "table",
      converter = FormatConverter.class,
      description = {
        "table: aligned, for people. csv: RFC 4180, lines end with CRLF, header first.",
        "json: JSON lines, one object per row. Default: ${DEFAULT-VALUE}"
      })
  private Format format;

  @Option(
      names = "--raw",
      description = {
        "csv: leave text as it is that a spreadsheet would run as a formula.",
        "Otherwise such text gets an apostrophe in front."
      })
  private boolean raw;

  @Option(names = "--out", paramLabel = "FILE", description = "Write to a file, not to stdout.")
  private Path out;

  /**
   * Prints all rows to the file that was asked for, or to the terminal.
   *
   * @throws io.plumbline.error.PlumblineException {@code output.unwritable}
   */
  void print(List<TableColumn> printed, Iterator<TableRow> rows, Terminal terminal) {
    if (out == null) {
      printToStdout(printed, rows, terminal);
    } else {
      printToFile(printed, rows, terminal);
    }
  }

  private void printToStdout(
      List<TableColumn> printed, Iterator<TableRow> rows, Terminal terminal) {
    try {
      Writer writer = utf8(terminal.out());
      print(printer(writer, printed, terminal.outWidth()), rows, terminal);
      writer.flush();
    } catch (IOException failed) {
      // A reader such as head has seen enough and went away; that is no failure.
      String reason = String.valueOf(failed.getMessage());
      if (!reason.contains("Broken pipe") && !reason.contains("pipe is being closed")) {
        throw Errors.outputUnwritable(Path.of("stdout"), failed);
      }
    }
  }

  /** Through a neighbour file, so that a failure half-way leaves no half table behind. */
  private void printToFile(List<TableColumn> printed, Iterator<TableRow> rows, Terminal terminal) {
    Path target = out.toAbsolutePath();
    boolean special = Files.exists(target) && !Files.isRegularFile(target);
    Path written = special ? target : target.resolveSibling("." + target.getFileName() + ".part");
    try {
      try (Writer writer = utf8(Files.newOutputStream(written))) {
        print(printer(writer, printed, OptionalInt.empty()), rows, terminal);
      }
      if (!special) {
        Files.move(written, target, StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (IOException failed) {
      throw Errors.outputUnwritable(out, failed);
    } finally {
      if (!special) {
        deleteQuietly(written);
      }
    }
  }

  private static void deleteQuietly(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException ignored) {
      // The failure that matters is on its way already; the next --out overwrites the file.
      return;
    }
  }

  private void print(RowPrinter printer, Iterator<TableRow> rows, Terminal terminal)
      throws IOException {
    printer.print(rows);
    if (printer instanceof CsvRowPrinter csv && csv.marked() > 0) {
      terminal
          .err()
          .println(
              "note: "
                  + csv.marked()
                  + (csv.marked() == 1 ? " cell begins" : " cells begin")
                  + " with an apostrophe, so that no spreadsheet runs it as a formula; --raw or"
                  + " --format json leaves text as it is.");
    }
  }

  private RowPrinter printer(Writer writer, List<TableColumn> printed, OptionalInt width) {
    return switch (format) {
      case CSV ->
          new CsvRowPrinter(writer, printed, raw ? FormulaCells.UNCHANGED : FormulaCells.AS_TEXT);
      case JSON -> new JsonRowPrinter(writer);
      case TABLE -> new TextRowPrinter(writer, printed, width);
    };
  }

  private static Writer utf8(OutputStream stream) {
    return new BufferedWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8));
  }
}
