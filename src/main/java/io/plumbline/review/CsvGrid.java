package io.plumbline.review;

import io.plumbline.error.Errors;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** The cells of a CSV file as spreadsheet programs of any country save it. */
final class CsvGrid {

  private static final char BYTE_ORDER_MARK = '\ufeff';
  private static final List<Character> DELIMITERS = List.of(',', ';', '\t');

  /** What Excel saves as plain CSV in Western countries. */
  private static final Charset WESTERN = Charset.forName("windows-1252");

  private static final String NO_SHEET =
      "it is neither an XLSX workbook nor a CSV sheet of 'review sheet'; none of its first rows has"
          + " a title such as '"
          + SheetColumn.MARK.key()
          + "' or '"
          + SheetColumn.ROW.key()
          + "'.";

  private CsvGrid() {}

  /**
   * The grid; the separator is the one that makes titles of the first lines.
   *
   * @throws io.plumbline.error.PlumblineException {@code input.encoding}, {@code input.unreadable},
   *     {@code review.sheet_invalid} for a text of another kind
   */
  static SheetGrid of(byte[] content, String source) {
    List<String> remarks = new ArrayList<>();
    String text = text(content, source, remarks);
    SheetGrid best = null;
    IOException failure = null;

    for (char delimiter : DELIMITERS) {
      List<SheetGrid.Row> rows = new ArrayList<>();
      try {
        read(text, delimiter, rows);
        SheetGrid grid = SheetGrid.of(rows, remarks);
        if (best == null || grid.titles() > best.titles()) {
          best = grid;
        }
      } catch (IOException broken) {
        // With a wrong separator a quote may open where none does; the right one decides, and a
        // text without a title has none.
        boolean isSheet = SheetGrid.of(rows, remarks).titles() > 0;
        failure = failure == null && isSheet ? broken : failure;
      }
    }

    if (best == null || best.titles() == 0) {
      if (failure != null) {
        throw Errors.inputUnreadable(source, failure);
      }
      if (!text.isBlank()) {
        throw Errors.sheetInvalid(source, List.of(NO_SHEET));
      }
    }

    return best;
  }

  /** Adds the rows, those before a broken one too. */
  private static void read(String text, char delimiter, List<SheetGrid.Row> rows)
      throws IOException {
    CSVFormat format =
        CSVFormat.RFC4180.builder().setDelimiter(delimiter).setIgnoreEmptyLines(false).get();

    try (CSVParser parser = CSVParser.parse(new StringReader(text), format)) {
      for (CSVRecord record : parser) {
        rows.add(new SheetGrid.Row((int) record.getRecordNumber(), record.toList()));
      }
    } catch (UncheckedIOException broken) {
      throw broken.getCause();
    }
  }

  private static String text(byte[] content, String source, List<String> remarks) {
    Charset marked = byOrderMark(content);
    ByteBuffer bytes = ByteBuffer.wrap(content);
    Optional<String> text = decoded(bytes, marked);
    int offset = bytes.position();

    if (text.isEmpty() && marked.equals(StandardCharsets.UTF_8)) {
      text = decoded(ByteBuffer.wrap(content), WESTERN);
      remarks.add(
          source
              + " is not in UTF-8 and was read as Western European (Windows-1252). If notes look"
              + " wrong, save the sheet as XLSX or as CSV UTF-8.");
    }

    return text.map(CsvGrid::withoutMark).orElseThrow(() -> Errors.wrongEncoding(source, offset));
  }

  private static Charset byOrderMark(byte[] content) {
    int first = content.length < 2 ? 0 : (content[0] & 0xff) << 8 | (content[1] & 0xff);

    return first == 0xfeff || first == 0xfffe ? StandardCharsets.UTF_16 : StandardCharsets.UTF_8;
  }

  /** The text, or nothing where bytes fit no letter; the buffer then stands at the first. */
  private static Optional<String> decoded(ByteBuffer bytes, Charset charset) {
    try {
      CharBuffer text =
          charset
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT)
              .decode(bytes);

      return Optional.of(text.toString());
    } catch (CharacterCodingException other) {
      return Optional.empty();
    }
  }

  private static String withoutMark(String text) {
    return !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
  }
}
