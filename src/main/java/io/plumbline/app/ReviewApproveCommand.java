package io.plumbline.app;

import io.plumbline.app.ConfidenceVersion.State;
import io.plumbline.app.ReviewEvent.Outcome;
import io.plumbline.config.Configuration;
import io.plumbline.config.Settings;
import io.plumbline.error.Errors;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code review approve}: a person says that a version may be published. */
@Command(
    name = "approve",
    description = {
      "Approves a proposed version: its rows to publish, and those that a review sheet has marked.",
      "review.approvals says how many persons it takes."
    })
final class ReviewApproveCommand implements Callable<Integer> {

  @Mixin private ActOptions options;

  @Parameters(index = "0", paramLabel = "VERSION", description = "As 'review list' shows it.")
  private String version;

  /** What is to become of rows that a person should look at and nobody has marked. */
  private static final class Unmarked {
    @Option(
        names = "--with-review",
        description = "Approve the rows to review that nobody has marked in a sheet, too.")
    private boolean with;

    @Option(
        names = "--without-review",
        description = "Leave them out: their stages keep the percentage that the CRM has.")
    private boolean without;
  }

  @ArgGroup private Unmarked unmarked = new Unmarked();

  @Override
  public Integer call() {
    Configuration configuration = options.configuration();
    ApprovedRows rows = unmarked.with ? ApprovedRows.PUBLISH_AND_REVIEW : ApprovedRows.PUBLISH;
    StageDecisions[] stages = new StageDecisions[1];
    VersionHistory after =
        options.run(
            configuration,
            history -> {
              ConfidenceVersion proposal = history.version(version);
              requireOpen(history, proposal, configuration);
              stages[0] = StageDecisions.of(options.workspace(configuration), proposal, rows);
              if (stages[0].released() == 0) {
                throw Errors.nothingReleased(version, stages[0].waiting());
              }
              if (stages[0].waiting() > 0 && !unmarked.with && !unmarked.without) {
                throw Errors.rowsWaiting(
                    version, stages[0].waitingNames(), stages[0].waiting(), stages[0].released());
              }
              return Optional.of(ReviewJob.Act.of(signature(proposal, rows, configuration)));
            });
    ConfidenceVersion now = after.version(version);
    int needed = configuration.value(Settings.REVIEW_APPROVALS);
    return now.state() == State.APPROVED
        ? options.tell(now, Outcome.APPROVED.label(), stages[0].text() + ".")
        : options.tell(
            now,
            Outcome.SIGNED.label(),
            now.signers(rows).size()
                + " of "
                + needed
                + " persons have approved these rows; it takes the others too (review.approvals). "
                + otherRows(now, rows)
                + stages[0].text()
                + ".");
  }

  /** That somebody has approved with the other choice of rows, which is another approval. */
  private static String otherRows(ConfidenceVersion now, ApprovedRows rows) {
    List<String> others =
        Arrays.stream(ApprovedRows.values())
            .filter(other -> other != rows)
            .flatMap(other -> now.signers(other).stream())
            .toList();
    return others.isEmpty()
        ? ""
        : "An approval for other rows does not count here ("
            + String.join(", ", others)
            + "): all have to choose alike between --with-review and --without-review. ";
  }

  private void requireOpen(
      VersionHistory history, ConfidenceVersion proposal, Configuration configuration) {
    if (proposal.state() != State.PROPOSED) {
      throw Errors.versionClosed(version, proposal.state().label(), State.PROPOSED.label());
    }
    history
        .newest(state -> state == State.PROPOSED)
        .filter(newest -> !newest.id().equals(version))
        .ifPresent(
            newest -> {
              throw Errors.newerProposal(version, newest.id());
            });
    options.requireRecent(proposal, configuration);
  }

  private ReviewEvent signature(
      ConfidenceVersion proposal, ApprovedRows rows, Configuration configuration) {
    int needed = configuration.value(Settings.REVIEW_APPROVALS);
    ReviewEvent signature =
        options.event(Outcome.SIGNED, proposal, Optional.empty(), rows.options(needed));
    List<String> signers = proposal.signers(rows);
    if (signers.contains(ReviewEvent.person(signature.actor()))) {
      throw Errors.secondPerson(version, signature.actor(), needed);
    }
    return signers.size() + 1 < needed
        ? signature
        : options.event(Outcome.APPROVED, proposal, Optional.empty(), rows.options(needed));
  }
}
