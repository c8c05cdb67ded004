package io.plumbline.publish;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.error.Errors;
import io.plumbline.publish.Backfill.Change;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Zoho CRM: the whole pick list of the field Stage, and deals in batches (API v8). */
final class ZohoFormat implements PackageFormat {

  /** The most records that an update takes. */
  private static final int BATCH = 100;

  private static final Pattern ID = Pattern.compile("[0-9]{6,}");

  private final Optional<String> field;
  private final Map<String, String> ids;

  ZohoFormat(Optional<String> field, Map<String, String> ids) {
    this.field = field;
    this.ids = ids;
  }

  @Override
  public Deals write(Content content, PackageDraft draft) throws IOException {
    List<StageValue> stages = content.stages().values();
    Rounding rounding = content.rounding();
    requireIds(stages);
    CompleteList.require(Target.ZOHO, stages, List.of());
    add(draft, "requests.jsonl", stages, stage -> stage.then(rounding).orElseThrow());
    add(draft, "rollback.jsonl", stages, stage -> stage.now(rounding).orElseThrow());
    return new Batches(draft);
  }

  @Override
  public List<String> steps() {
    return List.of(
        "Compare the pick list in rollback.jsonl with that of the field Stage: if a value was added"
            + " since the export, stop, and publish again after a new export.",
        "Send the request of requests.jsonl to the API domain of the account: the whole pick list;"
            + " only probabilities differ from what the field has.",
        "Send those of backfill.jsonl only if open deals that still hold the old probability of"
            + " their stage are to get the new one.");
  }

  @Override
  public List<String> rollback() {
    return List.of(
        "Send the request of rollback.jsonl, and those of rollback-backfill.jsonl if the backfill"
            + " was sent.");
  }

  private void requireIds(List<StageValue> stages) {
    List<String> missing = new ArrayList<>();
    if (field.isEmpty()) {
      missing.add("the field Stage");
    }
    for (StageValue stage : stages) {
      if (!ID.matcher(id(stage)).matches()) {
        missing.add("the pick-list value of stage '" + stage.stageId() + "'");
      }
    }
    if (!missing.isEmpty()) {
      throw Errors.idsMissing(
          Target.ZOHO.product(),
          missing,
          "Read them with GET /crm/v8/settings/fields?module=Deals: the id of the field with the"
              + " api_name Stage and the ids in its pick_list_values. Put them into the settings"
              + " of Zoho, or use these ids as stage_id in the 'stages' file.");
    }
  }

  private String id(StageValue stage) {
    return ids.getOrDefault(stage.stageId(), stage.stageId());
  }

  private void add(
      PackageDraft draft,
      String name,
      List<StageValue> stages,
      Function<StageValue, BigDecimal> percent)
      throws IOException {
    ObjectNode body = JsonText.object();
    ArrayNode values = body.putArray("fields").addObject().putArray("pick_list_values");
    for (StageValue stage : stages) {
      values
          .addObject()
          .put("id", id(stage))
          .put("display_value", stage.label())
          .put("probability", percent.apply(stage).intValueExact())
          .put("deal_category", category(stage.kind()));
    }
    String path =
        "/crm/v8/settings/fields/" + PathSegment.of(field.orElseThrow()) + "?module=Deals";
    new RequestFile(draft, name).add("stages", "PATCH", path, body);
  }

  private static String category(StageKind kind) {
    return switch (kind) {
      case OPEN -> "Open";
      case WON -> "Closed Won";
      case LOST -> "Closed Lost";
    };
  }

  /** Deals in batches, each a request. */
  private static final class Batches implements Deals {

    private final RequestFile backfill;
    private final RequestFile rollback;
    private ArrayNode after = JsonText.object().arrayNode();
    private ArrayNode before = JsonText.object().arrayNode();
    private long count;

    Batches(PackageDraft draft) {
      backfill = new RequestFile(draft, "backfill.jsonl");
      rollback = new RequestFile(draft, "rollback-backfill.jsonl");
    }

    @Override
    public void take(ReleasedRecord deal, Optional<Change> change) throws IOException {
      if (change.isPresent()) {
        add(after, deal, change.get().after());
        add(before, deal, change.get().before());
        if (after.size() == BATCH) {
          finish();
        }
      }
    }

    @Override
    public void finish() throws IOException {
      if (after.isEmpty()) {
        return;
      }
      count++;
      send(backfill, after);
      send(rollback, before);
      after = JsonText.object().arrayNode();
      before = JsonText.object().arrayNode();
    }

    private static void add(ArrayNode data, ReleasedRecord deal, BigDecimal percent) {
      data.addObject().put("id", deal.opportunityId()).put("Probability", percent.intValueExact());
    }

    private void send(RequestFile file, ArrayNode data) throws IOException {
      ObjectNode body = JsonText.object();
      body.set("data", data);
      file.add(Numbered.of("backfill:", count), "PUT", "/crm/v8/Deals", body);
    }
  }
}
