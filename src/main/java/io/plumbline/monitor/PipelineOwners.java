package io.plumbline.monitor;

import io.plumbline.monitor.ClosedCount.Kind;
import io.plumbline.monitor.OwnerGaps.Bias;
import io.plumbline.monitor.OwnerGaps.Owner;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The owner bias of one pipeline. Deals without an owner are nobody's bias: they are no row and no
 * part of the mean.
 */
final class PipelineOwners {

  private PipelineOwners() {}

  /**
   * One row of the bias table.
   *
   * @param statedProbability mean of the stated ones; NaN for close dates
   * @param wonShare share of the deals that was won; NaN for close dates
   */
  record Line(
      String ownerId,
      Measure measure,
      long deals,
      double statedProbability,
      double wonShare,
      Bias bias) {

    String reason() {
      return OwnerReason.of(this);
    }
  }

  private static final class Tally {
    private Owner sums = Owner.NONE;
    private double stated;
    private long won;

    private void add(ClosedCount count, double statedSum, double gap, double gapSquared) {
      sums = sums.plus(new Owner(count.n(), gap, gapSquared));
      stated += statedSum;
      won += count.won();
    }
  }

  /** The lines of both measures, owners in the order of their ids. */
  static List<Line> of(List<ClosedCount> counts, MonitorSettings settings) {
    Map<String, Double> incumbents = new HashMap<>();
    for (ClosedCount count : counts) {
      if (count.kind() == Kind.STAGE && count.incumbent() != null) {
        incumbents.put(count.stageId(), count.incumbent());
      }
    }
    SortedMap<String, Tally> probabilities = new TreeMap<>();
    SortedMap<String, Tally> dates = new TreeMap<>();
    counts.stream()
        .sorted(ClosedCount.BY_KEY)
        .forEach(
            count -> {
              switch (count.kind()) {
                case STATED ->
                    tally(probabilities, count)
                        .add(count, count.stated(), count.gap(), count.gapSquared());
                case BY_STAGE -> {
                  Double percentage = incumbents.get(count.stageId());
                  if (percentage != null) {
                    addByStage(tally(probabilities, count), count, percentage);
                  }
                }
                case CLOSE_DATE ->
                    tally(dates, count).add(count, 0, count.gap(), count.gapSquared());
                case STAGE, CHART -> {}
              }
            });
    List<Line> lines = new ArrayList<>(lines(Measure.CLOSE_DATE, dates, settings));
    lines.addAll(lines(Measure.PROBABILITY, probabilities, settings));
    return lines;
  }

  private static Tally tally(SortedMap<String, Tally> tallies, ClosedCount count) {
    return tallies.computeIfAbsent(count.ownerId(), owner -> new Tally());
  }

  /** All deals of the count were stated at the same percentage. */
  private static void addByStage(Tally tally, ClosedCount count, double percentage) {
    long lost = count.n() - count.won();
    tally.add(
        count,
        count.n() * percentage,
        count.n() * percentage - count.won(),
        count.won() * (1 - percentage) * (1 - percentage) + lost * percentage * percentage);
  }

  private static List<Line> lines(
      Measure measure, SortedMap<String, Tally> tallies, MonitorSettings settings) {
    List<Bias> biases =
        OwnerGaps.of(
            tallies.values().stream().map(tally -> tally.sums).toList(), settings.intervalLevel());
    List<Line> lines = new ArrayList<>();
    int i = 0;
    for (Map.Entry<String, Tally> owner : tallies.entrySet()) {
      Tally tally = owner.getValue();
      boolean isProbability = measure == Measure.PROBABILITY;
      double deals = tally.sums.deals();
      lines.add(
          new Line(
              owner.getKey(),
              measure,
              tally.sums.deals(),
              isProbability ? Math.min(1, tally.stated / deals) : Double.NaN,
              isProbability ? tally.won / deals : Double.NaN,
              biases.get(i++)));
    }
    return lines;
  }
}
