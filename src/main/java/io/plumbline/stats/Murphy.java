package io.plumbline.stats;

/**
 * Murphy's parts of the Brier score: brier = reliability - resolution + uncertainty.
 *
 * <p>Murphy (1973), <a href="https://doi.org/10.1175/1520-0450(1973)012%3C0595:ANVPOT%3E2.0.CO;2">
 * doi:10.1175/1520-0450(1973)012&lt;0595:ANVPOT&gt;2.0.CO;2</a>.
 *
 * @param reliability mean squared distance of observed rates from predicted ones; 0 is best
 * @param resolution mean squared distance of observed rates from the overall rate; more is better
 * @param uncertainty variance of the outcome, which no forecast changes
 */
public record Murphy(double reliability, double resolution, double uncertainty) {

  /** The Brier score that the parts make up. */
  public double brier() {
    return reliability - resolution + uncertainty;
  }
}
