package io.plumbline.app;

import io.plumbline.config.Configuration;
import io.plumbline.config.Settings;
import io.plumbline.error.Errors;
import io.plumbline.lake.Location;
import io.plumbline.lake.Stamp;
import io.plumbline.model.AsOf;
import io.plumbline.simulate.CompanySimulator;
import io.plumbline.simulate.CompanySpec;
import io.plumbline.simulate.Simulated;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;

/** {@code demo}: a made-up company from its export to the report, beside the truth. */
@Command(
    name = "demo",
    description = {
      "Makes up a company's CRM, runs everything on it and shows the stage table",
      "beside the truth, which is known because the company is made up."
    },
    defaultValueProvider = DemoCommand.Defaults.class)
final class DemoCommand implements Callable<Integer> {

  private static final String INPUT = "input";

  /** The demo has a workspace of its own. */
  static final class Defaults implements IDefaultValueProvider {
    @Override
    public String defaultValue(ArgSpec argument) {
      return argument instanceof OptionSpec option && option.longestName().equals("--workspace")
          ? "./plumbline-demo"
          : null;
    }
  }

  @Mixin private CommonOptions common;

  @Option(
      names = "--as-of",
      paramLabel = "DATE",
      defaultValue = "2026-06-30",
      description = "The day to look back from. Default: ${DEFAULT-VALUE}")
  private String asOf;

  @Option(
      names = "--opportunities",
      paramLabel = "N",
      defaultValue = "6000",
      description = "Deals to create over three years. Default: ${DEFAULT-VALUE}")
  private int opportunities;

  private final Terminal terminal = Terminal.ofProcess();

  @Override
  public Integer call() {
    Configuration configuration = common.configuration();
    LocalDate date = SimulateCommand.date("--as-of", asOf);
    CompanySpec usual = CompanySpec.demo(date);
    CompanySpec spec =
        CompanySpec.of(
            SimulateCommand.requireOpportunities(opportunities),
            usual.from(),
            usual.to(),
            date,
            usual.seed());
    Location workspace = common.workspace(configuration);
    Path input = local(workspace).resolve(INPUT);
    SimulationFolder.requireFree("--workspace", input);
    Progress progress = new Progress(terminal);
    progress.say("plumbline demo as of " + date);
    Simulated company =
        progress.step(
            "simulating a company", () -> SimulateCommand.write(CompanySimulator.of(spec), input));
    JobRequest request =
        new JobRequest(
            "demo",
            new TreeSet<>(Step.OF_RUN),
            workspace,
            Optional.of(input.toString()),
            new AsOf(date, configuration.value(Settings.TIME_ZONE)),
            configuration,
            Rerun.ALWAYS,
            List.of());
    JobResult result = Job.run(request, progress);
    int exit = ResultText.tell(request, result, terminal);
    Stamp stamp = new Stamp(result.runId(), date, configuration.fingerprint());
    show(DemoResults.of(RunTables.of(request.workspace(), stamp), input), company, request, result);
    return exit;
  }

  private void show(DemoResults results, Simulated company, JobRequest request, JobResult result) {
    PrintStream out = new PrintStream(terminal.out(), true, StandardCharsets.UTF_8);
    results
        .pipelines()
        .forEach(
            pipeline -> {
              out.println();
              pipeline.lines(results.currency()).forEach(out::println);
            });
    out.println();
    DemoTable.footnote(company.open(), company.neverClosing()).forEach(out::println);
    out.println();
    result.report().ifPresent(report -> out.println("The report: " + link(report)));
    out.println("Next:");
    String workspace = " --workspace " + request.workspace();
    out.println("  jobs/plumbline review diff" + workspace);
    out.println("  jobs/plumbline show opportunity_score --limit 20" + workspace);
    out.println("  jobs/plumbline check --input YOUR_EXPORT");
    out.flush();
  }

  private static Path local(Location workspace) {
    return workspace
        .local()
        .orElseThrow(
            () ->
                Errors.badArgument(
                    "--workspace",
                    workspace.toString(),
                    "a local folder: the demo makes its company there"));
  }

  private String link(Location report) {
    return terminal.outWidth().isPresent()
        ? report.local().map(file -> file.toUri().toString()).orElseGet(report::toString)
        : report.toString();
  }
}
