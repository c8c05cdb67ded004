package io.plumbline.table;

import static io.plumbline.table.CanonicalField.checked;
import static io.plumbline.table.CanonicalField.key;
import static io.plumbline.table.CanonicalField.optional;
import static io.plumbline.table.CanonicalField.required;
import static io.plumbline.table.FieldKind.AMOUNT;
import static io.plumbline.table.FieldKind.CLOSING_TIME;
import static io.plumbline.table.FieldKind.DATE;
import static io.plumbline.table.FieldKind.FLAG;
import static io.plumbline.table.FieldKind.INTEGER;
import static io.plumbline.table.FieldKind.NUMBER;
import static io.plumbline.table.FieldKind.PERCENT;
import static io.plumbline.table.FieldKind.STATUS;
import static io.plumbline.table.FieldKind.TEXT;
import static io.plumbline.table.FieldKind.TIME;

import java.util.List;
import java.util.Locale;

/**
 * The files that a canonical input folder may hold, with their columns. Unknown columns are kept as
 * attributes.
 */
public enum CanonicalFile {
  OPPORTUNITIES(
      key("opportunity_id"),
      optional("pipeline_id", TEXT),
      optional("account_id", TEXT),
      optional("owner_id", TEXT),
      optional("name", TEXT),
      checked("amount", AMOUNT),
      optional("currency", TEXT),
      optional("product", TEXT),
      optional("customer_type", TEXT),
      required("created_at", TIME),
      optional("expected_close_date", DATE),
      checked("closed_at", CLOSING_TIME),
      required("status", STATUS),
      optional("source", TEXT),
      optional("stage_id", TEXT),
      optional("next_step_due_at", TIME),
      optional("is_deleted", FLAG),
      optional("probability", PERCENT)),
  STAGE_HISTORY(
      key("opportunity_id"),
      key("stage_id"),
      required("entered_at", TIME),
      optional("sequence", INTEGER),
      checked("amount", AMOUNT),
      optional("expected_close_date", DATE),
      optional("probability", PERCENT)),
  STAGES(
      optional("pipeline_id", TEXT),
      key("stage_id"),
      optional("label", TEXT),
      checked("stage_order", INTEGER),
      optional("probability", PERCENT),
      checked("is_closed", FLAG),
      checked("is_won", FLAG),
      optional("forecast_category", TEXT),
      optional("changed_by", TEXT),
      optional("changed_at", TIME)),
  FIELD_HISTORY(
      key("opportunity_id"), key("field"), optional("value", TEXT), required("changed_at", TIME)),
  ACTIVITIES(
      key("activity_id"),
      key("opportunity_id"),
      required("occurred_at", TIME),
      optional("direction", TEXT),
      optional("kind", TEXT),
      optional("contact_id", TEXT),
      optional("owner_id", TEXT),
      optional("subject", TEXT),
      optional("body", TEXT),
      optional("rating", NUMBER)),
  CONTACT_ROLES(
      key("opportunity_id"),
      key("contact_id"),
      optional("role", TEXT),
      optional("is_decision_maker", FLAG),
      optional("added_at", TIME)),
  TASKS(
      key("task_id"),
      key("opportunity_id"),
      optional("created_at", TIME),
      required("due_at", TIME),
      optional("completed_at", TIME)),
  LEADS(
      key("lead_id"),
      required("created_at", TIME),
      optional("source", TEXT),
      optional("owner_id", TEXT),
      optional("qualified_at", TIME),
      optional("converted_at", TIME),
      optional("opportunity_id", TEXT)),
  TARGETS(
      required("period_start", DATE),
      required("period_end", DATE),
      optional("pipeline_id", TEXT),
      optional("owner_id", TEXT),
      optional("segment", TEXT),
      required("amount", AMOUNT)),
  FX_RATES(key("currency"), required("rate_date", DATE), required("rate_to_base", NUMBER));

  private final List<CanonicalField> fields;

  CanonicalFile(CanonicalField... fields) {
    this.fields = List.of(fields);
  }

  /** The name without its ending: {@code stage_history}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The columns that the contract knows, in its order. */
  public List<CanonicalField> fields() {
    return fields;
  }
}
