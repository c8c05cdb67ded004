package io.plumbline.model;

import java.util.Locale;

/**
 * What became of an opportunity, as known at an as-of date. Lost competes with won; open is
 * right-censored.
 */
public enum Outcome {
  WON,
  LOST,
  OPEN;

  /** The spelling in tables and canonical files: {@code won}, {@code lost}, {@code open}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
