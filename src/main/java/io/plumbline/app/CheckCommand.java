package io.plumbline.app;

import io.plumbline.config.Configuration;
import io.plumbline.error.Errors;
import io.plumbline.error.ExitCode;
import io.plumbline.error.PlumblineException;
import io.plumbline.ingest.InputFolder;
import io.plumbline.ingest.WantedTable;
import io.plumbline.lake.Location;
import io.plumbline.landing.Database;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code check}: whether a run could start, and what it would make of the input. Reads headers
 * only, starts no Spark session and writes nothing.
 */
@Command(
    name = "check",
    description = {
      "Checks the configuration and the headers of the input, and lists every",
      "problem at once. Writes nothing. Rows are checked by a run."
    })
final class CheckCommand implements Callable<Integer> {

  @Mixin private CommonOptions common;

  @Option(
      names = "--input",
      required = true,
      paramLabel = "DIR|URL",
      description =
          "The folder with opportunities, stage_history, stages, ..., or a database as jdbc:...")
  private String input;

  private final Terminal terminal;

  /** Prints to the streams of this process. */
  CheckCommand() {
    this(Terminal.ofProcess());
  }

  CheckCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    List<PlumblineException> problems = new ArrayList<>();
    Configuration configuration = configuration(problems);
    checkWorkspace(configuration, problems);
    if (Database.isUrl(input)) {
      return checkDatabase(configuration, problems);
    }
    InputFolder folder =
        SourceCopy.files(input, common.workspace(configuration), configuration, problems);
    return problems.isEmpty()
        ? tell(InputSummary.of(Location.of(input, configuration), folder, configuration), folder)
        : refuse(problems);
  }

  private int checkDatabase(Configuration configuration, List<PlumblineException> problems) {
    try (Database database = Database.open(input, configuration, System::getenv)) {
      InputFolder tables = SourceCopy.tables(database, configuration, problems);
      if (problems.isEmpty()) {
        List<WantedTable> wanted = WantedTable.of(tables, configuration);
        return tell(InputSummary.ofDatabase(tables, wanted, configuration), tables);
      }
    } catch (PlumblineException refused) {
      problems.add(refused);
    }
    return refuse(problems);
  }

  /** The input is looked at even where the configuration is wrong: with the defaults then. */
  private Configuration configuration(List<PlumblineException> problems) {
    try {
      return common.configuration();
    } catch (PlumblineException wrong) {
      problems.add(wrong);
      return Configuration.defaults();
    }
  }

  private void checkWorkspace(Configuration configuration, List<PlumblineException> problems) {
    try {
      Location workspace = common.workspace(configuration);
      if (workspace.local().isPresent()) {
        checkLocal(workspace.local().get(), problems);
      } else {
        // Whether it can be reached at all; it need not be there yet.
        boolean unused = workspace.isFolder();
      }
    } catch (PlumblineException unusable) {
      problems.add(unusable);
    }
  }

  private static void checkLocal(Path workspace, List<PlumblineException> problems) {
    Path existing = workspace.toAbsolutePath().normalize();
    while (existing != null && !Files.exists(existing)) {
      existing = existing.getParent();
    }
    if (existing != null && !Files.isDirectory(existing)) {
      problems.add(
          Errors.badArgument(
              "--workspace",
              workspace.toString(),
              "a folder or a new path, and " + existing + " is a file"));
    } else if (existing != null && !Files.isWritable(existing)) {
      problems.add(
          Errors.badArgument(
              "--workspace",
              workspace.toString(),
              "a folder that this user may write to, and " + existing + " is not"));
    }
  }

  private int tell(List<String> summary, InputFolder folder) {
    PrintStream out = new PrintStream(terminal.out(), true, StandardCharsets.UTF_8);
    summary.forEach(out::println);
    out.flush();
    int files = folder.tables().size();
    String kind = Database.isUrl(input) ? "table" : "file";
    terminal
        .err()
        .println(
            "plumbline: exit=0 code=checked reason=\"no problem in the headers of "
                + files
                + " "
                + kind
                + (files == 1 ? "\"" : "s\""));
    return ExitCode.DONE.value();
  }

  private int refuse(List<PlumblineException> problems) {
    PrintStream err = terminal.err();
    boolean configured =
        problems.stream().noneMatch(p -> p.exitCode() == ExitCode.BAD_CONFIGURATION);
    err.println(problems.size() == 1 ? "1 problem:" : problems.size() + " problems:");
    for (int i = 0; i < problems.size(); i++) {
      err.println();
      err.println(i + 1 + ". " + problems.get(i).getMessage());
    }
    err.println();
    if (!configured) {
      err.println("The input was looked at with the default settings in place of wrong ones.");
    }
    PlumblineException first = problems.get(0);
    err.println(first.reasonLine());
    return first.exitCode().value();
  }
}
