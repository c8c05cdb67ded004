package io.plumbline.send;

import io.plumbline.error.Errors;
import io.plumbline.send.RequestState.Prepared;
import java.time.Duration;

/** Writes, which go on record, and reads, which do not. */
final class Conversation {

  private final CrmClient client;
  private final Journal journal;
  private final Token token;
  private final Backoff backoff;
  private final Duration longestRetryAfter;

  Conversation(
      CrmClient client, Journal journal, Token token, Backoff backoff, Duration longestRetryAfter) {
    this.client = client;
    this.journal = journal;
    this.token = token;
    this.backoff = backoff;
    this.longestRetryAfter = longestRetryAfter;
  }

  /**
   * Sends a write once. The caller puts its verdict on record.
   *
   * @throws TryAgainException if there was no answer
   * @throws io.plumbline.error.PlumblineException {@code send.unauthorized} on 401 and 403
   */
  Answer write(String id, Prepared write, Call call) throws TryAgainException {
    journal.prepared(id, write, call);
    Answer answer = client.send(call);
    if (isDenied(answer)) {
      journal.answered(id, write.step(), answer.status(), Verdict.AGAIN);
      throw denied(answer);
    }
    return answer;
  }

  /**
   * Reads, again and again where an answer does not come or passes.
   *
   * @throws TryAgainException if the attempts of one request are used up
   */
  Answer read(Call call) throws TryAgainException {
    for (int attempt = 1; ; attempt++) {
      try {
        return readOnce(call);
      } catch (TryAgainException again) {
        if (!backoff.allows(attempt)) {
          throw again;
        }
        backoff.pause(attempt, again);
      }
    }
  }

  private Answer readOnce(Call call) throws TryAgainException {
    Answer answer = client.send(call);
    if (isDenied(answer)) {
      throw denied(answer);
    }
    if (answer.isPassing()) {
      throw later(answer);
    }
    return answer;
  }

  TryAgainException later(Answer answer) {
    return TryAgainException.later(answer, message(answer), longestRetryAfter);
  }

  String message(Answer answer) {
    return safe(answer.reason());
  }

  /** The CRM's words, fit to be shown. */
  String safe(String words) {
    return Words.safe(token.redact(words), Answer.LONGEST_MESSAGE);
  }

  private static boolean isDenied(Answer answer) {
    return answer.status() == 401 || answer.status() == 403;
  }

  private RuntimeException denied(Answer answer) {
    return Errors.crmDenies(
        Address.origin(client.base()), answer.status(), token.variable(), message(answer));
  }
}
