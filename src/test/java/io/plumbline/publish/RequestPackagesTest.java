package io.plumbline.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.plumbline.error.PlumblineException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Packages of HTTP requests; each line has passed the JSON Schema of its CRM. */
class RequestPackagesTest {

  /** {@link Releases#SLASHED} as one segment of a path: Java's encoder, with %20 for a space. */
  private static final String SLASHED = "..%2FVertrag%2F%C3%9C%20100%25";

  @TempDir Path temp;

  @Test
  void patchesHubSpotStagesByTheirEncodedIdsWithTextFractions() {
    List<JsonNode> requests = written(Target.HUBSPOT).requests("requests.jsonl", Target.HUBSPOT);

    assertThat(lines(requests.subList(0, 3)))
        .containsExactly(
            "stage:default/new PATCH /crm/v3/pipelines/deals/default/stages/new"
                + " {\"metadata\":{\"probability\":\"0.29\"}}",
            "stage:default/"
                + SLASHED
                + " PATCH /crm/v3/pipelines/deals/default/stages/"
                + SLASHED
                + " {\"metadata\":{\"probability\":\"0.38\"}}",
            "stage:default/verhandeln PATCH /crm/v3/pipelines/deals/default/stages/verhandeln"
                + " {\"metadata\":{\"probability\":\"0.99\"}}");
    assertThat(lines(written(Target.HUBSPOT).requests("rollback.jsonl", Target.HUBSPOT)))
        .first()
        .isEqualTo(
            "stage:default/new PATCH /crm/v3/pipelines/deals/default/stages/new"
                + " {\"metadata\":{\"probability\":\"0.1\"}}");
  }

  @Test
  void givesHubSpotDealsTheirConfidence() {
    List<JsonNode> requests = written(Target.HUBSPOT).requests("requests.jsonl", Target.HUBSPOT);

    assertThat(lines(requests.subList(3, 4)))
        .containsExactly(
            "deals:00001 POST /crm/v3/objects/deals/batch/update {\"inputs\":["
                + input("a,\\\"1\\\"", "0.372")
                + ","
                + input("a-2", "0.001")
                + ","
                + input("b/..", "0.45")
                + ","
                + input("d", "0.44")
                + "]}");
    assertThat(requests).hasSize(4);
  }

  @Test
  void batchesHubSpotDealsByTheHundred() {
    List<JsonNode> requests =
        Written.of(Target.HUBSPOT, Releases.nasty(), deals(250), temp.resolve("p"))
            .requests("requests.jsonl", Target.HUBSPOT);

    assertThat(requests.subList(3, 6))
        .extracting(request -> request.at("/id").asText() + request.at("/body/inputs").size())
        .containsExactly("deals:00001100", "deals:00002100", "deals:0000350");
  }

  @Test
  void roundsToTheStepThatHubSpotIsSaidToHave() {
    Path folder = temp.resolve("tenths");
    Packages.write(
        Target.HUBSPOT,
        Releases.of(
            Releases.open("default", "low", "Low", 1, 0.1, 0.04, 1, 1),
            Releases.open("default", "high", "High", 2, 0.1, 0.96, 1, 1)),
        () -> List.<ReleasedRecord>of().stream(),
        Written.with(0.1, Order.AS_CALIBRATED),
        folder);

    assertThat(new Written(folder, null).requests("requests.jsonl", Target.HUBSPOT))
        .extracting(request -> request.at("/body/metadata/probability").asText())
        .containsExactly("0.1", "0.9");
  }

  @Test
  void setsPipedriveStagesThenSwitchesTheirPipelineOn() {
    Written written = written(Target.PIPEDRIVE);

    assertThat(lines(written.requests("requests.jsonl", Target.PIPEDRIVE)))
        .containsExactly(
            "stage:default/new PATCH /api/v2/stages/new {\"deal_probability\":29}",
            "stage:default/"
                + SLASHED
                + " PATCH /api/v2/stages/"
                + SLASHED
                + " {\"deal_probability\":38}",
            "stage:default/verhandeln PATCH /api/v2/stages/verhandeln {\"deal_probability\":99}",
            "pipeline:default PATCH /api/v2/pipelines/default"
                + " {\"is_deal_probability_enabled\":true}");
    assertThat(lines(written.requests("rollback.jsonl", Target.PIPEDRIVE)))
        .contains(
            "stage:default/verhandeln PATCH /api/v2/stages/verhandeln"
                + " {\"deal_probability\":75}")
        .hasSize(3);
    assertThat(lines(written.requests("backfill.jsonl", Target.PIPEDRIVE)))
        .containsExactly(
            "backfill:a%2C%221%22 PATCH /api/v2/deals/a%2C%221%22 {\"probability\":29}");
    assertThat(lines(written.requests("rollback-backfill.jsonl", Target.PIPEDRIVE)))
        .containsExactly(
            "backfill:a%2C%221%22 PATCH /api/v2/deals/a%2C%221%22 {\"probability\":10}");
  }

