package io.plumbline.publish;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.publish.Backfill.Change;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Salesforce: the complete stage list as metadata, and Bulk API 2.0 files for the open
 * opportunities.
 */
final class SalesforceFormat implements PackageFormat {

  /** Salesforce takes 150 MB in base64, which is some 100 MB of CSV. */
  static final long LARGEST_FILE = 100_000_000;

  private static final String STAGES = "standardValueSets/OpportunityStage.standardValueSet";
  private static final Rounding FIELD = Rounding.percent(2);

  private final String apiVersion;
  private final long largestFile;

  SalesforceFormat(String apiVersion, long largestFile) {
    this.apiVersion = apiVersion;
    this.largestFile = largestFile;
  }

  @Override
  public Deals write(Content content, PackageDraft draft) throws IOException {
    List<StageValue> stages = content.stages().values();
    Rounding rounding = content.rounding();
    CompleteList.require(Target.SALESFORCE, stages, problems(stages));
    deployment(
        draft,
        "metadata/",
        SalesforceXml.valueSet(stages, stage -> stage.then(rounding).orElseThrow()));
    deployment(
        draft,
        "rollback/metadata/",
        SalesforceXml.valueSet(stages, stage -> stage.now(rounding).orElseThrow()));
    return new Bulk(content.release().version(), draft);
  }

  @Override
  public List<String> steps() {
    return List.of(
        "Once: make the fields Calibrated_Probability__c, Calibrated_Low__c and Calibrated_High__c"
            + " (percent, 2 decimals), Calibration_Segment__c (text, 255) and Calibration_Run__c"
            + " (text, 80) on Opportunity, if you want the values of single deals.",
        "Retrieve the value set OpportunityStage from the org and keep it. Compare it with"
            + " rollback/metadata/"
            + STAGES
            + ": if a stage was added, renamed or deactivated since the export, stop, and publish"
            + " again after a new export. Descriptions and the default mark of stages are not in"
            + " the export: where the org has them, put the new percentages into the retrieved"
            + " file instead, and deploy that.",
        "Deploy the folder metadata/: sf project deploy start --metadata-dir metadata. It holds"
            + " every stage; only percentages differ from what the org has.",
        "Load bulk/records-*.csv (Bulk API 2.0, job as in bulk/records-job.json): the confidence"
            + " of each open deal into the fields above.",
        "Load bulk/backfill-*.csv (bulk/backfill-job.json) only if open deals are to follow the"
            + " new percentages at once: Salesforce copies a percentage onto a deal when its stage"
            + " changes, and leaves it otherwise. Deals with a value of their own are not in it.",
        "Fetch failedResults and unprocessedrecords of each job.");
  }

  @Override
  public List<String> rollback() {
    return List.of(
        "Deploy the folder rollback/metadata/ in the same way.",
        "If the backfill was loaded, load rollback/bulk/backfill-*.csv.",
        "The fields of single deals are Plumbline's own and need no roll-back.");
  }

  private void deployment(PackageDraft draft, String folder, String valueSet) throws IOException {
    draft.text(folder + "package.xml", SalesforceXml.manifest(apiVersion));
    draft.text(folder + STAGES, valueSet);
  }

  private static List<String> problems(List<StageValue> stages) {
    List<String> problems = new ArrayList<>();
    for (StageValue stage : stages) {
      if (ForecastCategory.of(stage).isEmpty()) {
        problems.add(
            stage
                    .forecastCategory()
                    .map(text -> "unknown forecast category '" + text + "'")
                    .orElse("no forecast category")
                + " for stage '"
                + stage.stageId()
                + "'");
      }
      if (!SalesforceXml.carries(stage.stageId() + stage.label())) {
        problems.add("control characters in the name of stage '" + stage.stageId() + "'");
      }
    }
    return problems;
  }

  /** The jobs of the Bulk API. */
  private final class Bulk implements Deals {

    private final String run;
    private final PackageDraft draft;
    private final RowFile values;
    private final RowFile backfill;
    private final RowFile rollback;

    Bulk(String run, PackageDraft draft) {
      this.run = run;
      this.draft = draft;
      values =
          RowFile.split(
              draft,
              "bulk/records",
              largestFile,
              List.of(
                  "Id",
                  "Calibrated_Probability__c",
                  "Calibrated_Low__c",
                  "Calibrated_High__c",
                  "Calibration_Segment__c",
                  "Calibration_Run__c"));
      List<String> header = List.of("Id", "Probability");
      backfill = RowFile.split(draft, "bulk/backfill", largestFile, header);
      rollback = RowFile.split(draft, "rollback/bulk/backfill", largestFile, header);
    }

    @Override
    public void take(ReleasedRecord deal, Optional<Change> change) throws IOException {
      if (deal.released().isPresent()) {
        values.row(
            deal.opportunityId(),
            percent(deal.released()),
            percent(deal.low()),
            percent(deal.high()),
            deal.segment(),
            run);
      }
      if (change.isPresent()) {
        backfill.row(deal.opportunityId(), change.get().after().toPlainString());
        rollback.row(deal.opportunityId(), change.get().before().toPlainString());
      }
    }

    @Override
    public void finish() throws IOException {
      if (values.isBegun()) {
        draft.text("bulk/records-job.json", job());
      }
      if (backfill.isBegun()) {
        draft.text("bulk/backfill-job.json", job());
        draft.text("rollback/bulk/backfill-job.json", job());
      }
    }

    private String percent(OptionalDouble probability) {
      return probability.isPresent()
          ? FIELD.open(Rounding.decimal(probability.getAsDouble())).toPlainString()
          : "";
    }

    private String job() {
      ObjectNode job = JsonText.object();
      job.put("object", "Opportunity")
          .put("operation", "update")
          .put("contentType", "CSV")
          .put("lineEnding", "LF")
          .put("columnDelimiter", "COMMA");
      return JsonText.line(job) + "\n";
    }
  }
}
