package io.plumbline.forecast;

import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/**
 * What is known of one segment: whole cents per placement, so that no order of the deals changes a
 * digit. Its size depends on the number of placements, not of deals. Mutable.
 */
final class SegmentTotals {

  private final Map<Placement, Sums> open = new HashMap<>();
  private final long[] closedWon;
  private long openCents;

  SegmentTotals(int periods) {
    closedWon = new long[periods];
  }

  /** Cents and squared cents of some deals of one placement. */
  record Sums(long cents, BigInteger squared) {
    static final Sums NONE = new Sums(0, BigInteger.ZERO);

    Sums plus(long amount) {
      BigInteger exact = BigInteger.valueOf(amount);
      return new Sums(Math.addExact(cents, amount), squared.add(exact.multiply(exact)));
    }

    Sums minus(long amount) {
      BigInteger exact = BigInteger.valueOf(amount);
      return new Sums(cents - amount, squared.subtract(exact.multiply(exact)));
    }
  }

  void addOpen(Placement placement, long cents) {
    openCents = Math.addExact(openCents, cents);
    open.put(placement, open.getOrDefault(placement, Sums.NONE).plus(cents));
  }

  void addWon(int period, long cents) {
    closedWon[period] = Math.addExact(closedWon[period], cents);
  }

  long closedWonCents(int period) {
    return closedWon[period];
  }

  long openCents() {
    return openCents;
  }

  /** Whether a deal of this segment has an incumbent. */
  boolean knowsIncumbent() {
    return open.keySet().stream().anyMatch(placement -> !Double.isNaN(placement.incumbent()));
  }

  /** The sum over all deals of cents times a whole-numbered weight of their placement. */
  BigInteger weighted(ToLongFunction<Placement> weight) {
    BigInteger sum = BigInteger.ZERO;
    for (Map.Entry<Placement, Sums> entry : open.entrySet()) {
      sum =
          sum.add(
              BigInteger.valueOf(entry.getValue().cents())
                  .multiply(BigInteger.valueOf(weight.applyAsLong(entry.getKey()))));
    }
    return sum;
  }

  /** What is left without some of its deals, in the order of the placements; none of 0 cents. */
  SortedMap<Placement, Sums> without(List<OpenDeal> deals) {
    SortedMap<Placement, Sums> rest = new TreeMap<>(open);
    for (OpenDeal deal : deals) {
      rest.computeIfPresent(deal.placement(), (placement, sums) -> sums.minus(deal.cents()));
    }
    rest.values().removeIf(sums -> sums.cents() == 0);
    return rest;
  }
}
