package io.plumbline.publish;

import io.plumbline.error.Errors;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Makes one value out of the stages of the same id in all pipelines, for CRMs whose pipelines share
 * the percentages. Each pipeline weighs as its won and lost deals do; where it is held, its
 * percentage in use takes part, so that what was held is not moved by its own small share.
 */
final class StagePool {

  private final Target target;
  private final List<String> notes = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();

  StagePool(Target target) {
    this.target = target;
  }

  /**
   * One value for each stage id: in the order of the pipeline where there is one only, else by the
   * position among the stages.
   *
   * @throws io.plumbline.error.PlumblineException {@code publish.stages_incomplete} where a stage
   *     is open in one pipeline and closed in another
   */
  List<StageValue> pool(List<ReleasedStage> stages) {
    Map<String, List<ReleasedStage>> byId = new LinkedHashMap<>();
    for (ReleasedStage stage : stages) {
      byId.computeIfAbsent(stage.stageId(), id -> new ArrayList<>()).add(stage);
    }
    List<StageValue> values = new ArrayList<>(byId.values().stream().map(this::pooled).toList());
    if (!problems.isEmpty()) {
      throw Errors.stagesIncomplete(target.product(), problems);
    }
    if (stages.stream().map(ReleasedStage::pipelineId).distinct().count() > 1) {
      values.sort(Comparator.comparingInt(value -> value.order().orElse(Integer.MAX_VALUE)));
    }
    return values;
  }

  /** What a person should know about the values, after {@link #pool}. */
  List<String> notes() {
    return notes;
  }

  private StageValue pooled(List<ReleasedStage> same) {
    ReleasedStage first = same.get(0);
    StageValue value = StageValue.of(first);
    if (same.size() == 1) {
      return value;
    }
    for (ReleasedStage other : same) {
      if (other.kind() != first.kind()) {
        problems.add(
            "stage '"
                + first.stageId()
                + "' is "
                + first.kind().label()
                + " in pipeline '"
                + first.pipelineId()
                + "' and "
                + other.kind().label()
                + " in pipeline '"
                + other.pipelineId()
                + "'");
      }
    }
    long deals = same.stream().mapToLong(ReleasedStage::resolvedDeals).sum();
    return new StageValue(
        value.pipelineId(),
        value.stageId(),
        value.label(),
        value.order(),
        value.kind(),
        same.stream().flatMap(stage -> stage.forecastCategory().stream()).findFirst(),
        incumbent(same),
        released(same),
        deals,
        Optional.empty());
  }

  private OptionalDouble incumbent(List<ReleasedStage> same) {
    double[] distinct =
        same.stream().flatMapToDouble(stage -> stage.incumbent().stream()).distinct().toArray();
    if (distinct.length > 1) {
      notes.add(
          "Stage '"
              + same.get(0).stageId()
              + "' has different percentages in use in several pipelines, although "
              + target.product()
              + " holds one; the first is taken for the roll-back.");
    }
    return distinct.length == 0 ? OptionalDouble.empty() : OptionalDouble.of(distinct[0]);
  }

  private Optional<BigDecimal> released(List<ReleasedStage> same) {
    long moved = same.stream().filter(stage -> stage.released().isPresent()).count();
    if (moved == 0) {
      return Optional.empty();
    }
    ExactMean mean = new ExactMean();
    long taking = 0;
    for (ReleasedStage stage : same) {
      OptionalDouble own = stage.released().isPresent() ? stage.released() : stage.incumbent();
      if (own.isPresent()) {
        mean.add(Rounding.decimal(own.getAsDouble()), stage.resolvedDeals());
        taking++;
      }
    }
    notes.add(
        "Stage '"
            + same.get(0).stageId()
            + "' is in "
            + same.size()
            + " pipelines and "
            + target.product()
            + " holds one percentage for all: it gets the mean of "
            + taking
            + ", weighted by won and lost deals"
            + (moved < taking ? "; where it is held, with the percentage in use." : "."));
    return Optional.of(mean.mean());
  }
}
