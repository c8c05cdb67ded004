package io.plumbline.app;

import io.plumbline.error.Errors;
import io.plumbline.error.ExitCode;
import io.plumbline.simulate.CompanySimulator;
import io.plumbline.simulate.CompanySpec;
import io.plumbline.simulate.Simulated;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code simulate}: a synthetic export whose true probabilities are known. No Spark session. */
@Command(
    name = "simulate",
    description = {
      "Writes the export of a made-up company's CRM, and files with the truth that",
      "it cannot know. The same options give the same bytes."
    })
final class SimulateCommand implements Callable<Integer> {

  private static final int MOST_OPPORTUNITIES = 5_000_000;
  private static final double LARGEST_DIRTY_SHARE = 0.5;
  private static final int LONGEST_YEARS = 100;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "A new or empty folder, or that of an earlier simulation.")
  private Path out;

  @Option(
      names = "--as-of",
      required = true,
      paramLabel = "DATE",
      description = "The export shows what the CRM held at the end of this day in UTC.")
  private String asOf;

  @Option(
      names = "--opportunities",
      paramLabel = "N",
      defaultValue = "6000",
      description = "Deals to create, 1 to 5000000. Default: ${DEFAULT-VALUE}")
  private int opportunities;

  @Option(
      names = "--from",
      paramLabel = "DATE",
      description = "First day on which deals are created. Default: three years before --as-of.")
  private String from;

  @Option(
      names = "--seed",
      paramLabel = "S",
      description = "A whole number; another one makes another company.")
  private Long seed;

  @Option(
      names = "--dirty-share",
      paramLabel = "X",
      defaultValue = "0.01",
      description =
          "Dirty rows to add, as a share of the rows, 0 to 0.5. Default: ${DEFAULT-VALUE}")
  private double dirtyShare;

  @Option(names = "--help", usageHelp = true, description = "Show this help and end.")
  @SuppressWarnings("unused") // Only picocli reads it.
  private boolean help;

  private final Terminal terminal;

  /** Prints to the streams of this process. */
  SimulateCommand() {
    this(Terminal.ofProcess());
  }

  SimulateCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    CompanySpec spec = spec();
    SimulationFolder.requireFree("--out", out);
    Progress progress = new Progress(terminal);
    Simulated written =
        progress.step("simulating a company", () -> write(CompanySimulator.of(spec), out));
    tell(written);
    return ExitCode.DONE.value();
  }

  /** Writes a simulation; a failure to write is the user's to solve. */
  static Simulated write(CompanySimulator simulator, Path folder) {
    try {
      return simulator.write(folder);
    } catch (UncheckedIOException failure) {
      IOException cause = failure.getCause();
      throw Errors.outputUnwritable(folder, cause);
    }
  }

  /** Refuses a number of deals that no company has. */
  static int requireOpportunities(int number) {
    if (number < 1 || number > MOST_OPPORTUNITIES) {
      throw Errors.badArgument(
          "--opportunities",
          Integer.toString(number),
          "a whole number from 1 to " + MOST_OPPORTUNITIES);
    }
    return number;
  }

  static LocalDate date(String option, String text) {
    try {
      return LocalDate.parse(text);
    } catch (DateTimeException unreadable) {
      throw Errors.badArgument(option, text, "a date as 2026-03-31");
    }
  }

  private CompanySpec spec() {
    LocalDate last = date("--as-of", asOf);
    CompanySpec usual = CompanySpec.demo(last);
    LocalDate first =
        Optional.ofNullable(from).map(day -> date("--from", day)).orElse(usual.from());
    if (first.isAfter(last) || ChronoUnit.YEARS.between(first, last) >= LONGEST_YEARS) {
      throw Errors.badArgument(
          "--from",
          first.toString(),
          "a date up to " + last + ", the as-of date, and less than 100 years before it");
    }
    if (!(dirtyShare >= 0 && dirtyShare <= LARGEST_DIRTY_SHARE)) {
      throw Errors.badArgument(
          "--dirty-share", Double.toString(dirtyShare), "a number from 0 to 0.5");
    }
    return CompanySpec.of(
            requireOpportunities(opportunities),
            first,
            last,
            last,
            Optional.ofNullable(seed).orElse(usual.seed()))
        .withDirtyShare(dirtyShare);
  }

  private void tell(Simulated written) {
    PrintStream text = new PrintStream(terminal.out(), true, StandardCharsets.UTF_8);
    text.println("folder     " + written.folder());
    text.printf(
        Locale.ROOT,
        "deals      %d = %d won + %d lost + %d open, of which %d never close%n",
        written.opportunities(),
        written.won(),
        written.lost(),
        written.open(),
        written.neverClosing());
    text.printf(
        Locale.ROOT,
        "dirt       %d dirty rows, %d deals entered twice and deleted%n",
        written.dirtyTotal(),
        written.deleted());
    written.rows().forEach((file, rows) -> text.printf(Locale.ROOT, "%10d %s%n", rows, file));
    text.flush();
    terminal
        .err()
        .println(
            "plumbline: exit=0 code=simulated reason=\""
                + written.files()
                + " files, "
                + written.opportunities()
                + " opportunities\"");
  }
}
