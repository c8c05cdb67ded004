package io.plumbline.review;

import static java.util.Objects.requireNonNull;

/**
 * How a number that a person typed earlier did since, beside the one that it replaced.
 *
 * @param pipelineId the pipeline
 * @param stageId the stage
 * @param stageLabel its name for people
 * @param override the number typed, 0..1
 * @param replaced the confidence that it replaced, 0..1
 * @param logLossOverride mean log loss of the override on deals that closed since; lower is better
 * @param logLossReplaced the same of the confidence
 * @param n deals that closed since
 */
public record OverrideScore(
    String pipelineId,
    String stageId,
    String stageLabel,
    double override,
    double replaced,
    double logLossOverride,
    double logLossReplaced,
    long n) {

  /** Refuses nulls. */
  public OverrideScore {
    requireNonNull(pipelineId, "pipelineId");
    requireNonNull(stageId, "stageId");
    requireNonNull(stageLabel, "stageLabel");
  }
}
