package io.plumbline.publish;

import static java.util.Objects.requireNonNull;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * One stage of one pipeline, and what is to become of its percentage.
 *
 * @param pipelineId the CRM's id of the pipeline, not empty
 * @param stageId the CRM's id (API name) of the stage, not empty
 * @param label what people see
 * @param order position among the open stages, from 1
 * @param kind open, won or lost
 * @param forecastCategory as the CRM has it, for example {@code BestCase}
 * @param incumbent probability 0..1 that the CRM uses now; empty where it was not exported
 * @param evidence empty for closed stages
 * @param released probability 0..1 that is to go into the CRM; empty: held, the CRM keeps its own
 * @param openDeals deals that stand in the stage
 * @param openAmount their amounts in the currency of the release
 */
public record ReleasedStage(
    String pipelineId,
    String stageId,
    String label,
    OptionalInt order,
    StageKind kind,
    Optional<String> forecastCategory,
    OptionalDouble incumbent,
    Optional<Evidence> evidence,
    OptionalDouble released,
    long openDeals,
    BigDecimal openAmount) {

  /** Refuses nulls, empty ids, probabilities outside 0..1, and a release of a closed stage. */
  public ReleasedStage {
    requireNonNull(label, "label");
    requireNonNull(order, "order");
    requireNonNull(kind, "kind");
    requireNonNull(forecastCategory, "forecastCategory");
    requireNonNull(evidence, "evidence");
    requireNonNull(openAmount, "openAmount");
    if (pipelineId.isEmpty() || stageId.isEmpty()) {
      throw new IllegalArgumentException(
          "Cannot publish the stage '"
              + label
              + "' without the ids of its pipeline and of itself.");
    }
    Probability.checked("incumbent", incumbent);
    Probability.checked("released probability", released);
    if (kind != StageKind.OPEN && released.isPresent()) {
      throw new IllegalArgumentException(
          "Cannot release a percentage for the closed stage '" + stageId + "'; leave it empty.");
    }
  }

  StageKey key() {
    return new StageKey(pipelineId, stageId);
  }

  long resolvedDeals() {
    return evidence.map(Evidence::resolved).orElse(0L);
  }
}
