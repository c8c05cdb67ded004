package io.plumbline.simulate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which dirty rows are added to a file, and beside which deal. The kinds take turns, so that each
 * occurs once there are as many dirty rows as kinds. Dirty rows are additions: no clean row is
 * harmed, so that the truth files stay true.
 */
final class DirtyPlan {

  static final List<DirtyKind> OF_OPPORTUNITIES =
      List.of(
          DirtyKind.BAD_TIMESTAMP,
          DirtyKind.MISSING_KEY,
          DirtyKind.DUPLICATE_KEY,
          DirtyKind.CLOSED_BEFORE_CREATED,
          DirtyKind.NEGATIVE_AMOUNT,
          DirtyKind.CUT_SHORT);

  static final List<DirtyKind> OF_STAGE_HISTORY =
      List.of(
          DirtyKind.BAD_TIMESTAMP,
          DirtyKind.UNKNOWN_STAGE,
          DirtyKind.MISSING_KEY,
          DirtyKind.HISTORY_AFTER_CLOSE,
          DirtyKind.UNKNOWN_OPPORTUNITY,
          DirtyKind.CUT_SHORT);

  private static final int MOST_TRIES = 1_000;
  private static final long DAY = 86_400L;

  private final Map<Integer, List<DirtyKind>> byDeal = new HashMap<>();

  /**
   * Plans {@code share * rows} dirty rows, rounded; fewer where no deal suits a kind.
   *
   * @param visible deals created before the cutoff
   * @param cutoff epoch second
   */
  DirtyPlan(
      List<DirtyKind> kinds,
      double share,
      long rows,
      List<Deal> visible,
      long cutoff,
      RandomStream random) {
    Map<DirtyKind, Set<Integer>> used = new HashMap<>();
    long wanted = Math.round(share * rows);
    for (long i = 0; i < wanted && !visible.isEmpty(); i++) {
      DirtyKind kind = kinds.get((int) (i % kinds.size()));
      Set<Integer> usedOfKind = used.computeIfAbsent(kind, k -> new HashSet<>());
      for (int attempt = 0; attempt < MOST_TRIES; attempt++) {
        Deal deal = random.pick(visible);
        if (suits(kind, deal, cutoff) && usedOfKind.add(deal.index())) {
          byDeal.computeIfAbsent(deal.index(), d -> new ArrayList<>()).add(kind);
          break;
        }
      }
    }
  }

  /** The dirty rows to write beside a deal, none if it has none. */
  List<DirtyKind> beside(Deal deal) {
    return byDeal.getOrDefault(deal.index(), List.of());
  }

  private static boolean suits(DirtyKind kind, Deal deal, long cutoff) {
    return switch (kind) {
      case DUPLICATE_KEY -> deal.entryBefore(cutoff) > 0;
      case HISTORY_AFTER_CLOSE -> deal.finallyClosedAt() < cutoff - DAY;
      case BAD_TIMESTAMP,
          UNKNOWN_STAGE,
          MISSING_KEY,
          CLOSED_BEFORE_CREATED,
          NEGATIVE_AMOUNT,
          UNKNOWN_OPPORTUNITY,
          CUT_SHORT ->
          true;
    };
  }
}
