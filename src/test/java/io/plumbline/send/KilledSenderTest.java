package io.plumbline.send;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plumbline.send.FakeCrm.Received;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The sender is killed at each of its requests in turn, and started again. */
class KilledSenderTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource
  void hubSpotHoldsTheTableAfterAKillAtAnyRequest(Watch.Moment moment) throws IOException {
    int kills = killAtEach(moment, Scene::hubSpot, TestPackage.hubSpotAfter(), scene -> {});

    assertThat(kills).isEqualTo(4);
  }

  @ParameterizedTest
  @EnumSource
  void pipedriveHoldsTheTableAfterAKillAtAnyRequest(Watch.Moment moment) throws IOException {
    int kills = killAtEach(moment, Scene::pipedrive, TestPackage.pipedriveAfter(), scene -> {});

    assertThat(kills).isEqualTo(4);
  }

  @ParameterizedTest
  @EnumSource
  void salesforceHoldsTheTableAfterAKillAtAnyRequest(Watch.Moment moment) throws IOException {
    List<FakeSalesforce> orgs = new ArrayList<>();
    int kills =
        killAtEach(
            moment,
            place -> {
              orgs.add(new FakeSalesforce());
              return Scene.salesforce(place, orgs.get(orgs.size() - 1));
            },
            TestPackage.salesforceAfter(),
            scene -> requireOnce(orgs.get(orgs.size() - 1)));

    // Deployment: 1 write, 2 looks. Each of 3 files: list, create, upload, complete, 2 looks.
    assertThat(kills).isEqualTo(3 + 3 * 6);
  }

  @ParameterizedTest
  @EnumSource
  void salesforceHoldsTheTableWhenEveryRunIsKilledALittleLater(Watch.Moment moment) {
    FakeSalesforce org = new FakeSalesforce();
    try (Scene scene = Scene.salesforce(folder, org)) {
      int kills = 0;
      while (isKilled(scene, moment, 2 + kills % 6)) {
        kills++;
        assertThat(kills).as("the runs get on").isLessThan(60);
      }

      assertThat(kills).isGreaterThan(5);
      assertThat(scene.crm.table()).isEqualTo(TestPackage.salesforceAfter());
      requireOnce(org);
    }
  }

  private static void requireOnce(FakeSalesforce org) {
    assertThat(org.processed())
        .containsExactlyInAnyOrder(
            TestPackage.FIRST_RECORDS, TestPackage.SECOND_RECORDS, TestPackage.BACKFILL);
    assertThat(org.openJobs()).isEmpty();
    assertThat(org.deployments()).isEqualTo(1);
  }

  /** The number of kills, which is the number of requests of a run. */
  private int killAtEach(
      Watch.Moment moment,
      Function<Path, Scene> scenes,
      Map<String, String> expected,
      Consumer<Scene> requirement)
      throws IOException {
    for (int n = 1; ; n++) {
      try (Scene scene = scenes.apply(folder.resolve(moment + "-" + n))) {
        if (!isKilled(scene, moment, n)) {
          return n - 1;
        }
        Set<String> acknowledged = acknowledged(scene.journalText());
        int before = scene.crm.received().size();

        SendResult result = scene.send();

        assertThat(result.failures()).as("kill %s at request %d", moment, n).isEmpty();
        assertThat(result.isComplete()).isTrue();
        assertThat(scene.crm.table()).as("kill %s at %d", moment, n).isEqualTo(expected);
        assertThat(keys(scene.crm.received().subList(before, scene.crm.received().size())))
            .as("what was acknowledged is not sent again after kill %s at %d", moment, n)
            .doesNotContainAnyElementsOf(acknowledged.isEmpty() ? Set.of("-") : acknowledged);
        requirement.accept(scene);
        int all = scene.crm.writes().size();
        assertThat(scene.send().sent()).as("a third run").isZero();
        assertThat(scene.crm.writes()).hasSize(all);
      }
    }
  }

  private static boolean isKilled(Scene scene, Watch.Moment moment, int n) {
    int[] count = {0};
    int before = scene.crm.received().size();
    Watch killer =
        (at, call) -> {
          if (at == moment && ++count[0] == n) {
            if (moment == Watch.Moment.SENT) {
              scene.crm.awaitFinished(before + n);
            }
            throw new Killed();
          }
        };
    try {
      scene.send(Scene.PACE, killer);
      return false;
    } catch (Killed killed) {
      return true;
    }
  }

  /** Writes whose answer is on record, as method, path and hash of the body. */
  private static Set<String> acknowledged(String journal) throws IOException {
    Set<String> acknowledged = new HashSet<>();
    String last = "";
    for (String line : journal.lines().toList()) {
      JsonNode event = JSON.readTree(line);
      if (event.path("event").asText().equals("prepared")) {
        last =
            event.path("method").asText()
                + " "
                + event.path("path").asText()
                + " "
                + event.path("body_sha256").asText();
      } else if (event.path("event").asText().equals("answered")
          && !event.path("step").asText().equals("create")) {
        // The two files of records are created with the same words; the org counts those.
        acknowledged.add(last);
      }
    }
    return acknowledged;
  }

  private static List<String> keys(List<Received> requests) {
    return requests.stream()
        .filter(request -> !request.isRead())
        .map(
            request ->
                request.method() + " " + request.path() + " " + TestPackage.sha256(request.body()))
        .toList();
  }

  /** Nothing in the code under test may catch it. */
  private static final class Killed extends Error {
    private static final long serialVersionUID = 1L;
  }
}
