package io.plumbline.app;

import io.plumbline.app.RunTables.Values;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a version says of the open deals of a stage: released or not, and what a person has marked
 * in it. Where several marks fit a deal, the one of the fewest deals holds: it is the closest.
 */
final class SegmentMarks {

  static final List<String> COLUMNS =
      List.of(
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

  /** The dimensions that an open deal is known by. */
  private static final List<String> OF_DEALS =
      List.of("customer_type", "size_band", "product", "age_band");

  private record Stage(String pipeline, String id) {}

  private record Marked(Values row) {
    boolean fits(Values deal) {
      return row.text("attributes").isEmpty()
          && OF_DEALS.stream()
              .allMatch(
                  column ->
                      row.text(column).isEmpty() || row.text(column).equals(deal.text(column)));
    }

    String mark() {
      return row.text("mark");
    }
  }

  private final Map<Stage, Values> stages = new HashMap<>();
  private final Map<Stage, List<Marked>> marks = new HashMap<>();

  /** Takes in a row of the table; of the segments only those that are marked are kept. */
  void add(Values row) {
    Stage stage = new Stage(row.text("pipeline_id"), row.text("stage_id"));
    if (row.text("segment_level").equals("stage")) {
      stages.put(stage, row);
    } else if (!row.text("mark").isEmpty()) {
      marks.computeIfAbsent(stage, of -> new ArrayList<>()).add(new Marked(row));
    }
  }

  /**
   * What is to go into the CRM for an open deal.
   *
   * @param deal row of {@code opportunity_score}
   * @return empty where the deal is to be left alone
   */
  OptionalDouble released(Values deal) {
    Stage stage = new Stage(deal.text("pipeline_id"), deal.text("stage_id"));
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
      return switch (closest.get().mark()) {
        case "override" -> closest.get().row().optionalNumber("override");
        case "approve" -> deal.optionalNumber("confidence");
        default -> OptionalDouble.empty();
      };
    }
    if (ofStage.optionalNumber("released_confidence").isEmpty()) {
      return OptionalDouble.empty();
    }
    return ofStage.text("mark").equals("override")
        ? ofStage.optionalNumber("override")
        : deal.optionalNumber("confidence");
  }
}
