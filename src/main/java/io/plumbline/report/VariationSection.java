package io.plumbline.report;

import io.plumbline.report.ReportData.Pipeline;
import io.plumbline.report.ReportData.StageLine;
import io.plumbline.report.Variation.Drift;
import io.plumbline.report.Variation.Month;
import io.plumbline.report.Variation.Series;
import io.plumbline.view.Figures;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Whether a pipeline's win rates vary as they always do, or changed. */
final class VariationSection {

  /** As far back as a chart goes. */
  static final int MAX_MONTHS = 36;

  /** As many charts as a pipeline has. */
  static final int MAX_CHARTS = 12;

  /** As many signals as are spelled out. */
  static final int MAX_SIGNALS = 24;

  private static final int RECENT_MONTHS = 12;

  private VariationSection() {}

  /**
   * What the section shows.
   *
   * @param finding what to do, in a sentence or two
   * @param series stages with a chart
   * @param seriesOmitted stages without one
   * @param signals of the last 12 months, the latest first
   * @param signalsOmitted how many more there are
   * @param drifts one per stage
   * @param rows the numbers of the charts, by month, the latest first
   */
  public record View(
      String finding,
      List<Series> series,
      long seriesOmitted,
      List<SignalLine> signals,
      long signalsOmitted,
      List<DriftLine> drifts,
      List<MonthRow> rows) {}

  /**
   * A month that stands out, or a run of months.
   *
   * @param stage label of the stage
   * @param months as in 2026-06, or 2026-04 to 2026-06
   * @param last the last of these months, whose reason counts the whole run
   */
  public record SignalLine(String stage, String months, Month last) {}

  /** Whether a stage changed. */
  public record DriftLine(String stage, Drift of) {}

  /**
   * A month of all charts.
   *
   * @param month as in 2026-06
   * @param stages one per chart; a month before the stage's first is empty
   */
  public record MonthRow(String month, List<List<Month>> stages) {}

  /**
   * The section.
   *
   * @param asOf the as-of date, whose month is the last of the 12
   */
  static View of(Pipeline pipeline, LocalDate asOf) {
    Variation variation = pipeline.variation();
    List<Series> shown = charts(pipeline);
    List<SignalLine> signals = signals(variation, asOf);
    List<DriftLine> drifts = drifts(pipeline);

    return new View(
        finding(variation, signals, drifts),
        shown,
        variation.series().size() - shown.size(),
        signals.stream().limit(MAX_SIGNALS).toList(),
        Math.max(0, signals.size() - MAX_SIGNALS),
        drifts,
        rows(shown));
  }

  /** The series that are drawn, with the months that are drawn. */
  static List<Series> charts(Pipeline pipeline) {
    return pipeline.variation().series().stream()
        .filter(series -> !series.months().isEmpty())
        .limit(MAX_CHARTS)
        .map(series -> new Series(series.stageId(), series.label(), latest(series.months())))
        .toList();
  }

  private static List<Month> latest(List<Month> months) {
    return months.subList(Math.max(0, months.size() - MAX_MONTHS), months.size());
  }

  private static List<SignalLine> signals(Variation variation, LocalDate asOf) {
    LocalDate after = asOf.withDayOfMonth(1).minusMonths(RECENT_MONTHS);
    List<SignalLine> signals = new ArrayList<>();
    for (Series series : variation.series()) {
      List<Month> months =
          series.months().stream().filter(month -> month.month().isAfter(after)).toList();
      int first = 0;
      for (int m = 0; m < months.size(); m++) {
        Month month = months.get(m);
        boolean goesOn = m + 1 < months.size() && isSameRun(month, months.get(m + 1));

        if (month.isSignal() && !goesOn) {
          signals.add(new SignalLine(series.label(), range(months.get(first), month), month));
        }

        first = goesOn ? first : m + 1;
      }
    }
    // A stable sort: the stages of a month stay in their order.
    signals.sort(Comparator.comparing((SignalLine line) -> line.last().month()).reversed());

    return signals;
  }

  /** Months outside the limits stand for themselves, those of a run for one thing. */
  private static boolean isSameRun(Month month, Month next) {
    return month.isSignal()
        && month.signal().startsWith("run_")
        && month.signal().equals(next.signal());
  }

  private static String range(Month first, Month last) {
    return first.equals(last)
        ? Figures.month(last.month())
        : Figures.month(first.month()) + " to " + Figures.month(last.month());
  }

  private static List<DriftLine> drifts(Pipeline pipeline) {
    Map<String, String> labels = new HashMap<>();
    for (StageLine stage : pipeline.stages()) {
      labels.put(stage.stageId(), stage.label());
    }

    return pipeline.variation().drifts().stream()
        .map(drift -> new DriftLine(labels.getOrDefault(drift.stageId(), drift.stageId()), drift))
        .toList();
  }

  private static List<MonthRow> rows(List<Series> shown) {
    TreeSet<LocalDate> months = new TreeSet<>(Comparator.reverseOrder());
    shown.forEach(series -> series.months().forEach(month -> months.add(month.month())));

    return months.stream()
        .map(
            day ->
                new MonthRow(
                    Figures.month(day),
                    shown.stream()
                        .map(
                            series ->
                                series.months().stream()
                                    .filter(month -> month.month().equals(day))
                                    .toList())
                        .toList()))
        .toList();
  }

  private static String finding(
      Variation variation, List<SignalLine> signals, List<DriftLine> drifts) {
    List<DriftLine> drifting = drifts.stream().filter(line -> line.of().isDrift()).toList();
    List<String> sentences = new ArrayList<>();

    for (DriftLine line : drifting) {
      sentences.add(
          "Take seriously: "
              + Figures.percent(line.of().before())
              + " of the deals that reached "
              + line.stage()
              + " were won before "
              + line.of().changedOn().map(Figures::longDate).orElse("the change")
              + ", "
              + Figures.percent(line.of().after())
              + " since, more than chance explains.");
    }

    if (!signals.isEmpty()) {
      long stages = signals.stream().map(SignalLine::stage).distinct().count();
      sentences.add(
          "Look for a cause of the "
              + (signals.size() == 1 ? "signal" : Figures.count(signals.size()) + " signals")
              + " of the last 12 months"
              + (stages == 1
                  ? " in " + signals.get(0).stage() + "."
                  : ", in " + Figures.count(stages) + " stages."));
    } else if (isJudged(variation)) {
      sentences.add(
          (drifting.isEmpty() ? "Leave it be: in" : "In")
              + " the last 12 months no stage left its usual range; ups and downs within it are"
              + " chance.");
    } else if (!variation.series().isEmpty()) {
      sentences.add("Wait: there are too few months to say what is usual.");
    }

    return String.join(" ", sentences);
  }

  private static boolean isJudged(Variation variation) {
    return variation.series().stream()
        .flatMap(series -> series.months().stream())
        .anyMatch(month -> !Double.isNaN(month.centre()));
  }
}
