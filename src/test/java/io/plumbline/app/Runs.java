package io.plumbline.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.plumbline.SparkFixture;
import io.plumbline.config.Configuration;
import io.plumbline.config.Settings;
import io.plumbline.error.PlumblineException;
import io.plumbline.lake.Lake;
import io.plumbline.lake.Location;
import io.plumbline.lake.Stamp;
import io.plumbline.model.AsOf;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import picocli.CommandLine;

/** Runs jobs in the shared session and reads what they left, as a user would: by {@code show}. */
final class Runs {

  private Runs() {}

  static JobResult run(Path input, Path workspace, String asOf, Map<String, String> settings) {
    return run(
        "run",
        Optional.of(input.toString()),
        workspace,
        asOf,
        settings,
        Step.OF_RUN.toArray(Step[]::new));
  }

  static JobResult run(Path input, Path workspace, String asOf) {
    return run(input, workspace, asOf, Map.of());
  }

  static JobResult run(
      String command,
      Optional<String> input,
      Path workspace,
      String asOf,
      Map<String, String> settings,
      Step... steps) {
    return run(command, input, workspace.toString(), asOf, settings, steps);
  }

  static JobResult run(
      String command,
      Optional<String> input,
      String workspace,
      String asOf,
      Map<String, String> settings,
      Step... steps) {
    SparkFixture.spark();
    return run(Rerun.ALWAYS, command, input, workspace, asOf, settings, steps);
  }

  static JobResult run(
      Rerun rerun,
      String command,
      Optional<String> input,
      String workspace,
      String asOf,
      Map<String, String> settings,
      Step... steps) {
    Configuration configuration = Configuration.load(Optional.empty(), settings);
    return Job.run(
        new JobRequest(
            command,
            new TreeSet<>(Arrays.asList(steps)),
            Location.of(workspace, configuration),
            input,
            new AsOf(LocalDate.parse(asOf), configuration.value(Settings.TIME_ZONE)),
            configuration,
            rerun,
            List.of()),
        new Progress(quiet(new ByteArrayOutputStream())));
  }

  /** What a run writes last: that it has left versions of tables. */
  static void reported(Lake lake, Stamp stamp, Map<String, Long> versions) {
    new RunEntry(
            "run",
            "proposed",
            0,
            Map.of(),
            Map.of(),
            JobResult.RowCounts.NONE,
            Map.of(),
            0,
            versions,
            List.of(),
            Optional.empty())
        .append(SparkFixture.spark(), lake, stamp);
  }

  static Terminal quiet(ByteArrayOutputStream out) {
    return new Terminal(
        out, new PrintStream(new ByteArrayOutputStream(), true, UTF_8), OptionalInt.empty(), false);
  }

  /** What {@code show} prints. */
  static String show(Path workspace, String... arguments) {
    return show(workspace.toString(), arguments);
  }

  static String show(String workspace, String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    List<String> all = new java.util.ArrayList<>(List.of(arguments));
    all.addAll(List.of("--workspace", workspace));
    int exit =
        new CommandLine(new ShowCommand(quiet(out)))
            .setExecutionExceptionHandler(
                (failure, command, parsed) -> {
                  if (failure instanceof PlumblineException explained) {
                    throw explained;
                  }
                  throw failure;
                })
            .execute(all.toArray(String[]::new));
    if (exit != 0) {
      throw new IllegalStateException("show ended with " + exit);
    }
    return out.toString(UTF_8);
  }

  static List<CSVRecord> rows(Path workspace, String... arguments) {
    return rows(workspace.toString(), arguments);
  }

  static List<CSVRecord> rows(String workspace, String... arguments) {
    List<String> all = new java.util.ArrayList<>(List.of(arguments));
    all.addAll(List.of("--format", "csv"));
    try {
      return CSVFormat.RFC4180
          .builder()
          .setHeader()
          .setSkipHeaderRecord(true)
          .get()
          .parse(new StringReader(show(workspace, all.toArray(String[]::new))))
          .getRecords();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  static Path file(Path folder, String name, String... lines) {
    try {
      Files.createDirectories(folder);
      return Files.writeString(folder.resolve(name), String.join("\n", lines) + "\n");
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
