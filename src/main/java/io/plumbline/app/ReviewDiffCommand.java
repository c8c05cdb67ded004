package io.plumbline.app;

import io.plumbline.error.Errors;
import io.plumbline.error.ExitCode;
import io.plumbline.lake.Location;
import io.plumbline.review.DiffPage;
import io.plumbline.review.DiffText;
import io.plumbline.review.ProposedTable;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code review diff}: what a version would change, and what that is worth. */
@Command(
    name = "diff",
    description = {
      "Shows what a version would change, and what that is worth.",
      "Per stage: the percentage in use, the proposed one with its interval, the decision and why;",
      "what the open pipeline is worth by either; and how forecasts of the last four quarters would",
      "have done."
    })
final class ReviewDiffCommand implements Callable<Integer> {

  private static final int MOST_PIPELINES = 30;
  private static final int USUAL_WIDTH = 140;

  @Mixin private ProposalOptions options;

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "Write it as one self-contained page instead.")
  private Path html;

  @Override
  public Integer call() {
    ProposedTable table = options.read(MOST_PIPELINES);
    Terminal terminal = Terminal.ofProcess();
    PrintStream out = new PrintStream(terminal.out(), true, StandardCharsets.UTF_8);
    if (html == null) {
      DiffText.lines(table, options.detail(), terminal.outWidth().orElse(USUAL_WIDTH))
          .forEach(out::println);
    } else {
      try {
        Location.of(html).absolute().replace(DiffPage.render(table));
      } catch (IOException failure) {
        throw Errors.outputUnwritable(html, failure);
      }
      out.println("page       " + html.toAbsolutePath());
    }
    out.flush();
    return ExitCode.DONE.value();
  }
}
