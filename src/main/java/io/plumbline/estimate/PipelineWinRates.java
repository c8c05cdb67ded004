package io.plumbline.estimate;

import io.plumbline.estimate.CellCounts.Cell;
import io.plumbline.estimate.CellCounts.Kind;
import io.plumbline.model.StageSegment;
import io.plumbline.stats.BinomialInterval;
import io.plumbline.stats.CompetingRiskCounts;
import io.plumbline.stats.CompetingRiskCurve;
import io.plumbline.stats.Interval;
import io.plumbline.stats.WeightedQuantile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The win rates of one pipeline from its counts: the usual one of those that reached a stage, and
 * that from entry.
 */
final class PipelineWinRates {

  private final List<Cell> stages = new ArrayList<>();
  private final Map<String, Integer> order = new LinkedHashMap<>();
  private final WinRateSettings settings;

  private PipelineWinRates(WinRateSettings settings) {
    this.settings = settings;
  }

  /** The counts of a stage and segment while they are added up. */
  private static final class Tally {
    private final CompetingRiskCounts fromEntry = new CompetingRiskCounts();
    private final SortedMap<Integer, Long> daysToWin = new TreeMap<>();
    private final SortedMap<Integer, Long> daysToLoss = new TreeMap<>();
    private long won;
    private long lost;
    private long open;
    private long lostHere;
    private long standing;
    private long movedOn;
    private long ended;
  }

  /** One row of the win rate table. */
  record Line(
      Cell stage,
      StageSegment segment,
      long won,
      long lost,
      long open,
      long lostHere,
      long standing,
      double reached,
      Interval reachedInterval,
      double fromEntry,
      Interval fromEntryInterval,
      double medianDaysToWin,
      double medianDaysToLoss,
      double nextStageRate) {}

  static List<Line> of(Iterable<Cell> cells, WinRateSettings settings) {
    PipelineWinRates rates = new PipelineWinRates(settings);
    List<Cell> counts = new ArrayList<>();
    for (Cell cell : cells) {
      switch (cell.kind()) {
        case STAGE -> rates.stages.add(cell);
        case REACHED, EXIT -> counts.add(cell);
      }
    }
    rates.stages.sort(Comparator.comparing(Cell::stageOrder).thenComparing(Cell::stageId));
    rates.stages.forEach(stage -> rates.order.put(stage.stageId(), stage.stageOrder()));
    return rates.lines(counts);
  }

  private List<Line> lines(List<Cell> counts) {
    Map<String, SortedMap<StageSegment, Tally>> tallies = new LinkedHashMap<>();
    for (Cell cell : counts) {
      SortedMap<StageSegment, Tally> bySegment =
          tallies.computeIfAbsent(cell.stageId(), stage -> new TreeMap<>());
      for (StageSegment segment :
          StageSegment.of(
              settings.dimensions(), cell.customerType(), cell.sizeBand(), cell.product())) {
        add(bySegment.computeIfAbsent(segment, none -> new Tally()), cell);
      }
    }
    List<Line> lines = new ArrayList<>();
    for (Cell stage : stages) {
      SortedMap<StageSegment, Tally> bySegment =
          tallies.getOrDefault(stage.stageId(), new TreeMap<>());
      bySegment.computeIfAbsent(StageSegment.WHOLE, none -> new Tally());
      bySegment.forEach((segment, tally) -> lines.add(line(stage, segment, tally)));
    }
    return lines;
  }

  private void add(Tally tally, Cell cell) {
    if (cell.kind() == Kind.REACHED) {
      // The first day at risk of a late entry is late_entry itself.
      int entry = cell.lateEntry() - 1;
      switch (cell.event()) {
        case "won" -> {
          tally.won += cell.n();
          tally.daysToWin.merge(cell.day(), cell.n(), Long::sum);
          if (cell.day() > entry) {
            tally.fromEntry.won(entry, cell.day(), cell.n());
          }
        }
        case "lost" -> {
          tally.lost += cell.n();
          tally.daysToLoss.merge(cell.day(), cell.n(), Long::sum);
          if (cell.day() > entry) {
            tally.fromEntry.lost(entry, cell.day(), cell.n());
          }
        }
        default -> {
          tally.open += cell.n();
          if (cell.day() > entry) {
            tally.fromEntry.censored(entry, cell.day(), cell.n());
          }
        }
      }
      return;
    }
    switch (cell.event()) {
      case "open" -> tally.standing += cell.n();
      case "lost" -> {
        tally.lostHere += cell.n();
        tally.ended += cell.n();
      }
      case "won" -> {
        tally.movedOn += cell.n();
        tally.ended += cell.n();
      }
      default -> {
        tally.ended += cell.n();
        Integer next = order.get(cell.nextStageId());
        Integer here = order.get(cell.stageId());
        if (next != null && here != null && next > here) {
          tally.movedOn += cell.n();
        }
      }
    }
  }

  private Line line(Cell stage, StageSegment segment, Tally tally) {
    double level = settings.intervalLevel();
    long closed = tally.won + tally.lost;
    double reached = closed == 0 ? Double.NaN : (double) tally.won / closed;
    CompetingRiskCurve curve = tally.fromEntry.curve();
    double fromEntry = curve.eventualWon();
    double error = curve.eventualWonStandardError();
    // Without spread in the estimate the closed deals themselves are the evidence.
    double evidence =
        error > 0 ? Math.min(closed, fromEntry * (1 - fromEntry) / (error * error)) : closed;
    return new Line(
        stage,
        segment,
        tally.won,
        tally.lost,
        tally.open,
        tally.lostHere,
        tally.standing,
        reached,
        closed == 0
            ? Interval.unknown(level)
            : BinomialInterval.WILSON.of(tally.won, closed, level),
        fromEntry,
        Double.isNaN(fromEntry)
            ? Interval.unknown(level)
            : BinomialInterval.WILSON.of(fromEntry * evidence, evidence, level),
        median(tally.daysToWin),
        median(tally.daysToLoss),
        tally.ended == 0 ? Double.NaN : (double) tally.movedOn / tally.ended);
  }

  private static double median(SortedMap<Integer, Long> days) {
    return days.isEmpty() ? Double.NaN : WeightedQuantile.ofCounts(days, 0.5);
  }
}
