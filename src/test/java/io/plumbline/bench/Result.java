package io.plumbline.bench;

import java.util.Map;

/**
 * How a contestant did on an input.
 *
 * @param rows rows of the stage history
 * @param outcome {@code done}, or why not
 * @param figures what was measured; a failed process leaves fewer
 */
record Result(
    InputSpec input,
    long rows,
    Contestant contestant,
    String outcome,
    Map<Figure, Double> figures) {

  static final String DONE = "done";

  boolean isDone() {
    return outcome.equals(DONE);
  }

  /** NaN where it was not measured. */
  double figure(Figure figure) {
    return figures.getOrDefault(figure, Double.NaN);
  }

  /** NaN where the contestant failed. */
  double seconds() {
    return isDone() ? figure(Figure.WALL_SECONDS) : Double.NaN;
  }

  double rowsPerSecond() {
    return rows / seconds();
  }
}
