package io.plumbline.review;

import static java.util.Objects.requireNonNull;

import java.time.LocalDate;
import java.util.List;

/**
 * A version of the stage confidence table that waits for a person, and all that person should know.
 *
 * @param version names the version
 * @param asOf the day whose end it was learned at
 * @param status proposed, approved, published, rejected or superseded
 * @param currency of all amounts
 * @param intervalLevel of all intervals, 0..1
 * @param decidedBy who has signed so far, in words; empty where nobody has
 * @param pipelines in the order in which they are shown
 * @param pipelinesInAll how many the version has; those that are not here have less open amount
 * @param quarters past forecasts, in any order
 * @param overrides earlier ones that have been scored since
 */
public record ProposedTable(
    String version,
    LocalDate asOf,
    String status,
    String currency,
    double intervalLevel,
    String decidedBy,
    List<ProposedPipeline> pipelines,
    long pipelinesInAll,
    List<PastQuarter> quarters,
    List<OverrideScore> overrides) {

  /** Copies the lists. */
  public ProposedTable {
    requireNonNull(version, "version");
    requireNonNull(asOf, "asOf");
    requireNonNull(status, "status");
    requireNonNull(currency, "currency");
    requireNonNull(decidedBy, "decidedBy");
    pipelines = List.copyOf(pipelines);
    quarters = List.copyOf(quarters);
    overrides = List.copyOf(overrides);
  }

  /** How many pipelines of the version are left out where so many are shown. */
  long omitted(int shown) {
    return Math.max(0, pipelinesInAll - Math.min(shown, pipelines.size()));
  }

  List<PastQuarter> quartersOf(ProposedPipeline pipeline) {
    return quarters.stream().filter(quarter -> quarter.pipelineId().equals(pipeline.id())).toList();
  }

  List<OverrideScore> overridesOf(ProposedPipeline pipeline) {
    return overrides.stream().filter(score -> score.pipelineId().equals(pipeline.id())).toList();
  }
}
