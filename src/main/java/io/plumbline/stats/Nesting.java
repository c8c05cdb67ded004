package io.plumbline.stats;

import io.plumbline.stats.AdditiveLogOdds.Block;
import io.plumbline.stats.AdditiveLogOdds.Prior;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A block whose levels are parts of the levels of a coarser one, over the same cells, and no other
 * block lies between.
 *
 * @param coarser block, or {@link #BASE}
 * @param group level of the coarser block by level, -1 where no cell has it
 * @param groups levels of the coarser block
 */
record Nesting(int coarser, int[] group, int groups) {
  static final int BASE = -1;

  boolean isBase() {
    return coarser == BASE;
  }

  /**
   * The nestings of every block in those that are next coarser; in the base where there is none.
   */
  static List<List<Nesting>> of(List<Block> blocks) {
    List<List<Nesting>> all = new ArrayList<>();
    for (Block block : blocks) {
      List<Nesting> coarser = new ArrayList<>();
      for (int c = 0; c < blocks.size(); c++) {
        within(block, blocks.get(c), c).ifPresent(coarser::add);
      }
      all.add(coarser);
    }
    List<List<Nesting>> nearest = new ArrayList<>();
    for (int b = 0; b < blocks.size(); b++) {
      List<Nesting> found = new ArrayList<>(all.get(b));
      for (Nesting between : all.get(b)) {
        for (Nesting beyond : all.get(between.coarser())) {
          found.removeIf(n -> n.coarser() == beyond.coarser());
        }
      }
      if (found.isEmpty()) {
        base(blocks.get(b)).ifPresent(found::add);
      }
      nearest.add(List.copyOf(found));
    }
    return List.copyOf(nearest);
  }

  private static Optional<Nesting> base(Block block) {
    int[] group = new int[block.levels()];
    Arrays.fill(group, -1);
    for (int level : block.level()) {
      if (level < 0) {
        return Optional.empty();
      }
      group[level] = 0;
    }
    return wholeSeries(block, group) ? Optional.of(new Nesting(BASE, group, 1)) : Optional.empty();
  }

  private static Optional<Nesting> within(Block fine, Block coarse, int at) {
    if (coarse.levels() >= fine.levels()) {
      return Optional.empty();
    }
    int[] group = new int[fine.levels()];
    Arrays.fill(group, -1);
    for (int c = 0; c < fine.level().length; c++) {
      int level = fine.level()[c];
      int of = coarse.level()[c];
      if (level < 0 ? of >= 0 : of < 0 || (group[level] >= 0 && group[level] != of)) {
        return Optional.empty();
      }
      if (level >= 0) {
        group[level] = of;
      }
    }
    return wholeSeries(fine, group)
        ? Optional.of(new Nesting(at, group, coarse.levels()))
        : Optional.empty();
  }

  /** Makes all levels of a series follow the seen ones; false where those differ. */
  private static boolean wholeSeries(Block block, int[] group) {
    if (block.prior() == Prior.EXCHANGEABLE) {
      return true;
    }
    for (int from = 0; from < group.length; from += block.width()) {
      int common = -1;
      for (int l = from; l < from + block.width(); l++) {
        if (group[l] >= 0 && common >= 0 && group[l] != common) {
          return false;
        }
        common = Math.max(common, group[l]);
      }
      Arrays.fill(group, from, from + block.width(), common);
    }
    return true;
  }
}
