package io.plumbline;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.publish.PackageResult;
import io.plumbline.publish.Packages;
import io.plumbline.publish.Release;
import io.plumbline.publish.ReleasedRecord;
import io.plumbline.publish.ReleasedStage;
import io.plumbline.publish.StageKind;
import io.plumbline.publish.Target;
import io.plumbline.publish.UsualOptions;
import io.plumbline.send.FakeCrm;
import io.plumbline.send.FakeSalesforce;
import io.plumbline.send.Pace;
import io.plumbline.send.Part;
import io.plumbline.send.SendPlan;
import io.plumbline.send.SendResult;
import io.plumbline.send.Sender;
import io.plumbline.send.Token;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Packages as they are published, sent as they are: after it the CRM holds what was approved. */
class PackageSendingTest {

  private static final Token TOKEN =
      Token.fromEnvironment("CRM_TOKEN", Map.of("CRM_TOKEN", FakeCrm.TOKEN));

  private static final Pace QUICK =
      new Pace(
          1000,
          Duration.ofSeconds(10),
          Duration.ofSeconds(10),
          Duration.ofMillis(5),
          Duration.ofSeconds(20),
          Pace.DEFAULT.retries());

  @TempDir Path folder;

  /** Two stages are released, at 12.4 and 37.5 %; the third is on hold at 75 %. */
  private static Release release() {
    return new Release(
        "2026-06-30-0123456789ab",
        LocalDate.parse("2026-06-30"),
        LocalDate.parse("2026-07-02"),
        List.of("ana", "bo"),
        "0.1.0",
        "settings",
        0.9,
        "EUR",
        new TreeMap<>(Map.of("opportunities", "sha256:1")),
        Optional.empty(),
        List.of(
            stage("3", "Proposal", 1, StageKind.OPEN, "Pipeline", 0.20, OptionalDouble.of(0.124)),
            stage(
                "4", "R&D <Trial>", 2, StageKind.OPEN, "BestCase", 0.50, OptionalDouble.of(0.375)),
            stage("5", "Contract", 3, StageKind.OPEN, "Forecast", 0.75, OptionalDouble.empty()),
            stage("6", "Won", 4, StageKind.WON, "Closed", 1, OptionalDouble.empty()),
            stage("7", "Lost", 5, StageKind.LOST, "Omitted", 0, OptionalDouble.empty())));
  }

  private static ReleasedStage stage(
      String id,
      String label,
      int order,
      StageKind kind,
      String category,
      double incumbent,
      OptionalDouble released) {
    return new ReleasedStage(
        "1",
        id,
        label,
        kind == StageKind.OPEN ? OptionalInt.of(order) : OptionalInt.empty(),
        kind,
        Optional.of(category),
        OptionalDouble.of(incumbent),
        Optional.empty(),
        released,
        1,
        new BigDecimal("10000.00"));
  }

  /** One deal holds the old percentage of its stage, one another, one stands in the held stage. */
  private static Supplier<Stream<ReleasedRecord>> deals() {
    return () ->
        Stream.of(
            deal("71", "3", 0.20, OptionalDouble.of(0.2)),
            deal("72", "3", 0.80, OptionalDouble.of(0.1)),
            deal("73", "4", 0.50, OptionalDouble.of(0.4444)),
            deal("74", "5", 0.75, OptionalDouble.empty()));
  }

  private static ReleasedRecord deal(
      String id, String stage, double held, OptionalDouble released) {
    return new ReleasedRecord(
        id,
        "1",
        stage,
        Optional.of(new BigDecimal("10000.00")),
        OptionalDouble.of(held),
        List.of(),
        released,
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        "new|-|-");
  }

  private SendResult sent(Target target, FakeCrm crm) {
    Path out = folder.resolve(target.label());
    PackageResult result = Packages.write(target, release(), deals(), UsualOptions.options(), out);
    assertThat(result.counts().get("records")).isEqualTo(4);
    return send(out, crm);
  }

  private SendResult send(Path out, FakeCrm crm) {
    return Sender.send(
        new SendPlan(
            out,
            folder.resolve("journal"),
            "1",
            crm.base(),
            TOKEN,
            EnumSet.allOf(Part.class),
            QUICK));
  }

  @Test
  void hubSpotHoldsTheApprovedStagesAndTheConfidencesOfItsDeals() {
    try (FakeCrm crm = FakeCrm.hubSpotOnPlainHttp()) {
      for (String stage : List.of("3", "4", "5", "6", "7")) {
        crm.hold("stage:1/" + stage, "probability", "0.75");
      }
      for (String deal : List.of("71", "72", "73", "74")) {
        crm.hold("deal:" + deal, "calibrated_probability", "");
      }

      SendResult result = sent(Target.HUBSPOT, crm);

      assertThat(result.failures()).isEmpty();
      assertThat(crm.table())
          .containsEntry("stage:1/3 probability", "0.12")
          .containsEntry("stage:1/4 probability", "0.38")
          .containsEntry("stage:1/5 probability", "0.75")
          .containsEntry("stage:1/6 probability", "0.75")
          .containsEntry("deal:71 calibrated_probability", "0.2")
          .containsEntry("deal:73 calibrated_probability", "0.4444")
          .containsEntry("deal:74 calibrated_probability", "");
      int requests = crm.received().size();
      assertThat(send(folder.resolve("hubspot"), crm).sent()).isZero();
      assertThat(crm.received()).as("nothing is sent a second time").hasSize(requests);
    }
  }

