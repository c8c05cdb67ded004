package io.plumbline.send;

import com.fasterxml.jackson.databind.JsonNode;
import io.plumbline.send.RequestState.Prepared;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

/** Sends the requests of HubSpot and Pipedrive, each of which sets values outright. */
final class RequestSender {

  private final Target target;
  private final Conversation crm;
  private final Journal journal;
  private final Attempts attempts;

  RequestSender(Target target, Conversation crm, Journal journal, Attempts attempts) {
    this.target = target;
    this.crm = crm;
    this.journal = journal;
    this.attempts = attempts;
  }

  Outcome send(PackageRequest request) {
    boolean[] wrote = {false};
    return attempts.run(request.id(), () -> once(request, wrote));
  }

  private Outcome once(PackageRequest whole, boolean[] wrote) throws TryAgainException {
    String id = whole.id();
    if (journal.state(id).unclear().isPresent()) {
      check(whole);
    }
    RequestState state = journal.state(id);
    if (state.isDone()) {
      return wrote[0] ? Outcome.SENT : Outcome.SKIPPED;
    }
    PackageRequest request = whole.only(state.remaining());
    wrote[0] = true;
    Answer answer = crm.write(id, Prepared.of(Steps.SEND), request.call());
    if (answer.isPassing()) {
      journal.answered(id, Steps.SEND, answer.status(), Verdict.AGAIN);
      throw crm.later(answer);
    }
    if (!answer.isSuccess()) {
      return refused(request, answer, crm.message(answer));
    }
    return accepted(request, answer);
  }

  /** Reads back what an unclear request sets, and puts on record what is left of it. */
  private void check(PackageRequest whole) throws TryAgainException {
    String id = whole.id();
    PackageRequest request = whole.only(journal.state(id).remaining());
    Answer answer = crm.read(request.readBack());
    Optional<JsonNode> held = answer.isSuccess() ? answer.json() : Optional.empty();
    if (request.isBatch()) {
      List<String> rest = held.map(json -> BatchAnswer.notHolding(request, json)).orElse(List.of());
      boolean all = held.isPresent() && rest.isEmpty();
      journal.checked(id, Steps.SEND, all ? Verdict.DONE : Verdict.NOT_DONE, rest);
    } else {
      boolean holds =
          held.map(target::recordOf)
              .filter(record -> isOf(request, record))
              .filter(record -> Comparison.holds(request.body(), record))
              .isPresent();
      journal.checked(id, Steps.SEND, holds ? Verdict.DONE : Verdict.NOT_DONE, List.of());
    }
  }

  private Outcome accepted(PackageRequest request, Answer answer) throws TryAgainException {
    Optional<JsonNode> json = answer.json().filter(JsonNode::isObject);
    if (json.isEmpty()) {
      return unclear(request, answer);
    }
    return request.isBatch()
        ? batch(request, answer, json.get())
        : single(request, answer, json.get());
  }

  private Outcome single(PackageRequest request, Answer answer, JsonNode json)
      throws TryAgainException {
    JsonNode success = json.path("success");
    if (success.isBoolean() && !success.asBoolean()) {
      return refused(request, answer, crm.message(answer));
    }
    JsonNode record = target.recordOf(json);
    if (!isOf(request, record)) {
      return unclear(request, answer);
    }
    Optional<String> other = Comparison.otherNumber(request.body(), record);
    if (other.isPresent()) {
      return refused(request, answer, "the CRM took the request and now holds " + other.get());
    }
    journal.answered(request.id(), Steps.SEND, answer.status(), Verdict.DONE);
    return Outcome.SENT;
  }

  private Outcome batch(PackageRequest request, Answer answer, JsonNode json)
      throws TryAgainException {
    BatchAnswer results = BatchAnswer.of(request, json, crm::safe);
    if (results.isOfAnotherRequest()) {
      return unclear(request, answer);
    }
    Set<String> rest = new TreeSet<>(results.failed().keySet());
    if (rest.isEmpty()) {
      journal.answered(request.id(), Steps.SEND, answer.status(), Verdict.DONE);
      return Outcome.SENT;
    }
    journal.answered(
        request.id(),
        Steps.SEND,
        answer.status(),
        Verdict.PARTLY,
        Optional.empty(),
        List.copyOf(rest));
    List<Failure> failures =
        results.failed().entrySet().stream()
            .map(
                record ->
                    new Failure(
                        request.id(),
                        Optional.of(record.getKey()),
                        OptionalInt.of(answer.status()),
                        record.getValue()))
            .toList();
    boolean none = rest.size() == request.inputIds().size();
    return new Outcome(
        none ? Outcome.Kind.FAILED : Outcome.Kind.SENT,
        failures,
        failures.size(),
        results.gone().size() + notThere(request, results.unnamed()));
  }

  /** How many of the records that an answer leaves out the CRM does not have any more. */
  private long notThere(PackageRequest request, Set<String> unnamed) throws TryAgainException {
    if (unnamed.isEmpty()) {
      return 0;
    }
    Answer answer = crm.read(request.only(List.copyOf(unnamed)).readBack());
    return answer
        .json()
        .filter(json -> answer.isSuccess() && json.path("results").isArray())
        .map(json -> BatchAnswer.notThere(unnamed, json))
        .orElse(0L);
  }

  /**
   * Another record's answer says nothing of this request: where a server answers twice, the second
   * answer can come in for that to the next request.
   */
  private static boolean isOf(PackageRequest request, JsonNode record) {
    return !record.hasNonNull("id") || record.path("id").asText().equals(request.recordId());
  }

  private Outcome refused(PackageRequest request, Answer answer, String message) {
    journal.answered(request.id(), Steps.SEND, answer.status(), Verdict.REFUSED);
    Failure failure =
        new Failure(request.id(), Optional.empty(), OptionalInt.of(answer.status()), message);
    return isGone(request, answer) ? Outcome.gone(failure) : Outcome.failed(failure);
  }

  /**
   * Whether a deal is not there, in the CRM's own words: the 404 of a gateway or of a wrong address
   * is of another form. A stage that is not there is a failure like any other.
   */
  private static boolean isGone(PackageRequest request, Answer answer) {
    return answer.status() == 404
        && request.part() != Part.STAGES
        && answer.json().filter(json -> json.path("success").isBoolean()).isPresent();
  }

  private Outcome unclear(PackageRequest request, Answer answer) throws TryAgainException {
    journal.answered(request.id(), Steps.SEND, answer.status(), Verdict.UNCLEAR);
    throw TryAgainException.unreadable(answer);
  }
}
