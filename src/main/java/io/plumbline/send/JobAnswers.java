package io.plumbline.send;

import java.util.Optional;
import java.util.OptionalInt;

/** Judges the answers to Salesforce's writes, which may not simply be sent again. */
final class JobAnswers {

  private final Conversation crm;
  private final Journal journal;

  JobAnswers(Conversation crm, Journal journal) {
    this.crm = crm;
    this.journal = journal;
  }

  /**
   * The failure of a write that is refused for good; empty where it was taken, which is not put on
   * record yet.
   *
   * @throws TryAgainException if the answer passes
   */
  Optional<Outcome> refusal(String id, String step, Answer answer) throws TryAgainException {
    if (answer.isSuccess()) {
      return Optional.empty();
    }
    if (answer.isPassing()) {
      throw later(id, step, answer);
    }
    journal.answered(id, step, answer.status(), Verdict.REFUSED);
    return Optional.of(
        Outcome.failed(
            new Failure(
                id, Optional.empty(), OptionalInt.of(answer.status()), crm.message(answer))));
  }

  /** A gateway's 502 or 504 may hide that the request was taken; a 429 cannot. */
  TryAgainException later(String id, String step, Answer answer) {
    Verdict verdict = answer.isTooMany() ? Verdict.AGAIN : Verdict.UNCLEAR;
    journal.answered(id, step, answer.status(), verdict);
    return crm.later(answer);
  }

  /** The id of what a write has made. */
  String made(String id, String step, Answer answer) throws TryAgainException {
    Optional<String> made = SalesforceId.in(answer);
    if (made.isEmpty()) {
      journal.answered(id, step, answer.status(), Verdict.UNCLEAR);
      throw TryAgainException.unreadable(answer);
    }
    return made.get();
  }
}
