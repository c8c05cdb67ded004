package io.plumbline.review;

import io.plumbline.error.Errors;
import io.plumbline.error.PlumblineException;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a review sheet that a person has filled in and a spreadsheet program may have saved. Only
 * the mark, the override, the note, the row and the version are read; columns are found by their
 * titles, rows by their key, in any order.
 */
public final class SheetReader {

  /** Longer than any reason, and short enough for every spreadsheet. */
  static final int LONGEST_NOTE = 2_000;

  /** "40", "40,5", "40.5 %". */
  private static final Pattern PERCENT =
      Pattern.compile("([+-]?[0-9]+)(?:[.,]([0-9]+))?[\\s\\u202f]*%?");

  private static final char NO_BREAK = '\u00a0';

  private final Map<SheetColumn, Integer> columns;
  private final Map<String, Integer> lines = new HashMap<>();
  private final List<Marked> marked = new ArrayList<>();
  private final List<SheetProblem> problems = new ArrayList<>();
  private int undecided;

  private SheetReader(Map<SheetColumn, Integer> columns) {
    this.columns = columns;
  }

  /**
   * Reads a file, CSV or XLSX, as its content shows.
   *
   * @throws io.plumbline.error.PlumblineException {@code input.file_missing}, {@code
   *     input.unreadable}, {@code input.encoding}, {@code input.column_missing}, {@code
   *     input.column_duplicated}, {@code review.sheet_invalid} for a text of another kind
   */
  public static ReviewedSheet read(Path file) {
    if (Files.notExists(file)) {
      throw missing(file.toAbsolutePath());
    }

    try {
      return read(Files.readAllBytes(file), file.toString());
    } catch (IOException failure) {
      throw Errors.inputUnreadable(file.toString(), failure);
    }
  }

  private static PlumblineException missing(Path file) {
    String name = file.getFileName().toString();
    List<String> present =
        Optional.ofNullable(file.getParent().toFile().list()).map(Arrays::asList).orElse(List.of());

    return Errors.inputFileMissing(
        name, file.getParent(), List.of(name), present.stream().sorted().toList());
  }

  /**
   * Reads the content of a file.
   *
   * @param source its name, for messages
   * @throws io.plumbline.error.PlumblineException as {@link #read(Path)}
   */
  public static ReviewedSheet read(byte[] content, String source) {
    SheetGrid grid =
        XlsxGrid.isWorkbook(content) ? XlsxGrid.of(content, source) : CsvGrid.of(content, source);
    SheetReader reader = new SheetReader(grid.columns(source));
    grid.rows().forEach(reader::read);

    return new ReviewedSheet(
        source, reader.marked, reader.undecided, reader.problems, grid.remarks());
  }

  private void read(SheetGrid.Row row) {
    String mark = cell(row, SheetColumn.MARK);
    String override = cell(row, SheetColumn.OVERRIDE);
    String text = SheetText.unguarded(cell(row, SheetColumn.ROW));

    if (text.isEmpty() && mark.isEmpty() && override.isEmpty()) {
      return;
    }

    Optional<RowKey> key = key(row.line(), text);
    Optional<Mark.Kind> kind = kind(row.line(), mark);
    OptionalDouble share = override(row.line(), kind, mark, override);
    String note = note(row);

    if (mark.isEmpty()) {
      undecided++;
    } else if (key.isPresent()
        && kind.isPresent()
        && share.isPresent() == (kind.get() == Mark.Kind.OVERRIDE)) {
      marked.add(new Marked(key.get(), version(row), kind.get(), share, note, row.line()));
    }
  }

  private Optional<RowKey> key(int line, String text) {
    Optional<RowKey> key = RowKey.of(text);
    Integer first = lines.putIfAbsent(text, line);

    if (key.isEmpty()) {
      add(line, SheetColumn.ROW, text, "not a row of a review sheet; copy it from a new one.");
    } else if (first != null) {
      add(line, SheetColumn.ROW, text, "stands in row " + first + " already; keep one of them.");
    }

    return key;
  }

  private Optional<Mark.Kind> kind(int line, String mark) {
    Optional<Mark.Kind> kind = Mark.Kind.of(mark);

    if (kind.isEmpty() && !mark.isEmpty()) {
      add(line, SheetColumn.MARK, mark, "use approve, hold or override, or leave it empty.");
    }

    return kind;
  }

  private OptionalDouble override(
      int line, Optional<Mark.Kind> kind, String mark, String override) {
    boolean isAsked = kind.filter(of -> of == Mark.Kind.OVERRIDE).isPresent();

    if (override.isEmpty()) {
      if (isAsked) {
        add(line, SheetColumn.OVERRIDE, "", "the mark is override, so type a percentage.");
      }
      return OptionalDouble.empty();
    }

    Optional<BigDecimal> percent = percent(override);
    if (percent.isEmpty()) {
      add(line, SheetColumn.OVERRIDE, override, "not a percentage; type it as 40 or 40.5.");
    } else if (mayBeFraction(override, percent.get())) {
      add(
          line,
          SheetColumn.OVERRIDE,
          override,
          "reads as "
              + percent.get().toPlainString()
              + "%; write 15 for fifteen percent, or give it a percent sign or format if so little"
              + " is meant.");
      return OptionalDouble.empty();
    }
    if (!isAsked && (kind.isPresent() || mark.isEmpty())) {
      add(
          line,
          SheetColumn.OVERRIDE,
          override,
          (mark.isEmpty() ? "the row has no mark" : "the mark is " + mark)
              + "; write override there, or clear the percentage.");
    }

    return isAsked && percent.isPresent()
        ? OptionalDouble.of(percent.get().movePointLeft(2).doubleValue())
        : OptionalDouble.empty();
  }

  private String note(SheetGrid.Row row) {
    String note = SheetText.unguarded(SheetText.plain(raw(row, SheetColumn.NOTE)));

    if (note.length() > LONGEST_NOTE) {
      add(
          row.line(),
          SheetColumn.NOTE,
          note,
          note.length() + " letters; at most " + LONGEST_NOTE + " are kept.");
    }

    return note;
  }

  private String version(SheetGrid.Row row) {
    String text = SheetText.unguarded(cell(row, SheetColumn.VERSION));

    return text.startsWith(SheetRows.VERSION_WORD)
        ? text.substring(SheetRows.VERSION_WORD.length())
        : text;
  }

  private String cell(SheetGrid.Row row, SheetColumn column) {
    return raw(row, column).replace(NO_BREAK, ' ').strip();
  }

  private String raw(SheetGrid.Row row, SheetColumn column) {
    int at = columns.get(column);

    return at < row.cells().size() ? row.cells().get(at) : "";
  }

  private void add(int line, SheetColumn column, String value, String description) {
    problems.add(SheetProblem.of(line, column, value, description));
  }

  /** Whether 0.15 may be meant as 15 percent; a percent sign, or the cell's format, says not. */
  private static boolean mayBeFraction(String text, BigDecimal percent) {
    return SheetRows.looksLikeFraction(percent) && !text.endsWith("%");
  }

  private static Optional<BigDecimal> percent(String text) {
    Matcher percent = PERCENT.matcher(text);

    return percent.matches()
        ? Optional.of(
            new BigDecimal(
                percent.group(1) + (percent.group(2) == null ? "" : "." + percent.group(2))))
        : Optional.empty();
  }
}
