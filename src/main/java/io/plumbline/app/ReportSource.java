package io.plumbline.app;

import io.plumbline.app.RunTables.Values;
import io.plumbline.config.Settings;
import io.plumbline.lake.Stamp;
import io.plumbline.movement.MovementDates;
import io.plumbline.report.ReportData;
import io.plumbline.report.ReportData.Counts;
import io.plumbline.report.ReportData.Header;
import io.plumbline.report.ReportData.Rule;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * What the page of a run says, from its tables. Deals, visits and scores are streamed; what is kept
 * is one small total per pipeline, and the published rows of the pipelines that are shown.
 */
final class ReportSource {

  /** As many as the page shows. */
  static final int MOST_PIPELINES = 30;

  private final JobRequest request;
  private final Stamp stamp;
  private final RunTables tables;

  private ReportSource(JobRequest request, Stamp stamp, RunTables tables) {
    this.request = request;
    this.stamp = stamp;
    this.tables = tables;
  }

  static ReportSource of(JobRequest request, Stamp stamp, RunTables tables) {
    return new ReportSource(request, stamp, tables);
  }

  /** Tables that are missing leave their part of the page empty. */
  ReportData read() {
    OpenDeals deals = tables.deals(MOST_PIPELINES);
    Map<String, PipelineRows> pipelines = new LinkedHashMap<>();
    LocalDate beforeQuarter =
        Collections.min(MovementDates.before(stamp.asOfDate(), request.configuration()));
    deals
        .largest()
        .forEach((id, total) -> pipelines.put(id, new PipelineRows(id, total, beforeQuarter)));
    DecisionCount decisions = new DecisionCount();
    tables.forEach("stage_confidence", List.of("decision", "status"), decisions::add);
    forEachOf(pipelines, "stage_confidence", PipelineRows.CONFIDENCE);
    forEachOf(pipelines, "segment_effect", PipelineRows.EFFECT);
    forEachOf(pipelines, "method_choice", PipelineRows.METHOD);
    forEachOf(pipelines, "control_chart", PipelineRows.CHART);
    forEachOf(pipelines, "stage_drift", PipelineRows.DRIFT);
    forEachOf(pipelines, "owner_bias", PipelineRows.OWNER);
    forEachOf(pipelines, "data_quality", PipelineRows.QUALITY);
    forEachOf(pipelines, "stage_win_rate", PipelineRows.WIN_RATE);
    forEachOf(pipelines, "reliability", PipelineRows.RELIABILITY);
    forEachOf(pipelines, "calibration_metric", PipelineRows.METRIC);
    forEachOf(pipelines, "forecast_snapshot", PipelineRows.FORECAST);
    forEachOf(pipelines, "forecast_accuracy", PipelineRows.ACCURACY);
    forEachOf(pipelines, "pipeline_movement", PipelineRows.MOVEMENT);
    forEachOf(pipelines, "pipeline_movement_deal", PipelineRows.MOVED_DEAL);
    forEachOf(pipelines, "stage", PipelineRows.STAGE);
    forEachOf(pipelines, "opportunity_score", PipelineRows.SCORE);
    forEachOf(pipelines, "stage_visit", PipelineRows.VISIT);
    if (pipelines.values().stream().anyMatch(PipelineRows::hasForecast)) {
      forEachOf(pipelines, "opportunity", PipelineRows.PLAN);
    }
    Header header = header(deals, decisions);
    double usualLevel = request.configuration().value(Settings.INTERVAL_LEVEL);
    return new ReportData(
        header,
        pipelines.values().stream()
            .map(rows -> rows.pipeline(stamp.asOfDate(), usualLevel))
            .toList(),
        List.of());
  }

  private void forEachOf(
      Map<String, PipelineRows> pipelines, String table, PipelineRows.Part part) {
    tables.forEachOf(
        table,
        pipelines.keySet(),
        part.columns(),
        row -> part.add().accept(pipelines.get(row.text("pipeline_id")), row));
  }

  private Header header(OpenDeals deals, DecisionCount decisions) {
    RunLedger ledger = RunLedger.of(tables);
    Set<String> notes = new LinkedHashSet<>(ledger.notes());
    if (deals.pipelines() > MOST_PIPELINES) {
      notes.add(
          String.format(
              Locale.ROOT,
              "Of %,d pipelines the %d with the largest open amount are on this page, and the amounts in its sentences"
                  + " are theirs alone; the tables hold all of them.",
              deals.pipelines(),
              MOST_PIPELINES));
    }
    return new Header(
        deals.pipelines() > 1 ? "Sales pipelines" : "Sales pipeline",
        stamp.asOfDate(),
        stamp.runId(),
        ledger.source(),
        deals.currency(request.configuration()),
        new Counts(
            deals.won() + deals.lost() + deals.open(),
            deals.won(),
            deals.lost(),
            deals.open(),
            ledger.rowsRead(),
            ledger.rowsAccepted(),
            ledger.rowsRejected(),
            ledger.rowsExcluded()),
        rules(),
        List.copyOf(notes),
        decisions.summary());
  }

