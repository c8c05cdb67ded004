package io.plumbline.publish;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a package does to one stage.
 *
 * @param pipelineId the pipeline
 * @param stageId the stage
 * @param label what people see
 * @param before probability 0..1 that the CRM uses now, where known
 * @param released as approved, exact; empty where the stage is held or closed
 * @param published what the CRM will hold, 0..1; empty where it keeps its own number, or has none
 *     for stages. A held stage has one where the CRM shares it with another pipeline's
 * @param pointsLost published - released, in percentage points
 * @param currencyLost (published - released) x the open amount, to the cent
 */
public record PublishedStage(
    String pipelineId,
    String stageId,
    String label,
    OptionalDouble before,
    OptionalDouble released,
    OptionalDouble published,
    OptionalDouble pointsLost,
    Optional<BigDecimal> currencyLost) {}
