package io.plumbline.publish;

import io.plumbline.publish.Target.Scope;
import java.math.BigDecimal;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Which open deals get a new probability, where the CRM keeps a copy on each deal: only those that
 * still hold the old default of their stage or what an earlier publication wrote on them, each as
 * the CRM rounds. Whatever else a deal holds was put there by a person.
 *
 * <p>The new probability is the new percentage of the stage or, in a CRM without percentages of
 * stages, the deal's own confidence.
 */
final class Backfill {

  /** What becomes of a deal; each deal has exactly one. */
  enum Verdict {
    /** Holds the old default, or what Plumbline wrote: gets the new number. */
    TO_SEND,
    /** Holds another number, which a person has set. */
    MANUAL_OVERRIDE,
    /** Holds the new number. */
    ALREADY_NEW,
    /** What it holds was not exported, or not the old default of its stage. */
    UNKNOWN,
    /** There is no new number: its stage, or the deal, is held, closed or not known. */
    STAGE_HELD;

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * A number that is to be written.
   *
   * @param before what the deal holds, in the CRM's unit
   * @param after what it gets
   */
  record Change(BigDecimal before, BigDecimal after) {}

  private final Target target;
  private final StageTable stages;
  private final Rounding rounding;
  private final Map<Verdict, Long> counts = new EnumMap<>(Verdict.class);

  Backfill(Target target, StageTable stages, Rounding rounding) {
    this.target = target;
    this.stages = stages;
    this.rounding = rounding;
    for (Verdict verdict : Verdict.values()) {
      counts.put(verdict, 0L);
    }
  }

  /** Judges and counts the next deal; the change where there is one to send. */
  Optional<Change> take(ReleasedRecord deal) {
    Optional<StageValue> stage = stages.of(deal.stage());
    Optional<BigDecimal> after =
        stage.filter(StageValue::isOpen).flatMap(value -> after(deal, value));
    Verdict verdict =
        after
            .map(number -> judged(deal, stage.get().incumbentDecimal(), number))
            .orElse(Verdict.STAGE_HELD);
    counts.merge(verdict, 1L, Long::sum);
    return verdict == Verdict.TO_SEND
        ? Optional.of(new Change(rounding.nearest(held(deal)), after.get()))
        : Optional.empty();
  }

  /** Deals so far by the label of the verdict; all five verdicts are there. */
  Map<String, Long> counts() {
    Map<String, Long> labelled = new LinkedHashMap<>();
    counts.forEach((verdict, count) -> labelled.put(verdict.label(), count));
    return labelled;
  }

  private Optional<BigDecimal> after(ReleasedRecord deal, StageValue stage) {
    if (target.scope() != Scope.RECORD) {
      return stage.published();
    }
    return deal.released().isPresent()
        ? Optional.of(rounding.open(Rounding.decimal(deal.released().getAsDouble())))
        : Optional.empty();
  }

  private Verdict judged(ReleasedRecord deal, Optional<BigDecimal> incumbent, BigDecimal after) {
    if (deal.held().isEmpty()) {
      return Verdict.UNKNOWN;
    }
    BigDecimal holds = rounding.nearest(held(deal));
    if (holds.compareTo(after) == 0) {
      return Verdict.ALREADY_NEW;
    }
    if (deal.written().stream().anyMatch(value -> holds.compareTo(written(value)) == 0)) {
      return Verdict.TO_SEND;
    }
    return incumbent
        .map(
            old ->
                rounding.nearest(old).compareTo(holds) == 0
                    ? Verdict.TO_SEND
                    : Verdict.MANUAL_OVERRIDE)
        .orElse(Verdict.UNKNOWN);
  }

  /** As a publication rounds what it writes, never onto the ends of the scale. */
  private BigDecimal written(double value) {
    return rounding.open(Rounding.decimal(value));
  }

  private static BigDecimal held(ReleasedRecord deal) {
    return Rounding.decimal(deal.held().orElseThrow());
  }
}
