package io.plumbline.app;

import io.plumbline.table.CanonicalFile;
import java.util.Map;

/** What it costs that an optional part of the input is not there. */
final class InputCosts {

  private static final String UNUSED = "costs nothing today: no estimate uses it.";

  private static final String LOOKS_LIKE_MOVE =
      "a row that only logs a change of it looks like a new visit to the same stage.";

  private static final Map<String, String> OPPORTUNITIES =
      Map.ofEntries(
          Map.entry("pipeline_id", "all opportunities are taken as one pipeline, 'default'."),
          Map.entry("account_id", "whether a customer is new cannot be derived."),
          Map.entry("amount", "nothing can be said in money: no weighted pipeline, no forecast."),
          Map.entry("currency", "all amounts are taken as base currency."),
          Map.entry("product", "confidences are not split by product."),
          Map.entry(
              "customer_type",
              "derived: existing where the account_id has won before, else new; unknown without account_id."),
          Map.entry(
              "expected_close_date",
              "the report cannot show what the CRM's own percentages expect per period."),
          Map.entry(
              "closed_at",
              "taken from the moves into closed stages; without them won and lost opportunities are rejected."),
          Map.entry(
              "probability",
              "the last one of stage_history stands for it; without both, publish cannot bring deals along when their"
                  + " stage gets a new percentage."),
          Map.entry(
              "owner_id",
              "nothing is known by owner: forecasts, how well deals are kept, what owners promise against what happens."),
          Map.entry(
              "next_step_due_at",
              "data quality counts every open deal as one without a next step."),
          Map.entry("stage_id", "where an open opportunity stands comes from its moves alone."),
          Map.entry(
              "is_deleted", "opportunities deleted in the CRM cannot be told apart and count."));

  private static final Map<String, String> STAGE_HISTORY =
      Map.of(
          "sequence",
          "moves at the same moment are put in the order of their stage_id.",
          "amount",
          "the amount of today stands for that at the move.",
          "probability",
          LOOKS_LIKE_MOVE,
          "expected_close_date",
          LOOKS_LIKE_MOVE);

  private static final Map<String, String> STAGES =
      Map.of(
          "pipeline_id", "the stages hold for every pipeline.",
          "label", "stages are called by their stage_id.",
          "stage_order", "the order will be inferred from the moves.",
          "probability", "no incumbent: there is nothing to compare the confidences with.",
          "is_closed", "stages such as won and lost are taken for open ones.",
          "is_won", "a move into a closed stage counts as lost unless the status says won.",
          "forecast_category", "publish makes no package for Salesforce, which needs it.",
          "changed_by", "nobody can say who changed a percentage after it was published.",
          "changed_at", "nobody can say when a percentage was changed after it was published.");

  private static final Map<String, String> TARGETS =
      Map.of(
          "pipeline_id", "the targets are taken as those of the pipeline 'default'.",
          "owner_id", "the targets are those of the whole team.",
          "segment", "the targets are those of all segments.");

  private static final Map<CanonicalFile, Map<String, String>> COLUMNS =
      Map.of(
          CanonicalFile.OPPORTUNITIES, OPPORTUNITIES,
          CanonicalFile.STAGE_HISTORY, STAGE_HISTORY,
          CanonicalFile.STAGES, STAGES,
          CanonicalFile.TARGETS, TARGETS);

  private InputCosts() {}

  /** What is lost without an optional column. */
  static String ofColumn(CanonicalFile file, String column) {
    return COLUMNS.getOrDefault(file, Map.of()).getOrDefault(column, UNUSED);
  }

  /** What is lost without an optional file. */
  static String ofFile(CanonicalFile file) {
    return switch (file) {
      case OPPORTUNITIES -> "nothing can be read without it.";
      case STAGE_HISTORY ->
          "without the moves no stage can be calibrated; export it to get confidences.";
      case STAGES ->
          "the order of the stages will be inferred from the moves, and there is no incumbent to compare with.";
      case FIELD_HISTORY -> "attributes are taken as they are in the export, also for past dates.";
      case TARGETS -> "the forecast says no probability of a target.";
      case FX_RATES -> "only amounts in base currency are added up.";
      case ACTIVITIES, TASKS -> "whether an open deal is worked on is told by its moves alone.";
      case CONTACT_ROLES, LEADS -> UNUSED;
    };
  }
}
