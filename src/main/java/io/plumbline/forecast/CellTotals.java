package io.plumbline.forecast;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/**
 * What is known of one cell: whole cents per placement, so that no order of the deals changes a
 * digit, and the largest deals. Its size depends on the number of placements, not of deals.
 */
final class CellTotals {

  /** The most deals of a cell that are simulated singly. */
  static final int LARGEST_DEALS = 200;

  private final Map<Placement, Sums> open = new HashMap<>();
  private final PriorityQueue<OpenDeal> largest = new PriorityQueue<>(OpenDeal.BY_AMOUNT);
  private final long[] closedWon;
  private long openCents;

  CellTotals(int periods) {
    closedWon = new long[periods];
  }

  /** Cents and squared cents of some deals of one placement. */
  record Sums(long cents, BigInteger squared) {
    static final Sums NONE = new Sums(0, BigInteger.ZERO);

    Sums plus(long amount) {
      BigInteger exact = BigInteger.valueOf(amount);
      return new Sums(Math.addExact(cents, amount), squared.add(exact.multiply(exact)));
    }

    Sums minus(Sums other) {
      return new Sums(cents - other.cents, squared.subtract(other.squared));
    }
  }

  void addOpen(OpenDeal deal) {
    openCents = Math.addExact(openCents, deal.cents());
    open.merge(
        deal.placement(), Sums.NONE.plus(deal.cents()), (sums, one) -> sums.plus(one.cents()));
    largest.add(deal);
    if (largest.size() > LARGEST_DEALS) {
      largest.remove();
    }
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

  /** Whether a deal of this cell has an incumbent. */
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

  /** The largest deals, in no particular order. */
  List<OpenDeal> largest() {
    return new ArrayList<>(largest);
  }

  /** The deals that are not among the largest, in the order of the placements. */
  SortedMap<Placement, Sums> remainder() {
    Map<Placement, Sums> single = new HashMap<>();
    for (OpenDeal deal : largest) {
      single.merge(
          deal.placement(), Sums.NONE.plus(deal.cents()), (sums, one) -> sums.plus(one.cents()));
    }
    SortedMap<Placement, Sums> rest = new TreeMap<>();
    open.forEach(
        (placement, sums) ->
            rest.put(placement, sums.minus(single.getOrDefault(placement, Sums.NONE))));
    return rest;
  }
}
