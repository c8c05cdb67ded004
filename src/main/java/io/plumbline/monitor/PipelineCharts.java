package io.plumbline.monitor;

import io.plumbline.model.StageSegment;
import io.plumbline.monitor.ClosedCount.Kind;
import java.time.YearMonth;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The control charts of one pipeline: one per stage and value of each segment dimension, from its
 * first month with closed deals to the month of the as-of date.
 */
final class PipelineCharts {

  private PipelineCharts() {}

  /** One row of the chart table. */
  record Line(
      ClosedCount stage,
      StageSegment segment,
      YearMonth month,
      boolean isPartial,
      ControlChart.Point point) {

    String reason() {
      return ChartReason.of(point, isPartial);
    }
  }

  private record Series(String stageId, StageSegment segment) {}

  /** The lines of all series, stages in their order, months in theirs. */
  static Stream<Line> of(List<ClosedCount> counts, MonitorSettings settings) {
    Map<Series, SortedMap<Integer, ControlChart.Month>> months = new HashMap<>();
    for (ClosedCount count : counts) {
      if (count.kind() == Kind.CHART) {
        for (StageSegment segment :
            StageSegment.of(
                settings.dimensions(), count.customerType(), count.sizeBand(), count.product())) {
          months
              .computeIfAbsent(new Series(count.stageId(), segment), series -> new TreeMap<>())
              .merge(
                  count.month(),
                  new ControlChart.Month(count.won(), count.n()),
                  ControlChart.Month::plus);
        }
      }
    }
    return counts.stream()
        .filter(count -> count.kind() == Kind.STAGE)
        .sorted(Comparator.comparing(ClosedCount::stageOrder).thenComparing(ClosedCount::stageId))
        .flatMap(
            stage ->
                months.entrySet().stream()
                    .filter(series -> series.getKey().stageId().equals(stage.stageId()))
                    .sorted(Comparator.comparing(series -> series.getKey().segment()))
                    .flatMap(
                        series ->
                            lines(stage, series.getKey().segment(), series.getValue(), settings)));
  }

  private static Stream<Line> lines(
      ClosedCount stage,
      StageSegment segment,
      SortedMap<Integer, ControlChart.Month> months,
      MonitorSettings settings) {
    YearMonth last = YearMonth.from(settings.asOf());
    int first = months.firstKey();
    List<ControlChart.Month> all =
        IntStream.rangeClosed(first, number(last))
            .mapToObj(month -> months.getOrDefault(month, ControlChart.Month.EMPTY))
            .toList();
    List<ControlChart.Point> points = ControlChart.of(all);
    return IntStream.range(0, points.size())
        .mapToObj(
            i -> {
              YearMonth month = YearMonth.of(0, 1).plusMonths(first + i);
              boolean isPartial =
                  month.equals(last) && !settings.asOf().equals(last.atEndOfMonth());
              return new Line(stage, segment, month, isPartial, points.get(i));
            });
  }

  private static int number(YearMonth month) {
    return 12 * month.getYear() + month.getMonthValue() - 1;
  }
}
