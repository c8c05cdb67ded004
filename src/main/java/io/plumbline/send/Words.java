package io.plumbline.send;

/** Text from outside, made fit to be shown. */
final class Words {

  private Words() {}

  /** On one line, without control characters, at most so many letters. */
  static String safe(String text, int longest) {
    String line = text.replaceAll("[\\s\\p{Cntrl}\\u2028\\u2029]+", " ").strip();
    if (line.codePointCount(0, line.length()) <= longest) {
      return line;
    }
    return line.substring(0, line.offsetByCodePoints(0, longest)) + " [...]";
  }
}