  @Test
  void givesDynamicsOpportunitiesTheirOwnConfidence() {
    Written written = written(Target.DYNAMICS365);

    assertThat(lines(written.requests("backfill.jsonl", Target.DYNAMICS365)))
        .containsExactly(
            "backfill:a%2C%221%22 PATCH /api/data/v9.2/opportunities(a%2C%221%22)"
                + " {\"closeprobability\":37}",
            "backfill:d PATCH /api/data/v9.2/opportunities(d) {\"closeprobability\":44}");
    assertThat(written.names()).doesNotContain("requests.jsonl");
    assertThat(written.result().stages()).allMatch(stage -> stage.published().isEmpty());
  }

  @Test
  void sendsZohoTheWholePickListAndDealsByTheHundred() {
    List<ReleasedRecord> deals = deals(150);
    Written written = Written.of(Target.ZOHO, Releases.nasty(), deals, temp.resolve("p"));
    List<JsonNode> requests = written.requests("requests.jsonl", Target.ZOHO);

    assertThat(requests).hasSize(1);
    assertThat(requests.get(0).at("/path").asText())
        .isEqualTo("/crm/v8/settings/fields/3477061000000002565?module=Deals");
    assertThat(requests.get(0).at("/body/fields/0/pick_list_values"))
        .extracting(
            value ->
                value.at("/id").asText()
                    + " "
                    + value.at("/probability").asInt()
                    + " "
                    + value.at("/deal_category").asText())
        .containsExactly(
            "3477061000000006801 29 Open",
            "3477061000000006803 38 Open",
            "3477061000000006805 50 Open",
            "3477061000000006807 99 Open",
            "3477061000000006809 100 Closed Won",
            "3477061000000006811 0 Closed Lost");
    assertThat(written.requests("backfill.jsonl", Target.ZOHO))
        .extracting(request -> request.at("/id").asText() + " " + request.at("/body/data").size())
        .containsExactly("backfill:00001 100", "backfill:00002 50");
    assertThat(written.requests("rollback-backfill.jsonl", Target.ZOHO).get(1).at("/body/data/0"))
        .hasToString("{\"id\":\"0100\",\"Probability\":10}");
  }

  @Test
  void refusesZohoWithoutTheIdsOfFieldAndValues() {
    assertThatThrownBy(
            () ->
                Packages.write(
                    Target.ZOHO,
                    Releases.nasty(),
                    () -> Releases.deals().stream(),
                    UsualOptions.options(),
                    temp.resolve("p")))
        .isInstanceOfSatisfying(
            PlumblineException.class,
            error -> assertThat(error.code()).isEqualTo("publish.ids_missing"))
        .hasMessageContaining("the field Stage, the pick-list value of stage 'new'");
  }

  @Test
  void saysWhereThereIsNoWayBack() {
    Written written =
        Written.of(
            Target.HUBSPOT,
            Releases.of(Releases.withoutIncumbent(Releases.open("p", "s", "S", 1, 0.1, 0.2, 1, 1))),
            List.of(),
            temp.resolve("p"));

    assertThat(written.names()).containsExactly("README.txt", "manifest.json", "requests.jsonl");
    assertThat(written.result().notes())
        .contains(
            "The percentage in use of stage 's' of pipeline 'p' was not exported, so there is no"
                + " roll-back for it.");
  }

  private Written written(Target target) {
    return Written.of(target, temp.resolve("p"));
  }

  private static List<ReleasedRecord> deals(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> Releases.deal(String.format("%04d", i), "new", 0.10, 0.3))
        .toList();
  }

  private static List<String> lines(List<JsonNode> requests) {
    return requests.stream()
        .map(
            request ->
                request.at("/id").asText()
                    + " "
                    + request.at("/method").asText()
                    + " "
                    + request.at("/path").asText()
                    + " "
                    + request.at("/body"))
        .toList();
  }

  private static String input(String id, String value) {
    return "{\"id\":\""
        + id
        + "\",\"properties\":{\"calibrated_probability\":\""
        + value
        + "\",\"calibration_run\":\"2026-11-21-r1\"}}";
  }
}
