package io.plumbline.send;

import com.fasterxml.jackson.databind.JsonNode;
import io.plumbline.error.Errors;
import java.nio.file.Path;
import java.util.Set;

/** Sends a Salesforce package: stage list first, then the files of the records. */
final class SalesforceSender {

  private static final String PACKAGE_XML = "metadata/package.xml";

  private final SendPackage source;
  private final Path folder;
  private final Conversation crm;
  private final Journal journal;
  private final Attempts attempts;
  private final Polling polling;
  private final Pace pace;
  private final Tally tally;

  SalesforceSender(
      SendPackage source,
      Path folder,
      Conversation crm,
      Journal journal,
      Attempts attempts,
      Polling polling,
      Pace pace,
      Tally tally) {
    this.source = source;
    this.folder = folder;
    this.crm = crm;
    this.journal = journal;
    this.attempts = attempts;
    this.polling = polling;
    this.pace = pace;
    this.tally = tally;
  }

  void send(Set<Part> parts) {
    String api = api();
    boolean stagesFailed = false;
    if (parts.contains(Part.STAGES)) {
      Outcome outcome = new MetadataSender(crm, journal, attempts, polling, api, source).send();
      tally.add(outcome);
      stagesFailed = outcome.kind() == Outcome.Kind.FAILED;
    }
    if (parts.contains(Part.RECORDS)) {
      files(api, "records");
    }
    if (parts.contains(Part.BACKFILL)) {
      if (stagesFailed) {
        tally.warn(
            "The backfill was not sent: it puts records to the new stage percentages, and the"
                + " stage list was not deployed.");
      } else {
        files(api, "backfill");
      }
    }
  }

  private void files(String api, String kind) {
    BulkSender sender =
        new BulkSender(
            crm,
            journal,
            attempts,
            polling,
            new OpenJobs(crm, api, pace.timeout()),
            api,
            tally::warn);
    for (String name : source.filesUnder("bulk/" + kind + "-")) {
      if (name.endsWith(".csv")) {
        JsonNode job = source.json("bulk/" + kind + "-job.json");
        tally.add(sender.send(new BulkFile(name, source.file(name), source.sha256(name), job)));
      }
    }
  }

  private String api() {
    String version = StageList.apiVersion(source.bytes(PACKAGE_XML));
    if (version.isEmpty()) {
      throw Errors.sendPackageUnusable(folder, PACKAGE_XML + " names no API version");
    }
    return "/services/data/v" + version;
  }
}
