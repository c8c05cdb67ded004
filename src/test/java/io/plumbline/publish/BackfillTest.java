package io.plumbline.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.publish.Backfill.Change;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** The old default of the stage is 10 %, the new one 29 % (0.285, halves up). */
class BackfillTest {

  private static final ReleasedStage STAGE =
      Releases.open("default", "new", "New", 1, 0.10, 0.285, 10, 30);

  private final Backfill backfill = backfill(Target.PIPEDRIVE, STAGE);

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

  private static ReleasedRecord unknown(String id) {
    return new ReleasedRecord(
        id,
        "default",
        "new",
        Optional.empty(),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        "");
  }

  private static Backfill backfill(Target target, ReleasedStage... stages) {
    Rounding rounding = Rounding.percent(0);
    return new Backfill(
        target, StageTable.of(List.of(stages), target, rounding, Order.AS_CALIBRATED), rounding);
  }
}
