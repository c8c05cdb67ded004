package io.plumbline.send;

import com.fasterxml.jackson.databind.JsonNode;
import io.plumbline.send.RequestState.Prepared;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/** Deploys the complete stage list to Salesforce. */
final class MetadataSender {

  /** Its id in the journal and in results. */
  static final String ID = "metadata";

  private static final String FOLDER = "metadata/";
  private static final String STAGES =
      "/query?q=SELECT+ApiName,DefaultProbability+FROM+OpportunityStage";

  private final Conversation crm;
  private final Journal journal;
  private final JobAnswers answers;
  private final Attempts attempts;
  private final Polling polling;
  private final String api;
  private final SortedMap<String, byte[]> files;

  MetadataSender(
      Conversation crm,
      Journal journal,
      Attempts attempts,
      Polling polling,
      String api,
      SendPackage source) {
    this.crm = crm;
    this.journal = journal;
    this.answers = new JobAnswers(crm, journal);
    this.attempts = attempts;
    this.polling = polling;
    this.api = api;
    this.files = new TreeMap<>();
    source
        .filesUnder(FOLDER)
        .forEach(name -> files.put(name.substring(FOLDER.length()), source.bytes(name)));
  }

  Outcome send() {
    boolean[] wrote = {false};
    return attempts.run(ID, () -> once(wrote));
  }

  private Outcome once(boolean[] wrote) throws TryAgainException {
    if (journal.state(ID).isUnclear(Steps.DEPLOY)) {
      boolean holds = crmHoldsStages();
      journal.checked(ID, Steps.DEPLOY, holds ? Verdict.DONE : Verdict.NOT_DONE, List.of());
    }
    RequestState state = journal.state(ID);
    if (state.isDone()) {
      return wrote[0] ? Outcome.SENT : Outcome.SKIPPED;
    }
    if (state.job().isPresent()) {
      return watch(state.job().get());
    }

    wrote[0] = true;
    DeployBody.Multipart body = DeployBody.of(files);
    Answer answer =
        crm.write(
            ID,
            Prepared.of(Steps.DEPLOY),
            Call.bytes("POST", api + "/metadata/deployRequest", body.type(), body.bytes()));
    Optional<Outcome> refused = answers.refusal(ID, Steps.DEPLOY, answer);
    if (refused.isPresent()) {
      return refused.get();
    }
    String id = answers.made(ID, Steps.DEPLOY, answer);
    journal.answered(ID, Steps.DEPLOY, answer.status(), Verdict.STEP, Optional.of(id), List.of());
    return watch(id);
  }

  private Outcome watch(String id) throws TryAgainException {
    Optional<Answer> end = polling.until(() -> look(id));
    if (end.isEmpty()) {
      return Outcome.failed(
          new Failure(
              ID,
              Optional.empty(),
              OptionalInt.empty(),
              "deployment " + id + " has not ended yet; the next run goes on watching it"));
    }
    Answer answer = end.get();
    if (answer.status() == 404) {
      journal.checked(ID, Steps.RESULT, Verdict.NOT_DONE, List.of());
      throw TryAgainException.noAnswer("deployment " + id + " is not known any more", null);
    }
    if (!answer.isSuccess()) {
      return failed(answer, crm.message(answer));
    }
    JsonNode result =
        answer.json().orElseThrow(() -> TryAgainException.unreadable(answer)).path("deployResult");
    if (result.path("status").asText().equals("Succeeded")) {
      journal.checked(ID, Steps.RESULT, Verdict.DONE, List.of());
      return Outcome.SENT;
    }
    journal.checked(ID, Steps.RESULT, Verdict.REFUSED, List.of());
    return failed(answer, crm.safe(problem(id, result)));
  }

  private Optional<Answer> look(String id) throws TryAgainException {
    Answer answer =
        crm.read(Call.get(api + "/metadata/deployRequest/" + id + "?includeDetails=true"));
    if (!answer.isSuccess()) {
      return Optional.of(answer);
    }
    JsonNode json = answer.json().orElseThrow(() -> TryAgainException.unreadable(answer));
    return json.path("deployResult").path("done").asBoolean()
        ? Optional.of(answer)
        : Optional.empty();
  }

  private static String problem(String id, JsonNode result) {
    JsonNode failures = result.path("details").path("componentFailures");
    JsonNode first = failures.isArray() ? failures.path(0) : failures;
    String words = first.path("problem").asText(result.path("errorMessage").asText());
    return "deployment " + id + " ended as " + result.path("status").asText() + ": " + words;
  }

  /** Whether the org's stages have the percentages of the package. */
  private boolean crmHoldsStages() throws TryAgainException {
    SortedMap<String, String> wanted = new TreeMap<>();
    files.forEach(
        (name, xml) -> {
          if (name.contains("OpportunityStage")) {
            wanted.putAll(StageList.percents(xml));
          }
        });
    Answer answer = crm.read(Call.get(api + STAGES));
    if (wanted.isEmpty() || !answer.isSuccess()) {
      return false;
    }
    JsonNode json = answer.json().orElseThrow(() -> TryAgainException.unreadable(answer));
    for (JsonNode stage : json.path("records")) {
      String percent = wanted.get(stage.path("ApiName").asText());
      if (percent != null
          && Comparison.holds(Json.text(percent), stage.path("DefaultProbability"))) {
        wanted.remove(stage.path("ApiName").asText());
      }
    }
    return wanted.isEmpty();
  }

  private static Outcome failed(Answer answer, String message) {
    return Outcome.failed(
        new Failure(ID, Optional.empty(), OptionalInt.of(answer.status()), message));
  }
}
