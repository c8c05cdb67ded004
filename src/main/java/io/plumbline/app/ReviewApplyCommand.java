package io.plumbline.app;

import io.plumbline.app.ConfidenceVersion.State;
import io.plumbline.app.ReviewEvent.Outcome;
import io.plumbline.config.Configuration;
import io.plumbline.config.Settings;
import io.plumbline.error.Errors;
import io.plumbline.lake.Location;
import io.plumbline.review.Detail;
import io.plumbline.review.Marked;
import io.plumbline.review.ProposedTable;
import io.plumbline.review.ReviewedSheet;
import io.plumbline.review.RowKey;
import io.plumbline.review.SheetReader;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code review apply}: reads back a sheet that a person has filled in. */
@Command(
    name = "apply",
    description = {
      "Records the marks of a review sheet on the version that it was made of.",
      "Rows without a mark keep the mark of an earlier sheet, if any, and else follow their decision.",
      "Approvals given before do not count any more."
    })
final class ReviewApplyCommand implements Callable<Integer> {

  private static final int MOST_TOLD = 20;

  @Mixin private ActOptions options;

  @Parameters(index = "0", paramLabel = "FILE", description = "The sheet, .xlsx or .csv.")
  private Path file;

  @Override
  public Integer call() {
    Configuration configuration = options.configuration();
    Location workspace = options.workspace(configuration);
    ReviewedSheet sheet = SheetReader.read(file);
    Marked[] first = new Marked[1];
    VersionHistory after =
        options.run(
            configuration,
            history -> {
              first[0] =
                  sheet.marked().stream()
                      .findFirst()
                      .orElseThrow(() -> Errors.nothingMarked(file, sheet.undecided()));
              ConfidenceVersion version = history.version(first[0].version());
              if (version.state() != State.PROPOSED) {
                throw Errors.versionClosed(
                    version.id(), version.state().label(), State.PROPOSED.label());
              }
              options.requireRecent(version, configuration);
              return Optional.of(
                  marks(version, accepted(sheet, history, version, workspace, configuration)));
            });
    sheet.remarks().forEach(remark -> options.terminal().err().println("note: " + remark));
    ConfidenceVersion marked = after.version(first[0].version());
    sheet.marked().stream()
        .filter(mark -> mark.override().isPresent())
        .limit(MOST_TOLD)
        .forEach(mark -> options.terminal().err().println("note: " + override(mark)));
    StageDecisions stages = StageDecisions.of(workspace, marked, ApprovedRows.PUBLISH);
    return options.tell(
        marked,
        Outcome.MARKED.label(),
        counts(sheet.marked())
            + ". "
            + stages.text()
            + (stages.waiting() > 0 ? ": " + stages.waitingNames() : "")
            + ". Next: review approve "
            + marked.id());
  }

  private static List<Marked> accepted(
      ReviewedSheet sheet,
      VersionHistory history,
      ConfidenceVersion version,
      Location workspace,
      Configuration configuration) {
    Set<String> pipelines =
        sheet.marked().stream().map(mark -> mark.key().pipelineId()).collect(Collectors.toSet());
    ProposedTable table =
        ProposalSource.of(workspace, version, history)
            .read(configuration, pipelines, Integer.MAX_VALUE, Detail.SEGMENTS);
    requireNotRefused(sheet, workspace, version);
    return sheet.accepted(table, configuration.value(Settings.REVIEW_MAX_OVERRIDE));
  }

  /** Marks in a pipeline that the gate has refused could change nothing. */
  private static void requireNotRefused(
      ReviewedSheet sheet, Location workspace, ConfidenceVersion version) {
    Set<String> refused = new TreeSet<>();
    RunTables.of(workspace, version.stamp())
        .forEach(
            "stage_confidence",
            List.of("pipeline_id", "status"),
            row -> {
              if (row.text("status").equals("rejected")) {
                refused.add(row.text("pipeline_id"));
              }
            });
    List<String> problems =
        sheet.marked().stream()
            .filter(mark -> refused.contains(mark.key().pipelineId()))
            .map(
                mark ->
                    "row "
                        + mark.line()
                        + ", mark '"
                        + mark.kind().label()
                        + "': on past dates the percentages in use predicted pipeline '"
                        + mark.key().pipelineId()
                        + "' better, so nothing of it can be released.")
            .toList();
    if (!problems.isEmpty()) {
      throw Errors.sheetInvalid(sheet.source(), problems);
    }
  }

  private ReviewJob.Act marks(ConfidenceVersion version, List<Marked> marks) {
    ReviewEvent event =
        options.event(
            Outcome.MARKED,
            version,
            Optional.empty(),
            new TreeMap<>(Map.of("marks", counts(marks))));
    return new ReviewJob.Act(
        event, (spark, lake) -> MarkRows.of(marks, event).write(spark, lake, version.stamp()));
  }

  private static String override(Marked mark) {
    return String.format(
        Locale.ROOT,
        "override of %s/%s%s: %s %%",
        mark.key().pipelineId(),
        mark.key().stageId(),
        mark.key().level().equals(RowKey.STAGE) ? "" : " (" + mark.key().level() + ")",
        BigDecimal.valueOf(mark.override().getAsDouble())
            .movePointRight(2)
            .stripTrailingZeros()
            .toPlainString());
  }

  private static String counts(List<Marked> marks) {
    Map<String, Long> counts =
        marks.stream()
            .collect(
                Collectors.groupingBy(
                    mark -> mark.kind().label(), TreeMap::new, Collectors.counting()));
    return counts.entrySet().stream()
        .map(entry -> String.format(Locale.ROOT, "%,d %s", entry.getValue(), entry.getKey()))
        .collect(Collectors.joining(", "));
  }
}
