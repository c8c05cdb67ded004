package io.plumbline.simulate;

import java.util.List;
import java.util.SplittableRandom;

/**
 * A seeded stream of random numbers whose values depend on its seed and keys alone. Only 64-bit
 * draws are taken from the JDK and every transform uses {@link StrictMath}, so that the same seed
 * gives the same bytes on every machine.
 */
final class RandomStream {

  private final SplittableRandom source;

  private RandomStream(long seed) {
    this.source = new SplittableRandom(seed);
  }

  /** The stream of a seed and the keys that name its use; other keys give an unrelated stream. */
  static RandomStream of(long seed, long... keys) {
    long state = mix(seed + 0x9E3779B97F4A7C15L);
    for (long key : keys) {
      state = mix(state ^ mix(key + 0x9E3779B97F4A7C15L));
    }
    return new RandomStream(state);
  }

  /** Uniform in [0, 1). */
  double uniform() {
    return (source.nextLong() >>> 11) * 0x1.0p-53;
  }

  /** Uniform in [low, high). */
  double between(double low, double high) {
    return low + (high - low) * uniform();
  }

  /** Uniform in 0..bound-1. */
  int index(int bound) {
    return (int) (uniform() * bound);
  }

  boolean chance(double probability) {
    return uniform() < probability;
  }

  <T> T pick(List<T> values) {
    return values.get(index(values.size()));
  }

  /** Exponential with the given mean. */
  double exponential(double mean) {
    return -mean * StrictMath.log(1.0 - uniform());
  }

  /** Standard normal by the Box-Muller transform. */
  double gaussian() {
    double radius = StrictMath.sqrt(-2.0 * StrictMath.log(1.0 - uniform()));
    return radius * StrictMath.cos(2.0 * StrictMath.PI * uniform());
  }

  // Finaliser of SplitMix64 (Steele, Lea and Flood 2014, doi:10.1145/2660193.2660195).
  private static long mix(long value) {
    long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
