package io.plumbline.simulate;

import io.plumbline.simulate.PipelineModel.Exit;
import java.util.List;

/**
 * The semi-Markov process of the deals of one pipeline and one segment: on entering a stage the
 * exit is drawn from its probabilities, then the stay from the Weibull distribution of that exit.
 * With probability {@code neverCloseShare} the visit never ends. A lost deal is reopened with
 * probability {@code reopenShare} and enters the stage it was lost from anew.
 */
final class SalesProcess {

  private static final double SECONDS_PER_DAY = 86_400.0;
  private static final double LN_2 = StrictMath.log(2.0);

  private final PipelineModel pipeline;
  private final double neverCloseShare;
  private final double reopenShare;
  private final double[][] probability;
  private final double[][] scaleDays;
  private final double[] entryWin;
  private final double[] entryNever;

  SalesProcess(
      PipelineModel pipeline, Segment segment, double neverCloseShare, double reopenShare) {
    this.pipeline = pipeline;
    this.neverCloseShare = neverCloseShare;
    this.reopenShare = reopenShare;
    int stages = pipeline.stages().size();
    this.probability = new double[stages][];
    this.scaleDays = new double[stages][];
    for (int stage = 0; stage < stages; stage++) {
      prepare(stage, segment);
    }
    this.entryWin = solveEntry(Ending.WON);
    this.entryNever = solveEntry(Ending.NEVER);
  }

  /** The exit drawn for a visit, and how long the visit lasts. */
  record Step(int target, long seconds, boolean skipped) {}

  /** Draws the way out of a stage, or null if the visit never ends. */
  Step draw(int stage, RandomStream random) {
    if (random.chance(neverCloseShare)) {
      return null;
    }

    double u = random.uniform();
    int chosen = 0;
    while (chosen < probability[stage].length - 1 && u >= probability[stage][chosen]) {
      u -= probability[stage][chosen];
      chosen++;
    }
    Exit exit = exits(stage).get(chosen);
    double days =
        scaleDays[stage][chosen]
            * StrictMath.pow(-StrictMath.log(1.0 - random.uniform()), 1.0 / exit.shape());
    long seconds = Math.max(1L, Math.round(days * SECONDS_PER_DAY));
    return new Step(target(stage, exit), seconds, exit.kind() == PipelineModel.ExitKind.SKIP);
  }

  /** P(won eventually), given that the stage was just entered. */
  double entryWinProbability(int stage) {
    return entryWin[stage];
  }

  /** P(won eventually), given that the deal has stood in the stage for so long. */
  double winProbability(int stage, double ageDays) {
    return eventual(Ending.WON, stage, ageDays);
  }

  /** P(never closed, neither won nor lost), given that the deal has stood there for so long. */
  double neverClosingProbability(int stage, double ageDays) {
    return eventual(Ending.NEVER, stage, ageDays);
  }

  // Each exit weighs by the probability that the visit was bound for it and still lasts.
  private double eventual(Ending ending, int stage, double ageDays) {
    double[] entry = ending == Ending.WON ? entryWin : entryNever;
    double standing = neverCloseShare;
    double ends = neverCloseShare * (ending == Ending.NEVER ? 1.0 : 0.0);
    for (int i = 0; i < exits(stage).size(); i++) {
      double stays = (1.0 - neverCloseShare) * probability[stage][i] * survival(stage, i, ageDays);
      standing += stays;
      ends += stays * valueOf(ending, stage, exits(stage).get(i), entry);
    }

    return standing == 0.0 ? Double.NaN : ends / standing;
  }

  private List<Exit> exits(int stage) {
    return pipeline.stages().get(stage).exits();
  }

  private void prepare(int stage, Segment segment) {
    List<Exit> exits = exits(stage);
    double[] weights = new double[exits.size()];
    double[] scales = new double[exits.size()];
    double total = 0.0;
    for (int i = 0; i < weights.length; i++) {
      Exit exit = exits.get(i);
      weights[i] = exit.weight() * (exit.kind().isForward() ? segment.forwardOdds() : 1.0);
      scales[i] =
          segment.durationFactor() * exit.medianDays() / StrictMath.pow(LN_2, 1.0 / exit.shape());
      total += weights[i];
    }
    for (int i = 0; i < weights.length; i++) {
      weights[i] /= total;
    }
    probability[stage] = weights;
    scaleDays[stage] = scales;
  }

  private double survival(int stage, int exit, double ageDays) {
    double shape = exits(stage).get(exit).shape();
    return StrictMath.exp(-StrictMath.pow(ageDays / scaleDays[stage][exit], shape));
  }

  private int target(int stage, Exit exit) {
    return switch (exit.kind()) {
      case NEXT -> stage + 1;
      case SKIP -> stage + 2;
      case BACK -> stage - 1;
      case WON -> pipeline.wonIndex();
      case LOST -> pipeline.lostIndex();
    };
  }

  private double valueOf(Ending ending, int stage, Exit exit, double[] entry) {
    return switch (exit.kind()) {
      case NEXT, SKIP, BACK -> entry[target(stage, exit)];
      case WON -> ending == Ending.WON ? 1.0 : 0.0;
      case LOST -> reopenShare * entry[stage];
    };
  }

  // Absorption probabilities of the embedded chain. Every visit may end in won or lost, so that
  // the iteration contracts; 1,000 rounds are far beyond what double precision resolves.
  private double[] solveEntry(Ending ending) {
    double[] entry = new double[pipeline.stages().size()];
    for (int round = 0; round < 1_000; round++) {
      for (int stage = entry.length - 1; stage >= 0; stage--) {
        double sum = 0.0;
        for (int i = 0; i < exits(stage).size(); i++) {
          sum += probability[stage][i] * valueOf(ending, stage, exits(stage).get(i), entry);
        }
        entry[stage] =
            (1.0 - neverCloseShare) * sum + (ending == Ending.NEVER ? neverCloseShare : 0.0);
      }
    }

    return entry;
  }

  /** The two ends of a deal that are not simply lost. */
  private enum Ending {
    WON,
    NEVER
  }
}
