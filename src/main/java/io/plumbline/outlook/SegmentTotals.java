package io.plumbline.outlook;

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
  private final long[] dealsWon;

  SegmentTotals(int periods) {
    closedWon = new long[periods];
    dealsWon = new long[periods];
  }

  /** Number, cents and squared cents of some deals of one placement. */
  record Sums(long deals, long cents, BigInteger squared) {
    static final Sums NONE = new Sums(0, 0, BigInteger.ZERO);

    Sums plus(long amount) {
      BigInteger exact = BigInteger.valueOf(amount);
      return new Sums(deals + 1, Math.addExact(cents, amount), squared.add(exact.multiply(exact)));
    }

    Sums minus(long amount) {
      BigInteger exact = BigInteger.valueOf(amount);
      return new Sums(deals - 1, cents - amount, squared.subtract(exact.multiply(exact)));
    }
  }

  void addOpen(Placement placement, long cents) {
    open.put(placement, open.getOrDefault(placement, Sums.NONE).plus(cents));
  }

  void addWon(int period, long deals, long cents) {
    dealsWon[period] += deals;
    closedWon[period] = Math.addExact(closedWon[period], cents);
  }

  long closedWonCents(int period) {
    return closedWon[period];
  }

  long dealsWon(int period) {
    return dealsWon[period];
  }

  long openCents() {
    return open.values().stream().mapToLong(Sums::cents).reduce(0, Math::addExact);
  }

  long openDeals() {
    return open.values().stream().mapToLong(Sums::deals).sum();
  }

  /** Whether a deal of this segment has an incumbent. */
  boolean knowsIncumbent() {
    return open.keySet().stream().anyMatch(placement -> !Double.isNaN(placement.incumbent()));
  }

  /** The sum over all deals of cents times a whole-numbered weight of their placement. */
  BigInteger weighted(ToLongFunction<Placement> weight) {
    return weighted(weight, Sums::cents);
  }

  /** The sum over all deals of a whole-numbered weight of their placement. */
  BigInteger weightedDeals(ToLongFunction<Placement> weight) {
    return weighted(weight, Sums::deals);
  }

  private BigInteger weighted(ToLongFunction<Placement> weight, ToLongFunction<Sums> size) {
    BigInteger sum = BigInteger.ZERO;
    for (Map.Entry<Placement, Sums> entry : open.entrySet()) {
      sum =
          sum.add(
              BigInteger.valueOf(size.applyAsLong(entry.getValue()))
                  .multiply(BigInteger.valueOf(weight.applyAsLong(entry.getKey()))));
    }
    return sum;
  }

  /** All open deals, in the order of the placements. */
  SortedMap<Placement, Sums> open() {
    return new TreeMap<>(open);
  }

  /** What is left without some of its deals, in the order of the placements; none of 0 deals. */
  SortedMap<Placement, Sums> without(List<OpenDeal> deals) {
    SortedMap<Placement, Sums> rest = open();
    for (OpenDeal deal : deals) {
      rest.computeIfPresent(deal.placement(), (placement, sums) -> sums.minus(deal.cents()));
    }
    rest.values().removeIf(sums -> sums.deals() == 0);
    return rest;
  }
}
