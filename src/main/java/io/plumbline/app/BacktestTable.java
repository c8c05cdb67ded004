package io.plumbline.app;

import io.plumbline.app.RunTables.Values;
import io.plumbline.lake.Location;
import io.plumbline.lake.Stamp;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What a backtest found, as text: one line per method, for the first pipelines. */
final class BacktestTable {

  private static final int MOST_PIPELINES = 5;
  private static final String NONE = "-";

  private BacktestTable() {}

  /** Reads the tables of the run without Spark. */
  static List<String> lines(Location workspace, Stamp stamp) {
    RunTables tables = RunTables.of(workspace, stamp);
    Set<String> pipelines = new HashSet<>();
    TreeMap<String, List<Values>> choices = new TreeMap<>();
    tables.forEach(
        "method_choice",
        List.of(
            "pipeline_id",
            "complexity",
            "method",
            "opportunities",
            "dates",
            "log_loss",
            "difference_to_incumbent",
            "difference_to_incumbent_low",
            "difference_to_incumbent_high",
            "is_chosen"),
        row -> {
          String pipeline = row.text("pipeline_id");
          pipelines.add(pipeline);
          choices.computeIfAbsent(pipeline, id -> new ArrayList<>()).add(row);
          if (choices.size() > MOST_PIPELINES) {
            choices.pollLastEntry();
          }
        });
    Map<String, Values> metrics = new TreeMap<>();
    tables.forEach(
        "calibration_metric",
        List.of(
            "pipeline_id",
            "evaluated_as_of",
            "method",
            "slice",
            "ece",
            "ece_sampling_floor",
            "expected_over_actual",
            "expected_over_actual_low",
            "expected_over_actual_high",
            "slope"),
        row -> {
          if (choices.containsKey(row.text("pipeline_id"))
              && row.text("evaluated_as_of").equals("all")
              && row.text("slice").equals("all")) {
            metrics.put(row.text("pipeline_id") + "/" + row.text("method"), row);
          }
        });
    List<String> lines = new ArrayList<>();
    choices.forEach((pipeline, rows) -> lines.addAll(pipeline(pipeline, rows, metrics)));
    if (pipelines.size() > choices.size()) {
      lines.add("");
      lines.add(
          String.format(
              Locale.ROOT,
              "%d more pipelines: plumbline show method_choice",
              pipelines.size() - choices.size()));
    }
    return lines;
  }

  private static List<String> pipeline(
      String id, List<Values> choices, Map<String, Values> metrics) {
    List<Values> ordered = new ArrayList<>(choices);
    ordered.sort(Comparator.comparingLong(row -> row.count("complexity")));
    List<String> lines = new ArrayList<>();
    Values first = ordered.get(0);
    lines.add("");
    lines.add(
        String.format(
            Locale.ROOT,
            "%s: %,d open deals on %d past dates",
            id,
            first.count("opportunities"),
            first.count("dates")));
    int width = ordered.stream().mapToInt(row -> row.text("method").length()).max().orElse(0);
    String head = "  %-" + width + "s  %8s  %-26s  %-18s  %7s  %6s  %s";
    lines.add(
        String.format(
                Locale.ROOT,
                head,
                "method",
                "log loss",
                "against the CRM",
                "expected / actual",
                "ECE",
                "floor",
                "")
            .stripTrailing());
    for (Values row : ordered) {
      Values metric = metrics.get(id + "/" + row.text("method"));
      lines.add(
          String.format(
                  Locale.ROOT,
                  head,
                  row.text("method"),
                  number("%.4f", row.number("log_loss")),
                  row.text("method").equals("incumbent")
                      ? NONE
                      : interval(
                          "%+.4f",
                          row.number("difference_to_incumbent"),
                          row.number("difference_to_incumbent_low"),
                          row.number("difference_to_incumbent_high")),
                  metric == null
                      ? NONE
                      : interval(
                          "%.2f",
                          metric.number("expected_over_actual"),
                          metric.number("expected_over_actual_low"),
                          metric.number("expected_over_actual_high")),
                  metric == null ? NONE : number("%.3f", metric.number("ece")),
                  metric == null ? NONE : number("%.3f", metric.number("ece_sampling_floor")),
                  row.isTrue("is_chosen") ? "<- used" : "")
              .stripTrailing());
    }
    return lines;
  }

  private static String number(String format, double value) {
    return Double.isNaN(value) ? NONE : String.format(Locale.ROOT, format, value);
  }

  private static String interval(String format, double value, double low, double high) {
    if (Double.isNaN(value)) {
      return NONE;
    }
    return number(format, value)
        + (Double.isNaN(low) ? "" : " [" + number(format, low) + " " + number(format, high) + "]");
  }
}
