package io.plumbline.report;

import io.plumbline.report.ReportData.Pipeline;
import io.plumbline.report.ReportData.StageLine;
import io.plumbline.report.Segments.Confidence;
import io.plumbline.report.Segments.Effect;
import io.plumbline.view.BandOrder;
import io.plumbline.view.Figures;
import io.plumbline.view.MethodName;
import io.plumbline.view.SegmentWords;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What the page says of a pipeline's segments: what each adds to each stage, in a bounded size. */
final class SegmentSection {

  /** More values of a dimension than this nobody reads; the table segment_effect holds the rest. */
  static final int MAX_VALUES = 24;

  /** More rows of a pipeline than this nobody reads; the table stage_confidence holds the rest. */
  static final int MAX_CONFIDENCES = 300;

  /** More rows of all pipelines together make a page slow. */
  static final int MAX_CONFIDENCES_OF_PAGE = 1_500;

  private static final int NAMED = 4;
  private static final List<String> DIMENSIONS =
      List.of(
          SegmentWords.AGE_BAND,
          "customer_type",
          "size_band",
          "product",
          SegmentWords.PREVIOUS_STAGE);

  private final Pipeline pipeline;
  private final Map<String, Integer> stageIndex = new HashMap<>();
  private final Map<String, String> stageLabels = new HashMap<>();
  private final Comparator<String> byDimension;

  private SegmentSection(Pipeline pipeline) {
    this.pipeline = pipeline;
    for (StageLine stage : pipeline.stages()) {
      stageIndex.putIfAbsent(stage.stageId(), stageIndex.size());
      stageLabels.putIfAbsent(stage.stageId(), stage.label());
    }
    byDimension =
        Comparator.<String>comparingInt(
                name -> DIMENSIONS.contains(name) ? DIMENSIONS.indexOf(name) : DIMENSIONS.size())
            .thenComparing(Comparator.naturalOrder());
  }

  /**
   * What the section shows.
   *
   * @param finding what to do, in a sentence or two
   * @param groups one per dimension, with a row per value
   * @param ages one per stage that is divided by the time in it
   * @param confidences those of the most deals, in order
   * @param confidencesOmitted how many more there are
   */
  public record View(
      String finding,
      List<Group> groups,
      List<Ages> ages,
      List<Line> confidences,
      long confidencesOmitted) {}

  /**
   * A dimension.
   *
   * @param label its name for readers
   * @param rows one per value, in order
   * @param omitted values with fewer deals that are not shown
   */
  public record Group(String label, List<Row> rows, long omitted) {}

  /**
   * A value of a dimension.
   *
   * @param label its name for readers
   * @param cells one per stage, in the order of the stages
   */
  public record Row(String label, List<Cell> cells) {}

  /**
   * What a value adds to a stage.
   *
   * @param deals 0 where no deal of the value stood in the stage
   * @param points change of the confidence
   * @param isClear the change is beyond chance
   */
  public record Cell(long deals, Bounded points, boolean isClear) {}

  /**
   * A stage by the time in it.
   *
   * @param stage its label
   * @param bands in order of time
   */
  public record Ages(String stage, List<Line> bands) {}

  /**
   * A confidence below a stage.
   *
   * @param stage label of its stage
   * @param dimension what it is divided by, for readers
   * @param value its value, for readers
   * @param of the numbers
   */
  public record Line(String stage, String dimension, String value, Confidence of) {}

  /**
   * The section of a pipeline.
   *
   * @param pipelines how many share the page
   */
  static View of(Pipeline pipeline, int pipelines) {
    int limit = Math.min(MAX_CONFIDENCES, MAX_CONFIDENCES_OF_PAGE / pipelines);
    SegmentSection section = new SegmentSection(pipeline);
    List<Confidence> confidences =
        pipeline.segments().confidences().stream().sorted(section.inOrder()).toList();
    Set<Confidence> kept =
        new HashSet<>(
            confidences.stream()
                .sorted(
                    Comparator.comparingLong((Confidence line) -> line.confidence().n()).reversed())
                .limit(limit)
                .toList());
    List<Line> lines = confidences.stream().filter(kept::contains).map(section::line).toList();

    return new View(
        section.finding(),
        section.groups(),
        section.ages(confidences),
        lines,
        confidences.size() - lines.size());
  }

  private Comparator<Confidence> inOrder() {
    return Comparator.comparingInt((Confidence line) -> index(line.stageId()))
        .thenComparing(Confidence::stageId)
        .thenComparing(Confidence::dimension, byDimension)
        .thenComparing(Confidence::value, new BandOrder());
  }

  /** A stage that the stage table lacks comes last. */
  private int index(String stageId) {
    return stageIndex.getOrDefault(stageId, stageIndex.size());
  }

  private String stageLabel(String stageId) {
    return stageLabels.getOrDefault(stageId, stageId);
  }

  private Line line(Confidence confidence) {
    return new Line(
        stageLabel(confidence.stageId()),
        SegmentWords.dimension(confidence.dimension()),
        value(confidence.dimension(), confidence.value()),
        confidence);
  }

