package io.plumbline.monitor;

/** What owners state that can be held against what happens; positive is too optimistic. */
enum Measure {
  /** Stated probability minus won (1) or not (0). */
  PROBABILITY("probability"),
  /** Date of closing, won or lost, minus stated date, in days. */
  CLOSE_DATE("close_date");

  private final String label;

  Measure(String label) {
    this.label = label;
  }

  String label() {
    return label;
  }
}
