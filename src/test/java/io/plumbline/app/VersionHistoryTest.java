package io.plumbline.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.plumbline.app.ConfidenceVersion.State;
import io.plumbline.app.ReviewEvent.Outcome;
import io.plumbline.error.PlumblineException;
import io.plumbline.lake.Location;
import io.plumbline.lake.Stamp;
import io.plumbline.table.Tables;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where versions stand after what people did with them. */
class VersionHistoryTest {

  private static final LocalDate JUNE = LocalDate.of(2026, 6, 30);
  private static final LocalDate JULY = LocalDate.of(2026, 7, 31);

  @TempDir Path workspace;

  private VersionHistory history = VersionHistory.of(Location.of(Path.of("there-is-no-workspace")));

  private void proposed(String id, LocalDate asOf, long order) {
    history =
        history.proposed(
            new ConfidenceVersion(id, asOf, "settings", order, State.PROPOSED, List.of()));
  }

  private void done(Outcome outcome, String version, String actor) {
    history = history.after(event(outcome, version, actor, ApprovedRows.PUBLISH));
  }

  private void done(Outcome outcome, String version, LocalDate on) {
    history =
        history.after(
            new ReviewEvent(
                outcome,
                version,
                "ana",
                "because",
                on,
                Optional.empty(),
                ApprovedRows.PUBLISH.options(2)));
  }

  private static ReviewEvent event(
      Outcome outcome, String version, String actor, ApprovedRows rows) {
    return new ReviewEvent(
        outcome, version, actor, "because", JULY, Optional.empty(), rows.options(2));
  }

  private Map<String, State> states() {
    Map<String, State> states = new TreeMap<>();
    history.newestFirst().forEach(version -> states.put(version.id(), version.state()));
    return states;
  }

  @Test
  void anApprovalSupersedesOlderProposalsAndWhatWaitedToBePublished() {
    proposed("a", JUNE, 1);
    done(Outcome.APPROVED, "a", "ana");
    proposed("b", JULY, 3);
    proposed("c", JULY.plusDays(1), 4);
    done(Outcome.APPROVED, "c", "ana");

    assertThat(states())
        .containsOnly(
            entry("a", State.SUPERSEDED), entry("b", State.SUPERSEDED), entry("c", State.APPROVED));
  }

  @Test
  void aRunOfWhatWasApprovedTakesBackWhatAnotherInputHadProposedForItsDate() {
    proposed("a", JUNE, 1);
    done(Outcome.APPROVED, "a", "ana");
    proposed("b", JUNE, 3);
    assertThat(states()).containsOnly(entry("a", State.APPROVED), entry("b", State.PROPOSED));

    proposed("a", JUNE, 4);

    assertThat(states()).containsOnly(entry("a", State.APPROVED));
  }

  @Test
  void whatTheCrmHoldsStaysPublishedUntilAnotherVersionIs() {
    proposed("a", JUNE, 1);
    done(Outcome.APPROVED, "a", "ana");
    done(Outcome.PUBLISHED, "a", "ana");
    proposed("b", JULY, 4);
    done(Outcome.APPROVED, "b", "ana");

    assertThat(states()).containsOnly(entry("a", State.PUBLISHED), entry("b", State.APPROVED));
    assertThat(history.approved().map(ConfidenceVersion::id)).hasValue("b");

    done(Outcome.PUBLISHED, "b", "ana");
    assertThat(states()).containsOnly(entry("a", State.SUPERSEDED), entry("b", State.PUBLISHED));
  }

  @Test
  void aRollbackBringsTheVersionBeforeBackAndPublishingItSupersedesTheOther() {
    proposed("a", JUNE, 1);
    done(Outcome.APPROVED, "a", "ana");
    done(Outcome.PUBLISHED, "a", "ana");
    proposed("b", JULY, 4);
    done(Outcome.APPROVED, "b", "ana");
    done(Outcome.PUBLISHED, "b", "ana");
    done(Outcome.ROLLED_BACK, "a", "ana");

    assertThat(states()).containsOnly(entry("a", State.APPROVED), entry("b", State.PUBLISHED));
    assertThat(history.approved().map(ConfidenceVersion::id)).hasValue("a");

    done(Outcome.PUBLISHED, "a", "ana");
    assertThat(states()).containsOnly(entry("a", State.PUBLISHED), entry("b", State.SUPERSEDED));
  }

