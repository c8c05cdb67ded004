package io.plumbline.calibrate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How amounts change between the entry into a stage and the win: sum of the amounts when won / sum
 * of those at entry, over the won deals that stood in the stage. The factor that is applied is
 * drawn to 1 by its uncertainty (empirical Bayes over the stages of the pipeline).
 *
 * <p>A forecast applies it to amounts that are still what they were at the entry. One that has
 * changed since is taken for what it will be won at: the change was the drift, and would count
 * twice. This assumes that an amount changes once in a stage, if at all, and that what has not
 * changed yet will change as all did. In base currency a change of the rate is a change, too.
 */
final class AmountDrift {

  private AmountDrift() {}

  /** A row of the table; standard error NaN with fewer than two deals. */
  record Line(String stageId, long won, double factor, double standardError, double applied) {}

  private static final class Tally {
    private final List<double[]> deals = new ArrayList<>();

    private double sum(int which) {
      return deals.stream().mapToDouble(deal -> deal[which]).sum();
    }

    double factor() {
      return sum(1) / sum(0);
    }

    /** Of a ratio of sums, by its linearisation (Cochran 1977, section 2.11). */
    double standardError() {
      double factor = factor();
      double squares = deals.stream().mapToDouble(d -> Math.pow(d[1] - factor * d[0], 2)).sum();
      int n = deals.size();
      return n < 2 ? Double.NaN : Math.sqrt(squares * n / (n - 1)) / sum(0);
    }
  }

  /** The drift of every stage that a deal won by a time with both amounts stood in. */
  static List<Line> at(long time, Paths paths) {
    Tally[] tallies = new Tally[paths.stages().size()];
    Arrays.setAll(tallies, s -> new Tally());
    for (int v = 0; v < paths.visits(); v++) {
      int deal = paths.deal(v);
      if (paths.outcomeAt(deal, time) == Paths.WON
          && paths.entered(v) < time
          && paths.cents(v) > 0
          && paths.finalCents(deal) >= 0) {
        tallies[paths.stage(v)].deals.add(new double[] {paths.cents(v), paths.finalCents(deal)});
      }
    }
    double variance = 0;
    int known = 0;
    for (Tally tally : tallies) {
      double error = tally.deals.isEmpty() ? Double.NaN : tally.standardError();
      if (!Double.isNaN(error)) {
        variance += Math.pow(tally.factor() - 1, 2) - error * error;
        known++;
      }
    }
    variance = known == 0 ? 0 : Math.max(0, variance / known);
    List<Line> lines = new ArrayList<>();
    for (int s = 0; s < tallies.length; s++) {
      if (!tallies[s].deals.isEmpty()) {
        double factor = tallies[s].factor();
        double error = tallies[s].standardError();
        double weight =
            Double.isNaN(error) || variance == 0 ? 0 : variance / (variance + error * error);
        lines.add(
            new Line(
                paths.stages().get(s),
                tallies[s].deals.size(),
                factor,
                error,
                1 + weight * (factor - 1)));
      }
    }
    return lines;
  }
}
