package io.plumbline.app;

import io.plumbline.app.RunTables.Values;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What an approved version says of the open deals of a stage.
 *
 * <p>A deal follows its stage: on hold, it is left alone; overridden, it gets that number. Else it
 * gets the closest confidence that was approved: its own, where the row behind it was, that of its
 * age in the stage, or that of the stage. What a person has marked below the stage comes first;
 * where several marks fit a deal, the one of the fewest deals holds.
 */
final class SegmentMarks {

  static final List<String> COLUMNS =
      List.of(
          "status",
          "pipeline_id",
          "stage_id",
          "segment_level",
          "customer_type",
          "size_band",
          "product",
          "attributes",
          "age_band",
          "opportunities",
          "mark",
          "override",
          "released_confidence");

  /** The dimensions of a deal that have a column of their own. */
  private static final List<String> OF_DEALS =
      List.of("customer_type", "size_band", "product", "age_band");

  private record Stage(String pipeline, String id) {
    static Stage of(Values row) {
      return new Stage(row.text("pipeline_id"), row.text("stage_id"));
    }
  }

  private record Marked(Values row) {
    boolean fits(Values deal) {
      return OF_DEALS.stream()
              .allMatch(
                  column ->
                      row.text(column).isEmpty() || row.text(column).equals(deal.text(column)))
          && hasAll(deal.text("attributes"), row.text("attributes"));
    }

    /** Both are {@code name=value; name=value}. */
    private static boolean hasAll(String attributes, String asked) {
      return asked.isEmpty()
          || Arrays.asList(attributes.split("; ", -1))
              .containsAll(Arrays.asList(asked.split("; ", -1)));
    }
  }

  private final ApprovedRows approved;
  private final Map<Stage, Values> stages = new HashMap<>();
  private final Map<Stage, Map<String, Double>> ages = new HashMap<>();
  private final Map<Stage, List<Marked>> marks = new HashMap<>();

  SegmentMarks(ApprovedRows approved) {
    this.approved = approved;
  }

  /** Takes in a row of the table; below the stages only what can decide is kept. */
  void add(Values row) {
    // The gate has refused these pipelines, whatever a person has marked in them.
    if (row.text("status").equals("rejected")) {
      return;
    }
    Stage stage = Stage.of(row);
    if (row.text("segment_level").equals("stage")) {
      stages.put(stage, row);
    } else if (!row.text("mark").isEmpty()) {
      marks.computeIfAbsent(stage, of -> new ArrayList<>()).add(new Marked(row));
    } else if (row.text("segment_level").equals("age_band")
        && row.optionalNumber("released_confidence").isPresent()) {
      ages.computeIfAbsent(stage, of -> new HashMap<>())
          .put(row.text("age_band"), row.number("released_confidence"));
    }
  }

  /**
   * What is to go into the CRM for an open deal.
   *
   * @param deal row of {@code opportunity_score}
   * @return empty where the deal is to be left alone
   */
  OptionalDouble released(Values deal) {
    Stage stage = Stage.of(deal);
    Values ofStage = stages.get(stage);
    if (ofStage == null) {
      return OptionalDouble.empty();
    }
    Optional<Marked> closest =
        marks.getOrDefault(stage, List.of()).stream()
            .filter(marked -> marked.fits(deal))
            .min(
                Comparator.<Marked>comparingLong(marked -> marked.row().count("opportunities"))
                    .thenComparing(marked -> marked.row().text("segment_level")));
    if (closest.isPresent()) {
      return switch (closest.get().row().text("mark")) {
        case "override" -> closest.get().row().optionalNumber("override");
        case "approve" -> deal.optionalNumber("confidence");
        default -> OptionalDouble.empty();
      };
    }
    OptionalDouble released = ofStage.optionalNumber("released_confidence");
    if (released.isEmpty() || ofStage.text("mark").equals("override")) {
      return released;
    }
    if (approved.release("", deal.text("decision"))) {
      return deal.optionalNumber("confidence");
    }
    Double ofAge = ages.getOrDefault(stage, Map.of()).get(deal.text("age_band"));
    return ofAge == null ? released : OptionalDouble.of(ofAge);
  }
}
