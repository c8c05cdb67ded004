package io.plumbline.send;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.plumbline.send.FakeCrm.Fault;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SalesforceJobsTest {

  /** Deployment and two looks, list of jobs, then the creation. */
  private static final int FIRST_CREATION = 5;

  @TempDir private Path folder;

  @Test
  void takesOverTheJobThatItMadeWithoutAnAnswer() {
    FakeSalesforce org = new FakeSalesforce();
    for (int i = 0; i < 3; i++) {
      org.openForeign("Contact", OffsetDateTime.now(ZoneOffset.UTC));
    }
    try (Scene scene = Scene.salesforce(folder, org)) {
      int secondPage = 1;
      scene.crm.fault(FIRST_CREATION + secondPage, Fault.CUT_AFTER);

      SendResult result = scene.send();

      assertThat(result.isComplete()).isTrue();
      assertThat(scene.crm.received())
          .filteredOn(
              request -> request.method().equals("POST") && request.path().endsWith("/ingest"))
          .as("one creation for each of three files")
          .hasSize(3);
      assertThat(org.openJobs()).as("those of others").hasSize(3);
    }
  }

  @Test
  void leavesTheJobsOfOthersAlone() {
    FakeSalesforce org = new FakeSalesforce();
    OffsetDateTime now = OffsetDateTime.now(ZoneOffset.UTC);
    String before = org.openForeign("Opportunity", now);
    String other = org.openForeign("Contact", now);
    try (Scene scene = Scene.salesforce(folder, org)) {
      scene.crm.fault(FIRST_CREATION, Fault.CUT);

      SendResult result =
          scene.send(
              Scene.PACE,
              (moment, call) -> {
                if (moment == Watch.Moment.READY && call.method().equals("PUT")) {
                  org.openForeign("Opportunity", now.plusHours(2));
                }
              });

      assertThat(result.isComplete()).isTrue();
      assertThat(result.warnings()).isEmpty();
      assertThat(org.openJobs()).contains(before, other).hasSize(5);
    }
  }

  @Test
  void namesTheJobsWhereItCannotTellWhichIsItsOwn() {
    FakeSalesforce org = new FakeSalesforce();
    try (Scene scene = Scene.salesforce(folder, org)) {
      scene.crm.fault(FIRST_CREATION, Fault.CUT_AFTER);
      String[] foreign = {""};

      SendResult result =
          scene.send(
              Scene.PACE,
              (moment, call) -> {
                if (moment == Watch.Moment.READY
                    && call.method().equals("POST")
                    && call.path().endsWith("/ingest")
                    && foreign[0].isEmpty()) {
                  foreign[0] = org.openForeign("Opportunity", OffsetDateTime.now(ZoneOffset.UTC));
                }
              });

      assertThat(result.isComplete()).isTrue();
      assertThat(org.openJobs()).contains(foreign[0]).hasSize(2);
      assertThat(result.warnings())
          .singleElement()
          .asString()
          .contains(org.openJobs().get(0), org.openJobs().get(1), "It holds no data");
    }
  }

  @Test
  void reportsRecordsThatFailedAndDoesNotProcessAFileTwice() {
    FakeSalesforce org = new FakeSalesforce();
    FakeCrm crm =
        FakeCrm.salesforce(org)
            .hold("stage:Proposal", "probability", "50")
            .hold("stage:R&D < Trial", "probability", "75")
            .hold("stage:Closed Won", "probability", "100")
            .hold("deal:006A", "Probability", "50")
            .hold("deal:006C", "Probability", "75");
    try (Scene scene =
        new Scene(crm, TestPackage.salesforce(folder.resolve("p")), folder.resolve("j"))) {
      Failure deleted =
          new Failure(
              "bulk/records-00001.csv",
              Optional.of("006B"),
              OptionalInt.empty(),
              "ENTITY_IS_DELETED:entity is deleted:--");

      SendResult first = scene.send();
      int writes = crm.writes().size();
      SendResult second = scene.send();

      assertThat(first.failures()).containsExactly(deleted);
      assertThat(first).extracting(SendResult::failed, SendResult::gone).containsExactly(1L, 1L);
      assertThat(first.isComplete()).as("apart from what is gone").isTrue();
      assertThat(first.warnings()).singleElement().asString().startsWith("1 of the records no");
      assertThat(first.sent()).isEqualTo(4);
      assertThat(second.failures()).containsExactly(deleted);
      assertThat(second.skipped()).isEqualTo(4);
      assertThat(second.gone()).isEqualTo(1);
      assertThat(second.isComplete()).isTrue();
      assertThat(crm.writes()).hasSize(writes);
      assertThat(org.processed()).hasSize(3);
    }
  }

  @Test
  void doesNotPutRecordsToPercentagesThatWereNotDeployed() {
    FakeSalesforce org = new FakeSalesforce();
    try (Scene scene = Scene.salesforce(folder, org)) {
      scene.crm.hold("stage:Brand new", "probability", "10");

      SendResult result = scene.send();

      assertThat(result.failures())
          .extracting(Failure::request, Failure::message)
          .containsExactly(
              tuple(
                  "metadata",
                  "deployment 0Af000000000000001 ended as Failed: the list lacks stage:Brand new"));
      assertThat(org.processed())
          .containsExactly(TestPackage.FIRST_RECORDS, TestPackage.SECOND_RECORDS);
      assertThat(result.warnings()).singleElement().asString().startsWith("The backfill was not");
    }
  }

  @Test
  void aLaterRunGoesOnWatchingAJobThatTakesLong() {
    FakeSalesforce org = new FakeSalesforce();
    Pace once =
        new Pace(
            1000,
            Scene.PACE.timeout(),
            Scene.PACE.uploadTimeout(),
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            Scene.PACE.retries());
    try (Scene scene = Scene.salesforce(folder, org)) {

      SendResult first = scene.send(once, Watch.NONE);
      SendResult second = scene.send();

      assertThat(first.failures()).hasSize(3);
      assertThat(first.failures().get(0).message()).contains("the next run goes on watching it");
      assertThat(second.isComplete()).isTrue();
      assertThat(scene.crm.table()).isEqualTo(TestPackage.salesforceAfter());
      assertThat(org.processed()).hasSize(3);
      assertThat(org.deployments()).isEqualTo(1);
    }
  }

  @Test
  void leavesNoOpenJobBehindWhereAnUploadIsRefused() {
    FakeSalesforce org = new FakeSalesforce();
    try (Scene scene = Scene.salesforce(folder, org)) {
      int[] uploads = {0};

      SendResult first =
          scene.send(
              Scene.PACE,
              (moment, call) -> {
                if (moment == Watch.Moment.READY
                    && call.method().equals("PUT")
                    && ++uploads[0] == 1) {
                  org.fillOpenJob("Id\n");
                }
              });

      assertThat(first.failures())
          .extracting(Failure::request, Failure::status)
          .containsExactly(tuple("bulk/records-00001.csv", OptionalInt.of(400)));
      assertThat(first.failures().get(0).message()).startsWith("Found multiple contents");
      assertThat(org.openJobs()).isEmpty();
      assertThat(scene.send().isComplete()).isTrue();
      assertThat(scene.crm.table()).isEqualTo(TestPackage.salesforceAfter());
    }
  }

  @Test
  void saysThatRecordsFailedWhenTheOrgHasForgottenWhich() {
    FakeSalesforce org = new FakeSalesforce();
    FakeCrm crm = FakeCrm.salesforce(org).hold("stage:Proposal", "probability", "50");
    crm.hold("stage:R&D < Trial", "probability", "75").hold("stage:Closed Won", "probability", "9");
    try (Scene scene =
        new Scene(crm, TestPackage.salesforce(folder.resolve("p")), folder.resolve("j"))) {
      assertThat(scene.send().failed()).as("2 + 1 + 2 records").isEqualTo(5);
      org.forgetJobs();

      SendResult later = scene.send();

      assertThat(later.failures()).hasSize(3);
      assertThat(later.isComplete()).as("it is not known which").isFalse();
      assertThat(later.failures().get(0).message()).contains("does not keep its results any more");
      assertThat(org.processed()).hasSize(3);
    }
  }
}
