package io.plumbline.review;

import static java.util.Objects.requireNonNull;

import io.plumbline.view.PlainText;

/**
 * Something in a sheet that cannot be taken.
 *
 * @param line row of the sheet, where the head is row 1
 * @param column its title without hint
 * @param value as typed; empty for an empty cell
 * @param description what is wrong and what is allowed, as the end of a sentence
 */
public record SheetProblem(int line, String column, String value, String description) {

  private static final int LONGEST = 80;

  /** Refuses nulls. */
  public SheetProblem {
    requireNonNull(column, "column");
    requireNonNull(value, "value");
    requireNonNull(description, "description");
  }

  static SheetProblem of(int line, SheetColumn column, String value, String description) {
    return new SheetProblem(line, column.key(), value, description);
  }

  /** {@code row 5, mark 'yes': use approve, hold or override.} */
  public String text() {
    String line = PlainText.oneLine(value);
    int letters = line.codePointCount(0, line.length());
    String shown =
        letters <= LONGEST
            ? line
            : line.substring(0, line.offsetByCodePoints(0, LONGEST)) + " [...]";

    return "row "
        + this.line
        + ", "
        + column
        + (shown.isEmpty() ? "" : " '" + shown + "'")
        + ": "
        + description;
  }
}
