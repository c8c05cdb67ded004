package io.plumbline.publish;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.publish.Backfill.Change;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/** HubSpot: requests of the CRM API v3 for stages, and for deals in batches. */
final class HubSpotFormat implements PackageFormat {

  /** The most inputs that a batch request takes. */
  private static final int BATCH = 100;

  private static final String BATCH_UPDATE = "/crm/v3/objects/deals/batch/update";
  private static final Rounding FIELD = Rounding.fraction(new BigDecimal("0.0001"));

  @Override
  public Deals write(Content content, PackageDraft draft) throws IOException {
    RequestFile requests = new RequestFile(draft, "requests.jsonl");
    RequestFile rollback = new RequestFile(draft, "rollback.jsonl");
    for (StageValue stage : content.stages().values()) {
      if (stage.published().isPresent()) {
        add(requests, stage, stage.published().get());
        if (stage.incumbent().isPresent()) {
          add(rollback, stage, stage.incumbentDecimal().orElseThrow());
        }
      }
    }
    return new Batches(requests, content.release().version());
  }

  @Override
  public List<String> steps() {
    return List.of(
        "Once: make the deal properties calibrated_probability (number) and calibration_run"
            + " (single-line text), if you want the values of single deals.",
        "Send the requests of requests.jsonl in their order, with a token that may write pipelines"
            + " and deals. Those with an id of stage: set the percentages of stages, those of"
            + " deals: the confidence of each open deal, up to 100 in one.",
        "Read a stage back: HubSpot's documentation speaks of steps of 0.1, and an account that"
            + " rounds finer ones needs that step in the settings.");
  }

  @Override
  public List<String> rollback() {
    return List.of(
        "Send the requests of rollback.jsonl: the percentages of the stages as they were.",
        "The properties of single deals are Plumbline's own and need no roll-back.");
  }

  @Override
  public List<String> notes() {
    return List.of(
        "HubSpot takes the probability of a deal from its stage, so there is no backfill.");
  }

  private static void add(RequestFile file, StageValue stage, BigDecimal probability)
      throws IOException {
    String pipeline = PathSegment.of(stage.pipelineId());
    String id = PathSegment.of(stage.stageId());
    ObjectNode body = JsonText.object();
    body.putObject("metadata").put("probability", text(probability));
    file.add(
        "stage:" + pipeline + "/" + id,
        "PATCH",
        "/crm/v3/pipelines/deals/" + pipeline + "/stages/" + id,
        body);
  }

  private static String text(BigDecimal probability) {
    return probability.stripTrailingZeros().toPlainString();
  }

  /** Deals in batches, each a request. */
  private static final class Batches implements Deals {

    private final RequestFile requests;
    private final String run;
    private ArrayNode inputs = JsonText.object().arrayNode();
    private long count;

    Batches(RequestFile requests, String run) {
      this.requests = requests;
      this.run = run;
    }

    @Override
    public void take(ReleasedRecord deal, Optional<Change> change) throws IOException {
      if (deal.released().isEmpty()) {
        return;
      }
      BigDecimal released = Rounding.decimal(deal.released().getAsDouble());
      inputs
          .addObject()
          .put("id", deal.opportunityId())
          .putObject("properties")
          .put("calibrated_probability", text(FIELD.open(released)))
          .put("calibration_run", run);
      if (inputs.size() == BATCH) {
        finish();
      }
    }

    @Override
    public void finish() throws IOException {
      if (inputs.isEmpty()) {
        return;
      }
      count++;
      ObjectNode body = JsonText.object();
      body.set("inputs", inputs);
      requests.add(Numbered.of("deals:", count), "POST", BATCH_UPDATE, body);
      inputs = JsonText.object().arrayNode();
    }
  }
}
