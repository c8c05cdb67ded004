package io.plumbline.app;

import io.plumbline.error.Errors;
import io.plumbline.error.ExitCode;
import io.plumbline.error.PlumblineException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The command line. Results go to stdout; messages, logs and one machine-readable last line to
 * stderr.
 */
@Command(
    name = "plumbline",
    description =
        "Works out from a CRM's own history how likely a deal in each stage is to be won.",
    footer = {
      "",
      "Exit codes: 0 done, 10 bad configuration or arguments, 20 input missing or not of its schema,",
      "30 quality gate, 40 calibration gate, 50 another run holds the workspace, 70 internal."
    },
    subcommands = {
      DemoCommand.class,
      RunCommand.class,
      IngestCommand.class,
      CalibrateCommand.class,
      BacktestCommand.class,
      ForecastCommand.class,
      ReportCommand.class,
      InitCommand.class,
      CheckCommand.class,
      ShowCommand.class,
      ReviewCommand.class,
      PublishCommand.class,
      MaintainCommand.class,
      SimulateCommand.class
    })
public final class Main implements Runnable {

  private static final int HELP_WIDTH = 100;

  @Spec private CommandSpec spec;

  @CommandLine.Option(names = "--help", usageHelp = true, description = "Show this help and end.")
  @SuppressWarnings("unused") // Only picocli reads it.
  private boolean help;

  private Main() {}

  /** Runs a command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    Locale.setDefault(Locale.ROOT);
    PrintStream err = System.err;
    StringWriter stopped = new StringWriter();
    int exit = execute(new PrintWriter(stopped, true), arguments);
    System.out.flush();
    // Threads of Spark that are broken off speak up as they end, and schedulers read the last line.
    System.setErr(new PrintStream(OutputStream.nullOutputStream()));
    err.print(stopped);
    err.flush();
    System.exit(exit);
  }

  /**
   * Runs a command; the exit code is one of {@link ExitCode}.
   *
   * @param stopped takes what stopped it, for people, and the machine-readable line behind that
   */
  static int execute(PrintWriter stopped, String... arguments) {
    CommandLine commands =
        new CommandLine(new Main())
            .setErr(stopped)
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setUsageHelpWidth(HELP_WIDTH)
            .setParameterExceptionHandler(Main::refuse)
            .setExecutionExceptionHandler(
                (failure, command, parsed) -> fail(failure, command.getErr()));
    try {
      return commands.execute(arguments);
    } catch (Error broken) {
      // Picocli takes exceptions alone, and Java's own exit code would mean nothing to a scheduler.
      return fail(
          broken instanceof OutOfMemoryError
              ? Errors.outOfMemory(Runtime.getRuntime().maxMemory(), broken)
              : Errors.internal("running the command", broken),
          commands.getErr());
    }
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "A command is missing.");
  }

  private static int refuse(ParameterException problem, String[] arguments) {
    if (problem.getCause() instanceof PlumblineException explained) {
      return fail(explained, problem.getCommandLine().getErr());
    }
    PrintWriter err = problem.getCommandLine().getErr();
    CommandLine.UnmatchedArgumentException.printSuggestions(problem, err);
    return fail(
        Errors.badCommandLine(
            problem.getMessage(), problem.getCommandLine().getCommandSpec().qualifiedName()),
        err);
  }

  private static int fail(Exception failure, PrintWriter err) {
    PlumblineException explained =
        failure instanceof PlumblineException known
            ? known
            : Errors.internal("running the command", failure);
    if (explained.code().equals("internal")) {
      explained.printStackTrace(err);
    }
    err.println(explained.getMessage());
    err.println(explained.reasonLine());
    err.flush();
    return explained.exitCode().value();
  }
}
