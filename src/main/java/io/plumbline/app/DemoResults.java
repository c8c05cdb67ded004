package io.plumbline.app;

import io.plumbline.app.RunTables.Values;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/** What a run made of the made-up company, beside its truth. */
final class DemoResults {

  private final DemoTruth truth;
  private final String currency;
  private final Map<String, Pipeline> pipelines = new TreeMap<>();

  private DemoResults(DemoTruth truth, String currency) {
    this.truth = truth;
    this.currency = currency;
  }

  /** Reads the tables of the run without Spark, and the truth files of its input. */
  static DemoResults of(RunTables tables, Path input) {
    DemoResults results = new DemoResults(DemoTruth.read(input), tables.deals(0).currency());
    tables.forEach(
        "stage_confidence",
        List.of(
            "pipeline_id",
            "stage_id",
            "stage_label",
            "stage_order",
            "segment_level",
            "incumbent",
            "reached_win_rate",
            "confidence",
            "confidence_low",
            "confidence_high"),
        results::addStage);
    tables.forEach(
        "opportunity_score",
        List.of(
            "opportunity_id",
            "pipeline_id",
            "stage_id",
            "amount_base",
            "incumbent",
            "reached_win_rate",
            "expected_amount"),
        results::addDeal);
    return results;
  }

  String currency() {
    return currency;
  }

  List<DemoTable> pipelines() {
    return pipelines.entrySet().stream()
        .map(entry -> entry.getValue().table(entry.getKey(), truth))
        .toList();
  }

  private Pipeline pipeline(Values row) {
    return pipelines.computeIfAbsent(row.text("pipeline_id"), id -> new Pipeline());
  }

  private void addStage(Values row) {
    if (row.text("segment_level").equals("stage")) {
      pipeline(row).stages.put(row.text("stage_id"), row);
    }
  }

  /** A deal without truth, such as one that entered twice, is left out on every side. */
  private void addDeal(Values row) {
    OptionalDouble probability = truth.ofDeal(row.text("opportunity_id"));
    if (probability.isPresent()) {
      pipeline(row).add(row, probability.getAsDouble());
    }
  }

  /** A pipeline while its rows stream by. */
  private static final class Pipeline {
    private final Map<String, Values> stages = new HashMap<>();
    private final Map<String, Long> standing = new HashMap<>();
    private long deals;
    private BigDecimal amount = BigDecimal.ZERO;
    private BigDecimal byIncumbent = BigDecimal.ZERO;
    private BigDecimal byReached = BigDecimal.ZERO;
    private BigDecimal byConfidence = BigDecimal.ZERO;
    private BigDecimal whatIsTrue = BigDecimal.ZERO;

    void add(Values row, double probability) {
      deals++;
      standing.merge(row.text("stage_id"), 1L, Long::sum);
      BigDecimal value = row.amount("amount_base").orElse(BigDecimal.ZERO);
      amount = amount.add(value);
      byIncumbent = byIncumbent.add(share(value, row.number("incumbent")));
      byReached = byReached.add(share(value, row.number("reached_win_rate")));
      byConfidence = byConfidence.add(row.amount("expected_amount").orElse(BigDecimal.ZERO));
      whatIsTrue = whatIsTrue.add(share(value, probability));
    }

    private static BigDecimal share(BigDecimal value, double probability) {
      return Double.isNaN(probability)
          ? BigDecimal.ZERO
          : value.multiply(BigDecimal.valueOf(probability));
    }

    DemoTable table(String id, DemoTruth truth) {
      List<DemoTable.Line> lines =
          stages.values().stream()
              .sorted(Comparator.comparingLong(row -> row.count("stage_order")))
              .map(row -> line(id, row, truth))
              .toList();
      return new DemoTable(
          PipelineLabel.of(id),
          lines,
          new DemoTable.Worth(deals, amount, byIncumbent, byReached, byConfidence, whatIsTrue));
    }

    private DemoTable.Line line(String id, Values row, DemoTruth truth) {
      String stage = row.text("stage_id");
      return new DemoTable.Line(
          row.text("stage_label"),
          standing.getOrDefault(stage, 0L),
          truth.ofStage(id, stage).orElse(Double.NaN),
          row.number("incumbent"),
          row.number("reached_win_rate"),
          row.number("confidence"),
          row.number("confidence_low"),
          row.number("confidence_high"));
    }
  }
}
