package io.plumbline.estimate;

import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The sufficient statistics of the win rates of a pipeline: integer counts that add up over deals,
 * days and exports. Every kind uses some of the columns and leaves the others null.
 */
final class CellCounts {

  /** What a row counts. */
  enum Kind {
    /** A stage: label, stage_order; n = 1. */
    STAGE,
    /** Opportunities by first visit to a stage: the event, and the days from entry to it. */
    REACHED,
    /** Visits by what ended them: event, next_stage_id. */
    EXIT
  }

  /** The columns. */
  static final StructType SCHEMA =
      new StructType()
          .add("pipeline_id", DataTypes.StringType)
          .add("kind", DataTypes.StringType)
          .add("stage_id", DataTypes.StringType)
          .add("next_stage_id", DataTypes.StringType)
          .add("customer_type", DataTypes.StringType)
          .add("size_band", DataTypes.StringType)
          .add("product", DataTypes.StringType)
          .add("late_entry", DataTypes.IntegerType)
          .add("day", DataTypes.IntegerType)
          .add("event", DataTypes.StringType)
          .add("label", DataTypes.StringType)
          .add("stage_order", DataTypes.IntegerType)
          .add("n", DataTypes.LongType);

  private CellCounts() {}

  /** One row, for the statistics of a pipeline. */
  record Cell(
      Kind kind,
      String stageId,
      String nextStageId,
      String customerType,
      String sizeBand,
      String product,
      int lateEntry,
      int day,
      String event,
      String label,
      Integer stageOrder,
      long n) {

    /** Reads a row of {@link #SCHEMA}; absent days are 0. */
    static Cell of(Row row) {
      return new Cell(
          Kind.valueOf(row.getString(1)),
          row.getString(2),
          row.getString(3),
          row.getString(4),
          row.getString(5),
          row.getString(6),
          row.isNullAt(7) ? 0 : row.getInt(7),
          row.isNullAt(8) ? 0 : row.getInt(8),
          row.getString(9),
          row.getString(10),
          row.isNullAt(11) ? null : Integer.valueOf(row.getInt(11)),
          row.getLong(12));
    }
  }
}
