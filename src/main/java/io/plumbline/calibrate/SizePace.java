package io.plumbline.calibrate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How much faster or slower wins of a size come than those of their stage and age band: large deals
 * often take longer, and a forecast in money that does not know it is too high for the weeks right
 * ahead.
 *
 * <p>The logarithm of the time from a landmark to the win is taken to grow with the logarithm of
 * the amount, with one exponent for a pipeline (accelerated failure time; Wei 1992,
 * doi:10.1002/sim.4780111409), fitted within stages and age bands by least squares. Its standard
 * error counts deals, not landmarks, and draws it to 0: to nothing where it is not larger than
 * that.
 */
final class SizePace {

  /** Sizes further from the mean than they have been seen tell little. */
  private static final double FASTEST = 4;

  private static final long FEWEST_DEALS = 30;

  private SizePace() {}

  /**
   * A row of the table.
   *
   * @param sizeBand the size
   * @param deals won deals of this size that were looked at
   * @param exponent of the time in the amount, drawn to 0; the same in all sizes
   * @param standardError of the exponent before that
   * @param pace days ahead are multiplied by it: above 1, wins come sooner
   */
  record Line(String sizeBand, long deals, double exponent, double standardError, double pace) {}

  /** A stay of a won deal at landmarks. */
  private record Won(int cell, int deal, int size, double logAmount, double logDays) {}

  /**
   * The paces of all sizes of which a deal was won, from the smallest; none without the dimension
   * {@code size_band}, with few wins, or where the exponent is not larger than its error.
   */
  static List<Line> of(Landmarks landmarks) {
    Paths paths = landmarks.paths();
    int dimension = 0;
    while (dimension < paths.dimensions().size()
        && !paths.dimensions().get(dimension).name().equals(Dimension.SIZE_BAND)) {
      dimension++;
    }
    return dimension == paths.dimensions().size()
        ? List.of()
        : lines(won(landmarks, dimension), paths.dimensions().get(dimension).levels());
  }

  private static List<Won> won(Landmarks landmarks, int dimension) {
    FollowUp followUp = landmarks.followUp();
    Landmarks.Rows rows = landmarks.rows();
    Paths paths = landmarks.paths();
    int[] offsets = new int[landmarks.bands().size()];
    for (int s = 1; s < offsets.length; s++) {
      offsets[s] = offsets[s - 1] + landmarks.bands().get(s - 1).count();
    }
    List<Won> won = new ArrayList<>();
    for (int stay = 0; stay < followUp.stays(); stay++) {
      int first = followUp.firstRow(stay);
      long cents = paths.cents(rows.visit(first));
      if (followUp.outcome(stay) == Paths.WON && cents > 0) {
        Landmarks.CellKey key = landmarks.cells().get(followUp.cell(stay));
        double sum = 0;
        for (int r = first; r < followUp.firstRow(stay + 1); r++) {
          sum += Math.log(rows.day(r) + 0.5);
        }
        won.add(
            new Won(
                offsets[key.stage()] + key.band(),
                followUp.deal(stay),
                key.codes().get(dimension),
                Math.log(cents),
                sum / (followUp.firstRow(stay + 1) - first)));
      }
    }
    return won;
  }

  private static List<Line> lines(List<Won> won, List<String> sizes) {
    long deals = won.stream().mapToInt(Won::deal).distinct().count();
    if (deals < FEWEST_DEALS) {
      return List.of();
    }
    int cells = won.stream().mapToInt(Won::cell).max().orElse(0) + 1;
    double[] n = new double[cells];
    double[] meanAmount = new double[cells];
    double[] meanDays = new double[cells];
    for (Won stay : won) {
      n[stay.cell]++;
      meanAmount[stay.cell] += stay.logAmount;
      meanDays[stay.cell] += stay.logDays;
    }
    double squares = 0;
    double products = 0;
    for (Won stay : won) {
      double amount = stay.logAmount - meanAmount[stay.cell] / n[stay.cell];
      squares += amount * amount;
      products += amount * (stay.logDays - meanDays[stay.cell] / n[stay.cell]);
    }
    if (!(squares > 0)) {
      return List.of();
    }
    double found = products / squares;
    double[] scores = new double[won.stream().mapToInt(Won::deal).max().orElse(0) + 1];
    for (Won stay : won) {
      double amount = stay.logAmount - meanAmount[stay.cell] / n[stay.cell];
      double days = stay.logDays - meanDays[stay.cell] / n[stay.cell];
      scores[stay.deal] += amount * (days - found * amount);
    }
    double error = Math.sqrt(Arrays.stream(scores).map(score -> score * score).sum()) / squares;
    if (!(Math.abs(found) > error)) {
      return List.of();
    }
    return lines(won, sizes, found * (1 - error * error / (found * found)), error);
  }

  private static List<Line> lines(
      List<Won> won, List<String> sizes, double exponent, double error) {
    double mean = won.stream().mapToDouble(Won::logAmount).average().orElseThrow();
    List<Line> lines = new ArrayList<>();
    for (int s = 0; s < sizes.size(); s++) {
      int size = s;
      List<Won> ofSize = won.stream().filter(stay -> stay.size == size).toList();
      if (!ofSize.isEmpty()) {
        double amount = ofSize.stream().mapToDouble(Won::logAmount).average().orElseThrow();
        double pace = Math.exp(-exponent * (amount - mean));
        lines.add(
            new Line(
                sizes.get(s),
                ofSize.stream().mapToInt(Won::deal).distinct().count(),
                exponent,
                error,
                Math.max(1 / FASTEST, Math.min(FASTEST, pace))));
      }
    }
    return lines;
  }
}
