package io.plumbline.app;

import io.plumbline.app.ConfidenceVersion.State;
import io.plumbline.app.ReviewEvent.Outcome;
import io.plumbline.config.Configuration;
import io.plumbline.error.Errors;
import io.plumbline.lake.Location;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code review rollback}: an earlier version comes back into use. */
@Command(
    name = "rollback",
    description = {
      "Takes an earlier approved version back into use; 'publish' then makes its package again.",
      "To the percentages from before Plumbline, import the roll-back files of the first package."
    })
final class ReviewRollbackCommand implements Callable<Integer> {

  @Mixin private ActOptions options;

  @Option(
      names = "--to",
      paramLabel = "VERSION",
      description = "Default: the one that was in use before the present one.")
  private String to;

  @Override
  public Integer call() {
    Configuration configuration = options.configuration();
    Location workspace = options.workspace(configuration);
    String[] target = new String[1];
    VersionHistory after =
        options.run(
            configuration,
            history -> {
              ConfidenceVersion earlier =
                  to == null
                      ? history.inUseBefore().orElseThrow(() -> Errors.nothingBefore(workspace))
                      : history.version(to);
              if (!earlier.wasApproved() || earlier.state() != State.SUPERSEDED) {
                throw Errors.versionClosed(
                    earlier.id(),
                    earlier.state().label(),
                    "an approved version that another one has superseded");
              }
              // What cannot be published is not what CRMs are to hold.
              RunTables.of(workspace, earlier.stamp()).requireThere();
              target[0] = earlier.id();
              return Optional.of(
                  ReviewJob.Act.of(
                      options.event(
                          Outcome.ROLLED_BACK, earlier, Optional.empty(), new TreeMap<>())));
            });
    return options.tell(
        after.version(target[0]),
        Outcome.ROLLED_BACK.label(),
        "the CRM still holds what it held: 'publish' makes the package of this version.");
  }
}
