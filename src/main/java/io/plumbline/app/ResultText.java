package io.plumbline.app;

import io.plumbline.error.ExitCode;
import io.plumbline.error.PlumblineException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** What a run tells: results on stdout, notes and the last machine-readable line on stderr. */
final class ResultText {

  private ResultText() {}

  /** Prints the result; the exit code of the process. */
  static int tell(JobRequest request, JobResult result, Terminal terminal) {
    PrintStream out = new PrintStream(terminal.out(), true, StandardCharsets.UTF_8);
    out.println("run        " + result.runId());
    out.println("workspace  " + request.workspace());
    if (result.rows().read() > 0) {
      out.printf(
          Locale.ROOT,
          "rows       %d read = %d accepted + %d rejected + %d excluded%n",
          result.rows().read(),
          result.rows().accepted(),
          result.rows().rejected(),
          result.rows().excluded());
    }
    result.report().ifPresent(report -> out.println("report     " + report));
    out.println("decision   " + result.decision());
    if (request.steps().contains(Step.BACKTEST)) {
      BacktestTable.lines(request.workspace(), request.stamp(result.runId())).forEach(out::println);
    }
    out.flush();
    result.notes().forEach(note -> terminal.err().println("note: " + note));
    if (result.gate().isPresent()) {
      PlumblineException refused = result.gate().get();
      terminal.err().println(refused.getMessage());
      terminal.err().println(refused.reasonLine());
      return refused.exitCode().value();
    }
    terminal
        .err()
        .println(
            "plumbline: exit=0 code="
                + result.decision()
                + " reason=\"run "
                + result.runId()
                + ", "
                + result.sparkJobs()
                + " Spark jobs\"");
    return ExitCode.DONE.value();
  }
}
