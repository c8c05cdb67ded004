package io.plumbline.app;

import io.plumbline.app.ConfidenceVersion.State;
import io.plumbline.app.ReviewEvent.Outcome;
import io.plumbline.config.Configuration;
import io.plumbline.error.Errors;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code review reject}: a person turns a version down, for good. */
@Command(
    name = "reject",
    description = "Rejects a proposed version, or one that is approved and not published yet.")
final class ReviewRejectCommand implements Callable<Integer> {

  @Mixin private ActOptions options;

  @Parameters(index = "0", paramLabel = "VERSION", description = "As 'review list' shows it.")
  private String version;

  @Override
  public Integer call() {
    Configuration configuration = options.configuration();
    VersionHistory after =
        options.run(
            configuration,
            history -> {
              ConfidenceVersion known = history.version(version);
              if (known.state() != State.PROPOSED && known.state() != State.APPROVED) {
                throw Errors.versionClosed(
                    version, known.state().label(), "proposed or approved without being published");
              }
              return Optional.of(
                  ReviewJob.Act.of(
                      options.event(Outcome.REJECTED, known, Optional.empty(), new TreeMap<>())));
            });
    return options.tell(after.version(version), Outcome.REJECTED.label(), "");
  }
}
