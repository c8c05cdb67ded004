package io.plumbline.forecast;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.plumbline.forecast.WhatIf.DealChange;
import io.plumbline.forecast.WhatIf.Place;
import io.plumbline.forecast.WhatIf.StageChange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;

/** Whether the deals and stages that a person names are there. */
public final class CheckWhatIf {

  private static final int SUGGESTED = 12;

  private final Dataset<Row> score;
  private final Dataset<Row> stage;
  private final WhatIf whatIf;
  private final List<String> problems = new ArrayList<>();
  private final Set<String> pipelines = new TreeSet<>();

  private CheckWhatIf(Dataset<Row> score, Dataset<Row> stage, WhatIf whatIf) {
    this.score = score;
    this.stage = stage.where(col("is_closed").eqNullSafe(true).equalTo(false));
    this.whatIf = whatIf;
  }

  /**
   * What was found.
   *
   * @param problems what is not there; none if all is well
   * @param pipelines that the changes touch; none if they may touch all
   */
  public record Found(List<String> problems, Set<String> pipelines) {

    /** Copies both. */
    public Found {
      problems = List.copyOf(problems);
      pipelines = Set.copyOf(pipelines);
    }
  }

  private record Deal(String pipelineId, boolean hasAmount) {}

  private record Stage(String pipelineId, String stageId) {}

  /**
   * Looks them up: at most two Spark jobs, and one more for a stage that is not there. No more is
   * collected than the file has rows.
   */
  public static Found check(Dataset<Row> score, Dataset<Row> stage, WhatIf whatIf) {
    CheckWhatIf check = new CheckWhatIf(score, stage, whatIf);
    Map<String, Deal> deals = check.deals();
    whatIf.deals().forEach(change -> check.deal(change, deals));
    check.stages(deals);
    boolean all = whatIf.stages().stream().anyMatch(change -> change.pipelineId().isEmpty());
    return new Found(check.problems, all ? Set.of() : check.pipelines);
  }

  private Map<String, Deal> deals() {
    if (whatIf.deals().isEmpty()) {
      return Map.of();
    }
    Map<String, Deal> deals = new HashMap<>();
    score
        .where(
            col("opportunity_id")
                .isInCollection(whatIf.deals().stream().map(DealChange::opportunityId).toList()))
        .select(col("opportunity_id"), col("pipeline_id"), col("amount_base").isNotNull())
        .collectAsList()
        .forEach(row -> deals.put(row.getString(0), new Deal(row.getString(1), row.getBoolean(2))));
    return deals;
  }

  private void deal(DealChange change, Map<String, Deal> deals) {
    Deal deal = deals.get(change.opportunityId());
    if (deal == null) {
      problems.add(
          "opportunity '"
              + change.opportunityId()
              + "' is not open at this date; 'show opportunity_score' lists those that are.");
      return;
    }
    pipelines.add(deal.pipelineId());
    if (!deal.hasAmount()
        && change.terms().amount().isEmpty()
        && !(change.place() instanceof Place.Removed)) {
      problems.add(
          "opportunity '"
              + change.opportunityId()
              + "' has no amount, so it is in no forecast and changes none; give it one with a row"
              + " 'amount'.");
    }
  }

  private void stages(Map<String, Deal> deals) {
    Set<Stage> asked = new HashSet<>();
    Map<Stage, String> askedFor = new HashMap<>();
    for (StageChange change : whatIf.stages()) {
      change.pipelineId().ifPresent(pipelines::add);
      asked.add(new Stage(change.pipelineId().orElse(null), change.stageId()));
    }
    for (DealChange change : whatIf.deals()) {
      if (change.place() instanceof Place.Moved moved
          && deals.containsKey(change.opportunityId())) {
        Stage to = new Stage(deals.get(change.opportunityId()).pipelineId(), moved.stageId());
        asked.add(to);
        askedFor.put(to, change.opportunityId());
      }
    }
    if (asked.isEmpty()) {
      return;
    }
    Set<String> named = new HashSet<>();
    asked.stream().map(Stage::pipelineId).filter(id -> id != null).forEach(named::add);
    Column pipeline =
        when(col("pipeline_id").isInCollection(named), col("pipeline_id"))
            .otherwise(lit(null).cast(DataTypes.StringType));
    Set<Stage> there = new HashSet<>();
    stage
        .where(
            col("stage_id").isInCollection(asked.stream().map(Stage::stageId).distinct().toList()))
        .select(pipeline, col("stage_id"))
        .distinct()
        .collectAsList()
        .forEach(
            row -> {
              there.add(new Stage(row.getString(0), row.getString(1)));
              there.add(new Stage(null, row.getString(1)));
            });
    asked.stream()
        .filter(wanted -> !there.contains(wanted))
        .map(wanted -> missing(wanted, Optional.ofNullable(askedFor.get(wanted))))
        .sorted()
        .forEach(problems::add);
  }

  private String missing(Stage wanted, Optional<String> deal) {
    List<String> present =
        (wanted.pipelineId() == null
                ? stage
                : stage.where(col("pipeline_id").equalTo(wanted.pipelineId())))
                .select("stage_id")
                .distinct()
                .orderBy("stage_id")
                .limit(SUGGESTED)
                .collectAsList()
                .stream()
                .map(row -> row.getString(0))
                .toList();
    String where =
        wanted.pipelineId() == null ? "no pipeline" : "pipeline '" + wanted.pipelineId() + "'";
    return (wanted.pipelineId() == null
            ? where + " has an open stage '" + wanted.stageId() + "'"
            : where + " has no open stage '" + wanted.stageId() + "'")
        + deal.map(id -> ", where opportunity '" + id + "' is moved to").orElse("")
        + (present.isEmpty() ? "." : "; there are: " + String.join(", ", present) + ".");
  }
}
