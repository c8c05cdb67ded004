package io.plumbline.publish;

import java.util.Locale;

/** Names that sort as they are numbered. */
final class Numbered {

  private Numbered() {}

  /** {@code deals:} and 1 is {@code deals:00001}. */
  static String of(String prefix, long number) {
    return String.format(Locale.ROOT, "%s%05d", prefix, number);
  }
}
