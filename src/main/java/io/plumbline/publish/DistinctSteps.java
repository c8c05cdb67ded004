package io.plumbline.publish;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Gives each stage of a pipeline a step of its own, for CRMs in which no two stages may have the
 * same percentage. The steps rise with the exact values (equal ones in the order given), and the
 * sum of the distances from the exact values is the least that there is; of several such ways, the
 * one with the higher numbers at the top, as halves go up.
 *
 * <p>Exact dynamic programming over the stages in ascending order and all steps: stages x steps
 * additions.
 */
final class DistinctSteps {

  /**
   * One stage.
   *
   * @param exact its value in steps, not rounded
   * @param allowed the steps that it may get, not empty
   */
  record Slot(BigDecimal exact, NavigableSet<Integer> allowed) {

    /** Stays where it is. */
    static Slot fixed(int step) {
      return new Slot(BigDecimal.valueOf(step), new TreeSet<>(List.of(step)));
    }
  }

  private DistinctSteps() {}

  /**
   * The steps, in the order of the slots; empty where there is no way to keep order and
   * distinctness.
   */
  static Optional<int[]> assign(List<Slot> slots) {
    List<Integer> ascending = new ArrayList<>(IntStream.range(0, slots.size()).boxed().toList());
    ascending.sort(Comparator.comparing(index -> slots.get(index).exact()));
    int last = slots.stream().mapToInt(slot -> slot.allowed().last()).max().orElse(0);
    BigDecimal[] least = new BigDecimal[last + 1];
    int[][] before = new int[slots.size()][last + 1];
    for (int i = 0; i < slots.size(); i++) {
      least = next(slots.get(ascending.get(i)), i == 0, least, before[i]);
    }
    int[] steps = new int[slots.size()];
    int step = slots.isEmpty() ? 0 : cheapestBelow(least, last + 1);
    for (int i = slots.size() - 1; i >= 0; i--) {
      if (step < 0) {
        return Optional.empty();
      }
      steps[ascending.get(i)] = step;
      step = before[i][step];
    }
    return Optional.of(steps);
  }

  /** The least cost of giving the next slot each of the steps; null where there is no way. */
  private static BigDecimal[] next(Slot slot, boolean isFirst, BigDecimal[] least, int[] before) {
    BigDecimal[] costs = new BigDecimal[least.length];
    Arrays.fill(before, -1);
    for (int step : slot.allowed()) {
      BigDecimal own = slot.exact().subtract(BigDecimal.valueOf(step)).abs();
      if (isFirst) {
        costs[step] = own;
      } else {
        before[step] = cheapestBelow(least, step);
        costs[step] = before[step] < 0 ? null : least[before[step]].add(own);
      }
    }
    return costs;
  }

  /** The highest of the cheapest steps below a limit; -1 for none. */
  private static int cheapestBelow(BigDecimal[] costs, int limit) {
    int best = -1;
    for (int step = 0; step < limit; step++) {
      if (costs[step] != null && (best < 0 || costs[step].compareTo(costs[best]) <= 0)) {
        best = step;
      }
    }
    return best;
  }
}
