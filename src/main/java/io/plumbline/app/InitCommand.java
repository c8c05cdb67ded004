package io.plumbline.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.plumbline.config.Settings;
import io.plumbline.connect.Connector;
import io.plumbline.connect.ConnectorSource;
import io.plumbline.connect.Need;
import io.plumbline.connect.SourceColumn;
import io.plumbline.error.Errors;
import io.plumbline.error.ExitCode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code init}: a configuration for the export of a CRM, with what to export. No Spark session. */
@Command(
    name = "init",
    description = {
      "Writes a configuration file for the export of a CRM: which tables and columns",
      "to export, and every setting with its default. Overwrites nothing."
    })
final class InitCommand implements Callable<Integer> {

  private static final int WIDTH = 96;

  @Option(
      names = "--crm",
      required = true,
      paramLabel = "NAME",
      completionCandidates = Names.class,
      description = "The CRM: ${COMPLETION-CANDIDATES}.")
  private String crm;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      defaultValue = "plumbline.yaml",
      description = "Where to write it. Default: ${DEFAULT-VALUE}")
  private Path out;

  @Option(names = "--help", usageHelp = true, description = "Show this help and end.")
  @SuppressWarnings("unused") // Only picocli reads it.
  private boolean help;

  private final Terminal terminal;

  /** Prints to the streams of this process. */
  InitCommand() {
    this(Terminal.ofProcess());
  }

  InitCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    Connector connector = Connector.of(crm);
    try {
      Path folder = out.toAbsolutePath().getParent();
      Files.createDirectories(folder);
      Files.writeString(out, page(connector), UTF_8, StandardOpenOption.CREATE_NEW);
    } catch (FileAlreadyExistsException there) {
      throw Errors.badArgument("--out", out.toString(), "a new file; this one is there");
    } catch (IOException failure) {
      throw Errors.outputUnwritable(out, failure);
    }
    PrintStream print = new PrintStream(terminal.out(), true, UTF_8);
    print.println("Wrote " + out + " for " + connector.title() + ".");
    print.println("It says which tables to export. Put them into one folder, then try");
    print.println("  jobs/plumbline check --config " + out + " --input FOLDER");
    terminal.err().println("plumbline: exit=0 code=initialised reason=\"wrote " + out + "\"");
    return ExitCode.DONE.value();
  }

  /** The configuration, with the tables and columns of the connector as comments. */
  static String page(Connector connector) {
    StringBuilder page = new StringBuilder();
    comment(page, connector.title(), "");
    comment(
        page,
        "Tables that Plumbline reads, as .csv, .csv.gz, .parquet or Delta folders in one folder. In"
            + " names, case and everything but letters and digits do not count.",
        "");
    for (ConnectorSource source : connector.sources()) {
      page.append("#\n");
      comment(page, source.names().get(0) + need(source.need()) + ": " + source.about() + ".", "");
      if (!source.without().isEmpty()) {
        comment(page, "Without it: " + source.without(), "  ");
      }
      for (Map.Entry<String, SourceColumn> entry : source.columns().entrySet()) {
        SourceColumn column = entry.getValue();
        String name = column.pattern().map(Object::toString).orElseGet(() -> column.names().get(0));
        comment(
            page,
            source.alias()
                + "."
                + entry.getKey()
                + " = "
                + name
                + need(column.need())
                + (column.without().isEmpty() ? "" : "; without it: " + column.without()),
            "  ");
      }
    }
    page.append("\nsource.crm: ").append(connector.crm()).append("\n\n");
    comment(
        page,
        "Columns that your export calls otherwise, custom fields above all: remove the # and put"
            + " the names as your export has them.",
        "");
    page.append("#source.columns:\n");
    Iterator<ConnectorSource> sources = connector.sources().iterator();
    ConnectorSource first = sources.next();
    first.columns().entrySet().stream()
        .filter(column -> column.getValue().need() != Need.REQUIRED)
        .filter(column -> column.getValue().pattern().isEmpty())
        .forEach(
            column ->
                page.append("#  ")
                    .append(first.alias())
                    .append('.')
                    .append(column.getKey())
                    .append(": ")
                    .append(column.getValue().names().get(0))
                    .append('\n'));
    page.append('\n').append(Settings.commentedYaml());
    return page.toString();
  }

  private static String need(Need need) {
    return switch (need) {
      case REQUIRED -> " (required)";
      case RECOMMENDED -> " (recommended)";
      case OPTIONAL -> "";
    };
  }

  private static void comment(StringBuilder page, String text, String indent) {
    StringBuilder line = new StringBuilder("# ").append(indent);
    int start = line.length();
    for (String word : text.replaceAll("\\s+", " ").split(" ", -1)) {
      if (line.length() > start && line.length() + 1 + word.length() > WIDTH) {
        page.append(line).append('\n');
        line = new StringBuilder("# ").append(indent).append("  ");
        start = line.length();
      }
      line.append(line.length() > start ? " " : "").append(word);
    }
    page.append(line).append('\n');
  }

  /** The connectors, for the help. */
  static final class Names implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Connector.names().iterator();
    }
  }
}
