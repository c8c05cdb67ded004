package io.plumbline.publish;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * One percentage of the CRM: that of a stage of a pipeline or, where pipelines share them, of a
 * stage name.
 *
 * @param pipelineId its pipeline, the first one where they share it
 * @param stageId the CRM's id of the stage
 * @param label what people see
 * @param order position among the open stages, from 1
 * @param kind open, won or lost
 * @param forecastCategory as the CRM has it
 * @param incumbent probability 0..1 that the CRM uses now
 * @param released probability 0..1 that is to go into the CRM, not rounded; empty: held or closed
 * @param deals resolved deals of evidence, the weight of the value
 * @param published the same as the CRM takes it, in its unit; empty: it keeps its own
 */
record StageValue(
    String pipelineId,
    String stageId,
    String label,
    OptionalInt order,
    StageKind kind,
    Optional<String> forecastCategory,
    OptionalDouble incumbent,
    Optional<BigDecimal> released,
    long deals,
    Optional<BigDecimal> published) {

  static StageValue of(ReleasedStage stage) {
    return new StageValue(
        stage.pipelineId(),
        stage.stageId(),
        stage.label(),
        stage.order(),
        stage.kind(),
        stage.forecastCategory(),
        stage.incumbent(),
        stage.released().isPresent()
            ? Optional.of(Rounding.decimal(stage.released().getAsDouble()))
            : Optional.empty(),
        stage.resolvedDeals(),
        Optional.empty());
  }

  boolean isOpen() {
    return kind == StageKind.OPEN;
  }

  StageKey key() {
    return new StageKey(pipelineId, stageId);
  }

  /** The incumbent as a decimal. */
  Optional<BigDecimal> incumbentDecimal() {
    return incumbent.isPresent()
        ? Optional.of(Rounding.decimal(incumbent.getAsDouble()))
        : Optional.empty();
  }

  /**
   * What the CRM has now, in its unit: the incumbent, and where that was not exported, the end of
   * the scale for a closed stage and nothing for an open one.
   */
  Optional<BigDecimal> now(Rounding rounding) {
    return switch (kind) {
      case OPEN -> incumbentDecimal().map(rounding::nearest);
      case WON -> Optional.of(rounding.nearest(incumbentDecimal().orElse(BigDecimal.ONE)));
      case LOST -> Optional.of(rounding.nearest(incumbentDecimal().orElse(BigDecimal.ZERO)));
    };
  }

  /** What the CRM has after the package: the published number, else what it has now. */
  Optional<BigDecimal> then(Rounding rounding) {
    return published.or(() -> now(rounding));
  }

  StageValue withReleased(BigDecimal probability) {
    return new StageValue(
        pipelineId,
        stageId,
        label,
        order,
        kind,
        forecastCategory,
        incumbent,
        Optional.of(probability),
        deals,
        published);
  }

  StageValue withPublished(BigDecimal number) {
    return new StageValue(
        pipelineId,
        stageId,
        label,
        order,
        kind,
        forecastCategory,
        incumbent,
        released,
        deals,
        Optional.of(number));
  }
}
