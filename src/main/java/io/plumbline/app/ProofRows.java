package io.plumbline.app;

import io.plumbline.app.RunTables.Values;
import io.plumbline.report.Bounded;
import io.plumbline.report.MethodLine;
import io.plumbline.report.ReportData.Metric;
import io.plumbline.report.ReportData.ReliabilityBin;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** What the tables of a run hold of a pipeline's methods on past dates. */
final class ProofRows {

  private static final String ALL = "all";

  private final List<ReliabilityBin> reliability = new ArrayList<>();
  private final List<Metric> metrics = new ArrayList<>();
  private final SortedSet<LocalDate> dates = new TreeSet<>();
  private final SortedMap<Long, MethodLine> methods = new TreeMap<>();
  private Optional<String> chosen = Optional.empty();

  void addBin(Values row) {
    if (isWhole(row)) {
      reliability.add(
          new ReliabilityBin(
              row.text("method"),
              row.number("predicted"),
              row.number("observed"),
              row.number("low"),
              row.number("high"),
              row.count("n")));
    }
  }

  void addMetric(Values row) {
    if (!row.text("evaluated_as_of").equals(ALL)) {
      dates.add(LocalDate.parse(row.text("evaluated_as_of")));
    } else if (isWhole(row)) {
      metrics.add(
          new Metric(
              row.text("method"),
              new Bounded(row.number("log_loss"), row.number("low"), row.number("high")),
              bounded(row, "brier"),
              row.number("brier_reliability"),
              row.number("brier_resolution"),
              row.number("brier_uncertainty"),
              bounded(row, "ece"),
              row.number("ece_sampling_floor"),
              bounded(row, "slope"),
              bounded(row, "intercept"),
              row.number("expected_wins"),
              row.number("actual_wins"),
              bounded(row, "expected_over_actual"),
              row.count("n")));
    }
  }

  void addMethod(Values row) {
    methods.put(
        row.count("complexity"),
        new MethodLine(
            row.text("method"),
            row.count("opportunities"),
            row.number("log_loss"),
            bounded(row, "difference_to_incumbent"),
            row.text("reason")));
    if (row.isTrue("is_chosen")) {
      chosen = Optional.of(row.text("method"));
    }
  }

  private static boolean isWhole(Values row) {
    return row.text("evaluated_as_of").equals(ALL) && row.text("slice").equals(ALL);
  }

  private static Bounded bounded(Values row, String column) {
    return new Bounded(
        row.number(column), row.number(column + "_low"), row.number(column + "_high"));
  }

  /** The method that the confidences come from, where one was chosen. */
  Optional<String> chosen() {
    return chosen;
  }

  List<LocalDate> dates() {
    return List.copyOf(dates);
  }

  /** From the simplest. */
  List<MethodLine> methods() {
    return List.copyOf(methods.values());
  }

  List<ReliabilityBin> reliability() {
    return reliability.stream()
        .sorted(
            Comparator.<ReliabilityBin>comparingInt(bin -> rank(bin.method()))
                .thenComparing(ReliabilityBin::method)
                .thenComparingDouble(ReliabilityBin::predicted))
        .toList();
  }

  List<Metric> metrics() {
    return metrics.stream()
        .sorted(
            Comparator.<Metric>comparingInt(metric -> rank(metric.method()))
                .thenComparing(Metric::method))
        .toList();
  }

  /** A method that was not compared comes last. */
  private int rank(String method) {
    List<String> names = methods.values().stream().map(MethodLine::method).toList();
    return names.contains(method) ? names.indexOf(method) : names.size();
  }
}
