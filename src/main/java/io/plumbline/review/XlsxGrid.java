package io.plumbline.review;

import io.plumbline.error.Errors;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.dhatim.fastexcel.reader.Cell;
import org.dhatim.fastexcel.reader.CellType;
import org.dhatim.fastexcel.reader.ReadableWorkbook;
import org.dhatim.fastexcel.reader.ReadingOptions;
import org.dhatim.fastexcel.reader.Row;
import org.dhatim.fastexcel.reader.Sheet;

/** The cells of the sheet of a workbook that has the titles. */
final class XlsxGrid {

  private static final ReadingOptions WITH_FORMATS = new ReadingOptions(true, true);

  /** Spreadsheets show 15 digits: what they keep as 7.0000000000000007E-2 is 0.07. */
  private static final MathContext SHOWN = new MathContext(15);

  /** Bytes by which a workbook is known. */
  private static final int SIGNATURE = 8;

  private XlsxGrid() {}

  /** Whether the content is a workbook of some sort: XLSX, or the binary one of old. */
  static boolean isWorkbook(byte[] content) {
    return content.length >= SIGNATURE
        && (ReadableWorkbook.isOOXMLZipHeader(content) || ReadableWorkbook.isOLE2Header(content));
  }

  /**
   * The grid.
   *
   * @throws io.plumbline.error.PlumblineException {@code input.unreadable}
   */
  static SheetGrid of(byte[] content, String source) {
    if (ReadableWorkbook.isOLE2Header(content)) {
      throw Errors.inputUnreadable(
          source,
          new IOException("it is a workbook of the old kind (.xls) or one with a password"));
    }

    try (ReadableWorkbook workbook =
        new ReadableWorkbook(new ByteArrayInputStream(content), WITH_FORMATS)) {
      SheetGrid best = SheetGrid.of(List.of(), List.of());
      for (Sheet sheet : workbook.getSheets().toList()) {
        SheetGrid grid = SheetGrid.of(rows(sheet), List.of());
        best = grid.titles() > best.titles() ? grid : best;
      }
      return best;
    } catch (IOException | RuntimeException damaged) {
      // The library throws whatever it stumbles over in a damaged file.
      throw Errors.inputUnreadable(source, damaged);
    }
  }

  private static List<SheetGrid.Row> rows(Sheet sheet) throws IOException {
    try (Stream<Row> rows = sheet.openStream()) {
      return rows.map(row -> new SheetGrid.Row(row.getRowNum(), cells(row))).toList();
    }
  }

  private static List<String> cells(Row row) {
    List<String> cells = new ArrayList<>();
    for (Cell cell : row) {
      cells.add(cell == null ? "" : text(cell));
    }

    return cells;
  }

  /**
   * A cell as a person sees it: a number in a percent format is a hundredth of what is shown, which
   * is what a spreadsheet makes of "40%" when somebody types that.
   */
  private static String text(Cell cell) {
    if (cell.getType() == CellType.STRING) {
      return XlsxText.unescaped(cell.getText());
    }
    if (!(cell.getValue() instanceof BigDecimal value)) {
      return cell.getText();
    }

    BigDecimal number = value.round(SHOWN);
    boolean isPercent =
        Optional.ofNullable(cell.getDataFormatString()).filter(f -> f.contains("%")).isPresent();

    return isPercent ? plain(number.movePointRight(2)) + "%" : plain(number);
  }

  private static String plain(BigDecimal number) {
    return number.stripTrailingZeros().toPlainString();
  }
}
