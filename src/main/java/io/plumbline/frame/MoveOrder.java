package io.plumbline.frame;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;

import io.plumbline.table.Staged;
import org.apache.spark.sql.Column;

/**
 * The order of the moves of an opportunity: by time, then by sequence. Where neither tells, as of
 * two moves of one day in an export without times, a deal is taken to have gone forward: by the
 * order of the stages, closed ones last.
 */
public final class MoveOrder {

  private MoveOrder() {}

  /** To sort by; the same everywhere, so that rows that lie in it are not sorted again. */
  public static Column[] columns() {
    return new Column[] {
      col("entered_at").asc_nulls_first(),
      col("sequence").asc_nulls_last(),
      col("stage_is_closed").asc_nulls_first(),
      col(Staged.STAGE_ORDER).asc_nulls_last(),
      col("stage_id").asc_nulls_first()
    };
  }

  /** One value that is larger the later a move is. */
  public static Column rank() {
    return struct(
        col("entered_at"),
        coalesce(col("sequence"), lit(Long.MAX_VALUE)),
        col("stage_is_closed"),
        coalesce(col(Staged.STAGE_ORDER), lit(Long.MAX_VALUE)),
        col("stage_id"));
  }
}
