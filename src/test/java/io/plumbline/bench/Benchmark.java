package io.plumbline.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command line of {@code jobs/bench}. */
@Command(
    name = "bench",
    description =
        "Measures Plumbline, bare Spark and DuckDB on made-up input, each in a JVM of its own.",
    usageHelpWidth = 100)
final class Benchmark implements Callable<Integer> {

  private static final long ROWS_PER_MILLION = 1_000_000;

  @Option(
      names = "--rows",
      split = ",",
      paramLabel = "MILLIONS",
      defaultValue = "1,5,20",
      description =
          "Sizes of the input in million rows of the stage history. Default: ${DEFAULT-VALUE}")
  private List<Double> millions;

  @Option(
      names = "--shape",
      defaultValue = "skewed",
      description =
          "skewed: five pipelines hold half of the deals, the rest about a hundred each; tiny: every pipeline has a hundred deals, so that 48.7 million rows are 100,000 pipelines. Default: ${DEFAULT-VALUE}")
  private Shape shape;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "target/bench",
      description =
          "Where input, logs and results.csv go; input that is there already is used again. Default: ${DEFAULT-VALUE}")
  private Path out;

  @Option(
      names = "--only",
      split = ",",
      paramLabel = "NAME",
      description =
          "Which to run: spark-scan, spark-shuffle, duckdb-win-rate, duckdb-landmarks, ingest, calibrate (on what ingest left), run. Default: all")
  private List<String> only = new ArrayList<>();

  @Option(
      names = "--heap",
      paramLabel = "SIZE",
      defaultValue = "6g",
      description = "Heap of every JVM, and memory limit of DuckDB. Default: ${DEFAULT-VALUE}")
  private String heap;

  @Option(
      names = "--cores",
      description = "Cores that each of them uses. Default: those of the machine")
  private int cores = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--timeout",
      paramLabel = "MINUTES",
      defaultValue = "60",
      description = "A contestant that takes longer is stopped. Default: ${DEFAULT-VALUE}")
  private int timeout;

  @Option(
      names = "--seed",
      defaultValue = "20121113",
      description = "Another seed makes other deals. Default: ${DEFAULT-VALUE}")
  private long seed;

  @Option(names = "--help", usageHelp = true, description = "Show this help and end.")
  @SuppressWarnings("unused") // Only picocli reads it.
  private boolean help;

  private Benchmark() {}

  /** Runs the benchmark; the exit code is 1 if any contestant failed. */
  public static void main(String[] arguments) {
    Locale.setDefault(Locale.ROOT);
    System.exit(
        new CommandLine(new Benchmark())
            .setCaseInsensitiveEnumValuesAllowed(true)
            .execute(arguments));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path folder = Files.createDirectories(out.toAbsolutePath().normalize());
    Results results = new Results(List.of());
    for (double million : millions.stream().sorted().toList()) {
      InputSpec spec = new InputSpec(shape, Math.round(million * ROWS_PER_MILLION), seed);
      results = measure(spec, folder, results);
    }
    System.out.print(ResultTable.text(results));
    return results.list().stream().allMatch(Result::isDone) ? 0 : 1;
  }

  /** Reading a database: another kind of input, so that it stands apart from the others. */
  @Command(
      name = "landing",
      description =
          "Measures how a PostgreSQL is copied into a workspace, beside a bare Spark program that does the same.")
  int landing(
      @Parameters(paramLabel = "DEALS", description = "How many deals; each has about five moves.")
          long deals)
      throws IOException, InterruptedException {
    Path folder = Files.createDirectories(out.toAbsolutePath().normalize().resolve("landing"));
    empty(folder);
    ChildJvm jvm =
        new ChildJvm(
            Path.of(System.getProperty("plumbline.bench.arguments")),
            heap,
            cores,
            Duration.ofMinutes(timeout),
            folder);
    Path prefix = folder.resolveSibling("landing-" + deals);
    ChildJvm.Run run =
        jvm.run(
            List.of(LandingBench.class.getName(), Long.toString(deals), folder.toString()), prefix);
    try (Stream<String> lines = Files.lines(folder.resolveSibling("landing-" + deals + ".log"))) {
      lines.filter(line -> line.contains(" round ")).forEach(System.out::println);
    }
    say("%,d deals: %s", deals, run.outcome());
    empty(folder);
    return run.outcome().equals(Result.DONE) ? 0 : 1;
  }

  private Results measure(InputSpec spec, Path folder, Results before)
      throws IOException, InterruptedException {
    Path input = Files.createDirectories(folder.resolve("input-" + spec.label()));
    Path scratch = Files.createDirectories(folder.resolve("scratch-" + spec.label()));
    Path logs = Files.createDirectories(folder.resolve("logs-" + spec.label()));
    ChildJvm jvm =
        new ChildJvm(
            Path.of(System.getProperty("plumbline.bench.arguments")),
            heap,
            cores,
            Duration.ofMinutes(timeout),
            scratch);
    long rows = generated(spec, input, jvm, logs);
    Results results = before;
    for (Contestant contestant : contestants()) {
      say("%s: %s ...", spec.label(), contestant.label());
      if (contestant == Contestant.INGEST || contestant == Contestant.RUN) {
        empty(scratch);
      }
      ChildJvm.Run run =
          jvm.run(contestant.command(input, scratch), logs.resolve(contestant.label()));
      Result result = new Result(spec, rows, contestant, run.outcome(), run.figures());
      say(
          "%s: %s: %s after %.1f s",
          spec.label(), contestant.label(), result.outcome(), result.figure(Figure.WALL_SECONDS));
      results = results.and(result);
      Files.writeString(folder.resolve("results.csv"), ResultTable.csv(results), UTF_8);
    }
    empty(scratch);
    return results;
  }

  private long generated(InputSpec spec, Path input, ChildJvm jvm, Path logs)
      throws IOException, InterruptedException {
    long rows = Generate.rows(spec, input);
    if (rows < 0) {
      say(
          "%s: generating %,d deals in %,d pipelines ...",
          spec.label(), spec.deals(), spec.pipelines());
      List<String> command =
          List.of(
              Generate.class.getName(),
              input.toString(),
              spec.shape().name(),
              Long.toString(spec.stageRows()),
              Long.toString(spec.seed()));
      ChildJvm.Run run = jvm.run(command, logs.resolve("generate"));
      if (!run.outcome().equals(Result.DONE)) {
        throw new IOException(
            "The input could not be generated ("
                + run.outcome()
                + "); see "
                + logs
                + "/generate.log");
      }
      rows = Generate.rows(spec, input);
      say("%s: %,d rows after %.1f s", spec.label(), rows, run.figures().get(Figure.WALL_SECONDS));
    }
    return rows;
  }

  private Set<Contestant> contestants() {
    return only.isEmpty()
        ? EnumSet.allOf(Contestant.class)
        : only.stream()
            .map(Contestant::of)
            .collect(Collectors.toCollection(() -> EnumSet.noneOf(Contestant.class)));
  }

  private static void empty(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        if (!file.equals(folder)) {
          Files.delete(file);
        }
      }
    }
  }

  private static void say(String format, Object... arguments) {
    System.err.println(String.format(Locale.ROOT, format, arguments));
  }
}