  @Test
  void pipedriveHoldsTheApprovedStagesAndOnlyDealsWithTheOldPercentageFollow() {
    try (FakeCrm crm = FakeCrm.pipedriveOnPlainHttp()) {
      crm.hold("pipeline:1", "is_deal_probability_enabled", "false");
      Map.of("3", "20", "4", "50", "5", "75", "6", "100", "7", "0")
          .forEach((id, percent) -> crm.hold("stage:" + id, "deal_probability", percent));
      Map.of("71", "20", "72", "80", "73", "50", "74", "75")
          .forEach((id, percent) -> crm.hold("deal:" + id, "probability", percent));

      SendResult result = sent(Target.PIPEDRIVE, crm);

      assertThat(result.failures()).isEmpty();
      assertThat(crm.table())
          .containsExactlyInAnyOrderEntriesOf(
              Map.of(
                  "pipeline:1 is_deal_probability_enabled", "true",
                  "stage:3 deal_probability", "12",
                  "stage:4 deal_probability", "38",
                  "stage:5 deal_probability", "75",
                  "stage:6 deal_probability", "100",
                  "stage:7 deal_probability", "0",
                  "deal:71 probability", "12",
                  "deal:72 probability", "80",
                  "deal:73 probability", "38",
                  "deal:74 probability", "75"));
    }
  }

  @Test
  void salesforceGetsItsWholeStageListAndTheValuesOfItsDeals() {
    FakeSalesforce flavour = new FakeSalesforce();
    try (FakeCrm crm = FakeCrm.salesforceOnPlainHttp(flavour)) {
      Map.of("Proposal", "20", "R&D <Trial>", "50", "Contract", "75", "Won", "100", "Lost", "0")
          .forEach((label, percent) -> crm.hold("stage:" + label, "probability", percent));
      Map.of("71", "20", "72", "80", "73", "50", "74", "75")
          .forEach((id, percent) -> crm.hold("deal:" + id, "Probability", percent));

      Path out = folder.resolve("salesforce");
      Packages.write(
          Target.SALESFORCE,
          named(release()),
          () -> deals().get().map(PackageSendingTest::inNamedStage),
          UsualOptions.options(),
          out);
      SendResult result = send(out, crm);

      assertThat(result.failures()).isEmpty();
      assertThat(flavour.deployments()).isEqualTo(1);
      assertThat(flavour.openJobs()).isEmpty();
      assertThat(crm.table())
          .containsEntry("stage:Proposal probability", "12")
          .containsEntry("stage:R&D <Trial> probability", "38")
          .containsEntry("stage:Contract probability", "75")
          .containsEntry("stage:Won probability", "100")
          .containsEntry("stage:Lost probability", "0")
          .containsEntry("deal:71 Probability", "12")
          .containsEntry("deal:72 Probability", "80")
          .containsEntry("deal:73 Probability", "38")
          .containsEntry("deal:74 Probability", "75")
          .containsEntry("deal:73 Calibrated_Probability__c", "44.44");
    }
  }

  /** Salesforce knows stages by their names. */
  private static Release named(Release release) {
    return new Release(
        release.version(),
        release.asOf(),
        release.approvedOn(),
        release.approvedBy(),
        release.codeVersion(),
        release.configId(),
        release.intervalLevel(),
        release.currency(),
        release.inputs(),
        release.windowStart(),
        release.stages().stream()
            .map(
                stage ->
                    new ReleasedStage(
                        stage.pipelineId(),
                        stage.label(),
                        stage.label(),
                        stage.order(),
                        stage.kind(),
                        stage.forecastCategory(),
                        stage.incumbent(),
                        stage.evidence(),
                        stage.released(),
                        stage.openDeals(),
                        stage.openAmount()))
            .toList());
  }

  private static ReleasedRecord inNamedStage(ReleasedRecord deal) {
    Map<String, String> names =
        release().stages().stream()
            .collect(Collectors.toMap(ReleasedStage::stageId, ReleasedStage::label));
    return new ReleasedRecord(
        deal.opportunityId(),
        deal.pipelineId(),
        names.get(deal.stageId()),
        deal.amount(),
        deal.held(),
        deal.written(),
        deal.released(),
        deal.low(),
        deal.high(),
        deal.segment());
  }
}
