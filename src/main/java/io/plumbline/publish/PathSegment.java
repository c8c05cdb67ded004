package io.plumbline.publish;

import java.nio.charset.StandardCharsets;

/** An id as one segment of a URL path (RFC 3986, section 3.3). */
final class PathSegment {

  private static final String UNRESERVED = "-._~";

  private PathSegment() {}

  /**
   * Percent-encodes all but unreserved letters, as UTF-8. A segment of dots only, which would name
   * a parent folder, is encoded whole.
   */
  static String of(String id) {
    boolean isDots = id.chars().allMatch(letter -> letter == '.');
    StringBuilder segment = new StringBuilder();
    for (byte octet : id.getBytes(StandardCharsets.UTF_8)) {
      char letter = (char) (octet & 0xFF);
      if (isPlain(letter) && !isDots) {
        segment.append(letter);
      } else {
        segment.append('%').append(Character.toUpperCase(Character.forDigit(letter >> 4, 16)));
        segment.append(Character.toUpperCase(Character.forDigit(letter & 0xF, 16)));
      }
    }
    return segment.toString();
  }

  private static boolean isPlain(char letter) {
    return (letter >= 'a' && letter <= 'z')
        || (letter >= 'A' && letter <= 'Z')
        || (letter >= '0' && letter <= '9')
        || UNRESERVED.indexOf(letter) >= 0;
  }
}
