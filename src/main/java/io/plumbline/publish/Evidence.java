package io.plumbline.publish;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What is known of an open stage, as its row of {@code stage_confidence} on the stage level has it.
 *
 * @param confidence probability 0..1 of being won eventually, given standing in the stage; empty
 *     without evidence
 * @param low lower limit of its interval, 0..1
 * @param high upper limit, 0..1
 * @param won distinct deals that stood in the stage and were won
 * @param lost the same, lost
 * @param open the same, still open
 * @param borrowedShare share of the certainty that comes from outside the stage's own deals, 0..1
 * @param borrowedFrom where that share comes from
 * @param reachedWinRate won / (won + lost) of the closed deals that reached the stage, 0..1
 * @param change confidence - incumbent, -1..1
 * @param decision publish, hold or review
 * @param reasons codes behind the decision
 * @param method the estimator
 * @param mark what a person decided: approve, hold or override
 * @param note why, in that person's words
 */
public record Evidence(
    OptionalDouble confidence,
    OptionalDouble low,
    OptionalDouble high,
    long won,
    long lost,
    long open,
    double borrowedShare,
    Optional<String> borrowedFrom,
    OptionalDouble reachedWinRate,
    OptionalDouble change,
    String decision,
    List<String> reasons,
    String method,
    Optional<String> mark,
    Optional<String> note) {

  /** Refuses nulls and negative counts. */
  public Evidence {
    requireNonNull(confidence, "confidence");
    requireNonNull(low, "low");
    requireNonNull(high, "high");
    requireNonNull(borrowedFrom, "borrowedFrom");
    requireNonNull(reachedWinRate, "reachedWinRate");
    requireNonNull(change, "change");
    requireNonNull(decision, "decision");
    requireNonNull(method, "method");
    requireNonNull(mark, "mark");
    requireNonNull(note, "note");
    reasons = List.copyOf(reasons);
    if (won < 0 || lost < 0 || open < 0) {
      throw new IllegalArgumentException(
          "Cannot count deals below zero: won " + won + ", lost " + lost + ", open " + open + ".");
    }
  }

  /** Distinct deals whose end is known: what the confidence weighs. */
  long resolved() {
    return won + lost;
  }
}
