package io.plumbline.app;

import io.plumbline.error.Errors;
import io.plumbline.error.ExitCode;
import io.plumbline.review.ProposedTable;
import io.plumbline.review.ReviewSheet;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code review sheet}: a version as a sheet to fill in. */
@Command(
    name = "sheet",
    description = {
      "Writes a version as a sheet in which a person marks rows.",
      "Marks are approve, hold, or override with a percentage of one's own. 'review apply' reads the",
      "sheet back."
    })
final class ReviewSheetCommand implements Callable<Integer> {

  @Mixin private ProposalOptions options;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "A new file that ends in .xlsx or .csv.")
  private Path out;

  @Override
  public Integer call() {
    String name = out.toString().toLowerCase(Locale.ROOT);
    boolean isWorkbook = name.endsWith(".xlsx");
    if (!isWorkbook && !name.endsWith(".csv")) {
      throw Errors.badArgument("--out", out.toString(), "a file that ends in .xlsx or .csv");
    }
    if (Files.exists(out)) {
      throw Errors.badArgument(
          "--out",
          out.toString(),
          "a file that is not there yet: somebody may have filled this one in");
    }
    ProposedTable table = options.read(Integer.MAX_VALUE);
    try {
      Files.write(
          out,
          isWorkbook ? ReviewSheet.xlsx(table) : ReviewSheet.csv(table),
          StandardOpenOption.CREATE_NEW);
    } catch (IOException failure) {
      throw Errors.outputUnwritable(out, failure);
    }
    PrintStream printed = new PrintStream(Terminal.ofProcess().out(), true, StandardCharsets.UTF_8);
    printed.println("sheet      " + out.toAbsolutePath());
    printed.println("version    " + table.version());
    printed.flush();
    return ExitCode.DONE.value();
  }
}
