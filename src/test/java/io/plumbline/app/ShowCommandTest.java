package io.plumbline.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.delta.kernel.types.DateType;
import io.delta.kernel.types.DoubleType;
import io.delta.kernel.types.FieldMetadata;
import io.delta.kernel.types.IntegerType;
import io.delta.kernel.types.LongType;
import io.delta.kernel.types.MapType;
import io.delta.kernel.types.StringType;
import io.delta.kernel.types.StructType;
import io.plumbline.error.ExitCode;
import io.plumbline.error.PlumblineException;
import io.plumbline.lake.KernelTestTable;
import io.plumbline.table.TableContract;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class ShowCommandTest {

  private static final LocalDate JANUARY = LocalDate.of(2026, 1, 31);
  private static final LocalDate FEBRUARY = LocalDate.of(2026, 2, 28);

  private static final StructType STAGES =
      new StructType()
          .add("stage_id", StringType.STRING)
          .add(
              "stage_order",
              IntegerType.INTEGER,
              FieldMetadata.builder().putLong(TableContract.KEY_POSITION, 1).build())
          .add("confidence", DoubleType.DOUBLE)
          .add("product", StringType.STRING)
          .add("as_of_date", DateType.DATE);

  private static final StructType RUNS =
      new StructType()
          .add("run_id", StringType.STRING)
          .add("table_versions", new MapType(StringType.STRING, LongType.LONG, true));

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @TempDir Path workspace;

  @BeforeEach
  void writeStages() {
    KernelTestTable.create(
            workspace.resolve("tables/stage_confidence"), STAGES, List.of("as_of_date"), Map.of())
        .append(List.of(row("old", 1, 0.5, "x", JANUARY)))
        .append(
            List.of(
                row("b, \"two\"", 2, 1.0 / 3, null, FEBRUARY),
                row("c", 10, 0.00001, "", FEBRUARY),
                row("a", 3, Double.NaN, "line\nbreak", FEBRUARY)));
  }

  @Test
  void printsCsvOfTheLatestAsOfDateInKeyOrder() {
    assertThat(show("stage_confidence", "--format", "csv"))
        .isEqualTo(
            "stage_id,stage_order,confidence,product,as_of_date\r\n"
                + "\"b, \"\"two\"\"\",2,0.3333333333333333,,2026-02-28\r\n"
                + "a,3,NaN,\"line\nbreak\",2026-02-28\r\n"
                + "c,10,0.00001,,2026-02-28\r\n");
    assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
    assertThat(show("stage_confidence", "--format", "csv", "--columns", "product"))
        .as("a row is never an empty line, which readers would skip")
        .isEqualTo("product\r\n\"\"\r\n\"line\nbreak\"\r\n\"\"\r\n");
  }

  @Test
  void makesTextOfFormulasInCsvUnlessAskedNotTo() {
    KernelTestTable.create(
            workspace.resolve("tables/deal"),
            new StructType().add("name", StringType.STRING).add("amount", DoubleType.DOUBLE),
            List.of(),
            Map.of())
        .append(
            List.of(Arrays.asList("=HYPERLINK(\"http://x\")", -1.5), Arrays.asList("a=b", -2.0)));

    assertThat(show("deal", "--format", "csv"))
        .isEqualTo("name,amount\r\n\"'=HYPERLINK(\"\"http://x\"\")\",-1.5\r\na=b,-2.0\r\n");
    assertThat(err.toString(StandardCharsets.UTF_8)).startsWith("note: 1 cell begins");
    assertThat(show("deal", "--format", "csv", "--raw")).contains("\n\"=HYPERLINK(");
    assertThat(show("deal", "--format", "json")).contains(":\"=HYPERLINK(");
  }

  @Test
  void hidesTheTablesOfAFirstRunThatHasNotEnded() {
    StructType stamped =
        STAGES.add("run_id", StringType.STRING).add("config_id", StringType.STRING);
    KernelTestTable.create(workspace.resolve("tables/funnel"), stamped, List.of(), Map.of());

    assertThat(failure("funnel").code()).isEqualTo("workspace.table_missing");
    assertThat(lines()).noneMatch(line -> line.startsWith("funnel"));

    KernelTestTable.create(workspace.resolve("tables/run_report"), RUNS, List.of(), Map.of())
        .append(List.of(List.of("r1", Map.of("funnel", 0L))));
    assertThat(lines()).anyMatch(line -> line.startsWith("funnel"));
  }

  @Test
  void printsJsonLines() {
    assertThat(show("stage_confidence", "--format", "json"))
        .isEqualTo(
            "{\"stage_id\":\"b, \\\"two\\\"\",\"stage_order\":2,"
                + "\"confidence\":0.3333333333333333,\"product\":null,"
                + "\"as_of_date\":\"2026-02-28\"}\n"
                + "{\"stage_id\":\"a\",\"stage_order\":3,\"confidence\":null,"
                + "\"product\":\"line\\nbreak\",\"as_of_date\":\"2026-02-28\"}\n"
                + "{\"stage_id\":\"c\",\"stage_order\":10,\"confidence\":0.00001,\"product\":\"\","
                + "\"as_of_date\":\"2026-02-28\"}\n");
  }

  @Test
  void alignsTheTableForPeople() {
    assertThat(show("stage_confidence"))
        .isEqualTo(
            """
            stage_id  stage_order  confidence  product     as_of_date
            --------  -----------  ----------  ----------  ----------
            b, "two"            2      0.3333              2026-02-28
            a                   3         NaN  line break  2026-02-28
            c                  10      0.0000              2026-02-28
            """);
  }

  @Test
  void cutsLinesOnATerminalOnlyAndSaysWhichDateItShows() {
    String text = run(new Terminal(out, print(err), OptionalInt.of(12), true), "stage_confidence");

    assertThat(text.lines()).allMatch(line -> line.length() <= 12).contains("stage_id  s…");
    assertThat(err.toString(StandardCharsets.UTF_8))
        .isEqualTo(
            "Showing as of 2026-02-28, the latest of 2 dates; --as-of all shows all of them.\n");
  }

  @Test
  void showsAnotherAsOfDateOrAllOfThem() {
    assertThat(lines("stage_confidence", "--as-of", "2026-01-31", "--columns", "stage_id"))
        .containsExactly("stage_id", "old");
    assertThat(lines("stage_confidence", "--as-of", "all", "--columns", "stage_id, stage_order"))
        .containsExactly("stage_id,stage_order", "old,1", "\"b, \"\"two\"\"\",2", "a,3", "c,10");
    assertThat(
            lines("stage_confidence", "--where", "as_of_date<2026-02-01", "--columns", "stage_id"))
        .as("a condition on the date replaces the default date")
        .containsExactly("stage_id", "old");
  }

  @ParameterizedTest
  @CsvSource({
    "stage_order>=3, 3 10",
    "stage_order > 3, 10",
    "stage_order<10, 2 3",
    "stage_order <= 2.5, 2",
    "stage_id=a, 3",
    "stage_id!=a, 2 10",
    "'stage_id=b, \"two\"', 2",
    "confidence<0.4, 2 10",
    "confidence=0.00001, 10",
    "product=, 2 10",
    "product!=, 3",
    "product!=x, 2 3 10",
    "as_of_date=2026-02-28, 2 3 10"
  })
  void keepsRowsThatMeetTheCondition(String condition, String orders) {
    assertThat(lines("stage_confidence", "--where", condition, "--columns", "stage_order"))
        .containsExactlyElementsOf(
            Stream.concat(Stream.of("stage_order"), Arrays.stream(orders.split(" ", -1))).toList());
  }

  @Test
  void keepsRowsThatMeetAllConditionsUpToTheLimit() {
    assertThat(
            lines(
                "stage_confidence",
                "--where=stage_order>2",
                "--where=stage_order<10",
                "--columns=stage_order"))
        .containsExactly("stage_order", "3");
    assertThat(lines("stage_confidence", "--limit", "2", "--columns", "stage_order"))
        .containsExactly("stage_order", "2", "3");
    assertThat(lines("stage_confidence", "--limit", "0")).hasSize(1);
  }

  @Test
  void printsOnlyTheHeaderOfAnEmptyTable() {
    KernelTestTable.create(
        workspace.resolve("tables/empty"), STAGES, List.of("as_of_date"), Map.of());

    assertThat(show("empty", "--format", "csv"))
        .isEqualTo("stage_id,stage_order,confidence,product,as_of_date\r\n");
    assertThat(show("empty", "--format", "json")).isEmpty();
  }

  @Test
  void readsTheVersionThatTheLatestRunHasReported() {
    KernelTestTable runs =
        KernelTestTable.create(workspace.resolve("tables/run_report"), RUNS, List.of(), Map.of())
            .append(List.of(List.of("r1", Map.of("stage_confidence", 1L))));

    assertThat(lines("stage_confidence", "--columns", "stage_id"))
        .as("version 2 is of a run that has not ended")
        .containsExactly("stage_id", "old");

    runs.append(List.of(List.of("r2", Map.of("stage_confidence", 2L))));
    runs.append(List.of(List.of("r3", Map.of("funnel", 1L)), Arrays.asList("r4", null)));
    assertThat(lines("stage_confidence", "--columns", "stage_order"))
        .containsExactly("stage_order", "2", "3", "10");
    assertThat(lines("run_report", "--columns", "run_id"))
        .as("the run report itself is read at its latest version")
        .containsExactly("run_id", "r1", "r2", "r3", "r4");
  }

  @Test
  void listsTheTablesWithoutAName() {
    KernelTestTable.create(workspace.resolve("tables/run_report"), RUNS, List.of(), Map.of())
        .append(List.of(List.of("r1", Map.of("stage_confidence", 1L))));

    assertThat(lines())
        .containsExactly(
            "table,rows,version,as_of_dates,first_as_of_date,latest_as_of_date",
            "run_report,1,1,0,,",
            "stage_confidence,1,1,1,2026-01-31,2026-01-31");
  }

  @Test
  void writesAFileAndNothingElse() throws IOException {
    Path file = Files.writeString(workspace.resolve("out.csv"), "old");

    assertThat(show("stage_confidence", "--format", "csv", "--out", file.toString())).isEmpty();

    assertThat(Files.readString(file)).startsWith("stage_id,").endsWith("2026-02-28\r\n");
    try (Stream<Path> left = Files.list(workspace)) {
      assertThat(left.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrder("tables", "out.csv");
    }
  }

  @Test
  void leavesAnOlderFileAloneWhereReadingFails() throws IOException {
    try (Stream<Path> files = Files.walk(workspace.resolve("tables"))) {
      for (Path data : files.filter(path -> path.toString().endsWith(".parquet")).toList()) {
        Files.delete(data);
      }
    }
    Path file = Files.writeString(workspace.resolve("out.csv"), "old");

    assertThat(failure("stage_confidence", "--out", file.toString()).code())
        .isEqualTo("workspace.table_unreadable");
    assertThat(Files.readString(file)).isEqualTo("old");
  }

  @Test
  void endsQuietlyWhenTheReaderOfItsOutputGoesAway() {
    OutputStream head =
        new OutputStream() {
          @Override
          public void write(int value) throws IOException {
            throw new IOException("Broken pipe");
          }
        };
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int value) throws IOException {
            throw new IOException("No space left on device");
          }
        };

    run(new Terminal(head, print(err), OptionalInt.empty(), false), "stage_confidence");

    assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
    assertThat(
            catchThrowableOfType(
                    PlumblineException.class,
                    () ->
                        run(
                            new Terminal(full, print(err), OptionalInt.empty(), false),
                            "stage_confidence"))
                .code())
        .isEqualTo("output.unwritable");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "stage_confidence --as-of 2026-03-31 | workspace.as_of_missing | 2026-01-31, 2026-02-28",
        "stage_confidence --as-of March | arguments.invalid | a date such as 2026-03-31, or all",
        "run_report --as-of 2026-03-31 | arguments.column_unknown | 'as_of_date'",
        "stage_confidnce | workspace.table_missing | Did you mean 'stage_confidence'?",
        "stage_confidence --columns stage,stage_order | arguments.column_unknown | 'stage_id'",
        "stage_confidence --columns stage_id,stage_id | arguments.invalid | each column once",
        "stage_confidence --where stage=x | arguments.column_unknown | 'stage_id'",
        "stage_confidence --where stage_order=x | arguments.invalid | whose value is a number",
        "stage_confidence --where stage_order>= | arguments.invalid | followed by a value",
        "stage_confidence --where stage_order | arguments.invalid | such as stage_order>=3",
        "run_report --where table_versions=x | arguments.invalid | single values",
        "stage_confidence --limit -1 | arguments.invalid | from 0",
        "stage_confidence --set age.bands=99 | config.invalid_value | from 1 to 41",
        "--as-of all | arguments.invalid | the name of a table"
      })
  void explainsArgumentsItCannotUse(String arguments, String code, String hint) {
    KernelTestTable.create(workspace.resolve("tables/run_report"), RUNS, List.of(), Map.of());

    PlumblineException error = failure(arguments.split(" ", -1));

    assertThat(error.code()).isEqualTo(code);
    assertThat(error).hasMessageContaining(hint);
    assertThat(out.size()).as("nothing on stdout").isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"CSV", "xml"})
  void refusesAnotherFormat(String format) {
    CommandLine command =
        new CommandLine(new ShowCommand(new Terminal(out, print(err), OptionalInt.empty(), false)));

    assertThat(
            catchThrowableOfType(Exception.class, () -> command.parseArgs("x", "--format", format)))
        .hasMessageContaining("must be table, csv or json");
  }

  private static List<Object> row(
      String stage, int order, double confidence, String product, LocalDate asOf) {
    return Arrays.asList(stage, order, confidence, product, asOf);
  }

  private List<String> lines(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--format", "csv"));
    return show(all.toArray(new String[0])).lines().toList();
  }

  private String show(String... arguments) {
    return run(new Terminal(out, print(err), OptionalInt.empty(), false), arguments);
  }

  private PlumblineException failure(String... arguments) {
    return catchThrowableOfType(PlumblineException.class, () -> show(arguments));
  }

  private String run(Terminal terminal, String... arguments) {
    out.reset();
    CommandLine command = new CommandLine(new ShowCommand(terminal));
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--workspace", workspace.toString()));
    ShowCommand show = command.getCommand();
    command.parseArgs(all.toArray(new String[0]));
    assertThat(show.call()).isEqualTo(ExitCode.DONE.value());
    return out.toString(StandardCharsets.UTF_8);
  }

  private static PrintStream print(OutputStream stream) {
    return new PrintStream(stream, true, StandardCharsets.UTF_8);
  }
}
