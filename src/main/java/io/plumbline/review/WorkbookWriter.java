package io.plumbline.review;

import io.plumbline.view.Figures;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.commons.compress.utils.SeekableInMemoryByteChannel;
import org.dhatim.fastexcel.BorderStyle;
import org.dhatim.fastexcel.DataValidationErrorStyle;
import org.dhatim.fastexcel.ProtectionOption;
import org.dhatim.fastexcel.Range;
import org.dhatim.fastexcel.SheetProtectionOption;
import org.dhatim.fastexcel.StyleSetter;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;

/** Lays out the workbook of a review sheet. */
final class WorkbookWriter {

  /** Rows that a sheet holds beside its head. */
  static final int MAX_ROWS = Worksheet.MAX_ROWS - 1;

  /** The sheet with the rows. */
  static final String ROWS = "Review";

  private static final String HELP = "How to use";
  private static final String HEAD_FILL = "1B1E23";
  private static final String HEAD_INK = "FFFFFF";
  private static final String ANSWER_FILL = "FFF4CC";
  private static final String TECHNICAL_INK = "808080";
  private static final Set<SheetProtectionOption> LOCKED =
      Set.of(
          SheetProtectionOption.SHEET,
          SheetProtectionOption.DELETE_COLUMNS,
          SheetProtectionOption.DELETE_ROWS,
          SheetProtectionOption.INSERT_COLUMNS,
          SheetProtectionOption.INSERT_ROWS);

  private final ProposedTable table;
  private final List<List<Object>> rows;

  private WorkbookWriter(ProposedTable table, List<List<Object>> rows) {
    this.table = table;
    this.rows = rows;
  }

