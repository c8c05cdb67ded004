package io.plumbline.monitor;

import io.plumbline.monitor.ClosedCount.Kind;
import java.time.YearMonth;
import java.util.ArrayList;
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

  private static final String STAGE_LEVEL = "stage";

  private PipelineCharts() {}

  /**
   * A part of a stage's deals; at most one of the three dimensions is set.
   *
   * @param level stage, or the dimension
   */
  record Segment(String level, String customerType, String sizeBand, String product) {

    private static final Comparator<String> NULL_FIRST =
        Comparator.nullsFirst(Comparator.naturalOrder());
    private static final Comparator<Segment> ORDER =
        Comparator.comparing(Segment::level)
            .thenComparing(Segment::customerType, NULL_FIRST)
            .thenComparing(Segment::sizeBand, NULL_FIRST)
            .thenComparing(Segment::product, NULL_FIRST);

    private static Segment of(String level, ClosedCount count) {
      return switch (level) {
        case "customer_type" -> new Segment(level, count.customerType(), null, null);
        case "size_band" -> new Segment(level, null, count.sizeBand(), null);
        case "product" -> new Segment(level, null, null, count.product());
        default -> new Segment(STAGE_LEVEL, null, null, null);
      };
    }
  }

  /** One row of the chart table. */
  record Line(
      ClosedCount stage,
      Segment segment,
      YearMonth month,
      boolean isPartial,
      ControlChart.Point point) {

    String reason() {
      return ChartReason.of(point, isPartial);
    }
  }

  private record Series(String stageId, Segment segment) {}

  /** The lines of all series, stages in their order, months in theirs. */
  static Stream<Line> of(List<ClosedCount> counts, MonitorSettings settings) {
    Map<Series, SortedMap<Integer, ControlChart.Month>> months = new HashMap<>();
    List<String> levels = new ArrayList<>(List.of(STAGE_LEVEL));
    levels.addAll(settings.dimensions());
    for (ClosedCount count : counts) {
      if (count.kind() == Kind.CHART) {
        for (String level : levels) {
          months
              .computeIfAbsent(
                  new Series(count.stageId(), Segment.of(level, count)), series -> new TreeMap<>())
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
                    .sorted(
                        Comparator.comparing(series -> series.getKey().segment(), Segment.ORDER))
                    .flatMap(
                        series ->
                            lines(stage, series.getKey().segment(), series.getValue(), settings)));
  }

  private static Stream<Line> lines(
      ClosedCount stage,
      Segment segment,
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
