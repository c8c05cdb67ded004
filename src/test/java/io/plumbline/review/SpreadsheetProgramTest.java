package io.plumbline.review;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Opens the sheets in a real spreadsheet program, which saves them again. */
class SpreadsheetProgramTest {

  @TempDir Path folder;

  @Test
  void readsWhatTheProgramSaves() throws Exception {
    Optional<Path> program = program();
    assumeTrue(
        program.isPresent(),
        "SKIPPED: no soffice on the PATH, so no spreadsheet program has saved the sheets. Install"
            + " libreoffice-calc and run again.");
    ProposedTable table = table();
    Path workbook = Files.write(folder.resolve("a.xlsx"), ReviewSheet.xlsx(table));
    Path csv = Files.write(folder.resolve("b.csv"), ReviewSheet.csv(table));

    for (List<String> saved :
        List.of(
            List.of(workbook.toString(), "xlsx", "a.xlsx"),
            List.of(workbook.toString(), "csv:Text - txt - csv (StarCalc):59,34,ANSI", "a.csv"),
            List.of(csv.toString(), "xlsx", "b.xlsx"))) {
      Path out = Files.createTempDirectory(folder, "out");
      convert(program.get(), saved.get(0), saved.get(1), out);
      ReviewedSheet sheet = SheetReader.read(out.resolve(saved.get(2)));

      assertThat(sheet.problems()).as("%s", saved).isEmpty();
      assertThat(sheet.accepted(table, 0.5))
          .as("%s", saved)
          .extracting(
              marked ->
                  marked.key().text()
                      + " "
                      + new Mark(marked.kind(), marked.override(), "me", marked.note()))
          .containsExactlyElementsOf(
              table.pipelines().get(0).rows().stream()
                  .map(row -> row.key().text() + " " + row.mark().orElseThrow())
                  .toList());
    }
  }

  private static ProposedTable table() {
    return Proposals.of(
        new ProposedPipeline(
            "default",
            "Süd",
            List.of(
                Proposals.row("one", "One", 1)
                    .confidence(0.3, 0.2, 0.4)
                    .mark(Mark.Kind.OVERRIDE, OptionalDouble.of(0.3625), "me", "=1+1, really é")
                    .build(),
                Proposals.row("2/3", "Two", 2)
                    .confidence(0.3, 0.2, 0.4)
                    .mark(Mark.Kind.APPROVE, OptionalDouble.empty(), "me", "first\nsecond")
                    .build(),
                Proposals.row("-3", "Three", 3)
                    .level("size_band", "", "0-5", "", "", "")
                    .confidence(0.3, 0.2, 0.4)
                    .mark(Mark.Kind.HOLD, OptionalDouble.empty(), "me", "")
                    .build()),
            OpenDeals.NONE));
  }

  private void convert(Path program, String file, String format, Path out) throws Exception {
    Process process =
        new ProcessBuilder(
                program.toString(),
                "--headless",
                // Without a person to ask, it does not heed the byte-order mark.
                "--infilter=" + (file.endsWith(".csv") ? "CSV:44,34,76" : ""),
                "-env:UserInstallation=" + folder.resolve("profile").toUri(),
                "--convert-to",
                format,
                "--outdir",
                out.toString(),
                file)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log.txt").toFile())
            .start();
    assertThat(process.waitFor(180, TimeUnit.SECONDS)).isTrue();
  }

  private static Optional<Path> program() {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");

    return Stream.of(path.split(Pattern.quote(File.pathSeparator), -1))
        .filter(directory -> !directory.isEmpty())
        .map(directory -> Path.of(directory, "soffice"))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
