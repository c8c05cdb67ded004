package io.plumbline.review;

import io.plumbline.error.Errors;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.apache.commons.csv.QuoteMode;

/**
 * The proposed table as a sheet in which a person marks rows, one row per row of the table. {@link
 * SheetReader} reads it back. The same table gives the same bytes.
 */
public final class ReviewSheet {

  /** What makes spreadsheet programs read UTF-8. */
  private static final char BYTE_ORDER_MARK = '\ufeff';

  private static final CSVFormat RFC_4180 =
      CSVFormat.RFC4180.builder().setQuoteMode(QuoteMode.MINIMAL).get();

  private ReviewSheet() {}

  /** CSV as RFC 4180 has it, in UTF-8 with a byte-order mark. */
  public static byte[] csv(ProposedTable table) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    try (Writer writer = new OutputStreamWriter(bytes, StandardCharsets.UTF_8);
        CSVPrinter csv = new CSVPrinter(writer, RFC_4180)) {
      writer.write(BYTE_ORDER_MARK);
      csv.printRecord(SheetColumn.titles(table.currency()));
      for (List<Object> row : SheetRows.of(table)) {
        for (Object cell : row) {
          csv.print(cell instanceof BigDecimal number ? number.toPlainString() : cell);
        }
        csv.println();
      }
    } catch (IOException impossible) {
      throw new UncheckedIOException("Cannot write to memory", impossible);
    }

    return bytes.toByteArray();
  }

  /**
   * A workbook of two sheets: the rows, locked save what is to be filled in, and how to do that.
   *
   * @throws io.plumbline.error.PlumblineException {@code review.sheet_too_long}
   */
  public static byte[] xlsx(ProposedTable table) {
    List<List<Object>> rows = SheetRows.of(table);

    if (rows.size() > WorkbookWriter.MAX_ROWS) {
      throw Errors.sheetTooLong(rows.size(), WorkbookWriter.MAX_ROWS);
    }

    return WorkbookWriter.bytes(table, rows);
  }
}
