package io.plumbline.frame;

/** Values on their way into rows: what is not known becomes null, never NaN. */
public final class Rows {

  private Rows() {}

  /** The number, or null for NaN. */
  public static Double known(double value) {
    return Double.isNaN(value) ? null : Double.valueOf(value == 0 ? 0.0 : value);
  }
}
