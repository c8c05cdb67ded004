package io.plumbline.view;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UProperty;
import java.util.ArrayList;
import java.util.List;

/**
 * Text as it stands on a terminal, where a Chinese letter takes two columns and an accent none
 * (Unicode Standard Annex 11, East Asian Width).
 */
public final class PlainText {

  private PlainText() {}

  /**
   * The text on one line: line breaks would break a table, and escape sequences or marks that turn
   * the reading direction could make a terminal show something else.
   */
  public static String oneLine(String text) {
    return text.replaceAll("[\\p{Cc}\\u2028\\u2029\\u202a-\\u202e\\u2066-\\u2069]+", " ").strip();
  }

  /** The columns that a line takes. */
  public static int width(String line) {
    return line.codePoints().map(PlainText::width).sum();
  }

  private static int width(int codePoint) {
    int type = Character.getType(codePoint);
    boolean isMark =
        type == Character.NON_SPACING_MARK
            || type == Character.ENCLOSING_MARK
            || type == Character.FORMAT;
    int width = UCharacter.getIntPropertyValue(codePoint, UProperty.EAST_ASIAN_WIDTH);
    boolean isWide =
        width == UCharacter.EastAsianWidth.WIDE || width == UCharacter.EastAsianWidth.FULLWIDTH;

    return isMark ? 0 : isWide ? 2 : 1;
  }

  /** The line with spaces behind it up to the width; a wider one as it is. */
  public static String left(String line, int width) {
    return line + " ".repeat(Math.max(0, width - width(line)));
  }

  /** The line with spaces before it up to the width; a wider one as it is. */
  public static String right(String line, int width) {
    return " ".repeat(Math.max(0, width - width(line))) + line;
  }

  /**
   * The text on lines of at most the width, broken at spaces, and within a word that is wider than
   * a line.
   */
  public static List<String> wrapped(String text, int width) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();

    for (String word : oneLine(text).split(" +", -1)) {
      if (!line.isEmpty() && width(line.toString()) + 1 + width(word) > width) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ");

      String rest = word;
      while (width(line + rest) > width) {
        int fits = fitting(rest, width - width(line.toString()));
        lines.add(line + rest.substring(0, fits));
        rest = rest.substring(fits);
        line.setLength(0);
      }
      line.append(rest);
    }

    if (!line.isEmpty() || lines.isEmpty()) {
      lines.add(line.toString());
    }

    return lines;
  }

  /** How many letters of a text fit into a width, at least one. */
  private static int fitting(String text, int width) {
    int end = text.offsetByCodePoints(0, 1);

    while (end < text.length()
        && width(text.substring(0, text.offsetByCodePoints(end, 1))) <= width) {
      end = text.offsetByCodePoints(end, 1);
    }

    return end;
  }
}
