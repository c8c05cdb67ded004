package io.plumbline.publish;

import io.plumbline.error.Errors;
import io.plumbline.publish.Target.Scope;
import io.plumbline.publish.Target.Ties;
import io.plumbline.stats.IsotonicRegression;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * The percentages of a CRM after the package: pooled where pipelines share them, repaired where the
 * order asks for it, rounded as the CRM takes them.
 */
final class StageTable {

  private final Target target;
  private final Rounding rounding;
  private final List<StageValue> values = new ArrayList<>();
  private final Map<StageKey, StageValue> byStage = new HashMap<>();
  private final List<String> notes = new ArrayList<>();

  private StageTable(Target target, Rounding rounding) {
    this.target = target;
    this.rounding = rounding;
  }

  /**
   * Works the table out.
   *
   * @throws io.plumbline.error.PlumblineException {@code publish.stages_incomplete}, {@code
   *     publish.stages_do_not_fit}
   */
  static StageTable of(List<ReleasedStage> stages, Target target, Rounding rounding, Order order) {
    StageTable table = new StageTable(target, rounding);
    for (List<StageValue> list : table.lists(stages)) {
      table.values.addAll(table.hasNumbers() ? table.numbers(list, order) : list);
    }
    Map<String, StageValue> byId = new HashMap<>();
    for (StageValue value : table.values) {
      byId.put(value.stageId(), value);
      table.byStage.put(value.key(), value);
    }
    if (target.scope() == Scope.SHARED) {
      stages.forEach(stage -> table.byStage.put(stage.key(), byId.get(stage.stageId())));
    }
    return table;
  }

  /** All percentages, pipeline by pipeline where they are not shared. */
  List<StageValue> values() {
    return values;
  }

  /** The percentage that a stage of a pipeline has; empty for a stage that is not known. */
  Optional<StageValue> of(StageKey stage) {
    return Optional.ofNullable(byStage.get(stage));
  }

  /** What a person should know about the numbers, whole sentences. */
  List<String> notes() {
    return notes;
  }

  private List<List<StageValue>> lists(List<ReleasedStage> stages) {
    if (target.scope() == Scope.SHARED) {
      StagePool pool = new StagePool(target);
      List<StageValue> pooled = pool.pool(stages);
      notes.addAll(pool.notes());
      return List.of(pooled);
    }
    Map<String, List<StageValue>> byPipeline = new LinkedHashMap<>();
    for (ReleasedStage stage : stages) {
      byPipeline
          .computeIfAbsent(stage.pipelineId(), id -> new ArrayList<>())
          .add(StageValue.of(stage));
    }
    return List.copyOf(byPipeline.values());
  }

  /** Whether the CRM has percentages of stages at all. */
  private boolean hasNumbers() {
    return target.scope() == Scope.PIPELINE || target.scope() == Scope.SHARED;
  }

  private List<StageValue> numbers(List<StageValue> list, Order order) {
    List<StageValue> ordered = order == Order.ISOTONIC ? risen(list) : list;
    if (target.ties() == Ties.ALLOWED) {
      return published(
          ordered,
          value -> rounding.open(value.released().orElseThrow()),
          "the ends of the scale are kept for closed stages");
    }
    Map<StageKey, Integer> steps = distinctSteps(ordered);
    return published(
        ordered,
        value -> rounding.atStep(steps.get(value.key())),
        "no two stages of a pipeline may have the same percentage, nor 0 or 100");
  }

  /**
   * The list with the numbers of the released stages.
   *
   * @param why a number is not the nearest one
   */
  private List<StageValue> published(
      List<StageValue> list, Function<StageValue, BigDecimal> number, String why) {
    List<StageValue> published = new ArrayList<>();
    for (StageValue value : list) {
      if (value.released().isEmpty()) {
        published.add(value);
        continue;
      }
      BigDecimal chosen = number.apply(value);
      published.add(value.withPublished(chosen));
      if (rounding.nearest(value.released().get()).compareTo(chosen) != 0) {
        notes.add(
            "Stage " + quoted(value) + " goes out as " + chosen.toPlainString() + ": " + why + ".");
      }
    }
    return published;
  }