  /** Rules that found something first; counts that are mere information are left out. */
  private List<Rule> rules() {
    List<Rule> rules = new ArrayList<>();
    tables.forEach(
        "quality_result",
        List.of("source", "rule", "severity", "rows_failed", "sample_key", "hint"),
        row -> {
          if (!row.text("severity").equals("info")) {
            rules.add(rule(row));
          }
        });
    rules.sort(
        Comparator.comparingLong(Rule::rows)
            .reversed()
            .thenComparing(Rule::severity)
            .thenComparing(Rule::rule));
    return rules;
  }

  private static Rule rule(Values row) {
    String sample = row.text("sample_key");
    return new Rule(
        row.text("source") + ": " + row.text("rule").replace('_', ' '),
        row.text("severity").equals("reject") ? "reject row" : row.text("severity"),
        row.count("rows_failed"),
        row.text("hint") + (sample.isEmpty() ? "" : " (for example " + sample + ")"));
  }

  /** What the run report says of the run: each part by the command that wrote its table last. */
  private static final class RunLedger {

    private static final List<String> PARTS =
        List.of("opportunity", "stage_confidence", "opportunity_score");

    private final Map<String, Values> writers = new LinkedHashMap<>();

    static RunLedger of(RunTables tables) {
      RunLedger ledger = new RunLedger();
      tables.forEach(
          "run_report",
          List.of(
              "command",
              "inputs",
              "rows_read",
              "rows_accepted",
              "rows_rejected",
              "rows_excluded",
              "table_versions",
              "notes"),
          row -> {
            if (!ReviewEvent.Outcome.COMMANDS.contains(row.text("command"))) {
              PARTS.forEach(part -> ledger.keepLatest(part, row));
            }
          });
      return ledger;
    }

    private void keepLatest(String table, Values row) {
      if (row.map("table_versions").get(table) instanceof Number version) {
        Values known = writers.get(table);
        if (known == null
            || ((Number) known.map("table_versions").get(table)).longValue()
                < version.longValue()) {
          writers.put(table, row);
        }
      }
    }

    private long of(Function<Values, Long> count) {
      return Optional.ofNullable(writers.get("opportunity")).map(count).orElse(0L);
    }

    long rowsRead() {
      return of(row -> row.count("rows_read"));
    }

    long rowsAccepted() {
      return of(row -> row.count("rows_accepted"));
    }

    long rowsRejected() {
      return of(row -> row.count("rows_rejected"));
    }

    long rowsExcluded() {
      return of(row -> row.count("rows_excluded"));
    }

    Set<String> notes() {
      Set<String> notes = new LinkedHashSet<>();
      for (String part : PARTS) {
        if (writers.containsKey(part)) {
          notes.addAll(writers.get(part).texts("notes"));
        }
      }
      return notes;
    }

    String source() {
      Set<String> files = new TreeSet<>();
      if (writers.containsKey("opportunity")) {
        writers.get("opportunity").map("inputs").keySet().forEach(file -> files.add("" + file));
      }
      return files.isEmpty() ? "source not recorded" : "from " + String.join(", ", files);
    }
  }

  /** The decisions over the rows of every pipeline. */
  private static final class DecisionCount {
    private long publish;
    private long review;
    private long hold;
    private long rejected;

    void add(Values row) {
      switch (row.text("decision")) {
        case "publish" -> publish++;
        case "review" -> review++;
        default -> hold++;
      }
      if (row.text("status").equals("rejected")) {
        rejected++;
      }
    }

    String summary() {
      long rows = publish + review + hold;
      if (rows == 0) {
        return "";
      }
      String count =
          String.format(
              Locale.ROOT,
              "The new table has %,d rows, finer ones included: %,d to publish, %,d to review, %,d on hold.",
              rows,
              publish,
              review,
              hold);
      if (publish + review == 0) {
        return count
            + (rejected > 0
                ? " On past dates the percentages in use predicted better: keep them."
                : " There is too little evidence yet: keep the percentages in use and run again once more deals have"
                    + " closed.");
      }
      return count + " Next: look at what it would change, and decide (plumbline review diff).";
    }
  }
}
