package io.plumbline.publish;

import static java.util.Objects.requireNonNull;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One open deal, and what is to become of its own probability.
 *
 * @param opportunityId the CRM's id of the deal, not empty
 * @param pipelineId its pipeline
 * @param stageId the stage that it stands in
 * @param amount in the currency of the release
 * @param held probability 0..1 that the CRM holds on the deal now; empty where it was not exported
 * @param written what the CRM or a publication has put on the deal before without a person: earlier
 *     percentages of its stage, and values that Plumbline wrote, 0..1
 * @param released its own calibrated confidence 0..1; empty: leave it alone
 * @param low lower limit of its interval, 0..1
 * @param high upper limit, 0..1
 * @param segment the segment behind the confidence, for example {@code existing|50k-100k|platform}
 */
public record ReleasedRecord(
    String opportunityId,
    String pipelineId,
    String stageId,
    Optional<BigDecimal> amount,
    OptionalDouble held,
    List<Double> written,
    OptionalDouble released,
    OptionalDouble low,
    OptionalDouble high,
    String segment) {

  /** Refuses nulls, an empty id and probabilities outside 0..1. */
  public ReleasedRecord {
    requireNonNull(pipelineId, "pipelineId");
    requireNonNull(stageId, "stageId");
    requireNonNull(amount, "amount");
    requireNonNull(segment, "segment");
    if (opportunityId.isEmpty()) {
      throw new IllegalArgumentException("Cannot publish a deal without its id.");
    }
    Probability.checked("held probability", held);
    written = List.copyOf(written);
    written.forEach(value -> Probability.checked("written probability", OptionalDouble.of(value)));
    Probability.checked("released probability", released);
    Probability.checked("lower limit", low);
    Probability.checked("upper limit", high);
  }

  StageKey stage() {
    return new StageKey(pipelineId, stageId);
  }
}
