package io.plumbline.config;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * How a value of one type is read and written.
 *
 * @param name the type in words, with its article: "a whole number"
 * @param parser reads a raw value; throws {@link IllegalArgumentException} where it cannot
 * @param canonical the one spelling of a value, equal for equal values
 */
record SettingType<T>(
    String name, Function<RawValue, T> parser, Function<? super T, String> canonical) {

  static final SettingType<String> TEXT =
      new SettingType<>("text", SettingType::text, Function.identity());

  static final SettingType<Boolean> TRUTH =
      new SettingType<>(
          "true or false",
          raw ->
              switch (text(raw)) {
                case "true" -> true;
                case "false" -> false;
                default -> throw new IllegalArgumentException();
              },
          String::valueOf);

  static final SettingType<Integer> WHOLE =
      new SettingType<>("a whole number", raw -> Integer.valueOf(text(raw)), String::valueOf);

  static final SettingType<Long> LONG =
      new SettingType<>("a whole number", raw -> Long.valueOf(text(raw)), String::valueOf);

  /** Read as a decimal first, so that {@code NaN}, {@code Infinity} and {@code 1f} are refused. */
  static final SettingType<Double> NUMBER =
      new SettingType<>(
          "a number",
          raw -> {
            double value = new BigDecimal(text(raw)).doubleValue();
            return value == 0.0 ? 0.0 : value;
          },
          String::valueOf);

  static final SettingType<ZoneId> ZONE =
      new SettingType<>("a time zone", raw -> zone(text(raw)), ZoneId::getId);

  static final SettingType<Character> CHARACTER =
      new SettingType<>(
          "a single character", raw -> character(text(raw)), SettingType::characterText);

  static final SettingType<List<String>> NAMES =
      new SettingType<>(
          "a list of names", raw -> items(raw, Function.identity()), SettingType::listText);

  static final SettingType<List<BigDecimal>> AMOUNTS =
      new SettingType<>(
          "a list of numbers",
          raw -> items(raw, BigDecimal::new),
          values ->
              listText(
                  values.stream()
                      .map(value -> value.stripTrailingZeros().toPlainString())
                      .toList()));

  static final SettingType<List<Integer>> WHOLES =
      new SettingType<>(
          "a list of whole numbers",
          raw -> items(raw, Integer::valueOf),
          values -> listText(values.stream().map(String::valueOf).toList()));

  static final SettingType<Optional<LocalDate>> OPTIONAL_DATE =
      new SettingType<>(
          "a date as 2024-01-01, or nothing",
          raw -> text(raw).isBlank() ? Optional.empty() : Optional.of(date(text(raw))),
          value -> value.map(LocalDate::toString).orElse(""));

  static final SettingType<SortedMap<String, String>> TEXTS =
      new SettingType<>("a map of texts", SettingType::texts, SettingType::mapText);

  private static String text(RawValue raw) {
    if (raw instanceof RawValue.Text text) {
      return text.text().strip().isEmpty() ? text.text() : text.text().strip();
    }
    throw new IllegalArgumentException();
  }

  private static ZoneId zone(String text) {
    try {
      return ZoneId.of(text);
    } catch (DateTimeException unknown) {
      throw new IllegalArgumentException(unknown);
    }
  }

  private static LocalDate date(String text) {
    try {
      return LocalDate.parse(text);
    } catch (DateTimeException unreadable) {
      throw new IllegalArgumentException(unreadable);
    }
  }

  private static Character character(String text) {
    if (text.equals("\\t")) {
      return '\t';
    }
    if (text.length() != 1) {
      throw new IllegalArgumentException();
    }
    return text.charAt(0);
  }

  private static String characterText(Character character) {
    return character == '\t' ? "\\t" : String.valueOf(character);
  }

  /** A YAML list, or a text such as {@code a, b} or {@code [a, b]} from the command line. */
  private static <E> List<E> items(RawValue raw, Function<String, E> element) {
    List<String> texts = new ArrayList<>();
    if (raw instanceof RawValue.Items list) {
      list.items().forEach(item -> texts.add(text(item)));
    } else {
      String line = text(raw).strip();
      if (line.startsWith("[") && line.endsWith("]")) {
        line = line.substring(1, line.length() - 1).strip();
      }
      if (!line.isEmpty()) {
        Arrays.stream(line.split(",", -1)).map(String::strip).forEach(texts::add);
      }
    }
    return texts.stream().map(element).toList();
  }

  private static SortedMap<String, String> texts(RawValue raw) {
    SortedMap<String, String> texts = new TreeMap<>();
    if (raw instanceof RawValue.Entries map) {
      map.entries().forEach((key, value) -> texts.put(key, text(value)));
      return texts;
    }
    throw new IllegalArgumentException();
  }

  private static String listText(List<String> values) {
    return "[" + String.join(", ", values) + "]";
  }

  private static String mapText(Map<String, String> values) {
    return new TreeMap<>(values).toString();
  }
}
