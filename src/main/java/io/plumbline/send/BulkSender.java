package io.plumbline.send;

import com.fasterxml.jackson.databind.JsonNode;
import io.plumbline.send.RequestState.Prepared;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * Hands bulk files to Salesforce: make a job, upload, complete, wait, read the results
 * (https://developer.salesforce.com/docs/platform/api-asynch/guide/bulk-api-2-0-ingest.html). Each
 * attempt goes on from where the journal and the job itself say that the file is.
 */
final class BulkSender {

  private final Conversation crm;
  private final Journal journal;
  private final JobAnswers answers;
  private final Attempts attempts;
  private final Polling polling;
  private final OpenJobs openJobs;
  private final String jobs;
  private final Consumer<String> warnings;

  BulkSender(
      Conversation crm,
      Journal journal,
      Attempts attempts,
      Polling polling,
      OpenJobs openJobs,
      String api,
      Consumer<String> warnings) {
    this.crm = crm;
    this.journal = journal;
    this.answers = new JobAnswers(crm, journal);
    this.attempts = attempts;
    this.polling = polling;
    this.openJobs = openJobs;
    this.jobs = api + "/jobs/ingest";
    this.warnings = warnings;
  }

  Outcome send(BulkFile file) {
    RequestState before = journal.state(file.name());
    if (before.isDone()) {
      return Outcome.SKIPPED;
    }
    if (before.isPartlyDone() && before.job().isPresent()) {
      return attempts.run(file.name(), () -> failedEarlier(file, before.job().get()));
    }
    return attempts.run(file.name(), () -> once(file));
  }

  /** Tells again which records of a job that has ended were not taken; sends nothing. */
  private Outcome failedEarlier(BulkFile file, String job) throws TryAgainException {
    Answer answer = crm.read(Call.get(jobs + "/" + job));
    if (answer.status() == 404) {
      String why = "records of job " + job + " failed; the org does not keep its results any more";
      return Outcome.SKIPPED.with(List.of(failure(file, why)), 1, 0);
    }
    BulkResults results = results(file, job);
    return Outcome.SKIPPED.with(
        results.failures(), failedRecords(readable(answer)), results.gone());
  }

  private Outcome once(BulkFile file) throws TryAgainException {
    RequestState state = journal.state(file.name());
    if (state.isUnclear(Steps.CREATE)) {
      find(file, state.unclear().get());
      state = journal.state(file.name());
    }
    return state.job().isPresent() ? goOn(file, state, state.job().get()) : begin(file);
  }

  private Outcome begin(BulkFile file) throws TryAgainException {
    Prepared creation = openJobs.beforeCreation(file.job());
    Answer made = crm.write(file.name(), creation, Call.json("POST", jobs, file.job()));
    Optional<Outcome> refused = answers.refusal(file.name(), Steps.CREATE, made);
    if (refused.isPresent()) {
      return refused.get();
    }
    String job = answers.made(file.name(), Steps.CREATE, made);
    journal.answered(
        file.name(), Steps.CREATE, made.status(), Verdict.STEP, Optional.of(job), List.of());
    return upload(file, job);
  }

  /** Goes on with a job of an earlier attempt or run. */
  private Outcome goOn(BulkFile file, RequestState state, String job) throws TryAgainException {
    Answer answer = crm.read(Call.get(jobs + "/" + job));
    if (answer.status() == 404) {
      journal.checked(file.name(), Steps.CREATE, Verdict.NOT_DONE, List.of());
      return begin(file);
    }
    JsonNode info = readable(answer);
    String now = info.path("state").asText();
    if (now.equals("Aborted") && !state.finishing()) {
      journal.checked(file.name(), Steps.CREATE, Verdict.NOT_DONE, List.of());
      return begin(file);
    }
    if (!now.equals("Open")) {
      return watch(file, job);
    }
    if (state.isUnclear(Steps.UPLOAD) || state.isUnclear(Steps.ABORT)) {
      // A second upload to the same job is refused, and whether the first came is not to be seen.
      abort(file, job);
      return begin(file);
    }
    return state.step().filter(Steps.UPLOAD::equals).isPresent()
        ? complete(file, job)
        : upload(file, job);
  }

  private Outcome upload(BulkFile file, String job) throws TryAgainException {
    Answer taken =
        crm.write(
            file.name(),
            Prepared.of(Steps.UPLOAD),
            Call.file(
                "PUT", jobs + "/" + job + "/batches", "text/csv", file.path(), file.sha256()));
    Optional<Outcome> refused = answers.refusal(file.name(), Steps.UPLOAD, taken);
    if (refused.isPresent()) {
      abort(file, job);
      return refused.get();
    }
    journal.answered(file.name(), Steps.UPLOAD, taken.status(), Verdict.STEP);
    return complete(file, job);
  }

  private Outcome complete(BulkFile file, String job) throws TryAgainException {
    Answer begun =
        crm.write(file.name(), Prepared.of(Steps.COMPLETE), state(job, "UploadComplete"));
    Optional<Outcome> refused = answers.refusal(file.name(), Steps.COMPLETE, begun);
    if (refused.isPresent()) {
      abort(file, job);
      return refused.get();
    }
    journal.answered(file.name(), Steps.COMPLETE, begun.status(), Verdict.STEP);
    return watch(file, job);
  }

  private Outcome watch(BulkFile file, String job) throws TryAgainException {
    Optional<JsonNode> end =
        polling.until(
            () -> Optional.of(look(job)).filter(info -> isEnded(info.path("state").asText())));
    if (end.isEmpty()) {
      return Outcome.failed(
          failure(file, "job " + job + " has not ended yet; the next run goes on watching it"));
    }
    JsonNode info = end.get();
    String state = info.path("state").asText();
    if (!state.equals("JobComplete")) {
      journal.checked(file.name(), Steps.RESULT, Verdict.REFUSED, List.of());
      String why = info.path("errorMessage").asText("no reason given");
      return Outcome.failed(failure(file, crm.safe("job " + job + " is " + state + ": " + why)));
    }
    long failed = failedRecords(info);
    BulkResults results = failed > 0 ? results(file, job) : BulkResults.NONE;
    journal.checked(
        file.name(), Steps.RESULT, failed > 0 ? Verdict.PARTLY : Verdict.DONE, List.of());
    return Outcome.SENT.with(results.failures(), failed, results.gone());
  }

  private JsonNode look(String job) throws TryAgainException {
    return readable(crm.read(Call.get(jobs + "/" + job)));
  }

  private BulkResults results(BulkFile file, String job) throws TryAgainException {
    Answer failed = crm.read(Call.get(jobs + "/" + job + "/failedResults/"));
    Answer left = crm.read(Call.get(jobs + "/" + job + "/unprocessedrecords/"));
    return BulkResults.of(file.name(), failed, left, crm::safe);
  }

  /** Takes over the job of an unclear creation, if it is surely that one. */
  private void find(BulkFile file, Prepared creation) throws TryAgainException {
    List<String> made = openJobs.madeBy(creation, file.job());
    if (made.size() == 1) {
      journal.found(file.name(), Steps.CREATE, made.get(0));
      return;
    }
    if (made.size() > 1) {
      warnings.accept(
          "One of the open Salesforce jobs "
              + String.join(", ", made)
              + " may be left over from a creation that got no answer. It holds no data; delete it"
              + " if nobody else needs it.");
    }
    journal.checked(file.name(), Steps.CREATE, Verdict.NOT_DONE, List.of());
  }

  private void abort(BulkFile file, String job) throws TryAgainException {
    Answer answer = crm.write(file.name(), Prepared.of(Steps.ABORT), state(job, "Aborted"));
    if (answer.isPassing()) {
      throw answers.later(file.name(), Steps.ABORT, answer);
    }
    if (!answer.isSuccess()) {
      warnings.accept(
          "The open Salesforce job " + job + " could not be aborted: " + crm.message(answer));
    }
    journal.answered(file.name(), Steps.ABORT, answer.status(), Verdict.STEP);
  }

  private Call state(String job, String state) {
    return Call.json("PATCH", jobs + "/" + job, Json.object().put("state", state));
  }

  private static JsonNode readable(Answer answer) throws TryAgainException {
    return answer
        .json()
        .filter(json -> answer.isSuccess())
        .orElseThrow(() -> TryAgainException.unreadable(answer));
  }

  private static boolean isEnded(String state) {
    return state.equals("JobComplete") || state.equals("Failed") || state.equals("Aborted");
  }

  private static long failedRecords(JsonNode info) {
    return info.path("numberRecordsFailed").asLong();
  }

  private static Failure failure(BulkFile file, String message) {
    return new Failure(file.name(), Optional.empty(), OptionalInt.empty(), message);
  }
}
