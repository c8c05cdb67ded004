package io.plumbline.error;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.error.SettingProblem.Kind;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ErrorsTest {

  static Stream<PlumblineException> everyError() {
    IOException disk = new IOException("disk on fire\nsecond line");
    return Stream.of(
        Errors.badSettings(List.of(new SettingProblem(Kind.UNKNOWN, "a", "no such setting."))),
        Errors.badArgument("--limit", "-1", "a whole number from 0"),
        Errors.unknownColumn("kpi_month", "won", List.of("wins")),
        Errors.inputFolderMissing(Path.of("export")),
        Errors.inputFileMissing(
            "stage_history", Path.of("export"), List.of(".csv", ".parquet"), List.of("stages.csv")),
        Errors.columnsMissing("a.csv", List.of("status"), List.of("id")),
        Errors.sourceColumnsMissing(
            "Opportunity.csv", "opportunity", List.of("Id"), List.of("Ids")),
        Errors.sourceMissing(
            "opportunity",
            "one row per deal",
            List.of("Opportunity"),
            Path.of("export"),
            List.of()),
        Errors.ambiguousInput("stages", List.of(Path.of("stages.csv"), Path.of("stages.parquet"))),
        Errors.duplicatedColumn("a.csv", "amount"),
        Errors.wrongEncoding("a.csv", 17),
        Errors.expandsTooMuch("a.csv.gz", 1000, 1000000),
        Errors.cutShort("a.csv", "O-1,new", 2, 5),
        Errors.endlessHeader("a.csv", 1000),
        Errors.inputChanged("a.csv"),
        Errors.databaseUnreachable("jdbc:postgresql://host/crm", disk),
        Errors.driverMissing("jdbc:oracle:thin:host"),
        Errors.tableNotCopied("deals", "jdbc:postgresql://host/crm", disk),
        Errors.changesUnfit("deals", "A row is cut short.", "Export it again."),
        Errors.workspaceUnwritable(Path.of("ws"), disk),
        Errors.outOfMemory(64 << 20, disk),
        Errors.wrongDelimiter("a.csv", "id;amount", ";", ","),
        Errors.workspaceMissing(Path.of("ws")),
        Errors.tableNotFound("funel", Path.of("ws"), List.of("funnel")),
        Errors.versionNotFound("funnel", 9, 4, disk),
        Errors.asOfNotFound("funnel", LocalDate.of(2026, 3, 31), List.of()),
        Errors.tableUnreadable("funnel", Path.of("ws/tables/funnel"), disk),
        Errors.outputUnwritable(Path.of("out.csv"), disk),
        Errors.notAPackage(Path.of("out"), "it holds no manifest.json"),
        Errors.stagesIncomplete("Salesforce", List.of("no closed-won stage")),
        Errors.idsMissing("Zoho CRM", List.of("the field Stage"), "Look it up."),
        Errors.stagesDoNotFit("default", 120, 99),
        Errors.workspaceBusy(Path.of("ws"), "process 4711 on host a", "Wait until it ends."),
        Errors.workspaceLost("s3a://company/ws", 120),
        Errors.storageUnavailable("s3a://company/ws", disk),
        Errors.tooManyRejected("opportunities", 60, 1000, 0.05),
        Errors.badCommandLine("Unknown option: '--foo'", "plumbline run"),
        Errors.inputUnreadable("stages.parquet", disk),
        Errors.nothingToPropose(12, 0),
        Errors.sheetInvalid("review.csv", List.of("row 2, mark 'yes': not known.")),
        Errors.whatIfInvalid("what-if.csv", List.of("row 2: change 'amout' is not one of a deal.")),
        Errors.sheetTooLong(2000000, 1048575),
        Errors.stepMissing("ingest", "opportunity", LocalDate.of(2026, 3, 31), Path.of("ws")),
        Errors.stepOutdated("calibrate", "stage_score", LocalDate.of(2026, 3, 31), Path.of("ws")),
        Errors.versionUnknown("2026-03-30-a", List.of("2026-03-31-b")),
        Errors.versionClosed("2026-03-31-b", "rejected", "proposed"),
        Errors.noVersion("approved", Path.of("ws")),
        Errors.newerProposal("2026-03-31-b", "2026-04-30-c"),
        Errors.evidenceTooOld("2026-03-31-b", LocalDate.of(2026, 3, 31), 60, 45),
        Errors.nothingReleased("2026-03-31-b", 2),
        Errors.rowsWaiting("2026-03-31-b", "default/won, default/new", 2, 3),
        Errors.tablesReplaced("2026-03-31-b", LocalDate.of(2026, 3, 31)),
        Errors.sendIncomplete("hubspot", 3, Path.of("journal.jsonl")),
        Errors.nothingBefore(Path.of("ws")),
        Errors.nothingMarked(Path.of("sheet.csv"), 8),
        Errors.secondPerson("2026-03-31-b", "ana", 2),
        Errors.sendPackageUnusable(Path.of("package"), "it has no manifest.json"),
        Errors.sendPackageChanged(Path.of("package"), "requests.jsonl", "is not there"),
        Errors.sendAddressUnusable("http://host", "only https is sent to"),
        Errors.sendTokenUnusable("CRM_TOKEN", "is not set or is empty"),
        Errors.sendBusy(Path.of("journal"), disk),
        Errors.sendJournalForeign(Path.of("journal.jsonl"), "CRM", "https://a", "https://b"),
        Errors.sendJournalDamaged(Path.of("journal.jsonl"), 17),
        Errors.crmDenies("https://host", 401, "CRM_TOKEN", "Authentication failed."),
        Errors.crmNotTrusted("https://host", disk),
        Errors.crmUnavailable("https://host", "200 retries were not enough"),
        Errors.internal("writing table 'funnel'", disk));
  }

  @ParameterizedTest
  @MethodSource("everyError")
  void saysWhatIsWrongWhyAndHowToSolveIt(PlumblineException error) {
    Explanation parts = error.explanation();
    assertThat(parts.problem()).isNotBlank();
    assertThat(parts.cause()).endsWith(".");
    assertThat(parts.remedy()).endsWith(".");
    assertThat(error)
        .hasMessage(
            parts.problem()
                + "\n  Why: "
                + parts.cause()
                + "\n  How to solve it: "
                + parts.remedy());
    assertThat(error.getMessage()).doesNotContain("null", "..", " ,");
  }

  @ParameterizedTest
  @MethodSource("everyError")
  void endsStderrWithOneMachineReadableLine(PlumblineException error) {
    assertThat(error.reasonLine())
        .matches("plumbline: exit=(10|20|30|40|50|70) code=[a-z_.]+ reason=\"[^\\n\\r]+\"");
  }

  @Test
  void hasACaseAboveForEveryFactoryMethod() {
    Set<String> codes = new HashSet<>(everyError().map(PlumblineException::code).toList());
    long factories =
        Arrays.stream(Errors.class.getDeclaredMethods())
            .filter(method -> Modifier.isPublic(method.getModifiers()))
            .map(Method::getName)
            .count();
    assertThat(codes).as("codes are stable names, one for each factory").hasSize((int) factories);
  }

  @Test
  void numbersExitCodesAsTheContractDoes() {
    assertThat(Arrays.stream(ExitCode.values()).map(ExitCode::value))
        .containsExactly(0, 10, 20, 30, 40, 50, 70);
  }

  @Test
  void escapesQuotesAndLineBreaksInTheReason() {
    PlumblineException error = Errors.badArgument("--where", "a=\"b\\c\"\n\u001b[31m", "shorter");

    assertThat(error.reasonLine())
        .isEqualTo(
            "plumbline: exit=10 code=arguments.invalid"
                + " reason=\"Cannot use --where 'a=\\\"b\\\\c\\\" [31m'.\"");
  }

  @Test
  void namesTheNearestColumnForEachMissingOne() {
    PlumblineException error =
        Errors.columnsMissing(
            "opportunities.csv",
            List.of("opportunity_id", "created_at", "status"),
            List.of("Opportunity ID", "create_at", "amount"));

    assertThat(error.code()).isEqualTo("input.column_missing");
    assertThat(error.exitCode()).isEqualTo(ExitCode.INPUT_MISSING);
    assertThat(error.explanation().problem())
        .isEqualTo(
            "opportunities.csv lacks the required columns 'opportunity_id' (did you mean the column"
                + " 'Opportunity ID'?), 'created_at' (did you mean the column 'create_at'?),"
                + " 'status'.");
  }

  @Test
  void givesTheRejectedShareAndTheLimitInPercent() {
    assertThat(Errors.tooManyRejected("opportunities", 60, 1000, 0.05).explanation().problem())
        .isEqualTo(
            "opportunities: 60 of 1000 rows were rejected (6.0 %), more than the allowed 5 %.");
  }

  @Test
  void listsTheAsOfDatesThatExistInOrder() {
    PlumblineException error =
        Errors.asOfNotFound(
            "funnel",
            LocalDate.of(2026, 3, 31),
            List.of(LocalDate.of(2026, 2, 28), LocalDate.of(2026, 1, 31)));

    assertThat(error).hasMessageContaining("It has the as-of dates 2026-01-31, 2026-02-28.");
  }

  @Test
  void cutsLongLists() {
    List<String> names = IntStream.range(0, 40).mapToObj(i -> "c" + i).toList();

    assertThat(Errors.unknownColumn("t", "zzzzzzzz", names))
        .hasMessageContaining("c29, and 10 more.")
        .hasMessageNotContaining("c30");
  }

  @Test
  void listsEveryProblemOfASheetOnItsOwnLine() {
    assertThat(Errors.sheetInvalid("review.csv", List.of("row 2: a.", "row 9: b.")).explanation())
        .extracting(Explanation::problem)
        .isEqualTo("review.csv has 2 problems:\n  - row 2: a.\n  - row 9: b.");
  }

  @Test
  void keepsTheOriginOfAFailure() {
    IOException disk = new IOException("disk on fire\nsecond line");

    assertThat(Errors.internal("writing", disk))
        .hasCause(disk)
        .hasMessageContaining("writing: disk on fire.");
  }

  @Test
  void refusesAnExplanationWithoutARemedy() {
    assertThatThrownBy(() -> new Explanation("a", "b", " "))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("remedy");
  }
}