  static byte[] bytes(ProposedTable table, List<List<Object>> rows) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    try {
      try (Workbook workbook = new Workbook(bytes, "Plumbline", null)) {
        WorkbookWriter writer = new WorkbookWriter(table, rows);
        writer.writeRows(workbook.newWorksheet(ROWS));
        writer.writeHelp(workbook.newWorksheet(HELP));
      }
      return repeatable(bytes.toByteArray(), table);
    } catch (IOException impossible) {
      throw new UncheckedIOException("Cannot write to memory", impossible);
    }
  }

  private void writeRows(Worksheet sheet) {
    SheetColumn[] columns = SheetColumn.values();

    for (SheetColumn column : columns) {
      int at = column.ordinal();
      sheet.width(at, column.width());
      sheet.value(0, at, column.title(table.currency()));
      for (int i = 0; i < rows.size(); i++) {
        write(sheet, i + 1, at, rows.get(i).get(at));
      }
      if (!rows.isEmpty()) {
        StyleSetter style = sheet.range(1, at, rows.size(), at).style().verticalAlignment("top");
        style(style, column).set();
      }
    }

    sheet
        .range(0, 0, 0, columns.length - 1)
        .style()
        .bold()
        .wrapText(true)
        .verticalAlignment("center")
        .fillColor(HEAD_FILL)
        .fontColor(HEAD_INK)
        .set();
    sheet.rowHeight(0, 48);
    sheet.freezePane(SheetColumn.STAGE.ordinal() + 1, 1);
    sheet.setAutoFilter(0, 0, rows.size(), columns.length - 1);
    sheet.pageOrientation("landscape");
    sheet.setFitToPage(true);
    sheet.fitToWidth((short) 1);
    sheet.fitToHeight((short) 0);
    sheet.repeatRows(0);
    if (!rows.isEmpty()) {
      validate(sheet);
    }
    sheet.protect("", LOCKED);
  }

  private static void write(Worksheet sheet, int row, int column, Object cell) {
    if (cell instanceof Number number) {
      sheet.value(row, column, number);
    } else if (cell instanceof String text && !text.isEmpty()) {
      sheet.value(row, column, XlsxText.escaped(text));
    }
  }

  private static StyleSetter style(StyleSetter style, SheetColumn column) {
    StyleSetter kind =
        switch (column.kind()) {
          case TEXT -> style.wrapText(column == SheetColumn.REASONS);
          case COUNT -> style.format("#,##0");
          case PERCENT -> style.format(column == SheetColumn.CHANGE ? "+0.0;-0.0;0.0" : "0.0");
          case MONEY -> style.format("#,##0");
          case ANSWER ->
              style
                  .fillColor(ANSWER_FILL)
                  .borderStyle(BorderStyle.THIN)
                  .borderColor("D9D4CA")
                  .wrapText(column == SheetColumn.NOTE)
                  .protectionOption(ProtectionOption.LOCKED, false);
        };

    return switch (column) {
      case PROPOSED -> kind.bold();
      case OVERRIDE -> kind.format("0.0##");
      case ROW, VERSION -> kind.fontColor(TECHNICAL_INK);
      default -> kind;
    };
  }

  private void validate(Worksheet sheet) {
    answers(sheet, SheetColumn.MARK)
        .validateWithListByFormula("\"approve,hold,override\"")
        .allowBlank(true)
        .errorStyle(DataValidationErrorStyle.STOP)
        .showErrorMessage(true)
        .errorTitle("Mark")
        .error("Choose approve, hold or override, or leave the cell empty.");

    String first = (char) ('A' + SheetColumn.OVERRIDE.ordinal()) + "2";
    answers(sheet, SheetColumn.OVERRIDE)
        .validateWithFormula("AND(ISNUMBER(" + first + ")," + first + "&gt;0," + first + "&lt;100)")
        .allowBlank(true)
        .errorStyle(DataValidationErrorStyle.STOP)
        .showErrorMessage(true)
        .errorTitle("Override")
        .error("Type a percentage between 0 and 100, for example 40 for 40 percent.");
  }

  private Range answers(Worksheet sheet, SheetColumn column) {
    return sheet.range(1, column.ordinal(), rows.size(), column.ordinal());
  }

  private void writeHelp(Worksheet sheet) {
    List<String> lines =
        List.of(
            "How to review this table",
            "Version "
                + table.version()
                + ", as of "
                + Figures.longDate(table.asOf())
                + ". Each row of the sheet '"
                + ROWS
                + "' is a stage, or a part of one, with the percentage that the CRM uses now and the"
                + " one that is proposed.",
            "Fill in the yellow columns. A row that you leave empty is not decided.",
            "mark: approve puts the proposed percentage into the CRM; hold keeps the one that it has;"
                + " override puts in the percentage that you type.",
            "override_percent: only with the mark override. A percentage between 0 and 100: 40, 40 %"
                + " and 40.5 are fine. 0.4 is refused, as 40 may be meant; for less than one percent"
                + " give the cell a percent format.",
            "note: why, for those who ask later. It is kept together with the mark.",
            "low and high: the interval that holds the true percentage "
                + Figures.wholePercent(table.intervalLevel())
                + " of the time. Few deals make it wide.",
            "decision: publish means that the evidence supports the new percentage, hold that it does"
                + " not, review that a person should look first.",
            "weighted: the amounts of the open deals times the percentage.",
            "Rows may be filtered, and left out. The white cells are locked against slips, without a"
                + " password: unprotect the sheet to sort it.",
            "Leave the columns row and version as they are. Changes to the numbers are not read.");
    sheet.width(0, 110);
    for (int i = 0; i < lines.size(); i++) {
      sheet.value(i, 0, XlsxText.escaped(SheetText.plain(lines.get(i))));
      sheet.style(i, 0).wrapText(true).verticalAlignment("top").set();
    }
    sheet.style(0, 0).bold().fontSize(14).set();
  }

  /**
   * The workbook without the time at which it was written, and without the password of the locked
   * cells: they are locked against slips, and nobody should have to ask for a word.
   */
  private static byte[] repeatable(byte[] workbook, ProposedTable table) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    // The workbook's zip is in a form (zip64, sizes behind the data) that Java's stream refuses.
    try (ZipFile from =
            ZipFile.builder()
                .setSeekableByteChannel(new SeekableInMemoryByteChannel(workbook))
                .get();
        ZipOutputStream to = new ZipOutputStream(bytes)) {
      for (ZipArchiveEntry part : Collections.list(from.getEntriesInPhysicalOrder())) {
        byte[] content = from.getInputStream(part).readAllBytes();
        if (part.getName().equals("docProps/core.xml")) {
          content =
              replaced(
                  content, "(<dcterms:created[^>]*>)[^<]*", "$1" + table.asOf() + "T00:00:00Z");
        } else if (part.getName().startsWith("xl/worksheets/")) {
          content = replaced(content, "(<sheetProtection) password=\"[^\"]*\"", "$1");
        }
        ZipEntry entry = new ZipEntry(part.getName());
        entry.setTimeLocal(LocalDateTime.of(1980, 1, 1, 0, 0));
        to.putNextEntry(entry);
        to.write(content);
        to.closeEntry();
      }
    }

    return bytes.toByteArray();
  }

  private static byte[] replaced(byte[] content, String pattern, String replacement) {
    return new String(content, StandardCharsets.UTF_8)
        .replaceFirst(pattern, replacement)
        .getBytes(StandardCharsets.UTF_8);
  }
}
