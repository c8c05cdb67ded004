package io.plumbline.publish;

import java.util.Locale;

/**
 * What becomes of a stage whose confidence is below that of an earlier one, in CRMs with
 * percentages of stages. The canonical files always hold what was approved.
 */
public enum Order {
  /** Each stage goes out as it was approved. */
  AS_CALIBRATED,
  /**
   * Neighbours that run backwards share their mean, weighted by won and lost deals, so that the
   * percentages never fall along the stages.
   */
  ISOTONIC;

  /** The spelling in settings and manifests: {@code as_calibrated}, {@code isotonic}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
