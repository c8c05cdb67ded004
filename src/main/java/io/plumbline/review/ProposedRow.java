package io.plumbline.review;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * A row of the proposed table: a stage, or a segment of one. Probabilities are fractions.
 *
 * @param key what it speaks of
 * @param stageLabel name of its stage for people
 * @param stageOrder position of the stage among the open ones, from 1
 * @param incumbent what the CRM uses now
 * @param reachedWinRate won / (won + lost) of those that reached the stage
 * @param confidence the proposed chance to be won; empty without evidence
 * @param low lower end of its interval
 * @param high upper end of its interval
 * @param deals distinct deals behind it
 * @param won of these
 * @param lost of these
 * @param open of these
 * @param effectiveN how many equally weighted deals they are worth; NaN if unknown
 * @param borrowedShare how much comes from the wider group, 0..1; NaN if unknown
 * @param change confidence less incumbent
 * @param decision what the evidence says
 * @param reasons codes or sentences behind the decision
 * @param mark what a person has decided so far
 * @param openDeals the deals that stand in it now
 */
public record ProposedRow(
    RowKey key,
    String stageLabel,
    OptionalInt stageOrder,
    OptionalDouble incumbent,
    OptionalDouble reachedWinRate,
    OptionalDouble confidence,
    OptionalDouble low,
    OptionalDouble high,
    long deals,
    long won,
    long lost,
    long open,
    double effectiveN,
    double borrowedShare,
    OptionalDouble change,
    Decision decision,
    List<String> reasons,
    Optional<Mark> mark,
    OpenDeals openDeals) {

  /** Refuses nulls and copies the list. */
  public ProposedRow {
    requireNonNull(key, "key");
    requireNonNull(stageLabel, "stageLabel");
    requireNonNull(stageOrder, "stageOrder");
    requireNonNull(incumbent, "incumbent");
    requireNonNull(reachedWinRate, "reachedWinRate");
    requireNonNull(confidence, "confidence");
    requireNonNull(low, "low");
    requireNonNull(high, "high");
    requireNonNull(change, "change");
    requireNonNull(decision, "decision");
    requireNonNull(mark, "mark");
    requireNonNull(openDeals, "openDeals");
    reasons = List.copyOf(reasons);
  }
}