  @Test
  void aRollbackLeavesANewerProposalWaiting() {
    proposed("a", JUNE, 1);
    done(Outcome.APPROVED, "a", "ana");
    done(Outcome.PUBLISHED, "a", "ana");
    proposed("b", JULY, 4);
    done(Outcome.APPROVED, "b", "ana");
    done(Outcome.PUBLISHED, "b", "ana");
    proposed("c", JULY.plusDays(1), 7);
    done(Outcome.ROLLED_BACK, "a", "ana");

    assertThat(states())
        .containsOnly(
            entry("a", State.APPROVED), entry("b", State.PUBLISHED), entry("c", State.PROPOSED));
  }

  @Test
  void aDateFindsWhatWasInUseThenWhateverPeopleDidLater() {
    proposed("a", JUNE, 1);
    done(Outcome.APPROVED, "a", JULY);
    done(Outcome.PUBLISHED, "a", JULY);
    LocalDate august = LocalDate.of(2026, 8, 31);
    proposed("b", august, 4);
    done(Outcome.APPROVED, "b", august.plusDays(2));
    done(Outcome.PUBLISHED, "b", august.plusDays(5));

    assertThat(history.inUse(JULY.minusDays(1))).as("nobody had approved it").isEmpty();
    assertThat(history.inUse(JULY).map(ConfidenceVersion::id)).hasValue("a");
    assertThat(history.inUse(august.plusDays(4)).map(ConfidenceVersion::id))
        .as("published goes before approved")
        .hasValue("a");
    assertThat(history.inUse(august.plusDays(5)).map(ConfidenceVersion::id)).hasValue("b");
  }

  @Test
  void whatWasInUseBeforeIsFoundBelowWhatLiesOnThePile() {
    assertThat(history.inUseBefore()).isEmpty();
    for (String id : List.of("a", "b", "c")) {
      proposed(id, JUNE.plusDays(id.charAt(0)), id.charAt(0));
      done(Outcome.APPROVED, id, "ana");
      done(Outcome.PUBLISHED, id, "ana");
    }
    assertThat(history.inUseBefore().map(ConfidenceVersion::id)).hasValue("b");

    done(Outcome.ROLLED_BACK, "b", "ana");
    done(Outcome.PUBLISHED, "b", "ana");
    assertThat(history.inUseBefore().map(ConfidenceVersion::id))
        .as("not forward to c")
        .hasValue("a");

    done(Outcome.ROLLED_BACK, "a", "ana");
    done(Outcome.PUBLISHED, "a", "ana");
    assertThat(history.inUseBefore()).isEmpty();
  }

  @Test
  void theVersionInUseIsTheOnePublishedElseTheOneApprovedFromBeforeTheDate() {
    proposed("a", JUNE, 1);
    assertThat(history.inUse(JULY)).isEmpty();
    done(Outcome.APPROVED, "a", "ana");
    assertThat(history.inUse(JULY).map(ConfidenceVersion::id)).hasValue("a");
    done(Outcome.PUBLISHED, "a", "ana");
    proposed("b", JULY, 4);
    done(Outcome.APPROVED, "b", "ana");

    assertThat(history.inUse(JULY.plusDays(1)).map(ConfidenceVersion::id))
        .as("the CRM has not been given b yet")
        .hasValue("a");
    assertThat(history.inUse(JUNE)).as("nobody knew of it then").isEmpty();
  }

  @Test
  void whatCrmsHeldBeforeTheVersionInUseIsWhatWasPublishedOfEarlierDates() {
    assertThat(history.usedUntil(JULY)).isEmpty();
    for (String id : List.of("a", "b", "c", "d")) {
      proposed(id, JUNE.plusDays(id.charAt(0) - 'a'), id.charAt(0));
      done(Outcome.APPROVED, id, "ana");
      if (!id.equals("b")) {
        done(Outcome.PUBLISHED, id, "ana");
      }
    }
    proposed("e", JUNE.plusDays(9), 'e');

    assertThat(history.usedUntil(JULY).stream().map(ConfidenceVersion::id))
        .as("nobody was given b, and e waits")
        .containsExactly("d", "c", "a");
  }

  @Test
  void onlyCrmsThatWereGivenThePublishedVersionAreReadBack() {
    proposed("a", JUNE, 1);
    done(Outcome.APPROVED, "a", "ana");
    published("a", "zoho", JUNE.plusDays(1));
    published("a", "hubspot", JUNE.plusDays(2));
    assertThat(history.published(JUNE.plusDays(1))).containsOnlyKeys("zoho");
    assertThat(history.published(JULY)).containsOnlyKeys("hubspot", "zoho");

    proposed("b", JULY, 5);
    done(Outcome.APPROVED, "b", "ana");
    published("b", "hubspot", JULY);

    assertThat(history.published(JULY)).containsOnlyKeys("hubspot");
    assertThat(history.lastAct(Outcome.PUBLISHED, "a", "zoho")).isEqualTo(2);
    assertThat(history.lastAct(Outcome.PUBLISHED, "b", "zoho")).isZero();
  }

