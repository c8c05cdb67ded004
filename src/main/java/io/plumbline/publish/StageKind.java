package io.plumbline.publish;

import java.util.Locale;

/** What it means that a deal stands in a stage. Only open stages ever get a new percentage. */
public enum StageKind {
  OPEN,
  WON,
  LOST;

  /** The spelling in manifests: {@code open}, {@code won}, {@code lost}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
