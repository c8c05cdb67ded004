package io.plumbline.stats;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.commons.statistics.distribution.BetaDistribution;
import org.apache.commons.statistics.distribution.ContinuousDistribution;

/** Series of periods for tests, given or drawn. */
final class Periods {
  private final SplittableRandom random;
  private int[] sizes = {};
  private double[] shares = {};

  Periods(long seed) {
    this.random = new SplittableRandom(seed);
  }

  static List<BinomialCount> of(long[] won, long[] n) {
    List<BinomialCount> periods = new ArrayList<>();
    for (int i = 0; i < n.length; i++) {
      periods.add(new BinomialCount(won[i], n[i]));
    }
    return periods;
  }

  Periods constantSize(int periods, int n) {
    sizes = new int[periods];
    Arrays.fill(sizes, n);
    return this;
  }

  /** Every {@code each}-th period has {@code peak} outcomes. */
  Periods peaks(int each, int peak) {
    for (int i = each - 1; i < sizes.length; i += each) {
      sizes[i] = peak;
    }
    return this;
  }

  Periods share(double share) {
    return shift(share, share);
  }

  /** One share in the first half, another in the second. */
  Periods shift(double before, double after) {
    shares = new double[sizes.length];
    Arrays.fill(shares, after);
    Arrays.fill(shares, 0, sizes.length / 2, before);
    return this;
  }

  List<BinomialCount> betaBinomial(double rho) {
    List<BinomialCount> periods = new ArrayList<>();
    for (int i = 0; i < sizes.length; i++) {
      double share = rho > 0 ? beta(shares[i], 1 / rho - 1).sample() : shares[i];
      int won = 0;
      for (int j = 0; j < sizes[i]; j++) {
        won += random.nextDouble() < share ? 1 : 0;
      }
      periods.add(new BinomialCount(won, sizes[i]));
    }
    return periods;
  }

  private ContinuousDistribution.Sampler beta(double mean, double kappa) {
    return BetaDistribution.of(mean * kappa, (1 - mean) * kappa).createSampler(random::nextLong);
  }
}
