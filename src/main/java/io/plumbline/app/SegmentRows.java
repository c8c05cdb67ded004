package io.plumbline.app;

import io.plumbline.app.RunTables.Values;
import io.plumbline.report.Bounded;
import io.plumbline.report.ReportData.Decision;
import io.plumbline.report.ReportData.Estimate;
import io.plumbline.report.Segments;
import io.plumbline.report.Segments.Confidence;
import io.plumbline.report.Segments.Effect;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** What the tables of a run hold of a pipeline below its stages. Cells are many: only counted. */
final class SegmentRows {

  private static final String CELL = "cell";

  /** The levels with a column of their own; the contract itself would load Spark. */
  private static final Set<String> COLUMNS =
      Set.of(Segments.AGE_BAND, "customer_type", "size_band", "product");

  private final List<Effect> effects = new ArrayList<>();
  private final List<Confidence> confidences = new ArrayList<>();
  private final SortedSet<String> onlyToday = new TreeSet<>();
  private long cells;

  /** Takes a row of stage_confidence that is not of the stage level. */
  void addConfidence(Values row) {
    onlyToday.addAll(row.texts("leakage_risk"));
    if (row.text("segment_level").equals(CELL)) {
      cells++;
      return;
    }
    confidences.add(
        new Confidence(
            row.text("stage_id"),
            row.text("segment_level"),
            value(row),
            new Estimate(
                row.number("confidence"),
                row.number("confidence_low"),
                row.number("confidence_high"),
                row.count("opportunities")),
            row.optionalNumber("incumbent"),
            row.number("borrowed_share"),
            Decision.of(row.text("decision"))));
  }

  /** A dimension without a column of its own stands among the attributes as name=value. */
  private static String value(Values row) {
    String level = row.text("segment_level");
    if (COLUMNS.contains(level)) {
      return row.text(level);
    }
    String attributes = row.text("attributes");
    return attributes.startsWith(level + "=")
        ? attributes.substring(level.length() + 1)
        : attributes;
  }

  void addEffect(Values row) {
    effects.add(
        new Effect(
            row.text("stage_id"),
            row.text("dimension"),
            row.text("value"),
            row.count("opportunities"),
            new Bounded(
                row.number("points"), row.number("points_low"), row.number("points_high"))));
  }

  Segments segments() {
    return new Segments(effects, confidences, cells, List.copyOf(onlyToday));
  }
}
