package io.plumbline.monitor;

/** What a month says against the months before it. */
enum Signal {
  ABOVE_LIMITS("above_limits"),
  BELOW_LIMITS("below_limits"),
  RUN_ABOVE("run_above"),
  RUN_BELOW("run_below"),
  NONE("none"),
  TOO_FEW_MONTHS("too_few_months");

  private final String label;

  Signal(String label) {
    this.label = label;
  }

  String label() {
    return label;
  }
}