  private void published(String version, String target, LocalDate on) {
    history =
        history.after(
            new ReviewEvent(
                Outcome.PUBLISHED,
                version,
                "ana",
                "because",
                on,
                Optional.of(target),
                new TreeMap<>()));
  }

  @Test
  void anotherRunOfTheDateReplacesWhatNobodyHasLookedAt() {
    proposed("a", JUNE, 1);
    proposed("b", JUNE, 2);

    assertThat(states()).containsOnly(entry("b", State.PROPOSED));
  }

  @Test
  void anotherRunOfTheDateStandsBesideWhatAPersonHasLookedAt() {
    proposed("a", JUNE, 1);
    done(Outcome.MARKED, "a", "ana");
    proposed("b", JUNE, 3);

    assertThat(states()).containsOnly(entry("a", State.PROPOSED), entry("b", State.PROPOSED));
    assertThat(history.newest(state -> state == State.PROPOSED).map(ConfidenceVersion::id))
        .hasValue("b");
    assertThat(history.reviewed(JUNE, "settings")).containsExactly("a");
    assertThat(history.reviewed(JUNE, "other settings")).isEmpty();
  }

  @Test
  void theSameRunOnceMoreDoesNotReopenADecision() {
    proposed("a", JUNE, 1);
    done(Outcome.REJECTED, "a", "ana");
    proposed("a", JUNE, 3);

    assertThat(states()).containsOnly(entry("a", State.REJECTED));
  }

  @Test
  void onePersonSignsOnceHoweverTheNameIsSpelt() {
    proposed("a", JUNE, 1);
    done(Outcome.SIGNED, "a", "Ana");
    done(Outcome.SIGNED, "a", " ana ");

    assertThat(history.version("a").signers(ApprovedRows.PUBLISH)).containsExactly("ana");
  }

  @Test
  void aSignatureCountsForTheRowsThatItWasGivenFor() {
    proposed("a", JUNE, 1);
    done(Outcome.SIGNED, "a", "ana");
    history = history.after(event(Outcome.SIGNED, "a", "bo", ApprovedRows.PUBLISH_AND_REVIEW));

    assertThat(history.version("a").signers(ApprovedRows.PUBLISH)).containsExactly("ana");
    assertThat(history.version("a").signers(ApprovedRows.PUBLISH_AND_REVIEW)).containsExactly("bo");
  }

  @Test
  void newMarksMakeEarlierSignaturesVoid() {
    proposed("a", JUNE, 1);
    done(Outcome.SIGNED, "a", "ana");
    done(Outcome.MARKED, "a", "bo");

    assertThat(history.version("a").signers(ApprovedRows.PUBLISH)).isEmpty();
  }

  @Test
  void namesTheVersionsThatThereAreWhereOneIsNot() {
    proposed("2026-06-30-a", JUNE, 1);

    assertThatThrownBy(() -> history.version("2026-06-30-b"))
        .isInstanceOf(PlumblineException.class)
        .hasMessageContaining("'2026-06-30-b'")
        .hasMessageContaining("Did you mean '2026-06-30-a'?");
  }

  @Test
  void isReadFromTheRunReportInTheOrderOfItsActs() {
    RunFixture fixture = new RunFixture(workspace);
    Stamp stamp = RunFixture.stamp("v1");
    fixture.append(
        Tables.RUN_REPORT,
        stamp,
        act(2, "published", 2L, "bo", "hubspot"),
        RunFixture.ledger(Map.of("stage_confidence", 1L)),
        act(1, "approved", 2L, "ana", null));

    VersionHistory read = VersionHistory.of(Location.of(workspace));

    assertThat(read.version("v1").state()).isEqualTo(State.PUBLISHED);
    assertThat(read.version("v1").stamp()).isEqualTo(stamp);
    assertThat(read.acts()).extracting(ReviewEvent::actor).containsExactly("ana", "bo");
    assertThat(read.acts().get(1).target()).hasValue("hubspot");
  }

  private static Map<String, Object> act(
      long number, String decision, long tableVersion, String actor, String target) {
    Map<String, Object> row =
        new HashMap<>(RunFixture.ledger(Map.of("stage_confidence", tableVersion)));
    row.put("command", "review");
    row.put("decision", decision);
    row.put("version", "v1");
    row.put("actor", actor);
    row.put("reason", "because");
    row.put("acted_on", JULY);
    row.put("act", number);
    row.put("target", target);
    return row;
  }
}
