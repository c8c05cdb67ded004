package io.plumbline.send;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/** Small packages, written by hand, and what a CRM must hold before and after each. */
final class TestPackage {

  static final String FIRST_RECORDS = "Id,Calibrated_Probability__c\n006A,37.20\n006B,12.00\n";
  static final String SECOND_RECORDS = "Id,Calibrated_Probability__c\n006C,64.10\n";
  static final String BACKFILL = "Id,Probability\n006A,37\n006C,64\n";

  private TestPackage() {}

  static FakeCrm hubSpotBefore(FakeCrm crm) {
    return crm.hold("stage:default/new", "probability", "0.2")
        .hold("stage:default/quali fied/2", "probability", "0.4")
        .hold("stage:other/won", "probability", "1.0")
        .hold("deal:11", "calibrated_probability", "")
        .hold("deal:12", "calibrated_probability", "")
        .hold("deal:13", "calibrated_probability", "");
  }

  static Path hubSpot(Path folder) {
    return write(
        folder,
        "hubspot",
        Map.of(
            "requests.jsonl",
            """
            {"id":"stage:default/new","method":"PATCH","path":"/crm/v3/pipelines/deals/default/stages/new","body":{"metadata":{"probability":"0.10"}}}
            {"id":"stage:default/quali fied/2","method":"PATCH","path":"/crm/v3/pipelines/deals/default/stages/quali%20fied%2F2","body":{"metadata":{"probability":"0.37"}}}
            {"id":"deals:00001","method":"POST","path":"/crm/v3/objects/deals/batch/update","body":{"inputs":[{"id":"11","properties":{"calibrated_probability":"0.372"}},{"id":"12","properties":{"calibrated_probability":"0.121"}}]}}
            {"id":"deals:00002","method":"POST","path":"/crm/v3/objects/deals/batch/update","body":{"inputs":[{"id":"13","properties":{"calibrated_probability":"0.640"}}]}}
            """));
  }

  static Map<String, String> hubSpotAfter() {
    return Map.of(
        "stage:default/new probability", "0.10",
        "stage:default/quali fied/2 probability", "0.37",
        "stage:other/won probability", "1.0",
        "deal:11 calibrated_probability", "0.372",
        "deal:12 calibrated_probability", "0.121",
        "deal:13 calibrated_probability", "0.640");
  }

  static FakeCrm pipedriveBefore(FakeCrm crm) {
    return crm.hold("pipeline:1", "is_deal_probability_enabled", "false")
        .hold("stage:3", "deal_probability", "100")
        .hold("stage:4", "deal_probability", "100")
        .hold("deal:71", "probability", "100");
  }

  static Path pipedrive(Path folder) {
    return write(
        folder,
        "pipedrive",
        Map.of(
            "requests.jsonl",
            """
            {"id":"pipeline:1","method":"PATCH","path":"/api/v2/pipelines/1","body":{"is_deal_probability_enabled":true}}
            {"id":"stage:3","method":"PATCH","path":"/api/v2/stages/3","body":{"deal_probability":12}}
            {"id":"stage:4","method":"PATCH","path":"/api/v2/stages/4","body":{"deal_probability":37}}
            {"id":"deal:71","method":"PATCH","path":"/api/v2/deals/71","body":{"probability":37}}
            """));
  }

  static Map<String, String> pipedriveAfter() {
    return Map.of(
        "pipeline:1 is_deal_probability_enabled", "true",
        "stage:3 deal_probability", "12",
        "stage:4 deal_probability", "37",
        "deal:71 probability", "37");
  }

  static FakeCrm salesforceBefore(FakeCrm crm) {
    return crm.hold("stage:Proposal", "probability", "50")
        .hold("stage:R&D < Trial", "probability", "75")
        .hold("stage:Closed Won", "probability", "100")
        .hold("deal:006A", "Probability", "50")
        .hold("deal:006B", "Probability", "20")
        .hold("deal:006C", "Probability", "75");
  }

  static Path salesforce(Path folder) {
    return write(
        folder,
        "salesforce",
        Map.of(
            "metadata/package.xml",
            "<Package xmlns=\"http://soap.sforce.com/2006/04/metadata\"><types>"
                + "<members>OpportunityStage</members><name>StandardValueSet</name></types>"
                + "<version>60.0</version></Package>",
            "metadata/standardValueSets/OpportunityStage.standardValueSet-meta.xml",
            "<StandardValueSet xmlns=\"http://soap.sforce.com/2006/04/metadata\">"
                + "<sorted>false</sorted>"
                + value("Proposal", "37")
                + value("R&amp;D &lt; Trial", "64")
                + value("Closed Won", "100")
                + "</StandardValueSet>",
            "bulk/records-job.json",
            job(),
            "bulk/records-00001.csv",
            FIRST_RECORDS,
            "bulk/records-00002.csv",
            SECOND_RECORDS,
            "bulk/backfill-job.json",
            job(),
            "bulk/backfill-00001.csv",
            BACKFILL));
  }

  static Map<String, String> salesforceAfter() {
    return Map.of(
        "stage:Proposal probability", "37",
        "stage:R&D < Trial probability", "64",
        "stage:Closed Won probability", "100",
        "deal:006A Probability", "37",
        "deal:006A Calibrated_Probability__c", "37.20",
        "deal:006B Probability", "20",
        "deal:006B Calibrated_Probability__c", "12.00",
        "deal:006C Probability", "64",
        "deal:006C Calibrated_Probability__c", "64.10");
  }

  /** Writes files and the manifest that names them. */
  static Path write(Path folder, String target, Map<String, String> files) {
    StringBuilder entries = new StringBuilder();
    try {
      for (Map.Entry<String, String> file : new TreeMap<>(files).entrySet()) {
        Path path = folder.resolve(file.getKey());
        Files.createDirectories(path.getParent());
        Files.writeString(path, file.getValue());
        byte[] bytes = Files.readAllBytes(path);
        entries.append(entries.isEmpty() ? "" : ",");
        entries.append(
            "{\"name\":\"%s\",\"bytes\":%d,\"sha256\":\"%s\"}"
                .formatted(file.getKey(), bytes.length, sha256(bytes)));
      }
      Files.writeString(
          folder.resolve("manifest.json"),
          "{\"format\":\"plumbline-package\",\"target\":\"%s\",\"version\":\"v7\",\"files\":[%s]}"
              .formatted(target, entries));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    return folder;
  }

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static String value(String name, String percent) {
    return "<standardValue><fullName>"
        + name
        + "</fullName><default>false</default><label>"
        + name
        + "</label><probability>"
        + percent
        + "</probability></standardValue>";
  }

  private static String job() {
    return "{\"object\":\"Opportunity\",\"operation\":\"update\",\"contentType\":\"CSV\","
        + "\"lineEnding\":\"LF\",\"columnDelimiter\":\"COMMA\"}";
  }
}
