package io.plumbline.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.publish.DistinctSteps.Slot;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DistinctStepsTest {

  private static final int LAST = 99;

  @Test
  void leavesDistinctWholeNumbersAlone() {
    assertThat(steps(free("10"), free("40"), free("85"))).containsExactly(10, 40, 85);
  }

  @Test
  void movesAsFewPointsAsPossible() {
    // 49 50 51 costs 2; 50 51 52 and 48 49 50 cost 3.
    assertThat(steps(free("50"), free("50"), free("50"))).containsExactly(49, 50, 51);
    // 40 41 costs 0.4 + 0.6; 39 40 costs 1.4 + 0.4.
    assertThat(steps(free("40.4"), free("40.4"))).containsExactly(40, 41);
  }

  @Test
  void goesUpWhereTwoWaysCostTheSame() {
    assertThat(steps(free("37.5"))).containsExactly(38);
    assertThat(steps(free("50"), free("50"))).containsExactly(50, 51);
  }

  @Test
  void staysOffTheEnds() {
    assertThat(steps(free("0.1"), free("0.2"), free("99.9"), free("99.8")))
        .containsExactly(1, 2, 99, 98);
  }

  @Test
  void keepsHeldStagesWhereTheyAreAndTheOthersInOrderAroundThem() {
    assertThat(steps(free("39.9"), Slot.fixed(40), free("40.2"))).containsExactly(39, 40, 41);
  }

  @Test
  void fillsTheScaleAndNoMore() {
    Slot[] full = IntStream.range(0, LAST).mapToObj(i -> free("50")).toArray(Slot[]::new);
    assertThat(steps(full)).isEqualTo(IntStream.rangeClosed(1, LAST).toArray());

    List<Slot> over = new ArrayList<>(Arrays.asList(full));
    over.add(free("50"));
    assertThat(DistinctSteps.assign(over)).isEmpty();
  }

  @Test
  void findsNoWayWhereHeldStagesShareAStep() {
    assertThat(DistinctSteps.assign(List.of(Slot.fixed(40), Slot.fixed(40)))).isEmpty();
  }

  @Test
  void isEmptyForNoStages() {
    assertThat(DistinctSteps.assign(List.of())).hasValue(new int[0]);
  }

  /** Against every increasing choice of steps, on a scale short enough to list them all. */
  @Test
  void costsNoMoreThanAnyOtherWayInThousandsOfCases() {
    Random random = new Random(4711);
    int last = 9;
    for (int i = 0; i < 3_000; i++) {
      List<Slot> slots = new ArrayList<>();
      int count = 1 + random.nextInt(4);
      for (int slot = 0; slot < count; slot++) {
        slots.add(
            random.nextInt(5) == 0
                ? Slot.fixed(random.nextInt(last + 2))
                : free(String.valueOf(random.nextInt(201) / 20.0), last));
      }
      Optional<int[]> steps = DistinctSteps.assign(slots);
      Optional<BigDecimal> best = cheapest(slots, last + 1);

      assertThat(steps.isPresent()).as("%s", slots).isEqualTo(best.isPresent());
      if (steps.isPresent()) {
        assertThat(cost(slots, steps.get())).as("%s", slots).isEqualByComparingTo(best.get());
        assertInOrder(slots, steps.get());
      }
    }
  }

  private static void assertInOrder(List<Slot> slots, int[] steps) {
    for (int a = 0; a < steps.length; a++) {
      for (int b = a + 1; b < steps.length; b++) {
        boolean isLower = slots.get(a).exact().compareTo(slots.get(b).exact()) <= 0;
        assertThat(steps[a] < steps[b]).as("%s", slots).isEqualTo(isLower);
      }
    }
  }

  private static Optional<BigDecimal> cheapest(List<Slot> slots, int highest) {
    List<Slot> ascending = slots.stream().sorted(Comparator.comparing(Slot::exact)).toList();
    List<BigDecimal> costs = new ArrayList<>();
    for (int mask = 0; mask < 1 << (highest + 1); mask++) {
      if (Integer.bitCount(mask) != slots.size()) {
        continue;
      }
      int[] steps = new int[slots.size()];
      for (int step = 0, slot = 0; step <= highest; step++) {
        if ((mask >> step & 1) == 1) {
          steps[slot++] = step;
        }
      }
      boolean isAllowed =
          IntStream.range(0, steps.length)
              .allMatch(slot -> ascending.get(slot).allowed().contains(steps[slot]));
      if (isAllowed) {
        costs.add(cost(ascending, steps));
      }
    }
    return costs.stream().min(Comparator.naturalOrder());
  }

  private static BigDecimal cost(List<Slot> slots, int[] steps) {
    BigDecimal cost = BigDecimal.ZERO;
    for (int i = 0; i < steps.length; i++) {
      cost = cost.add(slots.get(i).exact().subtract(BigDecimal.valueOf(steps[i])).abs());
    }
    return cost;
  }

  private static int[] steps(Slot... slots) {
    return DistinctSteps.assign(List.of(slots)).orElseThrow();
  }

  private static Slot free(String exact) {
    return free(exact, LAST);
  }

  private static Slot free(String exact, int last) {
    NavigableSet<Integer> allowed = new TreeSet<>(IntStream.rangeClosed(1, last).boxed().toList());
    return new Slot(new BigDecimal(exact), allowed);
  }
}
