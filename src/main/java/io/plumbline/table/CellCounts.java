package io.plumbline.table;

import java.math.BigDecimal;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The sufficient statistics of a pipeline: integer counts that add up over deals, days and exports.
 * Handed from counting to estimating within a process; every kind uses some of the columns and
 * leaves the others null.
 */
public final class CellCounts {

  /** What a row counts. */
  public enum Kind {
    /** A stage: label, stage_order, number = incumbent; n = 1. */
    STAGE,
    /** A date that predictions are tested at: origin, day = days before the as-of date. */
    ORIGIN,
    /**
     * Opportunities by first visit to a stage: event at the origin's date; for origin 0 the days
     * from entry to it.
     */
    REACHED,
    /** Visits by what ended them: event, next_stage_id. */
    EXIT,
    /**
     * Landmarks: deals open in a stage at a past date, by age, with the days to what became of
     * them.
     */
    LANDMARK,
    /**
     * Distinct opportunities behind the landmarks of origin 0, by the set of age bins that they
     * stood in.
     */
    DEAL,
    /** Opportunities open at an origin, by what became of them up to the as-of date. */
    STANDING,
    /**
     * Opportunities by creation: days to the event, amounts of the won; mask = 1 for those of the
     * arrival window.
     */
    CREATED
  }

  /** The columns. */
  public static final StructType SCHEMA =
      new StructType()
          .add("pipeline_id", DataTypes.StringType)
          .add("kind", DataTypes.StringType)
          .add("origin", DataTypes.IntegerType)
          .add("stage_id", DataTypes.StringType)
          .add("next_stage_id", DataTypes.StringType)
          .add("customer_type", DataTypes.StringType)
          .add("size_band", DataTypes.StringType)
          .add("product", DataTypes.StringType)
          .add("age_bin", DataTypes.IntegerType)
          .add("bucket", DataTypes.IntegerType)
          .add("late_entry", DataTypes.IntegerType)
          .add("day", DataTypes.IntegerType)
          .add("event", DataTypes.StringType)
          .add("mask", DataTypes.LongType)
          .add("label", DataTypes.StringType)
          .add("stage_order", DataTypes.IntegerType)
          .add("number", DataTypes.DoubleType)
          .add("n", DataTypes.LongType)
          .add("amount", DataTypes.createDecimalType(38, 2))
          .add("amount_squared", DataTypes.createDecimalType(38, 2));

  private CellCounts() {}

  /** One row, for the statistics of a pipeline. */
  public record Cell(
      Kind kind,
      int origin,
      String stageId,
      String nextStageId,
      String customerType,
      String sizeBand,
      String product,
      int ageBin,
      int bucket,
      int lateEntry,
      int day,
      String event,
      long mask,
      String label,
      Integer stageOrder,
      Double number,
      long n,
      BigDecimal amount,
      BigDecimal amountSquared) {

    /** Reads a row of {@link #SCHEMA}; absent integers are 0. */
    public static Cell of(Row row) {
      return new Cell(
          Kind.valueOf(row.getString(1)),
          integer(row, 2),
          row.getString(3),
          row.getString(4),
          row.getString(5),
          row.getString(6),
          row.getString(7),
          integer(row, 8),
          integer(row, 9),
          integer(row, 10),
          integer(row, 11),
          row.getString(12),
          row.isNullAt(13) ? 0 : row.getLong(13),
          row.getString(14),
          row.isNullAt(15) ? null : Integer.valueOf(row.getInt(15)),
          row.isNullAt(16) ? null : Double.valueOf(row.getDouble(16)),
          row.getLong(17),
          row.getDecimal(18),
          row.getDecimal(19));
    }

    private static int integer(Row row, int position) {
      return row.isNullAt(position) ? 0 : row.getInt(position);
    }
  }
}
