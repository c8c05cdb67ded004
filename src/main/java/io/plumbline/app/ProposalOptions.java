package io.plumbline.app;

import io.plumbline.app.ConfidenceVersion.State;
import io.plumbline.config.Configuration;
import io.plumbline.error.Errors;
import io.plumbline.lake.Location;
import io.plumbline.review.Detail;
import io.plumbline.review.ProposedTable;
import java.util.LinkedHashSet;
import java.util.Set;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which part of which version a person looks at. */
final class ProposalOptions {

  @Mixin private CommonOptions common;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "VERSION",
      description = "As 'review list' shows it. Default: the newest proposal.")
  private String version;

  @Option(names = "--segments", description = "Show the segments of every stage, too.")
  private boolean segments;

  @Option(
      names = "--pipeline",
      paramLabel = "ID",
      description = "Only this pipeline. May be repeated.")
  private Set<String> pipelines = new LinkedHashSet<>();

  /**
   * Reads it.
   *
   * @param most pipelines, those with the largest open amount, where none is named
   */
  ProposedTable read(int most) {
    Configuration configuration = common.configuration();
    Location workspace = common.workspace(configuration);
    VersionHistory history = VersionHistory.of(workspace);
    ConfidenceVersion chosen =
        version != null
            ? history.version(version)
            : history
                .newest(state -> state == State.PROPOSED)
                .or(() -> history.newest(state -> true))
                .orElseThrow(() -> Errors.noVersion("proposed", workspace));
    ProposedTable table =
        ProposalSource.of(workspace, chosen, history)
            .read(configuration, pipelines, most, segments ? Detail.SEGMENTS : Detail.STAGES);
    Set<String> unknown = new LinkedHashSet<>(pipelines);
    table.pipelines().forEach(pipeline -> unknown.remove(pipeline.id()));
    if (!unknown.isEmpty()) {
      throw Errors.badArgument(
          "--pipeline",
          String.join(", ", unknown),
          "a pipeline of version " + chosen.id() + " ('show stage_confidence' lists them)");
    }
    return table;
  }

  Detail detail() {
    return segments ? Detail.SEGMENTS : Detail.STAGES;
  }
}
