package io.plumbline.app;

import io.plumbline.app.RunTables.Values;
import io.plumbline.config.Configuration;
import io.plumbline.config.Settings;
import io.plumbline.lake.Location;
import io.plumbline.review.Decision;
import io.plumbline.review.Detail;
import io.plumbline.review.Mark;
import io.plumbline.review.OverrideScore;
import io.plumbline.review.PastQuarter;
import io.plumbline.review.ProposedPipeline;
import io.plumbline.review.ProposedRow;
import io.plumbline.review.ProposedTable;
import io.plumbline.review.RowKey;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What a person should know of a version of the confidence table, from the tables of the run that
 * proposed it; read without a Spark session. Deals are streamed; what is kept are the rows of the
 * stages and segments of the pipelines asked for.
 */
final class ProposalSource {

  private static final String CELL = "cell";

  private final Location workspace;
  private final ConfidenceVersion version;
  private final VersionHistory history;
  private final RunTables tables;

  private ProposalSource(
      Location workspace, ConfidenceVersion version, VersionHistory history, RunTables tables) {
    this.workspace = workspace;
    this.version = version;
    this.history = history;
    this.tables = tables;
  }

  static ProposalSource of(Location workspace, ConfidenceVersion version, VersionHistory history) {
    return new ProposalSource(
        workspace, version, history, RunTables.of(workspace, version.stamp()).requireThere());
  }

  /**
   * Reads.
   *
   * @param pipelines only these; empty for those with the largest open amount
   * @param most of these at the most
   */
  ProposedTable read(Configuration configuration, Set<String> pipelines, int most, Detail detail) {
    OpenDeals deals = tables.deals(pipelines.isEmpty() ? most : Integer.MAX_VALUE);
    Map<String, Pipeline> shown = new LinkedHashMap<>();
    deals.largest().keySet().stream()
        .filter(id -> pipelines.isEmpty() || pipelines.contains(id))
        .forEach(id -> shown.put(id, new Pipeline(id, version.wasApproved())));
    tables.forEachOf(
        "opportunity_score",
        shown.keySet(),
        List.of(
            "pipeline_id",
            "stage_id",
            "age_band",
            "customer_type",
            "size_band",
            "product",
            "amount_base"),
        row -> shown.get(row.text("pipeline_id")).addDeal(row, detail));
    tables.forEachOf(
        "stage_confidence",
        shown.keySet(),
        List.of(
            "pipeline_id",
            "stage_id",
            "stage_label",
            "stage_order",
            "segment_level",
            "customer_type",
            "size_band",
            "product",
            "attributes",
            "age_band",
            "opportunities",
            "won",
            "lost",
            "open",
            "effective_n",
            "incumbent",
            "reached_win_rate",
            "confidence",
            "confidence_low",
            "confidence_high",
            "interval_level",
            "borrowed_share",
            "change",
            "decision",
            "reasons",
            "mark",
            "override",
            "released_confidence",
            "reviewed_by",
            "review_note"),
        row -> shown.get(row.text("pipeline_id")).addRow(row, detail));
    double level =
        shown.values().stream()
            .mapToDouble(pipeline -> pipeline.level)
            .filter(value -> !Double.isNaN(value))
            .findFirst()
            .orElse(configuration.value(Settings.INTERVAL_LEVEL));
    return new ProposedTable(
        version.id(),
        version.asOf(),
        version.state().label(),
        deals.currency(configuration),
        level,
        decidedBy(),
        shown.values().stream().map(Pipeline::proposed).toList(),
        pipelines.isEmpty() ? deals.pipelines() : shown.size(),
        quarters(shown.keySet()),
        overrides(shown));
  }

  /** Who has done what with the rows as they are marked now. */
  private String decidedBy() {
    List<String> acts = new ArrayList<>();
    for (ReviewEvent event : version.events()) {
      if (event.outcome() == ReviewEvent.Outcome.MARKED) {
        acts.clear();
      }
      acts.add(
          event.outcome().label().replace('_', ' ')
              + event.target().map(target -> " for " + target).orElse("")
              + " by "
              + event.actor()
              + " on "
              + event.on());
    }
    return String.join(", ", acts);
  }