  /**
   * The values without a fall. The fit says which neighbours share a mean; the mean itself is taken
   * from the decimals.
   */
  private List<StageValue> risen(List<StageValue> list) {
    List<StageValue> moved = list.stream().filter(value -> value.released().isPresent()).toList();
    double[] fit =
        IsotonicRegression.fit(
            moved.stream().mapToDouble(value -> value.released().get().doubleValue()).toArray(),
            moved.stream().mapToDouble(value -> ExactMean.weight(value.deals())).toArray());
    Map<StageKey, BigDecimal> risen = new HashMap<>();
    for (int start = 0, end; start < moved.size(); start = end) {
      ExactMean mean = new ExactMean();
      for (end = start; end < moved.size() && fit[end] == fit[start]; end++) {
        mean.add(moved.get(end).released().get(), moved.get(end).deals());
      }
      List<StageValue> block = moved.subList(start, end);
      if (block.stream().anyMatch(value -> value.released().get().compareTo(mean.mean()) != 0)) {
        block.forEach(value -> risen.put(value.key(), mean.mean()));
        notes.add(
            "Stages "
                + String.join(", ", block.stream().map(StageTable::quoted).toList())
                + " share one percentage, because the later would be the lower.");
      }
    }
    return list.stream()
        .map(
            value ->
                risen.containsKey(value.key()) ? value.withReleased(risen.get(value.key())) : value)
        .toList();
  }

  /**
   * Steps of the released stages. Held ones stay where they are and keep their place in the order;
   * where they stand so that no order is left, the others keep their own and stay off those steps.
   */
  private Map<StageKey, Integer> distinctSteps(List<StageValue> list) {
    List<StageValue> open =
        list.stream()
            .filter(StageValue::isOpen)
            .filter(value -> value.released().isPresent() || value.incumbent().isPresent())
            .toList();
    List<StageValue> released = open.stream().filter(v -> v.released().isPresent()).toList();
    Map<StageKey, Integer> steps = new HashMap<>();
    Optional<int[]> ordered = DistinctSteps.assign(open.stream().map(this::slot).toList());
    if (ordered.isPresent()) {
      for (int i = 0; i < open.size(); i++) {
        steps.put(open.get(i).key(), ordered.get()[i]);
      }
      return steps;
    }
    NavigableSet<Integer> allowed = new TreeSet<>(freeSteps());
    open.stream().filter(v -> v.released().isEmpty()).forEach(v -> allowed.remove(heldStep(v)));
    int[] aside =
        DistinctSteps.assign(
                released.stream()
                    .map(v -> new DistinctSteps.Slot(inSteps(v.released().get()), allowed))
                    .toList())
            .orElseThrow(
                () ->
                    Errors.stagesDoNotFit(
                        list.get(0).pipelineId(), open.size(), freeSteps().size()));
    for (int i = 0; i < released.size(); i++) {
      steps.put(released.get(i).key(), aside[i]);
    }
    notes.add(
        "In pipeline '"
            + list.get(0).pipelineId()
            + "' the held stages leave no place for the others in their order; these avoid their"
            + " percentages only.");
    return steps;
  }

  private DistinctSteps.Slot slot(StageValue value) {
    return value
        .released()
        .map(released -> new DistinctSteps.Slot(inSteps(released), freeSteps()))
        .orElseGet(() -> DistinctSteps.Slot.fixed(heldStep(value)));
  }

  private BigDecimal inSteps(BigDecimal probability) {
    return rounding.exact(probability).divide(rounding.step(), MathContext.DECIMAL128);
  }

  private int heldStep(StageValue value) {
    return rounding.nearestStep(value.incumbentDecimal().orElseThrow());
  }

  private NavigableSet<Integer> freeSteps() {
    return new TreeSet<>(IntStream.range(1, rounding.steps()).boxed().toList());
  }

  private static String quoted(StageValue value) {
    return "'" + value.stageId() + "' of pipeline '" + value.pipelineId() + "'";
  }
}
