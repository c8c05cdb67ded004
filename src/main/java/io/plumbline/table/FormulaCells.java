package io.plumbline.table;

import java.util.regex.Pattern;

/**
 * What becomes of text in a CSV file that a spreadsheet would run as a formula. Excel, LibreOffice
 * and Google Sheets take a cell for one by its first letter, quoted or not, and a formula can send
 * the other cells away or start a program (OWASP, CSV Injection,
 * https://owasp.org/www-community/attacks/CSV_Injection).
 */
public enum FormulaCells {
  /** Such text gets an apostrophe in front, which makes a spreadsheet show it as it is. */
  AS_TEXT,
  /** Every cell is written as it is: for programs, which run no formulas. */
  UNCHANGED;

  /** What is put in front. */
  public static final char MARK = '\'';

  private static final String FIRST_LETTERS = "=+-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20";
  private static final Pattern NUMBER = Pattern.compile("[+-][0-9]+([.,][0-9]+)*%?");

  /** Whether a text of a row is marked. Plain numbers such as -12.5 or +3% are no formulas. */
  public boolean marks(String text) {
    return this == AS_TEXT
        && !text.isEmpty()
        && FIRST_LETTERS.indexOf(text.charAt(0)) >= 0
        && !NUMBER.matcher(text).matches();
  }
}
