package io.plumbline.publish;

import io.plumbline.publish.Backfill.Change;
import io.plumbline.publish.Target.OnDeals;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Sheets for a person, for CRMs whose percentages are typed in. */
final class SheetFormat implements PackageFormat {

  private final Target target;

  SheetFormat(Target target) {
    this.target = target;
  }

  @Override
  public Deals write(Content content, PackageDraft draft) throws IOException {
    RowFile sheet =
        RowFile.of(
            draft,
            "stages.csv",
            List.of(
                "pipeline",
                "stage",
                "stage_id",
                "percent_now",
                "type_this_percent",
                "change_in_points",
                "closed_deals"));
    for (ReleasedStage stage : content.release().stages()) {
      StageValue value = content.stages().of(stage.key()).orElseThrow();
      Optional<BigDecimal> now = value.now(content.rounding());
      sheet.row(
          RowFile.asText(stage.pipelineId()),
          RowFile.asText(stage.label()),
          RowFile.asText(stage.stageId()),
          text(now),
          value.published().map(BigDecimal::toPlainString).orElse("leave as it is"),
          text(value.published().flatMap(next -> now.map(next::subtract))),
          stage.evidence().map(evidence -> String.valueOf(evidence.resolved())).orElse(""));
    }
    return target.onDeals() == OnDeals.COPY ? new Rows(draft) : (deal, change) -> {};
  }

  @Override
  public List<String> steps() {
    List<String> steps = new ArrayList<>();
    steps.add(
        "Open stages.csv beside the pipeline settings of "
            + target.product()
            + ", and type the numbers of the column type_this_percent. A stage without a number"
            + " stays as it is.");
    if (target.onDeals() == OnDeals.COPY) {
      steps.add(
          "backfill.csv lists the open leads that still hold the old percentage of their stage, with"
              + " the new one, for those who want to change them too.");
    }
    return steps;
  }

  @Override
  public List<String> rollback() {
    return List.of(
        target.onDeals() == OnDeals.COPY
            ? "Type the numbers of the column percent_now, in both files."
            : "Type the numbers of the column percent_now.");
  }

  private static String text(Optional<BigDecimal> number) {
    return number.map(BigDecimal::toPlainString).orElse("");
  }

  /** The deals that a person may change. */
  private static final class Rows implements Deals {

    private final RowFile sheet;

    Rows(PackageDraft draft) {
      sheet =
          RowFile.of(draft, "backfill.csv", List.of("lead_id", "percent_now", "type_this_percent"));
    }

    @Override
    public void take(ReleasedRecord deal, Optional<Change> change) throws IOException {
      if (change.isPresent()) {
        sheet.row(
            RowFile.asText(deal.opportunityId()),
            change.get().before().toPlainString(),
            change.get().after().toPlainString());
      }
    }
  }
}
