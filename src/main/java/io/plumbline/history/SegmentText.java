package io.plumbline.history;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.regexp_replace;

import io.plumbline.table.Tables;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Column;

/**
 * The values of the segment dimensions that have no column of their own, as one text: {@code
 * previous_stage=Demo; region=EMEA}.
 */
final class SegmentText {

  private SegmentText() {}

  /**
   * The text; null where no such dimension is asked for.
   *
   * @param dimensions as configured
   * @param previousStage the open stage that the visit came from; null on the first
   * @param attributes further columns of the opportunity, by name
   */
  static Column of(List<String> dimensions, Column previousStage, Column attributes) {
    Set<String> own = Tables.SEGMENT_COLUMNS;
    Column[] parts =
        dimensions.stream()
            .filter(name -> !own.contains(name))
            .map(
                name ->
                    concat(
                        lit(name + "="),
                        name.equals("previous_stage")
                            ? plain(coalesce(previousStage, lit("none")))
                            : plain(coalesce(attributes.getItem(name), lit("unknown")))))
            .toArray(Column[]::new);
    return parts.length == 0 ? lit(null).cast("string") : concat_ws("; ", parts);
  }

  /** What separates the parts cannot stand in one. */
  private static Column plain(Column value) {
    return regexp_replace(value, "[;=]", " ");
  }
}
