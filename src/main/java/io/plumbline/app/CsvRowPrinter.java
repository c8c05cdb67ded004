package io.plumbline.app;

import io.plumbline.lake.TableColumn;
import io.plumbline.lake.TableRow;
import io.plumbline.table.FormulaCells;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.apache.commons.csv.QuoteMode;

/**
 * CSV as RFC 4180 has it: comma, double quotes where needed, lines end with CRLF, header first. No
 * value and an empty text are both an empty cell, quoted where it is the first one, so that no row
 * is an empty line. Text that a spreadsheet would take for a formula is written as {@link
 * FormulaCells} says; all other values as they are.
 */
final class CsvRowPrinter implements RowPrinter {

  private static final CSVFormat RFC_4180 =
      CSVFormat.RFC4180.builder().setQuoteMode(QuoteMode.MINIMAL).get();

  private final Appendable out;
  private final List<TableColumn> columns;
  private final FormulaCells formulas;
  private long marked;

  CsvRowPrinter(Appendable out, List<TableColumn> columns, FormulaCells formulas) {
    this.out = out;
    this.columns = columns;
    this.formulas = formulas;
  }

  @Override
  public void print(Iterator<TableRow> rows) throws IOException {
    CSVPrinter csv = new CSVPrinter(out, RFC_4180);
    csv.printRecord(columns.stream().map(TableColumn::name).toList());
    while (rows.hasNext()) {
      for (Object value : rows.next().values()) {
        csv.print(value == null ? "" : cell(value));
      }
      csv.println();
    }
    csv.flush();
  }

  /** How many cells were marked as text. */
  long marked() {
    return marked;
  }

  private String cell(Object value) {
    if (!(value instanceof String text) || !formulas.marks(text)) {
      return ValueText.of(value);
    }
    marked++;
    return FormulaCells.MARK + text;
  }
}
