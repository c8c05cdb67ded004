package io.plumbline.monitor;

import java.math.BigDecimal;
import java.util.Comparator;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Sums over closed deals: the sufficient statistics of the room. Every kind uses some of the
 * columns and leaves the others null.
 *
 * @param month months since year 0: {@code 12 * year + month - 1}
 * @param incumbent of a {@link Kind#STAGE}; null where the CRM has none
 * @param n deals
 * @param won of these, won
 * @param stated sum of the stated probabilities
 * @param gap sum of the gaps
 * @param gapSquared sum of their squares
 */
record ClosedCount(
    Kind kind,
    String stageId,
    String label,
    int stageOrder,
    Double incumbent,
    String customerType,
    String sizeBand,
    String product,
    int month,
    String ownerId,
    long n,
    long won,
    double stated,
    double gap,
    double gapSquared) {

  /** What a row counts. */
  enum Kind {
    /** An open stage: label, order, incumbent. */
    STAGE,
    /** Deals that ever entered the stage, by segment and month of closing: n, won. */
    CHART,
    /** Looks at which the history states a probability, by owner: n, won, stated, gap. */
    STATED,
    /** Looks at which the stage's percentage stands in for it, by owner and stage: n, won. */
    BY_STAGE,
    /** Looks at which the history states a close date, by owner: n, gap in days. */
    CLOSE_DATE
  }

  /** A fixed order, so that sums of doubles do not depend on how Spark hands the rows out. */
  static final Comparator<ClosedCount> BY_KEY =
      Comparator.comparing(ClosedCount::kind)
          .thenComparing(ClosedCount::ownerId, Comparator.nullsFirst(Comparator.naturalOrder()))
          .thenComparing(ClosedCount::stageId, Comparator.nullsFirst(Comparator.naturalOrder()));

  static final StructType SCHEMA =
      new StructType()
          .add("pipeline_id", DataTypes.StringType)
          .add("kind", DataTypes.StringType)
          .add("stage_id", DataTypes.StringType)
          .add("label", DataTypes.StringType)
          .add("stage_order", DataTypes.IntegerType)
          .add("incumbent", DataTypes.DoubleType)
          .add("customer_type", DataTypes.StringType)
          .add("size_band", DataTypes.StringType)
          .add("product", DataTypes.StringType)
          .add("month", DataTypes.IntegerType)
          .add("owner_id", DataTypes.StringType)
          .add("n", DataTypes.LongType)
          .add("won", DataTypes.LongType)
          .add("stated", DataTypes.createDecimalType(38, 6))
          .add("gap", DataTypes.createDecimalType(38, 6))
          .add("gap_squared", DataTypes.createDecimalType(38, 12));

  static ClosedCount of(Row row) {
    return new ClosedCount(
        Kind.valueOf(row.getString(1)),
        row.getString(2),
        row.getString(3),
        row.isNullAt(4) ? 0 : row.getInt(4),
        row.isNullAt(5) ? null : row.getDouble(5),
        row.getString(6),
        row.getString(7),
        row.getString(8),
        row.isNullAt(9) ? 0 : row.getInt(9),
        row.getString(10),
        row.isNullAt(11) ? 0 : row.getLong(11),
        row.isNullAt(12) ? 0 : row.getLong(12),
        number(row.getDecimal(13)),
        number(row.getDecimal(14)),
        number(row.getDecimal(15)));
  }

  private static double number(BigDecimal sum) {
    return sum == null ? 0 : sum.doubleValue();
  }
}
