package io.plumbline.simulate;

import java.util.List;

/**
 * One pipeline of the simulated company: its open stages in order, each with competing exits. The
 * closed stages follow as {@link #wonIndex()} and {@link #lostIndex()}.
 *
 * <p>Losing takes longer than moving on in every stage. That is the length bias which a usual win
 * rate overlooks: what stands open holds more slow losers than what passes through.
 *
 * @param id identifier in the canonical files
 * @param typicalDays cycle length in days that a seller plans with
 * @param plannedWinRate win rate in 0..1 that the company's targets are planned with
 * @param stages open stages, at least two
 */
record PipelineModel(
    String id, double typicalDays, double plannedWinRate, List<StageModel> stages) {

  static final PipelineModel NEW_BUSINESS =
      new PipelineModel(
          "new_business",
          55,
          0.25,
          List.of(
              new StageModel(
                  "qualified",
                  "Qualified",
                  10,
                  "pipeline",
                  List.of(
                      new Exit(ExitKind.NEXT, 0.520, 10, 1.3),
                      new Exit(ExitKind.SKIP, 0.050, 7, 1.3),
                      new Exit(ExitKind.WON, 0.008, 4, 1.3),
                      new Exit(ExitKind.LOST, 0.422, 21, 1.0))),
              new StageModel(
                  "discovery",
                  "Discovery",
                  25,
                  "pipeline",
                  List.of(
                      new Exit(ExitKind.NEXT, 0.600, 14, 1.3),
                      new Exit(ExitKind.SKIP, 0.060, 10, 1.3),
                      new Exit(ExitKind.BACK, 0.030, 16, 1.3),
                      new Exit(ExitKind.WON, 0.010, 7, 1.3),
                      new Exit(ExitKind.LOST, 0.300, 28, 1.0))),
              new StageModel(
                  "proposal",
                  "Proposal",
                  50,
                  "best_case",
                  List.of(
                      new Exit(ExitKind.NEXT, 0.580, 13, 1.3),
                      new Exit(ExitKind.SKIP, 0.050, 10, 1.3),
                      new Exit(ExitKind.BACK, 0.050, 20, 1.3),
                      new Exit(ExitKind.WON, 0.040, 10, 1.3),
                      new Exit(ExitKind.LOST, 0.280, 28, 1.0))),
              new StageModel(
                  "negotiation",
                  "Negotiation",
                  75,
                  "commit",
                  List.of(
                      new Exit(ExitKind.NEXT, 0.600, 10, 1.3),
                      new Exit(ExitKind.BACK, 0.050, 16, 1.3),
                      new Exit(ExitKind.WON, 0.120, 8, 1.3),
                      new Exit(ExitKind.LOST, 0.230, 25, 1.0))),
              new StageModel(
                  "contract",
                  "Contract sent",
                  90,
                  "commit",
                  List.of(
                      new Exit(ExitKind.BACK, 0.040, 12, 1.3),
                      new Exit(ExitKind.WON, 0.800, 7, 1.3),
                      new Exit(ExitKind.LOST, 0.160, 18, 1.0)))));

  static final PipelineModel RENEWALS =
      new PipelineModel(
          "renewals",
          45,
          0.65,
          List.of(
              new StageModel(
                  "due",
                  "Renewal due",
                  60,
                  "pipeline",
                  List.of(
                      new Exit(ExitKind.NEXT, 0.680, 20, 1.3),
                      new Exit(ExitKind.SKIP, 0.060, 14, 1.3),
                      new Exit(ExitKind.WON, 0.050, 16, 1.3),
                      new Exit(ExitKind.LOST, 0.210, 40, 1.0))),
              new StageModel(
                  "offer",
                  "Offer sent",
                  80,
                  "best_case",
                  List.of(
                      new Exit(ExitKind.NEXT, 0.660, 12, 1.3),
                      new Exit(ExitKind.BACK, 0.030, 16, 1.3),
                      new Exit(ExitKind.WON, 0.160, 10, 1.3),
                      new Exit(ExitKind.LOST, 0.150, 30, 1.0))),
              new StageModel(
                  "agreed",
                  "Verbally agreed",
                  95,
                  "commit",
                  List.of(
                      new Exit(ExitKind.BACK, 0.020, 12, 1.3),
                      new Exit(ExitKind.WON, 0.910, 7, 1.3),
                      new Exit(ExitKind.LOST, 0.070, 21, 1.0)))));

  static final List<PipelineModel> ALL = List.of(NEW_BUSINESS, RENEWALS);

  int wonIndex() {
    return stages.size();
  }

  int lostIndex() {
    return stages.size() + 1;
  }

  boolean isOpenStage(int index) {
    return index < stages.size();
  }

  /** The stage's identifier in the canonical files; the closed stages are won and lost. */
  String stageId(int index) {
    if (isOpenStage(index)) {
      return stages.get(index).id();
    }

    return index == wonIndex() ? "won" : "lost";
  }

  /** The hand-set percentage of a stage, closed ones included. */
  int incumbentPercent(int index) {
    if (isOpenStage(index)) {
      return stages.get(index).incumbentPercent();
    }

    return index == wonIndex() ? 100 : 0;
  }

  /**
   * An open stage.
   *
   * @param incumbentPercent the hand-set percentage that the CRM holds
   */
  record StageModel(
      String id, String label, int incumbentPercent, String forecastCategory, List<Exit> exits) {}

  /**
   * One of the competing ways out of a stage.
   *
   * @param weight share of the visits of a baseline deal that leave this way
   * @param medianDays median stay in days of the visits that leave this way
   * @param shape shape of the Weibull distribution of that stay
   */
  record Exit(ExitKind kind, double weight, double medianDays, double shape) {}

  /** Where an exit leads. */
  enum ExitKind {
    NEXT,
    SKIP,
    BACK,
    WON,
    LOST;

    boolean isForward() {
      return this == NEXT || this == SKIP || this == WON;
    }
  }
}
