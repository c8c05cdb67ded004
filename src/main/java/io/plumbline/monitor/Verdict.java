package io.plumbline.monitor;

/** What the gap of an owner comes to. */
enum Verdict {
  HAPPY_EARS("happy_ears"),
  SANDBAGGING("sandbagging"),
  NO_CLEAR_BIAS("no_clear_bias"),
  TOO_FEW_DEALS("too_few_deals");

  private final String label;

  Verdict(String label) {
    this.label = label;
  }

  String label() {
    return label;
  }
}
