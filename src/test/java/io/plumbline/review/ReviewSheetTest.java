package io.plumbline.review;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.zip.ZipFile;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class ReviewSheetTest {

  @TempDir Path folder;

  @Test
  void writesCsvThatSpreadsheetsRead() {
    String csv = new String(ReviewSheet.csv(Proposals.company()), StandardCharsets.UTF_8);

    assertThat(csv)
        .startsWith(
            "\ufeffpipeline,stage,level,segment,deals,CRM now % (0-100),proposed % (0-100),low %"
                + " (0-100),high % (0-100),change in points,decision,reasons,open amount (EUR),"
                + "weighted now (EUR),weighted proposed (EUR),mark (approve / hold / override),"
                + "override_percent (0-100),note,row (do not change),version (do not change)\r\n"
                + "Default,Qualification,stage,,1412,10.00,12.30,10.10,14.90,2.30,publish,,1200000,"
                + "120000,147600,,,,stage:default/qualification,version 2026-09-30-7c1d\r\n")
        .contains(
            ",override,35,two large ones close soon,age_band:default/proposal/age_band=30%2B,")
        .contains(
            "Default,Legal,stage,,0,,,,,,hold,no closed deal to measure it by,5000,,,,,,"
                + "stage:default/legal,version 2026-09-30-7c1d\r\n");
  }

  @Test
  void writesTheSameBytesEachTime() {
    assertThat(ReviewSheet.csv(Proposals.company()))
        .isEqualTo(ReviewSheet.csv(Proposals.company()));
    assertThat(ReviewSheet.xlsx(Proposals.company()))
        .isEqualTo(ReviewSheet.xlsx(Proposals.company()));
  }

  @Test
  void holdsNoTimeOfWriting() throws Exception {
    Path file = write(Proposals.company());

    try (ZipFile zip = new ZipFile(file.toFile())) {
      assertThat(zip.stream().map(entry -> entry.getTimeLocal().getYear())).containsOnly(1980);
    }
    assertThat(text(part(file, "docProps/core.xml"), "dcterms:created"))
        .isEqualTo("2026-09-30T00:00:00Z");
  }

  /** Reads the parts as ECMA-376 lays them out, not with the library that wrote them. */
  @Test
  void locksAllButTheThreeColumnsToFillIn() throws Exception {
    Path file = write(Proposals.company());
    Document sheet = part(file, "xl/worksheets/sheet1.xml");
    Document styles = part(file, "xl/styles.xml");

    Element protection = (Element) sheet.getElementsByTagName("sheetProtection").item(0);
    assertThat(protection.getAttribute("sheet")).isEqualTo("true");
    assertThat(protection.hasAttribute("password")).as("nobody needs a password").isFalse();

    Element formats = (Element) styles.getElementsByTagName("cellXfs").item(0);
    TreeMap<String, Boolean> locked = new TreeMap<>();
    for (Element cell : elements(sheet.getElementsByTagName("c"))) {
      if (cell.getAttribute("r").matches("[A-Z]+3")) {
        int style = Integer.parseInt("0" + cell.getAttribute("s"));
        Element format = elements(formats.getElementsByTagName("xf")).get(style);
        NodeList rules = format.getElementsByTagName("protection");
        locked.put(
            cell.getAttribute("r"),
            rules.getLength() == 0
                || !((Element) rules.item(0)).getAttribute("locked").equals("false"));
      }
    }

    assertThat(locked).hasSize(20);
    assertThat(locked.entrySet().stream().filter(entry -> !entry.getValue()))
        .extracting(entry -> entry.getKey())
        .containsExactly("P3", "Q3", "R3");
  }

  @Test
  void offersTheMarksAndKeepsTheHeadInView() throws Exception {
    Document sheet = part(write(Proposals.company()), "xl/worksheets/sheet1.xml");

    List<Element> validations = elements(sheet.getElementsByTagName("dataValidation"));
    assertThat(validations)
        .extracting(
            rule -> rule.getAttribute("sqref"),
            rule -> rule.getAttribute("type"),
            rule -> rule.getElementsByTagName("formula1").item(0).getTextContent())
        .containsExactly(
            tuple("P2:P7", "list", "\"approve,hold,override\""),
            tuple("Q2:Q7", "custom", "AND(ISNUMBER(Q2),Q2>0,Q2<100)"));

    Element pane = (Element) sheet.getElementsByTagName("pane").item(0);
    assertThat(pane.getAttribute("topLeftCell")).isEqualTo("C2");
    assertThat(pane.getAttribute("state")).isEqualTo("frozen");
  }

  @Test
  void writesNoFormula() throws Exception {
    ProposedTable table =
        Proposals.of(
            new ProposedPipeline(
                "=p",
                "=HYPERLINK(\"http://a\")",
                List.of(
                    Proposals.row("s", "@SUM(A1)", 1)
                        .decision(Decision.REVIEW, "-2+3+cmd|' /C calc'!A0")
                        .mark(Mark.Kind.HOLD, OptionalDouble.empty(), "x", "+1+1")
                        .build()),
                OpenDeals.NONE));

    assertThat(new String(ReviewSheet.csv(table), StandardCharsets.UTF_8))
        .contains("\"'=HYPERLINK(\"\"http://a\"\")\",'@SUM(A1),stage,", ",'-2+3+cmd|", ",'+1+1,");
    assertThat(part(write(table), "xl/worksheets/sheet1.xml").getElementsByTagName("f").getLength())
        .isZero();
  }

  @Test
  void writesASheetWithoutRows() {
    byte[] workbook = ReviewSheet.xlsx(Proposals.of());

    assertThat(SheetReader.read(workbook, "empty.xlsx").marked()).isEmpty();
    assertThat(SheetReader.read(ReviewSheet.csv(Proposals.of()), "empty.csv").undecided()).isZero();
  }

  /** openpyxl is a reader by other people; the test runs where a Python with it is installed. */
  @Test
  void isReadByAnIndependentReader() throws Exception {
    Path python = Path.of("/usr/bin/python3");
    assumeTrue(
        Files.isExecutable(python) && run(python, "import openpyxl").equals("0 "),
        "SKIPPED: no /usr/bin/python3 with openpyxl, so no independent reader has read the"
            + " workbook. Install python3-openpyxl and run again.");
    Path file = write(Proposals.company());

    assertThat(
            run(
                python,
                """
                import warnings, openpyxl
                warnings.simplefilter('ignore')
                book = openpyxl.load_workbook(r'%s')
                sheet = book['Review']
                print('|'.join([
                    ','.join(book.sheetnames), sheet.freeze_panes, str(sheet.max_row),
                    str(sheet['B3'].value), str(sheet['G3'].value), str(sheet['P4'].value),
                    str(sheet['Q4'].value), str(sheet['R4'].value), str(sheet['L2'].value),
                    str(sheet['Q2'].protection.locked), str(sheet['A2'].protection.locked)]))
                """
                    .formatted(file)))
        .isEqualTo(
            "0 Review,How to use|C2|7|Proposal sent|31.5|override|35|two large ones close soon"
                + "|None|False|True");
  }

  private String run(Path python, String script) throws Exception {
    File output = Files.createTempFile(folder, "python", ".txt").toFile();
    Process process =
        new ProcessBuilder(python.toString(), "-c", script)
            .redirectOutput(output)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();

    return process.exitValue() + " " + Files.readString(output.toPath()).strip();
  }

  private Path write(ProposedTable table) throws Exception {
    return Files.write(folder.resolve("review.xlsx"), ReviewSheet.xlsx(table));
  }

  private static Document part(Path file, String name) throws Exception {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      byte[] xml = zip.getInputStream(zip.getEntry(name)).readAllBytes();

      return DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .parse(new ByteArrayInputStream(xml));
    }
  }

  private static String text(Document document, String tag) {
    return document.getElementsByTagName(tag).item(0).getTextContent();
  }

  private static List<Element> elements(NodeList nodes) {
    return IntStream.range(0, nodes.getLength()).mapToObj(i -> (Element) nodes.item(i)).toList();
  }
}
