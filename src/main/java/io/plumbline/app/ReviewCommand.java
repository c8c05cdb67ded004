package io.plumbline.app;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code review}: a person looks at a proposed version and decides. */
@Command(
    name = "review",
    description = "A person looks at a proposed version of the confidence table and decides.",
    subcommands = {
      ReviewListCommand.Versions.class,
      ReviewDiffCommand.class,
      ReviewSheetCommand.class,
      ReviewApplyCommand.class,
      ReviewApproveCommand.class,
      ReviewRejectCommand.class,
      ReviewRollbackCommand.class,
      ReviewListCommand.Log.class
    })
final class ReviewCommand implements Runnable {

  @Spec private CommandSpec spec;

  @CommandLine.Option(names = "--help", usageHelp = true, description = "Show this help and end.")
  @SuppressWarnings("unused") // Only picocli reads it.
  private boolean help;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "Say what to do: " + String.join(", ", spec.subcommands().keySet()) + ".");
  }
}
