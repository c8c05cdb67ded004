package io.plumbline.monitor;

import io.plumbline.stats.Interval;
import io.plumbline.stats.NormalShrinkage;
import io.plumbline.stats.NormalShrinkage.Effect;
import io.plumbline.stats.NormalShrinkage.Measured;
import java.util.ArrayList;
import java.util.List;

/**
 * Gaps of owners, each drawn to the mean of the owners of the pipeline as far as it may be chance
 * ({@link NormalShrinkage}).
 *
 * <p>A gap that all owners share is that of the percentages or of the process, not of a person: so
 * a verdict needs both, that the gap differs from the pipeline's and that it differs from zero to
 * the same side. An owner who is right where all others promise too much is no sandbagger.
 *
 * <p>A verdict names a person. So its intervals are as wide as it takes that with the given level
 * none of all owners compared is named by chance (Bonferroni), the published ones are of the level
 * itself.
 *
 * <p>The standard deviation of a deal is the larger one of the owner's own and of the one within
 * all owners together: few deals that happen to agree make nobody certain.
 */
final class OwnerGaps {

  /** With fewer deals the mean is not near enough to normal. */
  static final int LEAST_DEALS = 10;

  private OwnerGaps() {}

  /**
   * Sums over the deals of one owner.
   *
   * @param deals 1 or more
   * @param gap sum of the gaps
   * @param gapSquared sum of their squares
   */
  record Owner(long deals, double gap, double gapSquared) {

    static final Owner NONE = new Owner(0, 0, 0);

    Owner plus(Owner other) {
      return new Owner(deals + other.deals, gap + other.gap, gapSquared + other.gapSquared);
    }

    private double mean() {
      return gap / deals;
    }

    private double squaresWithin() {
      return Math.max(0, gapSquared - gap * gap / deals);
    }
  }

  /**
   * What the gap of an owner comes to; all numbers in the unit of the gap.
   *
   * @param peerGap mean over the owners; NaN with one owner, and where no deals differ
   * @param shrunk NaN like peerGap, as are all that follow from it
   * @param borrowedShare share of shrunk that comes from peerGap
   */
  record Bias(
      double gap,
      double peerGap,
      double shrunk,
      Interval interval,
      double relativeGap,
      double relativeShrunk,
      Interval relativeInterval,
      double borrowedShare,
      Verdict verdict) {}

  /**
   * One bias per owner, in their order.
   *
   * @param owners all owners of a pipeline
   * @param level level of the intervals
   */
  static List<Bias> of(List<Owner> owners, double level) {
    double pooled = pooledVariance(owners);
    if (owners.size() < 2 || !(pooled > 0)) {
      return owners.stream().map(owner -> alone(owner, level)).toList();
    }
    List<Measured> measured =
        owners.stream()
            .map(owner -> new Measured(owner.mean(), standardError(owner, pooled)))
            .toList();
    long compared = owners.stream().filter(owner -> owner.deals() >= LEAST_DEALS).count();
    Gaps published = Gaps.of(measured, level);
    Gaps strict = Gaps.of(measured, 1 - (1 - level) / Math.max(1, compared));
    List<Bias> biases = new ArrayList<>();
    for (int i = 0; i < owners.size(); i++) {
      Effect effect = published.absolute.effects().get(i);
      double peers = published.absolute.mean();
      biases.add(
          new Bias(
              owners.get(i).mean(),
              peers,
              effect.mean(),
              effect.interval(),
              owners.get(i).mean() - peers,
              effect.mean() - peers,
              published.relative.get(i),
              effect.borrowedShare(),
              verdict(
                  owners.get(i),
                  strict.absolute.effects().get(i).interval(),
                  strict.relative.get(i))));
    }
    return List.copyOf(biases);
  }

  /** Shrunk gaps of all owners with their intervals at one level, and those of the comparison. */
  private record Gaps(NormalShrinkage absolute, List<Interval> relative) {

    static Gaps of(List<Measured> measured, double level) {
      NormalShrinkage absolute = NormalShrinkage.toCommonMean(measured, level);
      double peerVariance = peerVariance(measured, absolute.betweenVariance());
      return new Gaps(
          absolute,
          absolute.effects().stream()
              .map(effect -> relativeInterval(absolute, peerVariance, effect))
              .toList());
    }
  }

  private static Bias alone(Owner owner, double level) {
    return new Bias(
        owner.mean(),
        Double.NaN,
        Double.NaN,
        Interval.unknown(level),
        Double.NaN,
        Double.NaN,
        Interval.unknown(level),
        Double.NaN,
        owner.deals() < LEAST_DEALS ? Verdict.TOO_FEW_DEALS : Verdict.NO_CLEAR_BIAS);
  }

  /**
   * The comparison is with these owners, not with all that there might be: beside the shrunk gap,
   * their mean is uncertain by the noise of their deals alone, and weighs 1 - B, the part of the
   * gap that is not borrowed.
   */
  private static Interval relativeInterval(
      NormalShrinkage all, double peerVariance, Effect effect) {
    double relative = effect.mean() - all.mean();
    double own = 1 - effect.borrowedShare();
    double variance = effect.standardDeviation() * effect.standardDeviation();
    double widening = Math.sqrt(1 + own * own * peerVariance / variance);
    double half = effect.interval().width() / 2 * widening;
    return new Interval(relative - half, relative + half, effect.interval().level());
  }

  /** Of the mean of the owners, each weighted as for the common mean, by the noise of the deals. */
  private static double peerVariance(List<Measured> measured, double betweenVariance) {
    double weights = 0;
    double variance = 0;
    for (Measured one : measured) {
      double noise = one.standardError() * one.standardError();
      double weight = 1 / (noise + betweenVariance);
      weights += weight;
      variance += weight * weight * noise;
    }
    return variance / (weights * weights);
  }

  private static Verdict verdict(Owner owner, Interval gap, Interval relative) {
    if (owner.deals() < LEAST_DEALS) {
      return Verdict.TOO_FEW_DEALS;
    }
    if (gap.low() > 0 && relative.low() > 0) {
      return Verdict.HAPPY_EARS;
    }
    if (gap.high() < 0 && relative.high() < 0) {
      return Verdict.SANDBAGGING;
    }
    return Verdict.NO_CLEAR_BIAS;
  }

  private static double standardError(Owner owner, double pooled) {
    double own = owner.deals() < 2 ? 0 : owner.squaresWithin() / (owner.deals() - 1);
    return Math.sqrt(Math.max(own, pooled) / owner.deals());
  }

  private static double pooledVariance(List<Owner> owners) {
    double squares = 0;
    long deals = 0;
    for (Owner owner : owners) {
      squares += owner.squaresWithin();
      deals += owner.deals();
    }
    return squares / (deals - owners.size());
  }
}
