package io.plumbline.calibrate;

import io.plumbline.stats.CompetingRiskCurve;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * When the wins come: by stage and age band, and from creation. The share of the wins that has come
 * by a day is what was won by then of the landmarks / what the confidences say will be won of them
 * in the end: confidence x share is what was seen to be won in time, wherever a curve breaks off. A
 * band with few wins takes the time of its stage; a stage without any, that of all stages: its
 * deals have a chance, too.
 */
final class Timings {

  private static final int LONGEST_DAYS = 1100;
  private static final int DAILY_DAYS = 60;
  private static final long FEWEST_WINS = 10;

  private Timings() {}

  /** A row of the timing table; stage null for the time from creation, band null for all ages. */
  record Line(String stageId, String ageBand, int day, double shareOfWins) {}

  /** The timing of all stages of a model that is known, then that from creation. */
  static List<Line> of(ConfidenceModel model, CompetingRiskCurve fromCreation) {
    List<Line> lines = new ArrayList<>();
    Landmarks landmarks = model.landmarks();
    FollowUp followUp = landmarks.followUp();
    double[][] means = meanConfidences(model);
    double[] confidences = model.confidences();
    Landmarks.Rows rows = landmarks.rows();
    double meanOfAll =
        IntStream.range(0, rows.size())
            .mapToDouble(r -> confidences[rows.cell(r)])
            .average()
            .orElse(Double.NaN);
    for (int s = 0; s < means.length; s++) {
      String stage = landmarks.paths().stages().get(s);
      int bands = landmarks.bands().get(s).count();
      boolean hasWins = hasWins(followUp.ofStage(s));
      CompetingRiskCurve ofStage = hasWins ? followUp.ofStage(s) : followUp.ofAll();
      double mean = hasWins ? means[s][bands] : meanOfAll;
      add(lines, stage, null, ofStage, mean);
      for (int b = 0; b < bands; b++) {
        boolean isOwn = followUp.wonDeals(s, b) >= FEWEST_WINS;
        add(
            lines,
            stage,
            landmarks.bands().get(s).label(b),
            isOwn ? followUp.ofBand(s, b) : ofStage,
            isOwn ? means[s][b] : mean);
      }
    }
    add(lines, null, null, fromCreation, fromCreation.eventualWon());
    return lines;
  }

  /** Of the landmarks of each age band of each stage, and behind these of the whole stage. */
  private static double[][] meanConfidences(ConfidenceModel model) {
    Landmarks landmarks = model.landmarks();
    double[][] means = new double[landmarks.bands().size()][];
    double[][] counts = new double[means.length][];
    for (int s = 0; s < means.length; s++) {
      means[s] = new double[landmarks.bands().get(s).count() + 1];
      counts[s] = new double[means[s].length];
    }
    double[] confidences = model.confidences();
    Landmarks.Rows rows = landmarks.rows();
    for (int r = 0; r < rows.size(); r++) {
      Landmarks.CellKey key = landmarks.cells().get(rows.cell(r));
      for (int b : new int[] {key.band(), means[key.stage()].length - 1}) {
        means[key.stage()][b] += confidences[rows.cell(r)];
        counts[key.stage()][b]++;
      }
    }
    for (int s = 0; s < means.length; s++) {
      for (int b = 0; b < means[s].length; b++) {
        means[s][b] /= counts[s][b];
      }
    }
    return means;
  }

  private static boolean hasWins(CompetingRiskCurve curve) {
    return curve.lastTime().isPresent() && curve.wonBy(curve.lastTime().getAsInt()) > 0;
  }

  /** The steps of a curve: daily at first, weekly later; none where nothing was won. */
  private static void add(
      List<Line> lines, String stageId, String ageBand, CompetingRiskCurve curve, double eventual) {
    if (!hasWins(curve)) {
      return;
    }
    int last = Math.min(curve.lastTime().getAsInt(), LONGEST_DAYS);
    double before = -1;
    for (int day = 0; day <= last; day++) {
      double share = Math.min(1, curve.wonBy(day) / eventual);
      boolean wanted = day <= DAILY_DAYS || day % 7 == 0 || day == last;
      if (wanted && share != before) {
        // Counted days are whole days gone by: what happened within the first has come by the end
        // of day 1.
        lines.add(new Line(stageId, ageBand, day + 1, share));
        before = share;
      }
    }
  }
}
