package io.plumbline.review;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.plumbline.error.ExitCode;
import io.plumbline.error.PlumblineException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SheetReaderTest {

  private static final String HEAD = "mark,override_percent,note,row,version\r\n";
  private static final String VERSION = "version " + Proposals.VERSION;
  private static final String ROW = "stage:default/proposal," + VERSION + "\r\n";

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "40|0.4",
        "40 %|0.4",
        "40%|0.4",
        "40.5|0.405",
        "'\"40,5\"'|0.405",
        "1|0.01",
        "'\"0,4 %\"'|0.004",
        "'\"40,5\u00a0%\"'|0.405",
        "' 7 '|0.07",
        "99.99|0.9999"
      })
  void readsPercentagesAsPeopleTypeThem(String typed, double share) {
    ReviewedSheet sheet = read(HEAD + "override," + typed + ",," + ROW);

    assertThat(sheet.problems()).isEmpty();
    assertThat(sheet.marked().get(0).override()).isEqualTo(OptionalDouble.of(share));
  }

  @ParameterizedTest
  @ValueSource(strings = {"forty", "4O", "40 %%", "1.234.5", "#REF!", "40 points", "٤٠", "."})
  void listsWhatIsNoPercentage(String typed) {
    assertThat(texts(read(HEAD + "override," + typed + ",," + ROW)))
        .containsExactly(
            "row 2, override_percent '" + typed + "': not a percentage; type it as 40 or 40.5.");
  }

  /** 0.15 may be the fraction that is 15 percent. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"0,15|0.15", "0.15|0.15", "0,999|0.999", "0.01|0.01", "+0.5|0.5"})
  void refusesWhatMayBeMeantAsAFraction(String typed, String percent) {
    ReviewedSheet sheet =
        read(HEAD + "hold,,,stage:default/a,x\r\n\r\noverride,\"" + typed + "\",," + ROW);

    assertThat(sheet.marked()).extracting(Marked::kind).containsExactly(Mark.Kind.HOLD);
    assertThat(texts(sheet))
        .containsExactly(
            "row 4, override_percent '"
                + typed
                + "': reads as "
                + percent
                + "%; write 15 for fifteen percent, or give it a percent sign or format if so"
                + " little is meant.");
  }

  @Test
  void leavesWhatIsNoPercentageOfAnOpenStageToTheRules() {
    for (String typed : List.of("0", "-0.5", "100")) {
      assertThatThrownBy(
              () ->
                  read(HEAD + "override," + typed + ",," + ROW).accepted(Proposals.company(), 0.9))
          .hasMessageContaining("must lie between 0 and 100, both excluded");
    }
  }

  /** As Excel saves it in Germany: semicolons, decimal commas, Windows-1252, no mark. */
  @Test
  void readsTheCsvOfAGermanSpreadsheet() {
    String csv =
        "version;note;Mark (approve / hold / override);CRM now % (0-100);row;override_percent"
            + " (0-100)\r\n"
            + VERSION
            + ";\"geprüft; passt\";Override;10,00;stage:default/qualification;12,5\r\n"
            + VERSION
            + ";;APPROVE ;changed;stage:default/proposal;\r\n"
            + ";;;;;\r\n"
            + VERSION
            + ";;;;stage:default/legal;\r\n";

    ReviewedSheet sheet =
        SheetReader.read(csv.getBytes(Charset.forName("windows-1252")), "review.csv");

    assertThat(sheet.problems()).isEmpty();
    assertThat(sheet.undecided()).isEqualTo(1);
    assertThat(sheet.remarks())
        .singleElement()
        .asString()
        .startsWith("review.csv is not in UTF-8 and was read as Western European (Windows-1252).");
    assertThat(sheet.marked())
        .extracting(Marked::kind, Marked::override, Marked::note, Marked::line)
        .containsExactly(
            tuple(Mark.Kind.OVERRIDE, OptionalDouble.of(0.125), "geprüft; passt", 2),
            tuple(Mark.Kind.APPROVE, OptionalDouble.empty(), "", 3));
  }

  @Test
  void readsTabsAndEveryUnicode() {
    String csv = (HEAD + "hold,,warten auf 提案," + ROW).replace(',', '\t');

    for (Charset charset : List.of(StandardCharsets.UTF_8, StandardCharsets.UTF_16)) {
      ReviewedSheet sheet = SheetReader.read(csv.getBytes(charset), "review.txt");

      assertThat(sheet.marked()).extracting(Marked::note).containsExactly("warten auf 提案");
      assertThat(sheet.remarks()).isEmpty();
    }
    assertThat(read("\ufeff" + csv).marked()).hasSize(1);
  }

  @Test
  void countsRowsAsASpreadsheetDoes() {
    ReviewedSheet sheet =
        read(
            "exported by A. Lee\r\n"
                + HEAD
                + "\r\n"
                + "hold,,\"two\r\nlines\","
                + ROW
                + "hold,,,stage:default/legal,"
                + VERSION);

    assertThat(sheet.marked()).extracting(Marked::line).containsExactly(4, 5);
    assertThat(sheet.marked().get(0).note()).isEqualTo("two\nlines");
  }

  @Test
  void listsEveryProblemAtOnce() {
    String csv =
        HEAD
            + "approved,,,stage:default/qualification,"
            + VERSION
            + "\r\n"
            + "override,,,"
            + ROW
            + "hold,30,,stage:default/legal,"
            + VERSION
            + "\r\n"
            + ",20,,customer_type:default/proposal/customer_type=new,"
            + VERSION
            + "\r\n"
            + "hold,,,"
            + ROW
            + "hold,,,Proposal sent,"
            + VERSION
            + "\r\n"
            + "hold,,,stage:default/gone,"
            + VERSION
            + "\r\n"
            + "override,95,,age_band:default/proposal/age_band=30%2B,"
            + VERSION
            + "\r\n"
            + "hold,,,stage:other/x,version old\r\n"
            + "override,100,"
            + "n".repeat(2001)
            + ",cell:default/proposal/customer_type=new/size_band=3000-4400"
            + "/attributes=previous_stage%3Dqualification/age_band=7-30,"
            + VERSION
            + "\r\n"
            + "yes,30,,stage:default/a,"
            + VERSION
            + "\r\n";

    assertThatThrownBy(() -> read(csv).accepted(Proposals.company(), 0.25))
        .isInstanceOfSatisfying(
            PlumblineException.class,
            error -> {
              assertThat(error.code()).isEqualTo("review.sheet_invalid");
              assertThat(error.exitCode()).isEqualTo(ExitCode.BAD_CONFIGURATION);
              assertThat(error.explanation().problem().lines())
                  .containsExactly(
                      "review.csv has 12 problems:",
                      "  - row 2, mark 'approved': use approve, hold or override, or leave it empty.",
                      "  - row 3, override_percent: the mark is override, so type a percentage.",
                      "  - row 4, override_percent '30': the mark is hold; write override there, or"
                          + " clear the percentage.",
                      "  - row 5, override_percent '20': the row has no mark; write override there,"
                          + " or clear the percentage.",
                      "  - row 6, row 'stage:default/proposal': stands in row 3 already; keep one of"
                          + " them.",
                      "  - row 7, row 'Proposal sent': not a row of a review sheet; copy it from a"
                          + " new one.",
                      "  - row 8, row 'stage:default/gone': the proposed table has no such row.",
                      "  - row 9, override_percent '95%': lies 75.0 points from the proposed 20.0%;"
                          + " at most 25.0 are allowed.",
                      "  - row 10, version 'old': not the version under review, which is"
                          + " 2026-09-30-7c1d.",
                      "  - row 11, note '"
                          + "n".repeat(80)
                          + " [...]': 2001 letters; at most 2000 are kept.",
                      "  - row 11, override_percent '100%': must lie between 0 and 100, both"
                          + " excluded: these are for lost and won deals.",
                      "  - row 12, mark 'yes': use approve, hold or override, or leave it empty.");
            });
  }

  @Test
  void takesRowsInAnyOrderAndLeavesOutWhatIsNotDecided() {
    ProposedTable table = Proposals.company();
    List<String> lines =
        Arrays.asList(new String(ReviewSheet.csv(table), StandardCharsets.UTF_8).split("\r\n", -1));
    String csv = String.join("\r\n", List.of(lines.get(0), lines.get(6), lines.get(3)));

    ReviewedSheet sheet = read(csv);

    assertThat(sheet.undecided()).isEqualTo(1);
    assertThat(sheet.accepted(table, 0.2))
        .extracting(mark -> mark.key().text())
        .containsExactly("age_band:default/proposal/age_band=30%2B");
  }

  @Test
  void readsAWorkbookAsAnotherProgramSavesIt() throws Exception {
    byte[] content =
        workbook(
            sheet -> {
              sheet.value(0, 0, "Mark");
              sheet.value(0, 1, "Row (do not change)");
              sheet.value(0, 2, "override_percent (0-100)");
              sheet.value(0, 3, "note");
              sheet.value(0, 4, "version");
              put(sheet, 1, "override", "stage:default/proposal");
              sheet.value(1, 2, 0.4);
              sheet.style(1, 2).format("0.00%").set();
              put(sheet, 2, "OVERRIDE", "stage:default/qualification");
              sheet.value(2, 2, "12,5 %");
              put(sheet, 3, "override", "age_band:default/proposal/age_band=30%2B");
              sheet.value(3, 2, 28.999999999999996);
              sheet.inlineString(3, 3, "one_x000D_\ntwo");
              put(sheet, 5, "override", "customer_type:default/proposal/customer_type=new");
              sheet.value(5, 2, 0.004);
              sheet.style(5, 2).format("0.0%").set();
              put(sheet, 6, "override", "stage:default/legal");
              sheet.value(6, 2, 0.15);
              put(sheet, 7, "override", "stage:default/won");
              sheet.value(7, 2, "0,15");
            });

    ReviewedSheet sheet = SheetReader.read(content, "saved.xlsx");

    assertThat(texts(sheet)).hasSize(2);
    assertThat(texts(sheet).get(0)).startsWith("row 7, override_percent '0.15': reads as 0.15%;");
    assertThat(texts(sheet).get(1)).startsWith("row 8, override_percent '0,15': reads as 0.15%;");
    assertThat(sheet.marked())
        .extracting(Marked::override)
        .extracting(OptionalDouble::getAsDouble)
        .containsExactly(0.4, 0.125, 0.29, 0.004);
    assertThat(sheet.marked().get(2).note()).isEqualTo("one\ntwo");
    assertThat(sheet.marked().get(3).line()).isEqualTo(6);
  }

  @Test
  void findsTheSheetWithTheRows() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (Workbook workbook = new Workbook(bytes, "Test", "1.0")) {
      workbook.newWorksheet("Notes").value(0, 0, "mark");
      Worksheet sheet = workbook.newWorksheet("Sheet1");
      for (int i = 0; i < 5; i++) {
        sheet.value(0, i, HEAD.strip().split(",", -1)[i]);
      }
      sheet.value(1, 0, "hold");
      sheet.value(1, 3, "stage:default/proposal");
      sheet.value(1, 4, VERSION);
    }

    assertThat(SheetReader.read(bytes.toByteArray(), "a.xlsx").marked()).hasSize(1);
  }

  @Test
  void saysWhichColumnsAreMissing() {
    assertThatThrownBy(() -> read("mark,overide_percent,row\r\n"))
        .isInstanceOfSatisfying(
            PlumblineException.class,
            error -> {
              assertThat(error.code()).isEqualTo("input.column_missing");
              assertThat(error)
                  .hasMessageContaining(
                      "'override_percent' (did you mean the column 'overide_percent'?), 'note',"
                          + " 'version'");
            });
    assertThatThrownBy(() -> read(""))
        .isInstanceOfSatisfying(
            PlumblineException.class,
            error -> assertThat(error.code()).isEqualTo("input.column_missing"));
    assertThatThrownBy(() -> read("mark,mark,override_percent,note,row,version\r\n"))
        .isInstanceOfSatisfying(
            PlumblineException.class,
            error -> assertThat(error.code()).isEqualTo("input.column_duplicated"));
  }

  @Test
  void refusesADamagedFile() throws Exception {
    byte[] good = ReviewSheet.xlsx(Proposals.company());
    byte[] old = {
      (byte) 0xd0, (byte) 0xcf, 0x11, (byte) 0xe0, (byte) 0xa1, (byte) 0xb1, 0x1a, (byte) 0xe1
    };
    byte[] brokenXml = workbook(sheet -> sheet.value(0, 0, "x"));

    for (byte[] content :
        List.of(
            Arrays.copyOf(good, good.length / 2),
            Arrays.copyOf(good, 30),
            old,
            "mark,override_percent,note,row,version\r\n\"hold,".getBytes(StandardCharsets.UTF_8))) {
      assertThatThrownBy(() -> SheetReader.read(content, "a.xlsx"))
          .isInstanceOfSatisfying(
              PlumblineException.class,
              error -> assertThat(error.code()).isEqualTo("input.unreadable"));
    }
    assertThatThrownBy(() -> SheetReader.read(brokenXml, "a.xlsx"))
        .isInstanceOfSatisfying(
            PlumblineException.class,
            error -> assertThat(error.code()).isEqualTo("input.column_missing"));
    assertThatThrownBy(() -> SheetReader.read(new byte[] {'m', (byte) 0x81, (byte) 0x8d}, "a.csv"))
        .isInstanceOfSatisfying(
            PlumblineException.class,
            error -> assertThat(error.code()).isEqualTo("input.encoding"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Dear Ana,\nplease find the sheet attached.\n",
        "he said \"yes\" and \"no",
        "\"open",
        "\"a\" b;c\n",
        "id,name\r\n1,x\r\n"
      })
  void saysThatATextIsNoSheet(String text) throws Exception {
    Path file = Files.writeString(folder.resolve("review.xlsx"), text);

    assertThatThrownBy(() -> SheetReader.read(file))
        .isInstanceOfSatisfying(
            PlumblineException.class,
            error -> {
              assertThat(error.code()).isEqualTo("review.sheet_invalid");
              assertThat(error.exitCode()).isEqualTo(ExitCode.BAD_CONFIGURATION);
              assertThat(error)
                  .hasMessageContaining(
                      file
                          + " has 1 problem:\n  - it is neither an XLSX workbook nor a CSV sheet of"
                          + " 'review sheet'; none of its first rows has a title such as 'mark' or"
                          + " 'row'.")
                  .hasMessageNotContaining("damaged");
            });
  }

  @Test
  void saysThatAFileIsMissing() throws Exception {
    Files.writeString(folder.resolve("review.csv"), HEAD);

    assertThatThrownBy(() -> SheetReader.read(folder.resolve("reveiw.csv")))
        .isInstanceOfSatisfying(
            PlumblineException.class,
            error -> {
              assertThat(error.code()).isEqualTo("input.file_missing");
              assertThat(error.exitCode()).isEqualTo(ExitCode.INPUT_MISSING);
              assertThat(error)
                  .hasMessageStartingWith(
                      "There is no 'reveiw.csv' in " + folder + ". Did you mean 'review.csv'?")
                  .hasMessageNotContaining("damaged");
            });
    assertThatThrownBy(() -> SheetReader.read(folder.resolve("none").resolve("a.csv")))
        .hasMessageStartingWith("There is no 'a.csv' in " + folder.resolve("none") + ".");
  }

  /** Every single byte of a workbook may be wrong without another failure than a foreseen one. */
  @Test
  void foreseesEveryDamage() {
    byte[] good = ReviewSheet.xlsx(Proposals.company());

    for (int i = 0; i < good.length; i += 7) {
      byte[] bad = good.clone();
      bad[i] ^= 0x55;
      try {
        SheetReader.read(bad, "a.xlsx");
      } catch (PlumblineException foreseen) {
        assertThat(foreseen.code()).startsWith("input.");
      }
    }
  }

  @Test
  void readsAFileByItsContentNotItsName() throws Exception {
    Path file = Files.write(folder.resolve("review.csv"), ReviewSheet.xlsx(Proposals.company()));

    assertThat(SheetReader.read(file).marked()).hasSize(1);
  }

  private interface Filling {
    void fill(Worksheet sheet);
  }

  private static byte[] workbook(Filling filling) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (Workbook workbook = new Workbook(bytes, "Test", "1.0")) {
      filling.fill(workbook.newWorksheet("Sheet1"));
    }

    return bytes.toByteArray();
  }

  private static void put(Worksheet sheet, int row, String mark, String key) {
    sheet.value(row, 0, mark);
    sheet.value(row, 1, key);
    sheet.value(row, 4, VERSION);
  }

  private static ReviewedSheet read(String csv) {
    return SheetReader.read(csv.getBytes(StandardCharsets.UTF_8), "review.csv");
  }

  private static List<String> texts(ReviewedSheet sheet) {
    return sheet.problems().stream().map(SheetProblem::text).toList();
  }
}
