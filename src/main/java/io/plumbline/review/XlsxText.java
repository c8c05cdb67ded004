package io.plumbline.review;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Text in a workbook, where {@code _x000D_} stands for a letter by its number (ECMA-376 part 1,
 * 22.9.2.19 ST_Xstring): spreadsheet programs read and write it so.
 */
final class XlsxText {

  private static final Pattern LETTER = Pattern.compile("_x([0-9A-Fa-f]{4})_");
  private static final Pattern LOOKS_LIKE_LETTER = Pattern.compile("_(?=x[0-9A-Fa-f]{4}_)");

  private XlsxText() {}

  /** The text so that it is shown as it is. */
  static String escaped(String text) {
    return LOOKS_LIKE_LETTER.matcher(text).replaceAll("_x005F_");
  }

  /** The text that is shown. */
  static String unescaped(String text) {
    return LETTER
        .matcher(text)
        .replaceAll(
            letter ->
                Matcher.quoteReplacement(
                    String.valueOf((char) Integer.parseInt(letter.group(1), 16))));
  }
}
