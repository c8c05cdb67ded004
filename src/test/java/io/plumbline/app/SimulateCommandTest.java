package io.plumbline.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.error.ExitCode;
import io.plumbline.error.PlumblineException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class SimulateCommandTest {

  @TempDir Path folder;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private Exception failure;

  @Test
  void writesTheFilesThatItIsKnownToWriteAndSaysSo() throws IOException {
    Path target = folder.resolve("new/export");

    assertThat(simulate(target)).isZero();

    assertThat(names(target)).containsExactlyInAnyOrderElementsOf(SimulationFolder.FILES);
    long stages = Files.lines(target.resolve("stages.csv")).count() - 1;
    assertThat(text(out))
        .contains("folder     " + target, String.format("%10d stages.csv%n", stages));
    assertThat(text(err))
        .startsWith("plumbline: exit=0 code=simulated reason=\"14 files, ")
        .hasLineCount(1);
  }

  @Test
  void isTheSameForTheSameSeedAndReplacesAnEarlierSimulation() throws IOException {
    Path first = folder.resolve("first");
    Path second = folder.resolve("second");
    simulate(first, "--seed", "5");
    simulate(second, "--seed", "6");
    String other = Files.readString(second.resolve("opportunities.csv"));

    assertThat(simulate(second, "--seed", "5")).isZero();

    assertThat(second.resolve("opportunities.csv"))
        .hasSameTextualContentAs(first.resolve("opportunities.csv"));
    assertThat(other).isNotEqualTo(Files.readString(second.resolve("opportunities.csv")));
  }

  @Test
  void addsNoDirtWhereNoneIsWanted() throws IOException {
    simulate(folder.resolve("clean"), "--dirty-share", "0");

    assertThat(text(out)).contains("dirt       0 dirty rows");
    assertThat(folder.resolve("clean/truth_dirty.csv")).hasContent("file,key,kind,record");
  }

  @Test
  void createsNoDealBeforeTheFirstDay() throws IOException {
    simulate(folder.resolve("export"), "--from", "2026-06-01", "--dirty-share", "0");

    try (Stream<String> lines = Files.lines(folder.resolve("export/leads.csv"))) {
      // Leads come before their deals: none is older than the year.
      assertThat(lines.skip(1).map(line -> line.split(",", -1)[1].substring(0, 4)))
          .isNotEmpty()
          .allMatch(year -> year.equals("2026"));
    }
  }

  @Test
  void doesNotWriteIntoAFolderWithOtherFiles() throws IOException {
    Path notes = Files.writeString(folder.resolve("notes.txt"), "mine");

    PlumblineException refused = refusal(folder);

    assertThat(refused.exitCode()).isEqualTo(ExitCode.BAD_CONFIGURATION);
    assertThat(refused)
        .hasMessageContaining("--out '" + folder + "'")
        .hasMessageContaining("this one also holds 'notes.txt'")
        .hasMessageContaining("Name another folder, or move the files away");
    assertThat(names(folder)).containsExactly("notes.txt");
    assertThat(notes).hasContent("mine");
  }

  @Test
  void doesNotWriteOverAnExportWithoutTruth() throws IOException {
    Path real = Files.writeString(folder.resolve("opportunities.csv"), "opportunity_id\n");

    assertThat(refusal(folder)).hasMessageContaining("perhaps a real one");

    assertThat(real).hasContent("opportunity_id");
  }

  @ParameterizedTest
  @CsvSource({
    "--opportunities, 0, a whole number from 1 to 5000000",
    "--opportunities, 5000001, a whole number from 1 to 5000000",
    "--dirty-share, 0.51, a number from 0 to 0.5",
    "--dirty-share, NaN, a number from 0 to 0.5",
    "--from, 2026-07-01, a date up to 2026-06-30",
    "--from, 1926-06-30, less than 100 years before it",
    "--from, yesterday, a date as 2026-03-31",
    "--as-of, 2026-02-30, a date as 2026-03-31",
  })
  void refusesWhatNoCompanyCanBe(String option, String value, String allowed) {
    PlumblineException refused = refusal(folder.resolve("export"), option, value);

    assertThat(refused.code()).isEqualTo("arguments.invalid");
    assertThat(refused)
        .hasMessageContaining(option + " '" + value + "'")
        .hasMessageContaining(allowed);
    assertThat(folder.resolve("export")).doesNotExist();
  }

  private PlumblineException refusal(Path target, String... options) {
    simulate(target, options);
    assertThat(failure).isInstanceOf(PlumblineException.class);
    return (PlumblineException) failure;
  }

  private int simulate(Path target, String... options) {
    out.reset();
    err.reset();
    failure = null;
    Terminal terminal =
        new Terminal(
            out, new PrintStream(err, true, StandardCharsets.UTF_8), OptionalInt.empty(), false);
    List<String> arguments = new ArrayList<>(List.of("--out", target.toString()));
    arguments.addAll(List.of(options));
    if (!arguments.contains("--opportunities")) {
      arguments.addAll(List.of("--opportunities", "60"));
    }
    if (!arguments.contains("--as-of")) {
      arguments.addAll(List.of("--as-of", "2026-06-30"));
    }
    return new CommandLine(new SimulateCommand(terminal))
        .setExecutionExceptionHandler(
            (thrown, command, parsed) -> {
              failure = thrown;
              return -1;
            })
        .execute(arguments.toArray(String[]::new));
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  private static String text(ByteArrayOutputStream bytes) {
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
