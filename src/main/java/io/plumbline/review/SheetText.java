package io.plumbline.review;

import io.plumbline.table.FormulaCells;

/** Text of a sheet's cell: no formula, no letter that a file cannot hold, and the way back. */
final class SheetText {

  private SheetText() {}

  /**
   * What a person wrote, as it is kept: without white space around it, control letters as spaces,
   * line breaks as line feeds. XML cannot hold the rest (https://www.w3.org/TR/xml/#charsets).
   */
  static String plain(String text) {
    return text.replaceAll("\r\n?", "\n")
        .replaceAll("[\\p{Cc}\\p{Cs}\\ufffe\\uffff&&[^\\n\\t]]", " ")
        .strip();
  }

  /**
   * The text with an apostrophe in front where a spreadsheet would take it for a formula, or where
   * the way back would take its own apostrophe for that one.
   */
  static String guarded(String text) {
    return needsGuard(text) ? FormulaCells.MARK + text : text;
  }

  /** The text without the apostrophe that {@link #guarded} put in front. */
  static String unguarded(String text) {
    boolean isGuarded =
        !text.isEmpty() && text.charAt(0) == FormulaCells.MARK && needsGuard(text.substring(1));

    return isGuarded ? text.substring(1) : text;
  }

  private static boolean needsGuard(String text) {
    int apostrophes = 0;
    while (apostrophes < text.length() && text.charAt(apostrophes) == FormulaCells.MARK) {
      apostrophes++;
    }

    return FormulaCells.AS_TEXT.marks(text.substring(apostrophes));
  }
}