  private List<PastQuarter> quarters(Set<String> pipelines) {
    List<PastQuarter> quarters = new ArrayList<>();
    tables.forEachOf(
        "backtest_quarter",
        pipelines,
        List.of(
            "pipeline_id", "quarter_start", "quarter_end", "method", "deals", "forecast", "actual"),
        row -> {
          if (row.amount("forecast").isPresent() && row.amount("actual").isPresent()) {
            quarters.add(
                new PastQuarter(
                    row.text("pipeline_id"),
                    row.date("quarter_start").orElseThrow(),
                    row.date("quarter_end").orElseThrow(),
                    row.text("method"),
                    row.count("deals"),
                    row.amount("forecast").get(),
                    row.amount("actual").get()));
          }
        });
    return quarters;
  }

  /** Numbers that persons typed into the version in use before, and how they did since. */
  private List<OverrideScore> overrides(Map<String, Pipeline> shown) {
    Optional<ConfidenceVersion> inUse = history.inUse(version.asOf());
    if (inUse.isEmpty()) {
      return List.of();
    }
    Map<String, Values> scores = new HashMap<>();
    tables.forEachOf(
        "calibration_metric",
        shown.keySet(),
        List.of("pipeline_id", "evaluated_as_of", "method", "slice", "log_loss", "n"),
        row -> {
          if (row.text("evaluated_as_of").equals("all")
              && row.text("method").startsWith("overrid")) {
            scores.put(
                row.text("method") + "/" + row.text("pipeline_id") + "/" + row.text("slice"), row);
          }
        });
    List<OverrideScore> overrides = new ArrayList<>();
    RunTables.of(workspace, inUse.get().stamp())
        .forEachOf(
            "stage_confidence",
            shown.keySet(),
            List.of(
                "pipeline_id",
                "stage_id",
                "stage_label",
                "segment_level",
                "confidence",
                "mark",
                "override"),
            row -> {
              String stage = row.text("pipeline_id") + "/" + row.text("stage_id");
              Values typed = scores.get("override/" + stage);
              Values replaced = scores.get("overridden/" + stage);
              if (row.text("segment_level").equals(RowKey.STAGE)
                  && row.text("mark").equals(Mark.Kind.OVERRIDE.label())
                  && typed != null
                  && replaced != null) {
                overrides.add(
                    new OverrideScore(
                        row.text("pipeline_id"),
                        row.text("stage_id"),
                        label(row),
                        row.number("override"),
                        row.number("confidence"),
                        typed.number("log_loss"),
                        replaced.number("log_loss"),
                        typed.count("n")));
              }
            });
    return overrides;
  }

  private static String label(Values row) {
    String label = row.text("stage_label");
    return label.isEmpty() ? row.text("stage_id") : label;
  }

  /** The rows of one pipeline, and the deals that stand in them. */
  private static final class Pipeline {

    private final String id;
    private final boolean isApproved;
    private final Map<RowKey, Sum> standing = new HashMap<>();
    private final List<Values> rows = new ArrayList<>();
    private double level = Double.NaN;

    Pipeline(String id, boolean isApproved) {
      this.id = id;
      this.isApproved = isApproved;
    }

    private static final class Sum {
      private long deals;
      private BigDecimal amount = BigDecimal.ZERO;

      void add(Optional<BigDecimal> more) {
        deals++;
        amount = amount.add(more.orElse(BigDecimal.ZERO));
      }
    }

    void addDeal(Values row, Detail detail) {
      String stage = row.text("stage_id");
      Optional<BigDecimal> amount = row.amount("amount_base");
      add(new RowKey(id, stage, RowKey.STAGE, "", "", "", "", ""), amount);
      if (detail == Detail.SEGMENTS) {
        String type = row.text("customer_type");
        add(new RowKey(id, stage, "customer_type", type, "", "", "", ""), amount);
        String size = row.text("size_band");
        add(new RowKey(id, stage, "size_band", "", size, "", "", ""), amount);
        String product = row.text("product");
        add(new RowKey(id, stage, "product", "", "", product, "", ""), amount);
        add(new RowKey(id, stage, "age_band", "", "", "", "", row.text("age_band")), amount);
      }
    }

    private void add(RowKey key, Optional<BigDecimal> amount) {
      standing.computeIfAbsent(key, of -> new Sum()).add(amount);
    }

    void addRow(Values row, Detail detail) {
      String rowLevel = row.text("segment_level");
      if (rowLevel.equals(RowKey.STAGE) || (detail == Detail.SEGMENTS && !rowLevel.equals(CELL))) {
        rows.add(row);
        level = row.number("interval_level");
      }
    }

