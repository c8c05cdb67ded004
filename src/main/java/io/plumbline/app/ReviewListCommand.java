package io.plumbline.app;

import io.plumbline.config.Configuration;
import io.plumbline.error.Errors;
import io.plumbline.error.ExitCode;
import io.plumbline.lake.Location;
import io.plumbline.lake.TableColumn;
import io.plumbline.lake.TableRow;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code review list} and {@code review log}: the versions, and what was done with them. */
final class ReviewListCommand {

  private static final List<TableColumn> VERSIONS =
      List.of(
          text("version"),
          new TableColumn("as_of_date", TableColumn.Type.DATE),
          text("status"),
          text("last_act"));

  private static final List<TableColumn> ACTS =
      List.of(
          new TableColumn("on", TableColumn.Type.DATE),
          text("version"),
          text("decision"),
          text("by"),
          text("target"),
          text("why"));

  private ReviewListCommand() {}

  private static TableColumn text(String name) {
    return new TableColumn(name, TableColumn.Type.TEXT);
  }

  /** The versions, the newest first. */
  @Command(
      name = "list",
      description = "Lists the versions of the confidence table and where each of them stands.")
  static final class Versions implements Callable<Integer> {

    @Mixin private CommonOptions common;

    @Override
    public Integer call() {
      return print(
          VERSIONS,
          history(common).newestFirst().stream()
              .map(
                  version ->
                      row(
                          VERSIONS,
                          version.id(),
                          version.asOf(),
                          version.state().label(),
                          version.isReviewed() ? lastAct(version) : "")));
    }

    private static String lastAct(ConfidenceVersion version) {
      ReviewEvent last = version.events().get(version.events().size() - 1);
      return last.outcome().label().replace('_', ' ')
          + last.target().map(target -> " to " + target).orElse("")
          + " by "
          + last.actor()
          + " on "
          + last.on()
          + ": "
          + last.reason();
    }
  }

  /** The acts in their order. */
  @Command(
      name = "log",
      description = "Lists who did what with the versions of the confidence table, and why.")
  static final class Log implements Callable<Integer> {

    @Mixin private CommonOptions common;

    @Override
    public Integer call() {
      return print(
          ACTS,
          history(common).acts().stream()
              .map(
                  act ->
                      row(
                          ACTS,
                          act.on(),
                          act.version(),
                          act.outcome().label(),
                          act.actor(),
                          act.target().orElse(null),
                          act.reason())));
    }
  }

  private static VersionHistory history(CommonOptions common) {
    Configuration configuration = common.configuration();
    Location workspace = common.workspace(configuration);
    if (!workspace.isFolder()) {
      throw Errors.workspaceMissing(workspace);
    }
    return VersionHistory.of(workspace);
  }

  private static TableRow row(List<TableColumn> columns, Object... values) {
    return new TableRow(columns, Arrays.asList(values));
  }

  private static int print(List<TableColumn> columns, Stream<TableRow> rows) {
    Terminal terminal = Terminal.ofProcess();
    try {
      Writer writer = new OutputStreamWriter(terminal.out(), StandardCharsets.UTF_8);
      new TextRowPrinter(writer, columns, terminal.outWidth()).print(rows.iterator());
    } catch (IOException failed) {
      throw Errors.outputUnwritable(Path.of("stdout"), failed);
    }
    return ExitCode.DONE.value();
  }
}
