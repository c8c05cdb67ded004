package io.plumbline.publish;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Pipedrive: requests of its API v2. */
final class PipedriveFormat implements PackageFormat {

  @Override
  public Deals write(Content content, PackageDraft draft) throws IOException {
    RequestFile requests = new RequestFile(draft, "requests.jsonl");
    RequestFile rollback = new RequestFile(draft, "rollback.jsonl");
    Set<String> pipelines = new LinkedHashSet<>();
    for (StageValue stage : content.stages().values()) {
      if (stage.published().isPresent()) {
        pipelines.add(stage.pipelineId());
        add(requests, stage, stage.published().get());
        if (stage.incumbent().isPresent()) {
          add(rollback, stage, stage.now(content.rounding()).orElseThrow());
        }
      }
    }
    // After the stages: a pipeline whose switch is on weighs with what its stages hold.
    for (String pipeline : pipelines) {
      String id = PathSegment.of(pipeline);
      requests.add(
          "pipeline:" + id,
          "PATCH",
          "/api/v2/pipelines/" + id,
          JsonText.object().put("is_deal_probability_enabled", true));
    }
    return new DealRequests(draft, "/api/v2/deals/", "", "probability");
  }

  @Override
  public List<String> steps() {
    return List.of(
        "Send the requests of requests.jsonl in their order: first the percentages of the stages,"
            + " then the switch that makes each pipeline use them.",
        "Send those of backfill.jsonl only if open deals with a percentage of their own that still"
            + " equals the old one of their stage are to get the new one. Deals without one follow"
            + " their stage by themselves, and those with another are not in it.");
  }

  @Override
  public List<String> rollback() {
    return List.of(
        "Send the requests of rollback.jsonl, and of rollback-backfill.jsonl if the backfill was"
            + " sent.",
        "The switch of a pipeline stays on; where it was off before, switch it off in the settings"
            + " of the pipeline.");
  }

  private static void add(RequestFile file, StageValue stage, BigDecimal percent)
      throws IOException {
    String id = PathSegment.of(stage.stageId());
    file.add(
        "stage:" + PathSegment.of(stage.pipelineId()) + "/" + id,
        "PATCH",
        "/api/v2/stages/" + id,
        JsonText.object().put("deal_probability", percent.intValueExact()));
  }
}