    ProposedPipeline proposed() {
      List<ProposedRow> proposed = rows.stream().map(this::row).toList();
      List<io.plumbline.review.OpenDeals> stages =
          proposed.stream()
              .filter(row -> row.key().level().equals(RowKey.STAGE))
              .map(ProposedRow::openDeals)
              .toList();
      return new ProposedPipeline(id, PipelineLabel.of(id), proposed, total(stages));
    }

    private static io.plumbline.review.OpenDeals total(List<io.plumbline.review.OpenDeals> stages) {
      return stages.stream()
          .reduce(
              io.plumbline.review.OpenDeals.NONE,
              (a, b) ->
                  new io.plumbline.review.OpenDeals(
                      a.count() + b.count(),
                      a.amount().add(b.amount()),
                      sum(a.weightedIncumbent(), b.weightedIncumbent()),
                      sum(a.weightedConfidence(), b.weightedConfidence())));
    }

    private static Optional<BigDecimal> sum(Optional<BigDecimal> a, Optional<BigDecimal> b) {
      return a.isPresent() && b.isPresent() ? Optional.of(a.get().add(b.get())) : Optional.empty();
    }

    private ProposedRow row(Values row) {
      RowKey key =
          new RowKey(
              id,
              row.text("stage_id"),
              row.text("segment_level"),
              row.text("customer_type"),
              row.text("size_band"),
              row.text("product"),
              row.text("attributes"),
              row.text("age_band"));
      Optional<Mark> mark = mark(row);
      Decision decision = Decision.valueOf(row.text("decision").toUpperCase(Locale.ROOT));
      return new ProposedRow(
          key,
          label(row),
          row.row().value("stage_order") instanceof Integer order
              ? OptionalInt.of(order)
              : OptionalInt.empty(),
          row.optionalNumber("incumbent"),
          row.optionalNumber("reached_win_rate"),
          row.optionalNumber("confidence"),
          row.optionalNumber("confidence_low"),
          row.optionalNumber("confidence_high"),
          row.count("opportunities"),
          row.count("won"),
          row.count("lost"),
          row.count("open"),
          row.number("effective_n"),
          row.number("borrowed_share"),
          row.optionalNumber("change"),
          decision,
          row.texts("reasons"),
          mark,
          openDeals(key, row, decision, mark));
    }

    private static Optional<Mark> mark(Values row) {
      if (row.text("mark").isEmpty()) {
        return Optional.empty();
      }
      return Optional.of(
          new Mark(
              Mark.Kind.valueOf(row.text("mark").toUpperCase(Locale.ROOT)),
              row.optionalNumber("override"),
              row.text("reviewed_by"),
              row.text("review_note")));
    }

    /** What the deals are worth now, and by the row as it is marked or as it was approved. */
    private io.plumbline.review.OpenDeals openDeals(
        RowKey key, Values row, Decision decision, Optional<Mark> mark) {
      Sum sum = standing.getOrDefault(key, new Sum());
      OptionalDouble now = row.optionalNumber("incumbent");
      OptionalDouble released =
          isApproved ? row.optionalNumber("released_confidence") : asMarked(row, decision, mark);
      return new io.plumbline.review.OpenDeals(
          sum.deals,
          sum.amount,
          worth(sum, now),
          worth(sum, released.isPresent() ? released : now));
    }

    /** What an approval of all rows that are not on hold would release. */
    private static OptionalDouble asMarked(Values row, Decision decision, Optional<Mark> mark) {
      if (mark.isPresent() && mark.get().override().isPresent()) {
        return mark.get().override();
      }
      boolean isHeld =
          mark.map(of -> of.kind() == Mark.Kind.HOLD).orElse(decision == Decision.HOLD);
      return isHeld ? OptionalDouble.empty() : row.optionalNumber("confidence");
    }

    private static Optional<BigDecimal> worth(Sum sum, OptionalDouble probability) {
      if (sum.deals == 0) {
        return Optional.of(BigDecimal.ZERO);
      }
      return probability.isPresent()
          ? Optional.of(
              sum.amount
                  .multiply(BigDecimal.valueOf(probability.getAsDouble()))
                  .setScale(2, RoundingMode.HALF_UP))
          : Optional.empty();
    }
  }
}
