package io.plumbline.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.error.PlumblineException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.SchemaFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

class SalesforcePackageTest {

  private static final String VALUE_SET =
      "metadata/standardValueSets/OpportunityStage.standardValueSet";

  @TempDir Path temp;

  @Test
  void holdsTheFilesOfADeploymentARollbackAndTheBulkJobs() {
    assertThat(written().names())
        .containsExactly(
            "README.txt",
            "bulk/backfill-00001.csv",
            "bulk/backfill-job.json",
            "bulk/records-00001.csv",
            "bulk/records-job.json",
            "manifest.json",
            "metadata/package.xml",
            "metadata/standardValueSets/OpportunityStage.standardValueSet",
            "rollback/bulk/backfill-00001.csv",
            "rollback/bulk/backfill-job.json",
            "rollback/metadata/package.xml",
            "rollback/metadata/standardValueSets/OpportunityStage.standardValueSet");
  }

  @Test
  void holdsEveryStageAndChangesOnlyPercentagesOfReleasedOnes() throws Exception {
    Written written = written();

    assertThat(values(written, VALUE_SET))
        .containsExactly(
            "new|New|false|BestCase|29|false",
            Releases.SLASHED + "|" + Releases.NASTY_LABEL + "|false|BestCase|38|false",
            "Proposal/Price Quote|Proposal|false|Forecast|50|false",
            "verhandeln|Verhandlung \u2013 \u0938\u094c\u0926\u093e|false|BestCase|99|false",
            "won|Closed Won|true|Closed|100|true",
            "lost|Closed Lost|true|Omitted|0|false");
    assertThat(values(written, "rollback/" + VALUE_SET))
        .containsExactly(
            "new|New|false|BestCase|10|false",
            Releases.SLASHED + "|" + Releases.NASTY_LABEL + "|false|BestCase|25|false",
            "Proposal/Price Quote|Proposal|false|Forecast|50|false",
            "verhandeln|Verhandlung \u2013 \u0938\u094c\u0926\u093e|false|BestCase|75|false",
            "won|Closed Won|true|Closed|100|true",
            "lost|Closed Lost|true|Omitted|0|false");
  }

  @Test
  void namesTheValueSetInTheManifestOfTheDeployment() throws Exception {
    Document manifest = valid(written().text("metadata/package.xml"));

    assertThat(texts(manifest.getDocumentElement(), "members")).containsExactly("OpportunityStage");
    assertThat(texts(manifest.getDocumentElement(), "name")).containsExactly("StandardValueSet");
    assertThat(texts(manifest.getDocumentElement(), "version")).containsExactly("60.0");
  }

  @Test
  void givesTheConfidenceOfEachDealToItsFields() {
    Written written = written();

    assertThat(written.csv("bulk/records-00001.csv"))
        .containsExactly(
            List.of(
                "Id",
                "Calibrated_Probability__c",
                "Calibrated_Low__c",
                "Calibrated_High__c",
                "Calibration_Segment__c",
                "Calibration_Run__c"),
            record("a,\"1\"", "37.20", "18.60", "68.60"),
            record("a-2", "0.10", "0.05", "50.05"),
            record("b/..", "45.00", "22.50", "72.50"),
            record("d", "44.00", "22.00", "72.00"));
    assertThat(written.text("bulk/records-00001.csv")).doesNotContain("\r").endsWith("\n");
    assertThat(written.text("bulk/records-job.json"))
        .isEqualTo(
            "{\"object\":\"Opportunity\",\"operation\":\"update\",\"contentType\":\"CSV\","
                + "\"lineEnding\":\"LF\",\"columnDelimiter\":\"COMMA\"}\n");
  }

  @Test
  void backfillsOnlyDealsThatHoldTheOldDefault() {
    Written written = written();

    assertThat(written.csv("bulk/backfill-00001.csv"))
        .containsExactly(List.of("Id", "Probability"), List.of("a,\"1\"", "29"));
    assertThat(written.csv("rollback/bulk/backfill-00001.csv"))
        .containsExactly(List.of("Id", "Probability"), List.of("a,\"1\"", "10"));
    assertThat(written.result().counts())
        .containsEntry("to_send", 1L)
        .containsEntry("manual_override", 1L)
        .containsEntry("already_new", 1L)
        .containsEntry("unknown", 1L)
        .containsEntry("stage_held", 1L)
        .containsEntry("records", 5L)
        .containsEntry("records_with_value", 4L);
  }

  @Test
  void writesNoBulkFilesWithoutDeals() {
    assertThat(
            Written.of(Target.SALESFORCE, Releases.nasty(), List.of(), temp.resolve("p")).names())
        .noneMatch(name -> name.contains("bulk"));
  }

