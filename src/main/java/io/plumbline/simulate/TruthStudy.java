package io.plumbline.simulate;

import io.plumbline.simulate.Segment.CustomerType;
import io.plumbline.simulate.Segment.Product;
import io.plumbline.simulate.Segment.SizeBand;
import java.util.ArrayList;
import java.util.List;

/**
 * The true probabilities of what stands in each stage at the cutoff, from independent copies of the
 * whole company. A copy contributes no drawn outcome but, for each deal that stands in the stage,
 * its exact win probability given stage, age and segment (Rao-Blackwell: the mean is the same, the
 * variance smaller). The standard error treats copies, not deals, as independent: linearised
 * variance of a ratio of totals (Cochran 1977, Sampling Techniques, section 2.11).
 */
final class TruthStudy {

  private final CompanySpec spec;
  private final ProcessBook processes;
  private final int[] firstStage;
  private final int stages;

  TruthStudy(CompanySpec spec, ProcessBook processes) {
    this.spec = spec;
    this.processes = processes;
    this.firstStage = new int[PipelineModel.ALL.size()];
    int count = 0;
    for (int p = 0; p < firstStage.length; p++) {
      firstStage[p] = count;
      count += PipelineModel.ALL.get(p).stages().size();
    }
    this.stages = count;
  }

  /**
   * A group of deals by stage and, one level deeper each, by customer type, size and product; the
   * attributes that the level does not use are null.
   */
  record Cell(
      PipelineModel pipeline,
      int stage,
      String level,
      CustomerType customerType,
      SizeBand size,
      Product product) {

    boolean holds(PipelineModel otherPipeline, int otherStage, Segment segment) {
      return pipeline.equals(otherPipeline)
          && stage == otherStage
          && (customerType == null || customerType == segment.customerType())
          && (size == null || size == segment.size())
          && (product == null || product == segment.product());
    }
  }

  /**
   * The truth of a cell. Probabilities are NaN where no copy had such a deal.
   *
   * @param confidence P(won eventually) of a deal that stands in the cell at the cutoff
   * @param standardError simulation error of {@code confidence}
   * @param entryWinProbability P(won eventually) on entering the stage, averaged over the visits
   *     before the cutoff
   * @param neverClosingShare share of what stands in the cell that will never be won nor lost;
   *     confidence / (1 - neverClosingShare) is the confidence of those that will
   * @param expectedOpen mean number of deals that stand in the cell
   */
  record Truth(
      Cell cell,
      double confidence,
      double standardError,
      double entryWinProbability,
      double neverClosingShare,
      double expectedOpen) {}

  /** The truth of every cell of every level, in order of pipeline and stage. */
  List<Truth> run() {
    List<Accumulator> accumulators = new ArrayList<>();
    for (Cell cell : cells()) {
      accumulators.add(new Accumulator(cell, members(cell)));
    }
    long cutoff = spec.cutoff();
    for (int replication = 1; replication <= spec.truthReplications(); replication++) {
      Totals totals = new Totals(stages * Segment.ALL.size());
      new Company(spec, processes, replication)
          .forEachDealBefore(cutoff, deal -> add(deal, cutoff, totals));
      accumulators.forEach(accumulator -> accumulator.add(totals));
    }

    return accumulators.stream().map(a -> a.truth(spec.truthReplications())).toList();
  }

  static List<Cell> cells() {
    List<Cell> cells = new ArrayList<>();
    for (PipelineModel pipeline : PipelineModel.ALL) {
      for (int stage = 0; stage < pipeline.stages().size(); stage++) {
        cells.add(new Cell(pipeline, stage, "stage", null, null, null));
        for (CustomerType type : CustomerType.values()) {
          cells.add(new Cell(pipeline, stage, "customer_type", type, null, null));
          for (SizeBand size : SizeBand.values()) {
            cells.add(new Cell(pipeline, stage, "customer_type_size", type, size, null));
            for (Product product : Product.values()) {
              cells.add(
                  new Cell(pipeline, stage, "customer_type_size_product", type, size, product));
            }
          }
        }
      }
    }

    return cells;
  }

  private int[] members(Cell cell) {
    int first = cellIndex(cell.pipeline(), cell.stage(), Segment.ALL.get(0));
    return Segment.ALL.stream()
        .filter(segment -> cell.holds(cell.pipeline(), cell.stage(), segment))
        .mapToInt(segment -> first + segment.index())
        .toArray();
  }

  private void add(Deal deal, long cutoff, Totals totals) {
    SalesProcess process = processes.of(deal.pipeline(), deal.segment());
    int last = deal.entryBefore(cutoff);
    for (int entry = 0; entry <= last; entry++) {
      int stage = deal.stages()[entry];
      if (deal.pipeline().isOpenStage(stage)) {
        int index = cellIndex(deal.pipeline(), stage, deal.segment());
        totals.entries[index]++;
        totals.entryWins[index] += process.entryWinProbability(stage);
      }
    }

    if (deal.isOpenBefore(cutoff)) {
      int stage = deal.stages()[last];
      double age = deal.stageAgeDays(cutoff);
      int index = cellIndex(deal.pipeline(), stage, deal.segment());
      totals.standing[index]++;
      totals.wins[index] += process.winProbability(stage, age);
      totals.neverClosing[index] += process.neverClosingProbability(stage, age);
    }
  }

  private int cellIndex(PipelineModel pipeline, int stage, Segment segment) {
    int p = PipelineModel.ALL.indexOf(pipeline);
    return (firstStage[p] + stage) * Segment.ALL.size() + segment.index();
  }

  /** Sums of one copy of the company by stage and segment. */
  private static final class Totals {
    private final double[] standing;
    private final double[] wins;
    private final double[] neverClosing;
    private final double[] entries;
    private final double[] entryWins;

    Totals(int size) {
      this.standing = new double[size];
      this.wins = new double[size];
      this.neverClosing = new double[size];
      this.entries = new double[size];
      this.entryWins = new double[size];
    }
  }

  private static final class Accumulator {
    private final Cell cell;
    private final int[] members;
    private double standing;
    private double wins;
    private double neverClosing;
    private double entries;
    private double entryWins;
    private double standingSquared;
    private double winsSquared;
    private double winsTimesStanding;

    Accumulator(Cell cell, int[] members) {
      this.cell = cell;
      this.members = members;
    }

    void add(Totals totals) {
      double n = sum(totals.standing);
      double w = sum(totals.wins);
      standing += n;
      wins += w;
      neverClosing += sum(totals.neverClosing);
      entries += sum(totals.entries);
      entryWins += sum(totals.entryWins);
      standingSquared += n * n;
      winsSquared += w * w;
      winsTimesStanding += w * n;
    }

    Truth truth(int replications) {
      double confidence = standing == 0.0 ? Double.NaN : wins / standing;
      double residual =
          winsSquared
              - 2.0 * confidence * winsTimesStanding
              + confidence * confidence * standingSquared;
      double bessel = replications / (replications - 1.0);
      return new Truth(
          cell,
          confidence,
          Math.sqrt(Math.max(0.0, residual) * bessel) / standing,
          entries == 0.0 ? Double.NaN : entryWins / entries,
          standing == 0.0 ? Double.NaN : neverClosing / standing,
          standing / replications);
    }

    private double sum(double[] values) {
      double sum = 0.0;
      for (int member : members) {
        sum += values[member];
      }

      return sum;
    }
  }
}
