package io.plumbline.review;

/** What the evidence says of a row. */
public enum Decision {
  /** It supports the new number. */
  PUBLISH("publish"),
  /** It does not: keep the old number. */
  HOLD("hold"),
  /** A person should look first. */
  REVIEW("review");

  private final String label;

  Decision(String label) {
    this.label = label;
  }

  /** As the table {@code stage_confidence} spells it. */
  public String label() {
    return label;
  }
}
