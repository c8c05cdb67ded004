package io.plumbline.calibrate;

import io.plumbline.stats.CompetingRiskCurve;
import java.util.ArrayList;
import java.util.List;

/** When the wins come: by stage and age band, and from creation. */
final class Timings {

  private static final int LONGEST_DAYS = 1100;
  private static final int DAILY_DAYS = 60;
  private static final long FEWEST_WINS = 10;

  private Timings() {}

  /** A row of the timing table; stage null for the time from creation, band null for all ages. */
  record Line(String stageId, String ageBand, int day, double shareOfWins) {}

  static List<Line> of(ConfidenceTable table, CompetingRiskCurve fromCreation) {
    List<Line> lines = new ArrayList<>();
    add(lines, null, null, fromCreation);
    List<Cell> cells = table.stagesAndBands();
    for (Cell stage : cells) {
      if (!stage.key().level().equals(ConfidenceTable.STAGE)) {
        continue;
      }
      CompetingRiskCurve ofStage = stage.curve();
      String id = table.landmarks().paths().stages().get(stage.key().stage());
      add(lines, id, null, ofStage);
      for (Cell band : cells) {
        if (band.key().stage() == stage.key().stage() && band.key().band() >= 0) {
          String label = table.landmarks().bands().get(band.key().stage()).label(band.key().band());
          add(lines, id, label, band.won() >= FEWEST_WINS ? band.curve() : ofStage);
        }
      }
    }
    return lines;
  }

  private static void add(
      List<Line> lines, String stageId, String ageBand, CompetingRiskCurve curve) {
    steps(curve, (day, share) -> lines.add(new Line(stageId, ageBand, day, share)));
  }

  /** Takes the share of the wins that has come by the end of a day. */
  interface Step {
    void at(int day, double share);
  }

  /** The steps of a curve: daily at first, weekly later; none where nothing was won. */
  static void steps(CompetingRiskCurve curve, Step taken) {
    if (curve.lastTime().isEmpty()
        || Double.isNaN(curve.shareOfWinsBy(curve.lastTime().getAsInt()))) {
      return;
    }
    int last = Math.min(curve.lastTime().getAsInt(), LONGEST_DAYS);
    double before = -1;
    for (int day = 0; day <= last; day++) {
      double share = Math.min(1, curve.shareOfWinsBy(day));
      boolean wanted = day <= DAILY_DAYS || day % 7 == 0 || day == last;
      if (wanted && share != before) {
        // Counted days are whole days gone by: what happened within the first has come by the end
        // of day 1.
        taken.at(day + 1, share);
        before = share;
      }
    }
  }
}
