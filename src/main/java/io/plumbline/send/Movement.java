package io.plumbline.send;

/**
 * A stage whose confidence moves.
 *
 * @param stage its label
 * @param before what the CRM uses, 0..1
 * @param after what is proposed or published, 0..1
 */
public record Movement(String pipeline, String stage, double before, double after) {

  /** Checks the ranges. */
  public Movement {
    if (!(before >= 0 && before <= 1 && after >= 0 && after <= 1)) {
      throw new IllegalArgumentException(
          "Confidences are 0 to 1, not " + before + " and " + after + ".");
    }
  }
}
