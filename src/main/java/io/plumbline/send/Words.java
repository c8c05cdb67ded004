package io.plumbline.send;

import io.plumbline.view.PlainText;

/** Text from outside, made fit to be shown. */
final class Words {

  private Words() {}

  /** On one line, without control characters, at most so many letters. */
  static String safe(String text, int longest) {
    String line = PlainText.oneLine(text);
    if (line.codePointCount(0, line.length()) <= longest) {
      return line;
    }
    return line.substring(0, line.offsetByCodePoints(0, longest)) + " [...]";
  }
}
