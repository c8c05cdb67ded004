package io.plumbline.review;

import io.plumbline.view.Figures;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** Whether marks may be applied to a proposed table. */
public final class MarkRules {

  /** Room for the rounding of differences. */
  private static final double ROUNDING = 1e-9;

  private final double maxOverride;
  private final List<SheetProblem> problems = new ArrayList<>();

  private MarkRules(double maxOverride) {
    this.maxOverride = maxOverride;
  }

  /**
   * What stands against it, in the order of the marks; rows of another version are reported once
   * for each such version.
   *
   * @param maxOverride how far an override may lie from the confidence, as a fraction
   */
  public static List<SheetProblem> check(
      List<Marked> marks, ProposedTable table, double maxOverride) {
    MarkRules rules = new MarkRules(maxOverride);
    Map<RowKey, ProposedRow> rows = new HashMap<>();
    table.pipelines().forEach(pipeline -> pipeline.rows().forEach(row -> rows.put(row.key(), row)));
    Map<String, List<Marked>> others = new LinkedHashMap<>();

    for (Marked mark : marks) {
      if (!mark.version().equals(table.version())) {
        others.computeIfAbsent(mark.version(), version -> new ArrayList<>()).add(mark);
      } else if (!rows.containsKey(mark.key())) {
        rules.add(
            mark.line(), SheetColumn.ROW, mark.key().text(), "the proposed table has no such row.");
      } else {
        rules.check(mark, rows.get(mark.key()));
      }
    }
    others.forEach((version, of) -> rules.addOther(version, of, table.version()));

    return List.copyOf(rules.problems);
  }

  private void addOther(String version, List<Marked> marks, String expected) {
    int others = marks.size() - 1;
    String more =
        others == 0 ? "" : " (and " + others + (others == 1 ? " more row)" : " more rows)");

    add(
        marks.get(0).line(),
        SheetColumn.VERSION,
        version,
        "not the version under review, which is " + expected + more + ".");
  }

  private void check(Marked mark, ProposedRow row) {
    if (row.confidence().isEmpty() && mark.kind() != Mark.Kind.HOLD) {
      add(
          mark.line(),
          SheetColumn.MARK,
          mark.kind().label(),
          "the row has no proposed percentage; it can only be held or left empty.");
    }
    if (mark.override().isPresent()) {
      checkOverride(mark, mark.override().getAsDouble(), row.confidence());
    }
  }

  private void checkOverride(Marked mark, double override, OptionalDouble confidence) {
    if (!(override > 0 && override < 1)) {
      add(
          mark.line(),
          SheetColumn.OVERRIDE,
          percent(override),
          "must lie between 0 and 100, both excluded: these are for lost and won deals.");
    } else if (confidence.isPresent()
        && Math.abs(override - confidence.getAsDouble()) > maxOverride + ROUNDING) {
      add(
          mark.line(),
          SheetColumn.OVERRIDE,
          percent(override),
          "lies "
              + points(Math.abs(override - confidence.getAsDouble()))
              + " points from the proposed "
              + Figures.percent(confidence.getAsDouble())
              + "; at most "
              + points(maxOverride)
              + " are allowed.");
    }
  }

  private void add(int line, SheetColumn column, String value, String description) {
    problems.add(SheetProblem.of(line, column, value, description));
  }

  private static String percent(double fraction) {
    return plain(fraction) + "%";
  }

  private static String points(double fraction) {
    return Figures.score(100 * fraction, 1);
  }

  private static String plain(double fraction) {
    return BigDecimal.valueOf(fraction).movePointRight(2).stripTrailingZeros().toPlainString();
  }
}
