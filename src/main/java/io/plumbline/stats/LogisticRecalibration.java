package io.plumbline.stats;

/**
 * Maximum-likelihood logistic regression of weighted outcomes on one score, by Newton's method with
 * step halving.
 */
final class LogisticRecalibration {
  private static final int MAX_STEPS = 100;
  private static final int MAX_HALVINGS = 40;
  private static final double CONVERGED = 1e-13;

  private final double[] score;
  private final double[] won;
  private final double[] lost;
  private final double n;
  private final double wins;

  /** Scores ascending, with the weight won and lost at each. */
  LogisticRecalibration(double[] score, double[] won, double[] lost) {
    this.score = score;
    this.won = won;
    this.lost = lost;
    double all = 0;
    double positive = 0;
    for (int i = 0; i < score.length; i++) {
      all += won[i] + lost[i];
      positive += won[i];
    }
    this.n = all;
    this.wins = positive;
  }

  Calibration fit() {
    if (!(wins > 0 && wins < n)) {
      return new Calibration(Double.NaN, Double.NaN, Double.NaN);
    }
    double[] interceptOnly = maximise(false);
    double[] both = overlaps() ? maximise(true) : unknown();
    return new Calibration(both[1], both[0], interceptOnly[0]);
  }

  /**
   * Whether the likelihood has a maximum: with one score, exactly if some won score lies strictly
   * below some lost one and the reverse (Albert and Anderson 1984, doi:10.1093/biomet/71.1.1).
   */
  private boolean overlaps() {
    double leastWon = Double.POSITIVE_INFINITY;
    double mostWon = Double.NEGATIVE_INFINITY;
    double leastLost = Double.POSITIVE_INFINITY;
    double mostLost = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < score.length; i++) {
      if (won[i] > 0) {
        leastWon = Math.min(leastWon, score[i]);
        mostWon = Math.max(mostWon, score[i]);
      }
      if (lost[i] > 0) {
        leastLost = Math.min(leastLost, score[i]);
        mostLost = Math.max(mostLost, score[i]);
      }
    }
    return leastWon < mostLost && leastLost < mostWon;
  }

  private double[] maximise(boolean slopeToo) {
    double intercept = 0;
    double slope = 1;
    double value = logLikelihood(intercept, slope);
    for (int step = 0; step < MAX_STEPS; step++) {
      double gradientIntercept = 0;
      double gradientSlope = 0;
      double weight = 0;
      double weightScore = 0;
      double weightScore2 = 0;
      for (int i = 0; i < score.length; i++) {
        double p = 1 / (1 + Math.exp(-intercept - slope * score[i]));
        double total = won[i] + lost[i];
        double residual = won[i] - total * p;
        double information = total * p * (1 - p);
        gradientIntercept += residual;
        gradientSlope += residual * score[i];
        weight += information;
        weightScore += information * score[i];
        weightScore2 += information * score[i] * score[i];
      }
      double stepIntercept;
      double stepSlope;
      if (slopeToo) {
        double determinant = weight * weightScore2 - weightScore * weightScore;
        stepIntercept =
            (weightScore2 * gradientIntercept - weightScore * gradientSlope) / determinant;
        stepSlope = (weight * gradientSlope - weightScore * gradientIntercept) / determinant;
      } else {
        stepIntercept = gradientIntercept / weight;
        stepSlope = 0;
      }
      if (!Double.isFinite(stepIntercept) || !Double.isFinite(stepSlope)) {
        return unknown();
      }
      double next = logLikelihood(intercept + stepIntercept, slope + stepSlope);
      // A full step may overshoot far from the maximum; near it only rounding goes down.
      for (int i = 0; i < MAX_HALVINGS && !(next >= value - 1e-12 * Math.abs(value)); i++) {
        stepIntercept /= 2;
        stepSlope /= 2;
        next = logLikelihood(intercept + stepIntercept, slope + stepSlope);
      }
      intercept += stepIntercept;
      slope += stepSlope;
      value = next;
      if (Math.abs(stepIntercept) <= CONVERGED * (1 + Math.abs(intercept))
          && Math.abs(stepSlope) <= CONVERGED * (1 + Math.abs(slope))) {
        return new double[] {intercept, slope};
      }
    }
    return unknown();
  }

  private double logLikelihood(double intercept, double slope) {
    double sum = 0;
    for (int i = 0; i < score.length; i++) {
      double linear = intercept + slope * score[i];
      sum -= won[i] * logOnePlusExp(-linear) + lost[i] * logOnePlusExp(linear);
    }
    return sum;
  }

  private static double logOnePlusExp(double x) {
    return Math.max(0, x) + Math.log1p(Math.exp(-Math.abs(x)));
  }

  private static double[] unknown() {
    return new double[] {Double.NaN, Double.NaN};
  }
}
