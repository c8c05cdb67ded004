package io.plumbline.simulate;

import java.util.List;

/**
 * A file of the export: its name and its columns in order.
 *
 * @param name file name with extension
 * @param columns header
 */
record ExportFile(String name, List<String> columns) {

  static final ExportFile OPPORTUNITIES =
      new ExportFile(
          "opportunities.csv",
          List.of(
              "opportunity_id",
              "pipeline_id",
              "account_id",
              "owner_id",
              "name",
              "amount",
              "currency",
              "product",
              "customer_type",
              "created_at",
              "expected_close_date",
              "closed_at",
              "status",
              "source",
              "stage_id",
              "next_step_due_at",
              "is_deleted",
              "probability"));

  static final ExportFile STAGE_HISTORY =
      new ExportFile(
          "stage_history.csv",
          List.of(
              "opportunity_id",
              "stage_id",
              "entered_at",
              "sequence",
              "amount",
              "expected_close_date",
              "probability"));

  static final ExportFile STAGES =
      new ExportFile(
          "stages.csv",
          List.of(
              "pipeline_id",
              "stage_id",
              "label",
              "stage_order",
              "probability",
              "is_closed",
              "is_won",
              "forecast_category",
              "changed_by",
              "changed_at"));

  static final ExportFile FIELD_HISTORY =
      new ExportFile(
          "field_history.csv", List.of("opportunity_id", "field", "value", "changed_at"));

  static final ExportFile ACTIVITIES =
      new ExportFile(
          "activities.csv",
          List.of(
              "activity_id",
              "opportunity_id",
              "occurred_at",
              "direction",
              "kind",
              "contact_id",
              "owner_id",
              "subject",
              "body",
              "rating"));

  static final ExportFile CONTACT_ROLES =
      new ExportFile(
          "contact_roles.csv",
          List.of("opportunity_id", "contact_id", "role", "is_decision_maker", "added_at"));

  static final ExportFile TASKS =
      new ExportFile(
          "tasks.csv",
          List.of("task_id", "opportunity_id", "created_at", "due_at", "completed_at"));

  static final ExportFile LEADS =
      new ExportFile(
          "leads.csv",
          List.of(
              "lead_id",
              "created_at",
              "source",
              "owner_id",
              "qualified_at",
              "converted_at",
              "opportunity_id"));

  static final ExportFile TARGETS =
      new ExportFile(
          "targets.csv",
          List.of("period_start", "period_end", "pipeline_id", "owner_id", "segment", "amount"));

  static final ExportFile TRUTH =
      new ExportFile("truth.csv", List.of("opportunity_id", "won", "closed_at"));

  static final ExportFile TRUTH_DEAL =
      new ExportFile(
          "truth_deal.csv",
          List.of(
              "opportunity_id",
              "pipeline_id",
              "stage_id",
              "stage_age_days",
              "customer_type",
              "size_band",
              "product",
              "true_confidence"));

  static final ExportFile TRUTH_STAGE =
      new ExportFile(
          "truth_stage.csv",
          List.of(
              "pipeline_id",
              "stage_id",
              "stage_order",
              "true_confidence",
              "true_entry_win_probability",
              "standing_open",
              "expected_open",
              "true_confidence_se",
              "never_closing_share",
              "incumbent"));

  static final ExportFile TRUTH_SEGMENT =
      new ExportFile(
          "truth_segment.csv",
          List.of(
              "pipeline_id",
              "stage_id",
              "stage_order",
              "segment_level",
              "customer_type",
              "size_band",
              "product",
              "true_confidence",
              "true_entry_win_probability",
              "standing_open",
              "expected_open",
              "true_confidence_se",
              "never_closing_share",
              "amount_from",
              "amount_to"));

  static final ExportFile TRUTH_DIRTY =
      new ExportFile("truth_dirty.csv", List.of("file", "key", "kind", "record"));
}
