package io.plumbline.app;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class CheckCommandTest {

  @TempDir Path folder;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private Path input;

  @BeforeEach
  void makeInput() throws IOException {
    input = Files.createDirectory(folder.resolve("input"));
  }

  @Test
  void tellsWhatARunWouldReadAndWhatIsMissing() throws IOException {
    write("opportunities.csv", "opportunity_id,created_at,status,amount,region");
    write("stage_history.csv", "opportunity_id,stage_id,entered_at");
    write("stages.csv", "stage_id,probability");

    assertThat(check()).isZero();

    assertThat(text(out))
        .contains(
            """
            opportunities: opportunities.csv, csv
              columns: opportunity_id, amount, created_at, status
              left out, as no setting names it: region
            """,
            "  no closed_at: taken from the moves into closed stages;",
            "  no customer_type: derived: existing where the account_id has won before",
            "  no stage_order: the order will be inferred from the moves.\n",
            "  no field_history: attributes are taken as they are in the export",
            "  no name: costs nothing today: no estimate uses it.\n",
            "  no owner_id: nothing is known by owner:")
        .doesNotContain("no stages:", "no amount: nothing can be said in money", "not read:");
    assertThat(text(out).lines()).allMatch(line -> line.length() <= 96);
    assertThat(text(err))
        .isEqualTo(
            "plumbline: exit=0 code=checked reason=\"no problem in the headers of 3 files\"\n");
  }

  @Test
  void tellsATimeOfChangeFromColumnsThatNobodyNames() throws IOException {
    write("opportunities.csv", "opportunity_id,created_at,status,updated_at,region");
    write("stage_history.csv", "opportunity_id,stage_id,entered_at,updated_at");

    assertThat(check("--set", "source.changed_at.opportunities=updated_at")).isZero();

    assertThat(text(out))
        .contains(
            "  last changed at: updated_at\n  left out, as no setting names it: region\n",
            "  not used: updated_at\n");
  }

  @Test
  void saysWhatAMissingFileCosts() throws IOException {
    write("opportunities.csv", "opportunity_id,created_at,status");

    assertThat(check()).isZero();

    assertThat(text(out))
        .contains(
            "  no stage_history: without the moves no stage can be calibrated;",
            "  no stages: the order of the stages will be inferred from the moves, and there is no");
    assertThat(text(err)).contains("the headers of 1 file\"");
  }

  @Test
  void guessesWhatAMisspeltColumnOrFileMeant() throws IOException {
    write("opportunities.csv", "opportunity_id,created_at,status,custmer_type,Amount,industry");
    write("stage_histroy.csv", "opportunity_id,stage_id,entered_at");
    write("notes.txt", "");
    write("stages.csv", "stage_id,probabilty");

    assertThat(check()).isZero();

    assertThat(text(out))
        .contains(
            "left out, as no setting names it: custmer_type (did you mean customer_type?), Amount"
                + " (did you\n    mean amount?),",
            "not used: probabilty (did you mean probability?)\n",
            "not read: notes.txt, stage_histroy.csv (did you mean stage_history?)\n")
        .doesNotContain("industry (did");
  }

  @Test
  void listsEveryProblemAtOnceAndEndsWithTheFirst() throws IOException {
    write("opportunities.csv", "opportunity_id,created,status");
    write("stages.csv", "stage_id,label,label");
    write("leads.csv", "lead_id,created_at");
    write("leads.csv.gz", "no gzip");

    int exit = check("--set", "age.bandz=4", "--set", "interval.level=7");

    assertThat(exit).isEqualTo(10);
    assertThat(text(out)).isEmpty();
    assertThat(text(err))
        .startsWith("4 problems:\n\n1. 2 settings are wrong:")
        .contains(
            "Did you mean 'age.bands'?",
            "interval.level",
            "2. opportunities.csv lacks the required column 'created_at' (did you mean the column"
                + " 'created'?).",
            "3. stages.csv has the column 'label' more than once.",
            "4. There are 2 inputs named 'leads'",
            "  Why: ",
            "  How to solve it: ",
            "The input was looked at with the default settings in place of wrong ones.\n");
    assertThat(lastLine()).startsWith("plumbline: exit=10 code=config.invalid reason=\"");
  }

  @Test
  void endsWith20WhereOnlyTheInputIsWrong() throws IOException {
    write("stages.csv", "stage_id;label");
    write("opportunites.csv", "opportunity_id,created_at,status");

    assertThat(check()).isEqualTo(20);

    assertThat(text(err))
        .startsWith("2 problems:\n")
        .contains(
            "There is no 'opportunities'",
            "Did you mean 'opportunites.csv'?",
            "stages.csv is separated by ';', not by ','.")
        .doesNotContain("default settings");
    assertThat(lastLine()).startsWith("plumbline: exit=20 code=input.file_missing");
  }

  @Test
  void readsWithTheSettingsOfTheConfiguration() throws IOException {
    write("opportunities.csv", "opportunity_id;created_at;status");
    Path config =
        Files.writeString(folder.resolve("conf.yaml"), "input:\n  csv:\n    delimiter: ';'\n");

    assertThat(check("--config", config.toString())).isZero();
  }

  @Test
  void refusesAWorkspaceThatIsAFile() throws IOException {
    write("opportunities.csv", "opportunity_id,created_at,status");
    Path file = Files.writeString(folder.resolve("file"), "");

    assertThat(check("--workspace", file.resolve("ws").toString())).isEqualTo(10);

    assertThat(text(err)).startsWith("1 problem:").contains(file + " is a file");
  }

  @Test
  void saysThatThereIsNoFolder() {
    input = folder.resolve("nowhere");

    assertThat(check()).isEqualTo(20);

    assertThat(lastLine()).startsWith("plumbline: exit=20 code=input.folder_missing");
  }

  @Test
  void writesNothing() throws IOException {
    write("opportunities.csv", "opportunity_id,created_at,status");

    check("--workspace", folder.resolve("ws").toString());

    try (Stream<Path> files = Files.walk(folder)) {
      assertThat(files.filter(Files::isRegularFile).map(file -> file.getFileName().toString()))
          .containsExactly("opportunities.csv");
    }
    assertThat(folder.resolve("ws")).doesNotExist();
  }

  private void write(String name, String header) throws IOException {
    Files.writeString(input.resolve(name), header + "\n");
  }

  private int check(String... options) {
    out.reset();
    err.reset();
    Terminal terminal =
        new Terminal(
            out, new PrintStream(err, true, StandardCharsets.UTF_8), OptionalInt.empty(), false);
    List<String> arguments = new ArrayList<>(List.of("--input", input.toString()));
    if (Stream.of(options).noneMatch("--workspace"::equals)) {
      arguments.addAll(List.of("--workspace", folder.resolve("ws").toString()));
    }
    arguments.addAll(List.of(options));
    return new CommandLine(new CheckCommand(terminal)).execute(arguments.toArray(String[]::new));
  }

  private String lastLine() {
    List<String> lines = text(err).lines().toList();
    return lines.get(lines.size() - 1);
  }

  private static String text(ByteArrayOutputStream bytes) {
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