  private List<Ages> ages(List<Confidence> confidences) {
    Map<String, List<Line>> byStage = new HashMap<>();
    for (Confidence confidence : confidences) {
      if (confidence.dimension().equals(SegmentWords.AGE_BAND)) {
        byStage
            .computeIfAbsent(confidence.stageId(), stage -> new ArrayList<>())
            .add(line(confidence));
      }
    }

    return pipeline.stages().stream()
        .filter(stage -> byStage.containsKey(stage.stageId()))
        .map(stage -> new Ages(stage.label(), byStage.get(stage.stageId())))
        .toList();
  }

  private List<Group> groups() {
    Map<String, Map<String, List<Effect>>> effects = new TreeMap<>(byDimension);
    for (Effect effect : pipeline.segments().effects()) {
      if (stageIndex.containsKey(effect.stageId())) {
        effects
            .computeIfAbsent(effect.dimension(), name -> new HashMap<>())
            .computeIfAbsent(effect.value(), value -> new ArrayList<>())
            .add(effect);
      }
    }

    List<Group> groups = new ArrayList<>();
    effects.forEach((dimension, byValue) -> groups.add(group(dimension, byValue)));

    return groups;
  }

  private Group group(String dimension, Map<String, List<Effect>> byValue) {
    List<String> kept =
        byValue.keySet().stream()
            .sorted(
                Comparator.comparingLong(
                        (String value) ->
                            -byValue.get(value).stream().mapToLong(Effect::deals).sum())
                    .thenComparing(Comparator.naturalOrder()))
            .limit(MAX_VALUES)
            .sorted(
                dimension.equals(SegmentWords.PREVIOUS_STAGE)
                    ? Comparator.comparingInt(
                            (String stage) ->
                                stage.equals(SegmentWords.NO_STAGE) ? -1 : index(stage))
                        .thenComparing(Comparator.naturalOrder())
                    : new BandOrder())
            .toList();

    return new Group(
        SegmentWords.dimension(dimension),
        kept.stream().map(value -> row(dimension, value, byValue.get(value))).toList(),
        byValue.size() - kept.size());
  }

  private Row row(String dimension, String value, List<Effect> effects) {
    List<Cell> cells = new ArrayList<>();
    for (StageLine stage : pipeline.stages()) {
      cells.add(
          effects.stream()
              .filter(effect -> effect.stageId().equals(stage.stageId()))
              .findFirst()
              .map(e -> new Cell(e.deals(), e.points(), e.points().excludesZero()))
              .orElse(new Cell(0, Bounded.UNKNOWN, false)));
    }

    return new Row(value(dimension, value), cells);
  }

  private String value(String dimension, String value) {
    return SegmentWords.value(dimension, value, this::stageLabel);
  }

  private String finding() {
    List<Effect> effects =
        pipeline.segments().effects().stream()
            .filter(effect -> stageIndex.containsKey(effect.stageId()))
            .toList();

    if (effects.isEmpty()) {
      return wereTried()
          ? "Tell deals apart by their days in the stage only: no segment made the predictions of"
              + " the past dates better."
          : "";
    }

    List<Effect> clear =
        effects.stream()
            .filter(effect -> effect.points().excludesZero())
            .sorted(
                Comparator.comparingDouble((Effect e) -> -Math.abs(e.points().value()))
                    .thenComparing(e -> index(e.stageId()))
                    .thenComparing(Effect::dimension)
                    .thenComparing(Effect::value))
            .toList();

    if (clear.isEmpty()) {
      return "One number per stage will do: none of the "
          + Figures.count(effects.size())
          + " differences between segments is beyond chance.";
    }

    // By subject, in the order of each one's largest effect.
    Map<String, List<Effect>> subjects = new LinkedHashMap<>();
    clear.forEach(
        effect -> subjects.computeIfAbsent(subject(effect), s -> new ArrayList<>()).add(effect));
    List<String> named = new ArrayList<>();
    subjects.forEach((subject, of) -> named.add(subject + where(of)));

    return (named.size() > NAMED ? "Tell segments apart, above all " : "Tell apart ")
        + String.join(", ", named.subList(0, Math.min(NAMED, named.size())))
        + ". "
        + Figures.count(clear.size())
        + " of "
        + Figures.count(effects.size())
        + (clear.size() == 1 ? " differences is" : " differences are")
        + " beyond chance.";
  }

  /** True where stages are divided by more than the time in them. */
  private boolean wereTried() {
    return pipeline.segments().confidences().stream()
        .anyMatch(line -> !line.dimension().equals(SegmentWords.AGE_BAND));
  }

  /** " in Proposal sent (+4.1 points)", or " in 3 stages (up to +4.1 points)". */
  private String where(List<Effect> effects) {
    String points = Figures.points(effects.get(0).points().value()) + " points)";

    return effects.size() == 1
        ? " in " + stageLabel(effects.get(0).stageId()) + " (" + points
        : " in " + effects.size() + " stages (up to " + points;
  }

  /** "existing customers". */
  private String subject(Effect effect) {
    String value = value(effect.dimension(), effect.value());

    return switch (effect.dimension()) {
      case "customer_type" -> value + " customers";
      case "size_band" -> "deals of " + value;
      case SegmentWords.PREVIOUS_STAGE ->
          effect.value().equals(SegmentWords.NO_STAGE)
              ? "deals that began"
              : effect.value().equals(effect.stageId())
                  ? "deals that came back"
                  : "deals that came from " + value;
      default -> MethodName.words(effect.dimension()) + " " + value;
    };
  }
}
