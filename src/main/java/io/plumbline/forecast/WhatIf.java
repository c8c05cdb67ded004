package io.plumbline.forecast;

import static java.util.Objects.requireNonNull;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/**
 * Changes of the open pipeline that a forecast is asked about.
 *
 * @param deals at most one for an opportunity
 * @param stages at most one for a stage of a pipeline, and one for the stage in all pipelines
 */
public record WhatIf(List<DealChange> deals, List<StageChange> stages) {

  /** Copies the lists. */
  public WhatIf {
    deals = List.copyOf(deals);
    stages = List.copyOf(stages);
  }

  /**
   * What changes of one open deal.
   *
   * @param terms wins over what changes of its stage
   */
  public record DealChange(String opportunityId, Place place, Terms terms) {

    /** Refuses nulls. */
    public DealChange {
      requireNonNull(opportunityId, "opportunityId");
      requireNonNull(place, "place");
      requireNonNull(terms, "terms");
    }
  }

  /**
   * What changes of all deals that stand in a stage, those that are moved there included.
   *
   * @param pipelineId empty for the stage of this id in every pipeline; one that names the pipeline
   *     wins over it
   */
  public record StageChange(Optional<String> pipelineId, String stageId, Terms terms) {

    /** Refuses nulls. */
    public StageChange {
      requireNonNull(pipelineId, "pipelineId");
      requireNonNull(stageId, "stageId");
      requireNonNull(terms, "terms");
    }
  }

  /** Where a deal is. */
  public sealed interface Place {

    /** Where it was. */
    record Unchanged() implements Place {}

    /** In another open stage of its pipeline, just entered. */
    record Moved(String stageId) implements Place {}

    /** Won on the as-of date. */
    record Won() implements Place {}

    /** In no forecast. */
    record Removed() implements Place {}
  }

  /**
   * Amount and confidence; empty is as it was. Of a value and its factor, at most one is given.
   *
   * @param amount in base currency
   * @param amountTimes what the amount is multiplied by
   * @param confidence of being won eventually, 0..1
   * @param confidenceTimes what it is multiplied by; it stays at most 1
   */
  public record Terms(
      Optional<BigDecimal> amount,
      Optional<BigDecimal> amountTimes,
      Optional<Double> confidence,
      Optional<Double> confidenceTimes) {

    /** Nothing changes. */
    public static final Terms UNCHANGED =
        new Terms(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
  }
}
