package io.plumbline.calibrate;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** The usual win rate of every stage. */
final class ReachedWinRates {

  private ReachedWinRates() {}

  /**
   * Won / (won + lost) of the deals that had reached a stage and were closed by a time, by stage; a
   * stage without any is not there.
   */
  static Map<String, Double> at(long time, Paths paths) {
    long[][] counts = new long[paths.stages().size()][2];
    int[] seenDeal = new int[counts.length];
    Arrays.fill(seenDeal, -1);
    for (int v = 0; v < paths.visits(); v++) {
      int deal = paths.deal(v);
      int stage = paths.stage(v);
      byte outcome = paths.outcomeAt(deal, time);
      if (paths.entered(v) < time && outcome != Paths.OPEN && seenDeal[stage] != deal) {
        seenDeal[stage] = deal;
        counts[stage][0] += outcome == Paths.WON ? 1 : 0;
        counts[stage][1]++;
      }
    }
    Map<String, Double> rates = new HashMap<>();
    for (int s = 0; s < counts.length; s++) {
      if (counts[s][1] > 0) {
        rates.put(paths.stages().get(s), (double) counts[s][0] / counts[s][1]);
      }
    }
    return rates;
  }
}
