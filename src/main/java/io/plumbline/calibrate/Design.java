package io.plumbline.calibrate;

import io.plumbline.calibrate.ConfidenceModel.Form;
import io.plumbline.stats.AdditiveLogOdds;
import io.plumbline.stats.AdditiveLogOdds.Block;
import io.plumbline.stats.AdditiveLogOdds.Prior;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.ToIntFunction;

/**
 * The blocks of effects that the log odds of the cells of landmarks are the sum of: stage; age in
 * the stage; and for every dimension its levels, those by stage, and its crossings with the
 * dimensions before it.
 */
final class Design {

  private static final int MOST_CROSSED_LEVELS = 400;

  /** Which dimensions each block belongs to. */
  private final List<Set<Integer>> parts = new ArrayList<>();

  private final AdditiveLogOdds unfitted;

  private Design(Landmarks landmarks, Form.Detail detail) {
    unfitted = new AdditiveLogOdds(blocks(landmarks, detail), landmarks.cells().size());
  }

  static Design of(Landmarks landmarks, Form.Detail detail) {
    return new Design(landmarks, detail);
  }

  /** Effects to fit, all 0. */
  AdditiveLogOdds effects() {
    return unfitted.copy();
  }

  /** Whether a block is about a dimension, {@link ConfidenceModel#AGE} being the age. */
  boolean isAbout(int block, int dimension) {
    return parts.get(block).contains(dimension);
  }

  /** Whether any block is about a dimension. */
  boolean uses(int dimension) {
    return parts.stream().anyMatch(of -> of.contains(dimension));
  }

  private List<Block> blocks(Landmarks landmarks, Form.Detail detail) {
    List<Landmarks.CellKey> cells = landmarks.cells();
    List<Dimension> dimensions =
        detail == Form.Detail.STAGE_AGE_SEGMENT ? landmarks.paths().dimensions() : List.of();
    int stages = landmarks.paths().stages().size();
    int widest = landmarks.bands().stream().mapToInt(AgeBands::count).max().orElse(1);
    List<Block> blocks = new ArrayList<>();
    parts.add(Set.of());
    blocks.add(block("stage", cells, stages, 1, Prior.EXCHANGEABLE, 1, c -> c.stage()));
    if (detail == Form.Detail.STAGE) {
      return blocks;
    }
    parts.add(Set.of(ConfidenceModel.AGE));
    blocks.add(
        block(
            "age",
            cells,
            stages * widest,
            widest,
            Prior.RANDOM_WALK,
            0.2,
            c -> c.stage() * widest + c.band()));
    for (int d = 0; d < dimensions.size(); d++) {
      int at = d;
      int levels = dimensions.get(d).levels().size();
      if (levels < 2) {
        continue;
      }
      String name = dimensions.get(d).name();
      boolean ordered = dimensions.get(d).isOrdered();
      parts.add(Set.of(d));
      blocks.add(
          block(
              name,
              cells,
              levels,
              levels,
              ordered ? Prior.RANDOM_WALK : Prior.EXCHANGEABLE,
              ordered ? 0.03 : 0.2,
              c -> c.codes().get(at)));
      parts.add(Set.of(d));
      blocks.add(
          block(
              "stage x " + name,
              cells,
              stages * levels,
              1,
              Prior.EXCHANGEABLE,
              0.03,
              c -> c.stage() * levels + c.codes().get(at)));
      for (int e = 0; e < d; e++) {
        int other = e;
        int crossed = dimensions.get(e).levels().size();
        if (crossed >= 2 && crossed * levels <= MOST_CROSSED_LEVELS) {
          parts.add(Set.of(d, e));
          blocks.add(
              block(
                  dimensions.get(e).name() + " x " + name,
                  cells,
                  crossed * levels,
                  1,
                  Prior.EXCHANGEABLE,
                  0.015,
                  c -> c.codes().get(other) * levels + c.codes().get(at)));
        }
      }
    }
    return blocks;
  }

  private static Block block(
      String name,
      List<Landmarks.CellKey> cells,
      int levels,
      int width,
      Prior prior,
      double variance,
      ToIntFunction<Landmarks.CellKey> level) {
    return new Block(
        name, cells.stream().mapToInt(level).toArray(), levels, width, prior, variance);
  }
}
