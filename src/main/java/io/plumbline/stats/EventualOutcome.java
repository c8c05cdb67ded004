package io.plumbline.stats;

/**
 * How subjects end when all has been seen, from a {@link CompetingRiskCurve} that ends while some
 * are unresolved: won, lost, or never. Some never get an outcome: deals that nobody closes. Taking
 * the unresolved to end as the resolved did (F_won / (F_won + F_lost)) counts them as if they
 * closed, and overstates what is standing.
 *
 * <p>With R(t) = F_won(t) + F_lost(t) and T the last time at which enough are at risk, resolution
 * is extrapolated geometrically from its two halves d1 = R(T/2), d2 = R(T) - R(T/2): R(oo) = R(T) +
 * d2^2 / (d1 - d2) (Aitken's delta-squared, doi:10.1017/S0370164600022070), at most 1, and 1 where
 * d2 >= d1, because then resolution does not slow down yet. Exact for exponential resolution with a
 * never-resolving share, the cure model of Boag (1949, doi:10.1111/j.2517-6161.1949.tb00020.x).
 * What resolves after T is divided as what resolved before.
 *
 * @param won share won eventually, NaN without any outcome
 * @param lost share lost eventually, NaN without any outcome
 * @param never share that never resolves, NaN without any outcome
 */
public record EventualOutcome(double won, double lost, double never) {

  /** Beyond the time at which less than this share of all is at risk, a curve is noise. */
  private static final double LEAST_SHARE_AT_RISK = 0.02;

  /** Extrapolates the curve. */
  public static EventualOutcome of(CompetingRiskCurve curve) {
    int[] times = curve.times();
    double[] atRisk = curve.atRisk();
    double[] wonBy = curve.wonBy();
    double[] lostBy = curve.lostBy();
    double enough = LEAST_SHARE_AT_RISK * curve.n();
    int last = times.length - 1;
    while (last > 0 && (atRisk[last] < enough || wonBy[last] + lostBy[last] == 0)) {
      last--;
    }
    if (last < 0 || !(wonBy[last] + lostBy[last] > 0)) {
      return new EventualOutcome(Double.NaN, Double.NaN, Double.NaN);
    }
    double resolved = wonBy[last] + lostBy[last];
    double first = curve.wonBy(times[last] / 2) + curve.lostBy(times[last] / 2);
    if (times[last] < 2) {
      first = 0;
    }
    double second = resolved - first;
    double ever = first > second ? resolved + second * second / (first - second) : 1;
    // What was seen to resolve does resolve, whatever the extrapolation says.
    ever = Math.min(1, Math.max(ever, curve.seenResolved()));
    double won = ever * (wonBy[last] / resolved);
    return new EventualOutcome(won, ever - won, 1 - ever);
  }

  /** Whether there was any outcome to learn from. */
  public boolean isKnown() {
    return !Double.isNaN(won);
  }
}