  @Test
  void splitsBulkFilesBelowTheLimitWithoutLosingADeal() throws IOException {
    long limit = 2_000;
    List<ReleasedRecord> deals =
        IntStream.range(0, 500)
            .mapToObj(i -> Releases.deal(String.format("006%015d", i), "new", 0.10, 0.3))
            .toList();
    Path folder = temp.resolve("p");
    PackageResult result =
        Packages.write(
            Target.SALESFORCE,
            new SalesforceFormat("60.0", limit),
            Releases.nasty(),
            deals::stream,
            Written.options(),
            folder);
    Written written = new Written(folder, result);

    List<String> ids = new ArrayList<>();
    List<String> parts =
        written.names().stream().filter(name -> name.matches("bulk/records-\\d{5}\\.csv")).toList();
    for (String part : parts) {
      assertThat(Files.size(folder.resolve(part))).isLessThanOrEqualTo(limit);
      List<List<String>> rows = written.csv(part);
      assertThat(rows.get(0)).startsWith("Id");
      rows.subList(1, rows.size()).forEach(row -> ids.add(row.get(0)));
    }
    assertThat(parts).hasSizeGreaterThan(10).startsWith("bulk/records-00001.csv");
    assertThat(ids).isEqualTo(deals.stream().map(ReleasedRecord::opportunityId).toList());
  }

  @Test
  void refusesAListWithoutClosedStages() {
    assertThatThrownBy(
            () ->
                Written.of(
                    Target.SALESFORCE,
                    Releases.of(Releases.open("a", "s", "S", 1, 0.1, 0.2, 1, 1)),
                    List.of(),
                    temp.resolve("p")))
        .isInstanceOfSatisfying(
            PlumblineException.class,
            error -> assertThat(error.code()).isEqualTo("publish.stages_incomplete"))
        .hasMessageContaining("no closed-won stage, no closed-lost stage");
    assertThat(temp).isEmptyDirectory();
  }

  @Test
  void listsEverythingThatIsMissingAtOnce() {
    ReleasedStage open = Releases.open("a", "s", "S", 1, 0.1, 0.2, 1, 1);
    assertThatThrownBy(
            () ->
                Written.of(
                    Target.SALESFORCE,
                    Releases.of(
                        Releases.withoutIncumbent(open),
                        Releases.withForecastCategory(
                            Releases.open("a", "t", "T\u0001", 2, 0.1, 0.2, 1, 1),
                            Optional.of("Guess")),
                        Releases.withForecastCategory(
                            Releases.closed("a", "w", "W", StageKind.WON), Optional.empty()),
                        Releases.closed("a", "l", "L", StageKind.LOST)),
                    List.of(),
                    temp.resolve("p")))
        .hasMessageContaining("no percentage in use for stage 's'")
        .hasMessageContaining("unknown forecast category 'Guess' for stage 't'")
        .hasMessageContaining("control characters in the name of stage 't'")
        .hasMessageContaining("no forecast category for stage 'w'");
  }

  private Written written() {
    return Written.of(Target.SALESFORCE, temp.resolve("p"));
  }

  private static List<String> record(String id, String value, String low, String high) {
    return List.of(id, value, low, high, "existing|50k-100k|platform", "2026-11-21-r1");
  }

  private static List<String> values(Written written, String name) throws Exception {
    NodeList values =
        valid(written.text(name)).getDocumentElement().getElementsByTagNameNS("*", "standardValue");
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < values.getLength(); i++) {
      Element value = (Element) values.item(i);
      lines.add(
          String.join(
              "|",
              texts(value, "fullName").get(0),
              texts(value, "label").get(0),
              texts(value, "closed").get(0),
              texts(value, "forecastCategory").get(0),
              texts(value, "probability").get(0),
              texts(value, "won").get(0)));
    }
    return lines;
  }

  /** Parses a file after it has passed the schema of the Metadata API. */
  private static Document valid(String xml)
      throws SAXException, IOException, ParserConfigurationException {
    SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
        .newSchema(new StreamSource(new StringReader(Written.resource("metadata.xsd"))))
        .newValidator()
        .validate(new StreamSource(new StringReader(xml)));
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setNamespaceAware(true);
    return factory
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
  }

  private static List<String> texts(Element parent, String name) {
    NodeList nodes = parent.getElementsByTagNameNS("http://soap.sforce.com/2006/04/metadata", name);
    return IntStream.range(0, nodes.getLength())
        .mapToObj(i -> nodes.item(i).getTextContent())
        .toList();
  }
}
