package io.plumbline.send;

import java.util.List;
import java.util.Optional;

/**
 * What the journal knows of one request. Only what a later decision needs is kept.
 *
 * @param attempts so far, over all runs
 * @param unclear the last write, where it is not known what became of it
 * @param verdict the last one
 * @param step the last step that is done, of a request of several
 * @param job the CRM's id of the job or deployment that carries this request
 * @param finishing whether the job was ever told, or may have been told, to begin processing
 * @param remaining the records still to be sent; empty where all are
 */
record RequestState(
    int attempts,
    Optional<Prepared> unclear,
    Optional<Verdict> verdict,
    Optional<String> step,
    Optional<String> job,
    boolean finishing,
    List<String> remaining) {

  static final RequestState NEW =
      new RequestState(
          0,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          false,
          List.of());

  /**
   * A write that went on record before it went out.
   *
   * @param jobsBefore the open jobs that were there before, where the write makes one
   * @param crmTime the CRM's clock at that look
   */
  record Prepared(String step, List<String> jobsBefore, Optional<String> crmTime) {

    static Prepared of(String step) {
      return new Prepared(step, List.of(), Optional.empty());
    }
  }

  boolean isDone() {
    return verdict.filter(Verdict.DONE::equals).isPresent();
  }

  boolean isPartlyDone() {
    return verdict.filter(Verdict.PARTLY::equals).isPresent();
  }

  boolean isUnclear(String name) {
    return unclear.filter(write -> write.step().equals(name)).isPresent();
  }

  RequestState prepared(Prepared write) {
    return new RequestState(
        attempts + 1,
        Optional.of(write),
        verdict,
        step,
        job,
        finishing || write.step().equals(Steps.COMPLETE),
        remaining);
  }

  /**
   * After an answer or a look into the CRM.
   *
   * @param name the step that it is about
   * @param made the job that it made, if any
   * @param rest the records that it left over, if any
   */
  RequestState judged(Verdict judgement, String name, Optional<String> made, List<String> rest) {
    List<String> left = rest.isEmpty() ? remaining : List.copyOf(rest);
    return switch (judgement) {
      case UNCLEAR -> new RequestState(attempts, unclear, verdict, step, job, finishing, remaining);
      case AGAIN ->
          new RequestState(attempts, Optional.empty(), verdict, step, job, finishing, remaining);
      case STEP ->
          name.equals(Steps.ABORT)
              ? withoutJob(judgement, remaining)
              : new RequestState(
                  attempts,
                  Optional.empty(),
                  Optional.of(judgement),
                  Optional.of(name),
                  made.or(() -> job),
                  finishing,
                  remaining);
      case REFUSED ->
          name.equals(Steps.UPLOAD) || name.equals(Steps.COMPLETE)
              // The job is still open, and remains known until it is aborted.
              ? new RequestState(
                  attempts, Optional.empty(), Optional.of(judgement), step, job, finishing, left)
              : withoutJob(judgement, left);
      case NOT_DONE -> withoutJob(judgement, left);
      case DONE, PARTLY ->
          new RequestState(
              attempts, Optional.empty(), Optional.of(judgement), step, job, finishing, left);
    };
  }

  private RequestState withoutJob(Verdict judgement, List<String> left) {
    return new RequestState(
        attempts,
        Optional.empty(),
        Optional.of(judgement),
        Optional.empty(),
        Optional.empty(),
        false,
        left);
  }
}
