package io.plumbline.app;

import io.plumbline.config.Configuration;
import io.plumbline.error.ExitCode;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code maintain}: smaller tables that read the same. */
@Command(
    name = MaintainJob.COMMAND,
    description = {
      "Joins small files and removes those that no state of the tables within tables.keep_days",
      "needs. No row is removed. Doing it twice does it once."
    })
final class MaintainCommand implements Callable<Integer> {

  @Mixin private CommonOptions common;

  @Option(
      names = "--as-of",
      required = true,
      paramLabel = "DATE",
      description =
          "The day that tables.keep_days counts back from, as 2026-03-31: most often that of the last"
              + " run.")
  private String asOf;

  private final Terminal terminal = Terminal.ofProcess();

  @Override
  public Integer call() {
    Configuration configuration = common.configuration();
    List<MaintainJob.Done> done =
        MaintainJob.run(
            common.workspace(configuration),
            JobOptions.date("--as-of", asOf),
            configuration,
            new Progress(terminal));
    PrintStream out = new PrintStream(terminal.out(), true, StandardCharsets.UTF_8);
    for (MaintainJob.Done table : done) {
      out.printf(
          Locale.ROOT,
          "%-24s %d file(s), %d bytes removed%s%n",
          table.table(),
          table.removed(),
          table.bytes(),
          table.isJoined() ? "; small files joined" : "");
    }
    int removed = done.stream().mapToInt(MaintainJob.Done::removed).sum();
    long bytes = done.stream().mapToLong(MaintainJob.Done::bytes).sum();
    terminal
        .err()
        .println(
            "plumbline: exit=0 code="
                + (done.isEmpty() ? "no_change" : "maintained")
                + " reason=\""
                + removed
                + " file(s) removed, "
                + bytes
                + " bytes\"");
    return ExitCode.DONE.value();
  }
}
