package io.plumbline.send;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.plumbline.error.ExitCode;
import io.plumbline.error.PlumblineException;
import io.plumbline.send.FakeCrm.Fault;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class MisbehavingCrmTest {

  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource(
      names = {
        "TOO_MANY",
        "TOO_MANY_SILENT",
        "SERVER_ERROR",
        "UNAVAILABLE",
        "BAD_GATEWAY",
        "CUT",
        "CUT_AFTER",
        "TRUNCATED",
        "GARBAGE",
        "TWICE"
      })
  void hubSpotHoldsTheTableWhateverGoesWrongOnce(Fault fault) {
    for (int n = 1; n <= 4; n++) {
      try (Scene scene = Scene.hubSpot(folder.resolve("h" + n))) {
        scene.crm.fault(n, fault);

        SendResult result = scene.send();

        assertThat(result.failures()).as("%s at request %d", fault, n).isEmpty();
        assertThat(result.sent()).isEqualTo(4);
        assertThat(scene.crm.table()).isEqualTo(TestPackage.hubSpotAfter());
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "TOO_MANY",
        "SERVER_ERROR",
        "BAD_GATEWAY",
        "CUT",
        "CUT_AFTER",
        "TRUNCATED",
        "GARBAGE",
        "TWICE"
      })
  void pipedriveHoldsTheTableWhateverGoesWrongOnce(Fault fault) {
    for (int n = 1; n <= 4; n++) {
      try (Scene scene = Scene.pipedrive(folder.resolve("p" + n))) {
        scene.crm.fault(n, fault);

        SendResult result = scene.send();

        assertThat(result.failures()).as("%s at request %d", fault, n).isEmpty();
        assertThat(scene.crm.table()).isEqualTo(TestPackage.pipedriveAfter());
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "TOO_MANY_SILENT",
        "SERVER_ERROR",
        "BAD_GATEWAY",
        "CUT",
        "CUT_AFTER",
        "TRUNCATED",
        "GARBAGE"
      })
  void salesforceTakesEachFileOnceWhateverGoesWrong(Fault fault) {
    for (int offset = 1; offset <= 7; offset++) {
      FakeSalesforce org = new FakeSalesforce();
      try (Scene scene = Scene.salesforce(folder.resolve("s" + offset), org)) {
        for (int n = offset; n < 60; n += 7) {
          scene.crm.fault(n, fault);
        }

        SendResult result = scene.send();

        assertThat(result.failures()).as("%s from request %d", fault, offset).isEmpty();
        assertThat(scene.crm.table()).isEqualTo(TestPackage.salesforceAfter());
        assertThat(org.processed())
            .containsExactly(
                TestPackage.FIRST_RECORDS, TestPackage.SECOND_RECORDS, TestPackage.BACKFILL);
        assertThat(org.openJobs()).isEmpty();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"HANG", "HANG_AFTER", "HANG_IN_BODY"})
  void doesNotWaitForEverForAnAnswerOrForItsEnd(Fault fault) {
    try (Scene scene = Scene.hubSpot(folder)) {
      scene.crm.fault(2, fault);

      SendResult result = scene.send(Scene.impatient(), Watch.NONE);

      assertThat(result.isComplete()).isTrue();
      assertThat(scene.crm.table()).isEqualTo(TestPackage.hubSpotAfter());
    }
  }

  @Test
  void readsBackWhatItGotNoAnswerToAndDoesNotSendItAgain() {
    try (Scene scene = Scene.hubSpot(folder)) {
      scene.crm.fault(2, Fault.CUT_AFTER);

      scene.send();

      assertThat(scene.crm.received())
          .extracting(request -> request.method() + " " + request.path())
          .containsSubsequence(
              "PATCH /crm/v3/pipelines/deals/default/stages/quali%20fied%2F2",
              "GET /crm/v3/pipelines/deals/default/stages/quali%20fied%2F2",
              "POST /crm/v3/objects/deals/batch/update");
      assertThat(scene.crm.writes()).hasSize(4);
    }
  }

  @Test
  void waitsAsLongAsTheCrmAsksFor() {
    try (Scene scene = Scene.hubSpot(folder)) {
      scene.crm.fault(1, Fault.TOO_MANY);

      scene.send();

      assertThat(scene.longPauses()).containsExactly(Duration.ofSeconds(7));
    }
  }

  @Test
  void stopsWhereTheCrmAsksToWaitUntilTomorrow() {
    try (Scene scene = Scene.hubSpot(folder)) {
      scene.crm.fault(2, Fault.OUT_OF_BUDGET);

      assertThatThrownBy(scene::send)
          .isInstanceOf(PlumblineException.class)
          .hasMessageContaining("it asks to wait longer than 300 s");
      assertThat(scene.send().skipped()).isEqualTo(1);
      assertThat(scene.crm.table()).isEqualTo(TestPackage.hubSpotAfter());
    }
  }

  @Test
  void givesUpARequestAfterItsAttemptsAndGoesOnWithTheRest() {
    try (Scene scene = Scene.hubSpot(folder)) {
      scene.crm.always(Fault.SERVER_ERROR);

      SendResult result = scene.send();

      assertThat(result.sent()).isZero();
      assertThat(result.failed()).isEqualTo(4);
      assertThat(scene.crm.received()).as("4 requests, 4 attempts each").hasSize(16);
      assertThat(result.failures().get(0))
          .isEqualTo(
              new Failure(
                  "stage:default/new",
                  Optional.empty(),
                  OptionalInt.of(500),
                  "internal error (attempt 4, the last one)"));
    }
  }

  @Test
  void stopsAfterSoManyRetriesInAll() {
    Retries few =
        new Retries(4, 5, Duration.ofSeconds(1), Duration.ofSeconds(8), Duration.ofMinutes(5), 7);
    Pace pace =
        new Pace(
            1000,
            Scene.PACE.timeout(),
            Scene.PACE.uploadTimeout(),
            Scene.PACE.pollEvery(),
            Scene.PACE.jobTimeout(),
            few);
    try (Scene scene = Scene.hubSpot(folder)) {
      scene.crm.always(Fault.UNAVAILABLE);

      PlumblineException stopped =
          catchThrowableOfType(PlumblineException.class, () -> scene.send(pace, Watch.NONE));

      assertThat(stopped.code()).isEqualTo("send.unavailable");
      assertThat(stopped.exitCode()).isEqualTo(ExitCode.INTERNAL);
      assertThat(scene.crm.received()).as("4 attempts and 3").hasSize(7);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"UNAUTHORIZED", "FORBIDDEN"})
  void stopsAtOnceWhereTheTokenIsNotAccepted(Fault fault) {
    try (Scene scene = Scene.hubSpot(folder)) {
      scene.crm.fault(2, fault);

      PlumblineException stopped = catchThrowableOfType(PlumblineException.class, scene::send);

      assertThat(stopped.code()).isEqualTo("send.unauthorized");
      assertThat(stopped).hasMessageContaining("CRM_TOKEN");
      assertThat(stopped).hasMessageNotContaining(FakeCrm.TOKEN);
      assertThat(scene.crm.received()).hasSize(2);
      assertThat(scene.send()).extracting(SendResult::sent, SendResult::skipped).contains(3L, 1L);
    }
  }

  @Test
  void followsNoRedirect() {
    try (Scene scene = Scene.hubSpot(folder)) {
      scene.crm.fault(1, Fault.ELSEWHERE);

      SendResult result = scene.send();

      assertThat(result.failures())
          .extracting(Failure::status)
          .containsExactly(OptionalInt.of(302));
    }
  }

  @Test
  void refusedRequestsFailAloneAndAreTriedAgainByTheNextRun() {
    try (Scene scene =
        new Scene(
            FakeCrm.pipedrive()
                .hold("stage:3", "deal_probability", "100")
                .hold("stage:4", "deal_probability", "100")
                .hold("deal:71", "probability", "100"),
            TestPackage.pipedrive(folder.resolve("package")),
            folder.resolve("journal"))) {

      SendResult first = scene.send();

      assertThat(first.sent()).isEqualTo(3);
      assertThat(first.gone()).as("a pipeline is no record").isZero();
      assertThat(first.isComplete()).isFalse();
      assertThat(first.failures())
          .containsExactly(
              new Failure(
                  "pipeline:1", Optional.empty(), OptionalInt.of(404), "pipeline not found"));
      scene.crm.hold("pipeline:1", "is_deal_probability_enabled", "false");
      assertThat(scene.send()).extracting(SendResult::sent, SendResult::skipped).contains(1L, 3L);
      assertThat(scene.crm.table()).isEqualTo(TestPackage.pipedriveAfter());
    }
  }

  @Test
  void aDealThatIsGoneDoesNotKeepAPackageIncomplete() {
    FakeCrm crm =
        FakeCrm.pipedrive()
            .hold("pipeline:1", "is_deal_probability_enabled", "false")
            .hold("stage:3", "deal_probability", "100")
            .hold("stage:4", "deal_probability", "100");
    try (Scene scene =
        new Scene(
            crm, TestPackage.pipedrive(folder.resolve("package")), folder.resolve("journal"))) {

      SendResult result = scene.send();

      assertThat(result.failures())
          .containsExactly(
              new Failure("deal:71", Optional.empty(), OptionalInt.of(404), "deal not found"));
      assertThat(result).extracting(SendResult::failed, SendResult::gone).containsExactly(1L, 1L);
      assertThat(result.isComplete()).isTrue();
      assertThat(result.warnings())
          .singleElement()
          .asString()
          .contains("1 of the records no longer exist", "the CRM that the export came from");
    }
  }

  @Test
  void aNotFoundThatIsNotTheCrmsOwnIsAFailure() {
    FakeCrm.Flavour gateway =
        new FakeCrm.Flavour() {
          @Override
          public Map.Entry<String, String> credential() {
            return new FakePipedrive().credential();
          }

          @Override
          public FakeCrm.Reply reply(
              FakeCrm.Received request, SortedMap<String, SortedMap<String, String>> records) {
            return FakeCrm.Reply.json(404, "{\"message\":\"no route\"}");
          }
        };
    try (Scene scene =
        new Scene(
            FakeCrm.with(gateway, TestCertificate.ofThisMachine()),
            TestPackage.pipedrive(folder.resolve("package")),
            folder.resolve("journal"))) {

      assertThat(scene.send())
          .extracting(SendResult::failed, SendResult::gone)
          .containsExactly(4L, 0L);
    }
  }

  @Test
  void aRecordThatTheAnswerLeavesOutButTheCrmHoldsIsAFailure() {
    FakeHubSpot exact = new FakeHubSpot();
    FakeCrm.Flavour silent =
        new FakeCrm.Flavour() {
          @Override
          public Map.Entry<String, String> credential() {
            return exact.credential();
          }

          @Override
          public FakeCrm.Reply reply(
              FakeCrm.Received request, SortedMap<String, SortedMap<String, String>> records) {
            return request.isRead()
                ? exact.reply(request, records)
                : FakeCrm.Reply.json(207, "{\"status\":\"COMPLETE\",\"results\":[]}");
          }
        };
    Path source =
        TestPackage.write(
            folder.resolve("package"), "hubspot", Map.of("requests.jsonl", batch("11", "98")));
    FakeCrm crm = FakeCrm.with(silent, TestCertificate.ofThisMachine()).hold("deal:11", "p", "0.1");
    try (Scene scene = new Scene(crm, source, folder.resolve("journal"))) {

      assertThat(scene.send())
          .extracting(SendResult::failed, SendResult::gone, SendResult::isComplete)
          .containsExactly(2L, 1L, false);
    }
  }

  @Test
  void reportsTheRecordsOfABatchThatFailedAndSendsOnlyThoseAgain() {
    Path source =
        TestPackage.write(
            folder.resolve("package"),
            "hubspot",
            Map.of("requests.jsonl", batch("11", "14", "98", "12")));
    FakeCrm crm = FakeCrm.hubSpot().hold("deal:11", "p", "").hold("deal:12", "p", "");
    try (Scene scene = new Scene(crm, source, folder.resolve("journal"))) {

      SendResult first = scene.send();

      assertThat(first.sent()).isEqualTo(1);
      assertThat(first.failures())
          .containsExactly(
              new Failure(
                  "deals:00001",
                  Optional.of("14"),
                  OptionalInt.of(207),
                  "Could not get some DEAL objects, they may be deleted"),
              new Failure(
                  "deals:00001",
                  Optional.of("98"),
                  OptionalInt.of(207),
                  "the answer does not name this record; it may be merged or deleted"));
      assertThat(first).extracting(SendResult::failed, SendResult::gone).containsExactly(2L, 2L);
      assertThat(first.isComplete()).as("apart from what is gone").isTrue();
      crm.hold("deal:14", "p", "").hold("deal:98", "p", "");
      assertThat(scene.send().isComplete()).isTrue();
      assertThat(crm.writes().get(1).text()).contains("\"14\"", "\"98\"").doesNotContain("\"11\"");
      assertThat(crm.table().values()).containsOnly("0.5");
      assertThat(scene.send().skipped()).isEqualTo(1);
    }
  }

  @Test
  void afterAPartlyDoneBatchOnlyTheRestIsReadBackAndSent() {
    Path source =
        TestPackage.write(
            folder.resolve("package"), "hubspot", Map.of("requests.jsonl", batch("11", "14")));
    FakeCrm crm = FakeCrm.hubSpot().hold("deal:11", "p", "");
    try (Scene scene = new Scene(crm, source, folder.resolve("journal"))) {
      scene.send();
      crm.hold("deal:14", "p", "").fault(2, Fault.CUT_AFTER);

      assertThat(scene.send().isComplete()).isTrue();

      assertThat(crm.received()).hasSize(3);
      assertThat(crm.received().get(2).path()).isEqualTo("/crm/v3/objects/deals/batch/read");
      assertThat(crm.received().get(2).text()).contains("\"14\"").doesNotContain("\"11\"");
    }
  }

  @Test
  void saysWhatACrmHoldsThatRoundsWhatItTook() {
    FakeHubSpot exact = new FakeHubSpot();
    FakeCrm.Flavour rounding =
        new FakeCrm.Flavour() {
          @Override
          public Map.Entry<String, String> credential() {
            return exact.credential();
          }

          @Override
          public FakeCrm.Reply reply(
              FakeCrm.Received request, SortedMap<String, SortedMap<String, String>> records) {
            byte[] rounded = request.text().replace("0.37", "0.4").getBytes(StandardCharsets.UTF_8);
            return exact.reply(
                new FakeCrm.Received(
                    request.number(), request.method(), request.path(), rounded, request.fault()),
                records);
          }
        };
    FakeCrm crm = FakeCrm.with(rounding, TestCertificate.ofThisMachine());
    try (Scene scene =
        new Scene(
            TestPackage.hubSpotBefore(crm),
            TestPackage.hubSpot(folder.resolve("package")),
            folder.resolve("journal"))) {

      SendResult result = scene.send();

      assertThat(result.failures())
          .extracting(Failure::message)
          .containsExactly("the CRM took the request and now holds probability 0.4, not 0.37");
    }
  }

  @ParameterizedTest
  @EnumSource(
      mode = Mode.EXCLUDE,
      names = {"HANG", "HANG_AFTER", "HANG_IN_BODY"})
  void theTokenIsInNoFileAndNoText(Fault fault) throws IOException {
    StringBuilder texts = new StringBuilder();
    try (Scene scene = Scene.hubSpot(folder)) {
      scene.crm.fault(1, fault).fault(3, fault);
      texts.append(scene.plan(Scene.PACE));
      try {
        texts.append(scene.send());
      } catch (PlumblineException stopped) {
        StringWriter trace = new StringWriter();
        stopped.printStackTrace(new PrintWriter(trace));
        texts.append(trace);
      }
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        texts.append(Files.readString(file));
      }
    }
    assertThat(texts.toString()).contains("CRM_TOKEN", "prepared").doesNotContain(FakeCrm.TOKEN);
  }

  @Test
  void sendsOnlyTheChosenParts() {
    try (Scene scene = Scene.pipedrive(folder)) {
      SendPlan all = scene.plan(Scene.PACE);
      SendPlan stages =
          new SendPlan(
              all.packageFolder(),
              all.journalFolder(),
              all.occasion(),
              all.base(),
              all.token(),
              Set.of(Part.STAGES),
              all.pace());

      SendResult result = new Sender(scene.crm.trust(), scene.pauses::add, Watch.NONE).run(stages);

      assertThat(result.sent()).isEqualTo(3);
      assertThat(scene.crm.table()).containsEntry("deal:71 probability", "100");
      assertThat(scene.send()).extracting(SendResult::sent, SendResult::skipped).contains(1L, 3L);
    }
  }

  private static String batch(String... ids) {
    List<String> inputs =
        Stream.of(ids).map(id -> "{\"id\":\"" + id + "\",\"properties\":{\"p\":\"0.5\"}}").toList();
    return "{\"id\":\"deals:00001\",\"method\":\"POST\","
        + "\"path\":\"/crm/v3/objects/deals/batch/update\",\"body\":{\"inputs\":["
        + String.join(",", inputs)
        + "]}}\n";
  }
}
