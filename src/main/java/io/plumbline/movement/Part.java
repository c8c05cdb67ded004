package io.plumbline.movement;

import java.util.Locale;

/** What may become of the amount of a deal between two dates. */
enum Part {
  OPENING,
  NEW,
  PULLED_IN,
  AMOUNT_UP,
  AMOUNT_DOWN,
  PUSHED_OUT,
  WON,
  LOST,
  REMOVED,
  RETURNED,
  TRANSFERRED_IN,
  TRANSFERRED_OUT,
  CLOSING,
  /** No part of the sum: a deal that is still open, with a close date in a later month. */
  SLIPPED;

  /** The spelling in tables. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
