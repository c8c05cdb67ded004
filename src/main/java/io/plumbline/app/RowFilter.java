package io.plumbline.app;

import io.plumbline.error.Errors;
import io.plumbline.lake.TableColumn;
import io.plumbline.lake.TableReader;
import io.plumbline.lake.TableRow;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One {@code --where} condition. The value is read as the type of the column. An empty value stands
 * for no value: {@code product=} keeps the rows without a product, {@code product!=} those with
 * one. A row without a value differs from every value, and is neither smaller nor larger.
 */
final class RowFilter implements Predicate<TableRow> {

  private static final String OPTION = "--where";
  private static final Pattern SHAPE =
      Pattern.compile("\\s*([^!<>=]+?)\\s*(!=|<=|>=|=|<|>)\\s*(.*?)\\s*", Pattern.DOTALL);

  private final String column;
  private final Predicate<Object> condition;

  private RowFilter(String column, Predicate<Object> condition) {
    this.column = column;
    this.condition = condition;
  }

  /**
   * Reads a condition such as {@code stage_order>=3}.
   *
   * @throws io.plumbline.error.PlumblineException {@code arguments.invalid} or {@code
   *     arguments.column_unknown}
   */
  static RowFilter parse(String text, TableReader table) {
    Matcher matcher = SHAPE.matcher(text);
    if (!matcher.matches()) {
      throw Errors.badArgument(
          OPTION, text, "a column, one of = != < <= > >=, and a value, such as stage_order>=3");
    }
    String name = matcher.group(1);
    TableColumn column =
        table.columns().stream()
            .filter(candidate -> candidate.name().equals(name))
            .findFirst()
            .orElseThrow(
                () ->
                    Errors.unknownColumn(
                        table.name(),
                        name,
                        table.columns().stream().map(TableColumn::name).toList()));
    return new RowFilter(name, condition(text, column, matcher.group(2), matcher.group(3)));
  }

  /** The column that the condition is about. */
  String column() {
    return column;
  }

  @Override
  public boolean test(TableRow row) {
    return condition.test(row.value(column));
  }

  private static Predicate<Object> condition(
      String text, TableColumn column, String operator, String value) {
    boolean equality = operator.equals("=") || operator.equals("!=");
    if (value.isEmpty()) {
      if (!equality) {
        throw Errors.badArgument(OPTION, text, "followed by a value where it is compared by size");
      }
      Predicate<Object> isAbsent = actual -> actual == null || actual.equals("");
      return operator.equals("=") ? isAbsent : isAbsent.negate();
    }
    if (column.type() == TableColumn.Type.LIST && equality) {
      Predicate<Object> contains =
          actual ->
              actual instanceof List<?> list
                  && list.stream().anyMatch(element -> value.equals(String.valueOf(element)));
      return operator.equals("=") ? contains : contains.negate();
    }
    Object wanted = wanted(text, column, value);
    return switch (operator) {
      case "=" -> actual -> actual != null && compare(actual, wanted) == 0;
      case "!=" -> actual -> actual == null || compare(actual, wanted) != 0;
      case "<" -> actual -> actual != null && compare(actual, wanted) < 0;
      case "<=" -> actual -> actual != null && compare(actual, wanted) <= 0;
      case ">" -> actual -> actual != null && compare(actual, wanted) > 0;
      default -> actual -> actual != null && compare(actual, wanted) >= 0;
    };
  }

  private static Object wanted(String text, TableColumn column, String value) {
    try {
      return switch (column.type()) {
        case TEXT -> value;
        case TRUTH -> truth(value);
        case INTEGER, LONG, DECIMAL -> new BigDecimal(value);
        case DOUBLE -> Double.valueOf(value);
        case DATE -> LocalDate.parse(value);
        case TIMESTAMP -> instant(value);
        case LOCAL_TIMESTAMP ->
            value.contains("T")
                ? LocalDateTime.parse(value)
                : LocalDate.parse(value).atStartOfDay();
        case LIST, MAP, STRUCT ->
            throw Errors.badArgument(
                OPTION, text, "about a column of single values, or = and != for a list");
      };
    } catch (NumberFormatException | DateTimeException notOfType) {
      throw Errors.badArgument(OPTION, text, allowed(column));
    }
  }

  private static Boolean truth(String value) {
    if (!value.equals("true") && !value.equals("false")) {
      throw new NumberFormatException();
    }
    return Boolean.valueOf(value);
  }

  private static Instant instant(String value) {
    return value.contains("T")
        ? OffsetDateTime.parse(value).toInstant()
        : LocalDate.parse(value).atStartOfDay(ZoneOffset.UTC).toInstant();
  }

  private static String allowed(TableColumn column) {
    String kind =
        switch (column.type()) {
          case TRUTH -> "true or false";
          case INTEGER, LONG, DECIMAL, DOUBLE -> "a number";
          case DATE -> "a date such as 2026-03-31";
          case TIMESTAMP -> "a time such as 2026-03-31T12:00:00Z, or a date";
          case LOCAL_TIMESTAMP -> "a time such as 2026-03-31T12:00:00, or a date";
          case TEXT, LIST, MAP, STRUCT -> "a text";
        };
    return "a condition whose value is " + kind + ", as column '" + column.name() + "' holds";
  }

  private static int compare(Object actual, Object wanted) {
    if (wanted instanceof BigDecimal number) {
      return new BigDecimal(actual.toString()).compareTo(number);
    }
    return ValueOrder.compare(actual, wanted);
  }
}
