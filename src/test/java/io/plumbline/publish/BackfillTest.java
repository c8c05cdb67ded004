package io.plumbline.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.publish.Backfill.Change;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The old default of the stage is 10 %, the new one 29 % (0.285, halves up). */
class BackfillTest {

  private static final ReleasedStage STAGE =
      Releases.open("default", "new", "New", 1, 0.10, 0.285, 10, 30);

  private final Backfill backfill = backfill(Target.PIPEDRIVE, STAGE);

  @Test
  void aDealThatWasLeftBehindByAnEarlierPublicationIsBroughtAlongNow() {
    Backfill backfill =
        backfill(Target.PIPEDRIVE, Releases.open("default", "new", "New", 1, 0.30, 0.25, 10, 30));
    ReleasedRecord behind = Releases.deal("1", "new", 0.20, 0.9);

    assertThat(backfill.take(behind)).as("twenty per cent: typed by somebody?").isEmpty();
    assertThat(backfill.take(Releases.withWritten(behind, 0.10, 0.204)))
        .as("no: the stage had it before")
        .isPresent();
  }

  @Test
  void sendsTheNewPercentageWhereADealHoldsTheOldDefault() {
    assertThat(backfill.take(Releases.deal("1", "new", 0.104, 0.9)))
        .contains(new Change(BigDecimal.valueOf(10), BigDecimal.valueOf(29)));
    assertThat(backfill.counts()).containsEntry("to_send", 1L);
  }

  @Test
  void leavesWhatAPersonHasSet() {
    assertThat(backfill.take(Releases.deal("1", "new", 0.105, 0.9))).isEmpty();
    assertThat(backfill.counts()).containsEntry("manual_override", 1L);
  }

  @Test
  void leavesWhatIsNewAlready() {
    assertThat(backfill.take(Releases.deal("1", "new", 0.29, 0.9))).isEmpty();
    assertThat(backfill.counts()).containsEntry("already_new", 1L);
  }

  @Test
  void leavesEverythingWhereOldAndNewAreTheSameNumber() {
    Backfill same =
        backfill(Target.PIPEDRIVE, Releases.open("default", "new", "New", 1, 0.10, 0.102, 1, 1));

    assertThat(same.take(Releases.deal("1", "new", 0.10, 0.9))).isEmpty();
    assertThat(same.counts()).containsEntry("already_new", 1L);
  }

  @Test
  void leavesWhatIsNotKnown() {
    backfill.take(unknown("1"));
    Backfill withoutOld = backfill(Target.PIPEDRIVE, Releases.withoutIncumbent(STAGE));
    withoutOld.take(Releases.deal("1", "new", 0.10, 0.9));

    assertThat(backfill.counts()).containsEntry("unknown", 1L);
    assertThat(withoutOld.counts()).containsEntry("unknown", 1L);
  }

  @Test
  void leavesDealsOfHeldClosedAndUnknownStages() {
    Backfill held =
        backfill(
            Target.PIPEDRIVE,
            Releases.held("default", "new", "New", 1, 0.10),
            Releases.closed("default", "won", "Won", StageKind.WON));
    held.take(Releases.deal("1", "new", 0.10, 0.9));
    held.take(Releases.deal("2", "won", 1, 0.9));
    held.take(Releases.deal("3", "gone", 0.10, 0.9));

    assertThat(held.counts()).containsEntry("stage_held", 3L);
  }

  @Test
  void sendsTheDealsOwnConfidenceWhereStagesHaveNoPercentage() {
    Backfill own = backfill(Target.DYNAMICS365, STAGE);

    assertThat(own.take(Releases.deal("1", "new", 0.10, 0.375)))
        .contains(new Change(BigDecimal.valueOf(10), BigDecimal.valueOf(38)));
    assertThat(own.take(Releases.deal("2", "new", 0.40, 0.375))).isEmpty();
    assertThat(own.take(unknown("3"))).isEmpty();
    assertThat(own.counts())
        .isEqualTo(
            Map.of(
                "to_send",
                1L,
                "manual_override",
                1L,
                "already_new",
                0L,
                "unknown",
                0L,
                "stage_held",
                1L));
  }

  /** Dynamics 365 takes whole percents, Odoo hundredths. */
  @ParameterizedTest
  @CsvSource({"DYNAMICS365, 0, 37.5, 38, 52", "ODOO, 2, 37.5, 37.5, 51.52"})
  void goesOnFromWhatTheEarlierPublicationWrote(
      Target target, int decimals, String wrote, BigDecimal between, BigDecimal after) {
    Rounding rounding = Rounding.percent(decimals);
    double first = rounding.probability(new BigDecimal(wrote)).doubleValue();
    Change before =
        backfill(target, rounding, STAGE).take(Releases.deal("1", "new", 0.10, first)).get();
    assertThat(before.after()).isEqualByComparingTo(between);
    double holds = rounding.probability(before.after()).doubleValue();

    Backfill second = backfill(target, rounding, STAGE);
    Optional<Change> written =
        second.take(Releases.withWritten(Releases.deal("1", "new", holds, 0.51515), first));
    Optional<Change> set =
        second.take(Releases.withWritten(Releases.deal("2", "new", 0.60, 0.51515), first));
    Optional<Change> notWritten = second.take(Releases.deal("3", "new", holds, 0.51515));

    assertThat(written.get().before()).isEqualByComparingTo(between);
    assertThat(written.get().after()).isEqualByComparingTo(after);
    assertThat(set).isEmpty();
    assertThat(notWritten).isEmpty();
    assertThat(second.counts()).containsEntry("to_send", 1L).containsEntry("manual_override", 2L);
  }

  @Test
  void knowsWhatItWroteWhereThatWasKeptOffTheEndOfTheScale() {
    Backfill own = backfill(Target.DYNAMICS365, STAGE);

    assertThat(own.take(Releases.withWritten(Releases.deal("1", "new", 0.01, 0.30), 0.001)))
        .contains(new Change(BigDecimal.valueOf(1), BigDecimal.valueOf(30)));
  }

  @Test
  void movesADealOnThatKeptTheWrittenPercentageOfItsEarlierStage() {
    assertThat(backfill.take(Releases.withWritten(Releases.deal("1", "new", 0.44, 0.9), 0.436)))
        .contains(new Change(BigDecimal.valueOf(44), BigDecimal.valueOf(29)));
  }

  @Test
  void needsNoOldDefaultWhereItKnowsWhatItWrote() {
    Backfill withoutOld = backfill(Target.PIPEDRIVE, Releases.withoutIncumbent(STAGE));

    assertThat(withoutOld.take(Releases.withWritten(Releases.deal("1", "new", 0.2, 0.9), 0.2)))
        .isPresent();
  }

  private static ReleasedRecord unknown(String id) {
    return new ReleasedRecord(
        id,
        "default",
        "new",
        Optional.empty(),
        OptionalDouble.empty(),
        List.of(),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        "");
  }

  private static Backfill backfill(Target target, ReleasedStage... stages) {
    return backfill(target, Rounding.percent(0), stages);
  }

  private static Backfill backfill(Target target, Rounding rounding, ReleasedStage... stages) {
    return new Backfill(
        target, StageTable.of(List.of(stages), target, rounding, Order.AS_CALIBRATED), rounding);
  }
}
